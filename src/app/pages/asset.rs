//! The asset protocol: files that pages load by URLs of the scheme `asset`, within a scope.

use std::{
    borrow::Cow,
    ffi::{OsStr, OsString},
    path::{Component, Path, PathBuf, Prefix},
    sync::Arc,
};

use glob::{MatchOptions, Pattern};
use http::{HeaderValue, header};
use parking_lot::{RwLock, RwLockReadGuard};
use percent_encoding::percent_decode_str;

use crate::{
    Refusal, ServePages,
    app::{Error, Result, config::FsScope},
    file::{self, Asset, Assets},
    origin,
    payload::Body,
    wire::Code,
};

/// The name of the scheme; `convertFileSrc` creates its URLs.
pub(crate) const SCHEME: &str = "asset";

/// The files that pages may load: paths that match `allow` and do not match `deny`.
#[derive(Debug)]
pub(crate) struct AssetScope {
    lists: RwLock<Lists>,
    options: MatchOptions,
    /// Origins whose pages may read the responses.
    origins: Vec<String>,
}

#[derive(Debug, Default)]
struct Lists {
    allow: Vec<Pattern>,
    deny: Vec<Pattern>,
}

/// The scope of the asset protocol: the files that pages may load by URL, which can change while the application runs. Cheap to clone.
///
/// Symlinks are resolved before a path is checked. A forbidden path stays forbidden even if it is allowed later.
#[derive(Clone, Debug)]
pub struct Scope(pub(crate) Arc<AssetScope>);

impl Scope {
    /// Allows a file.
    ///
    /// # Errors
    /// Returns [`Error::NonUtf8Path`] if the path is not valid UTF-8.
    pub fn allow_file<P: AsRef<Path>>(&self, path: P) -> Result<()> {
        self.add(path.as_ref(), None, |lists| &mut lists.allow)
    }

    /// Allows the files of a directory and, if `recursive` is set, of its subdirectories.
    ///
    /// # Errors
    /// Returns [`Error::NonUtf8Path`] if the path is not valid UTF-8.
    pub fn allow_directory<P: AsRef<Path>>(&self, path: P, recursive: bool) -> Result<()> {
        self.add(path.as_ref(), Some(recursive), |lists| &mut lists.allow)
    }

    /// Forbids a file.
    ///
    /// # Errors
    /// Returns [`Error::NonUtf8Path`] if the path is not valid UTF-8.
    pub fn forbid_file<P: AsRef<Path>>(&self, path: P) -> Result<()> {
        self.add(path.as_ref(), None, |lists| &mut lists.deny)
    }

    /// Forbids the files of a directory and, if `recursive` is set, of its subdirectories.
    ///
    /// # Errors
    /// Returns [`Error::NonUtf8Path`] if the path is not valid UTF-8.
    pub fn forbid_directory<P: AsRef<Path>>(&self, path: P, recursive: bool) -> Result<()> {
        self.add(path.as_ref(), Some(recursive), |lists| &mut lists.deny)
    }

    /// Returns whether pages may load a file.
    pub fn is_allowed<P: AsRef<Path>>(&self, path: P) -> bool {
        self.0.allows(&real(path.as_ref()))
    }

    /// Returns whether a file is forbidden.
    pub fn is_forbidden<P: AsRef<Path>>(&self, path: P) -> bool {
        self.0.forbids(&real(path.as_ref()))
    }

    /// Adds patterns of a path and of its real path to a list. `directory` is `Some` for the files of a directory, with subdirectories if `true`.
    fn add(
        &self,
        path: &Path,
        directory: Option<bool>,
        list: fn(&mut Lists) -> &mut Vec<Pattern>,
    ) -> Result<()> {
        let mut patterns = Vec::new();
        for path in [plain(path), plain(&real(path))] {
            let text = path
                .to_str()
                .ok_or_else(|| Error::NonUtf8Path(path.to_path_buf()))?;
            let mut path = PathBuf::from(Pattern::escape(text));
            // Not pushed for a file: an empty component would add a `/`.
            if let Some(recursive) = directory {
                path.push(if recursive { "**" } else { "*" });
            }
            patterns.push(pattern(&path)?);
        }
        let mut lists = self.0.lists.write();
        let list = list(&mut lists);
        for pattern in patterns {
            if !list.contains(&pattern) {
                list.push(pattern);
            }
        }
        Ok(())
    }
}

/// Resolves the symlinks of a path. Returns the path unchanged if it does not exist.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// Returns a path without the prefix `\\?\` of real paths on Windows, whose `?` has a meaning in a pattern.
fn plain(path: &Path) -> Cow<'_, Path> {
    let mut parts = path.components();
    let Some(Component::Prefix(prefix)) = parts.next() else {
        return Cow::Borrowed(path);
    };
    let mut start = OsString::new();
    match prefix.kind() {
        Prefix::VerbatimDisk(letter) => start.push(format!("{}:", char::from(letter))),
        Prefix::VerbatimUNC(server, share) => {
            for part in [OsStr::new(r"\\"), server, OsStr::new(r"\"), share] {
                start.push(part);
            }
        }
        _ => return Cow::Borrowed(path),
    }
    Cow::Owned(PathBuf::from(start).join(parts.as_path()))
}

impl AssetScope {
    /// Creates the scope of a configuration, for pages of `origins`. `resolve` replaces the variable at the start of a path, such as `$HOME`.
    pub(crate) fn new(
        scope: &FsScope,
        origins: Vec<String>,
        resolve: impl Fn(&Path) -> Option<PathBuf>,
    ) -> Result<Self> {
        let (allow, deny, literal_dot) = match scope {
            FsScope::AllowedPaths(allow) => (allow.as_slice(), [].as_slice(), None),
            FsScope::Scope {
                allow,
                deny,
                require_literal_leading_dot,
            } => (
                allow.as_slice(),
                deny.as_slice(),
                *require_literal_leading_dot,
            ),
        };
        Ok(Self {
            lists: RwLock::new(Lists {
                allow: patterns(&resolve, allow)?,
                deny: patterns(&resolve, deny)?,
            }),
            options: options(literal_dot.unwrap_or(cfg!(unix))),
            origins,
        })
    }

    /// Creates an empty scope.
    pub(crate) fn closed() -> Self {
        Self {
            lists: RwLock::default(),
            options: options(cfg!(unix)),
            origins: Vec::new(),
        }
    }

    /// Returns whether pages may load the file with this real path.
    fn allows(&self, path: &Path) -> bool {
        !self.forbids(path) && any(&self.lists().allow, path, self.options)
    }

    /// Returns whether the file with this real path is forbidden.
    fn forbids(&self, path: &Path) -> bool {
        // A denied pattern also matches hidden files and paths that differ in case.
        let lenient = MatchOptions {
            case_sensitive: false,
            require_literal_leading_dot: false,
            ..self.options
        };
        any(&self.lists().deny, path, lenient)
    }

    fn lists(&self) -> RwLockReadGuard<'_, Lists> {
        self.lists.read()
    }
}

const fn options(require_literal_leading_dot: bool) -> MatchOptions {
    MatchOptions {
        // As the system compares paths: an allowed pattern must not match another file.
        case_sensitive: cfg!(not(any(windows, target_os = "macos"))),
        // A `*` matches one component of a path.
        require_literal_separator: true,
        require_literal_leading_dot,
    }
}

fn any(patterns: &[Pattern], path: &Path, options: MatchOptions) -> bool {
    let path = &plain(path);
    patterns
        .iter()
        .any(|pattern| pattern.matches_path_with(path, options))
}

fn pattern(path: &Path) -> Result<Pattern> {
    let text = path.to_string_lossy();
    Pattern::new(&text).map_err(|error| Error::Config {
        key: "app.security.assetProtocol.scope".into(),
        message: format!("{text:?}: {error}"),
    })
}

/// Parses patterns of paths. A pattern below a symlink also matches below the link's target, because real paths are checked.
fn patterns(resolve: impl Fn(&Path) -> Option<PathBuf>, texts: &[PathBuf]) -> Result<Vec<Pattern>> {
    let mut patterns = Vec::new();
    for text in texts {
        // A directory that the system does not define has no files.
        let Some(path) = resolve(text).map(|path| plain(&path).into_owned()) else {
            continue;
        };
        patterns.push(pattern(&path)?);
        let is_plain =
            |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
        let start: PathBuf = path.components().take_while(is_plain).collect();
        let real = plain(&real(&start)).into_owned();
        if let Ok(rest) = path.strip_prefix(&start)
            && real != start
        {
            // The target is a path, in which no character is part of a pattern.
            let real = Pattern::escape(&real.to_string_lossy());
            patterns.push(pattern(&Path::new(&real).join(rest))?);
        }
    }
    Ok(patterns)
}

impl Assets for AssetScope {
    fn find(&self, path: &str) -> std::result::Result<Asset, Refusal> {
        let denied = || {
            Refusal::new(
                Code::PathDenied,
                "the file is not in the scope `app.security.assetProtocol.scope`",
            )
        };
        let encoded = path.strip_prefix('/').unwrap_or(path);
        let text = percent_decode_str(encoded)
            .decode_utf8()
            .map_err(|_| denied())?;
        let path = Path::new(&*text);
        let climbs = path.components().any(|part| part == Component::ParentDir);
        if !path.is_absolute() || climbs || text.contains('\0') {
            return Err(denied());
        }
        // The existence of a file is disclosed only if its path is in the scope.
        match path.canonicalize() {
            Ok(real) if self.allows(&real) => file::open(&real),
            Err(_) if self.allows(path) => Err(Refusal::new(Code::NotFound, "no such file")),
            _ => Err(denied()),
        }
    }
}

impl ServePages for AssetScope {
    fn serve(&self, request: http::Request<()>) -> http::Response<Body> {
        let mut response = self.answer(&request);
        let origin = request.headers().get(header::ORIGIN);
        let readable = origin
            .and_then(|origin| origin.to_str().ok())
            .is_some_and(|origin| self.origins.iter().any(|own| origin::matches(own, origin)));
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
        if let Some(origin) = origin.filter(|_| readable) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("content-range, etag"),
            );
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    fn scope(allow: &[String], deny: &[String]) -> AssetScope {
        let patterns = |texts: &[String]| {
            texts
                .iter()
                .map(|text| Pattern::new(text).unwrap())
                .collect()
        };
        AssetScope {
            lists: RwLock::new(Lists {
                allow: patterns(allow),
                deny: patterns(deny),
            }),
            options: options(true),
            origins: vec!["bytelane://localhost".into()],
        }
    }

    /// Creates a directory and returns its real path, as patterns are written.
    fn directory() -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let root = plain(&real(directory.path())).into_owned();
        (directory, root)
    }

    fn get(scope: &AssetScope, path: &str, origin: &str) -> http::Response<Body> {
        let uri = format!(
            "asset://localhost/{}",
            utf8_percent_encode(path, NON_ALPHANUMERIC)
        );
        scope.serve(
            http::Request::get(uri)
                .header("origin", origin)
                .body(())
                .unwrap(),
        )
    }

    #[test]
    fn only_files_in_the_scope_are_served() {
        let (_directory, root) = directory();
        for name in [
            "a.txt",
            ".hidden",
            "secret.key",
            "sub/b.txt",
            "sub/deep/c.txt",
        ] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let root = root.to_str().unwrap();
        let scope = scope(
            &[format!("{root}/*"), format!("{root}/sub/**")],
            &[format!("{root}/*.key")],
        );
        let status = |path: &str| {
            get(&scope, &format!("{root}/{path}"), "bytelane://localhost")
                .status()
                .as_u16()
        };
        assert_eq!(status("a.txt"), 200);
        assert_eq!(status("sub/b.txt"), 200);
        assert_eq!(status("sub/deep/c.txt"), 200);
        assert_eq!(status("missing.txt"), 404);
        assert_eq!(status(".hidden"), 403);
        assert_eq!(status("secret.key"), 403);
        assert_eq!(status("missing.key"), 403);
        assert_eq!(status("sub/../secret.key"), 403);
        assert_eq!(
            get(&scope, "/etc/passwd", "bytelane://localhost").status(),
            403
        );
        assert_eq!(
            get(&scope, "relative", "bytelane://localhost").status(),
            403
        );
        assert_eq!(get(&scope, "", "bytelane://localhost").status(), 403);
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("/etc/passwd", format!("{root}/link")).unwrap();
            assert_eq!(status("link"), 403, "the target of a link is checked");
        }
        assert_eq!(
            get(&scope, &format!("{root}/a.txt"), "https://evil.com")
                .headers()
                .get("access-control-allow-origin"),
            None
        );
        let own = get(&scope, &format!("{root}/a.txt"), "bytelane://localhost");
        assert_eq!(
            own.headers()["access-control-allow-origin"],
            "bytelane://localhost"
        );
        assert_eq!(own.headers()["accept-ranges"], "bytes");
    }

    #[cfg(windows)]
    #[test]
    fn patterns_match_real_paths_of_windows() {
        for (real, expected) in [
            (r"\\?\C:\a\[b]", r"C:\a\[b]"),
            (r"\\?\UNC\server\share\a", r"\\server\share\a"),
            (r"\\?\C:\", r"C:\"),
            (r"C:\a", r"C:\a"),
            (r"\\server\share\a", r"\\server\share\a"),
            (r"\\.\COM1", r"\\.\COM1"),
        ] {
            assert_eq!(&*plain(Path::new(real)), Path::new(expected));
        }
        let (_directory, root) = directory();
        std::fs::write(root.join("a.txt"), "a").unwrap();
        let verbatim = real(&root);
        assert_ne!(verbatim, root, "real paths have a prefix");
        let resolve = |path: &Path| Some(path.to_owned());
        for root in [&root, &verbatim] {
            let allow = FsScope::AllowedPaths(vec![root.join("*")]);
            let scope = AssetScope::new(&allow, Vec::new(), resolve).unwrap();
            assert!(scope.allows(&verbatim.join("a.txt")), "{root:?}");
            assert!(scope.allows(&root.join("missing")), "{root:?}");
            let scope = Scope(Arc::new(AssetScope::closed()));
            scope.allow_directory(root, false).unwrap();
            assert!(scope.is_allowed(root.join("a.txt")), "{root:?}");
            assert!(!scope.is_allowed(root.join("a/b.txt")), "{root:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_path_that_differs_in_case_is_not_allowed_but_denied() {
        let (_directory, root) = directory();
        for name in ["Public/a", "public/a", "Secret", "secret"] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let root = root.to_str().unwrap();
        let allow = [format!("{root}/Public/*"), format!("{root}/*")];
        let scope = scope(&allow, &[format!("{root}/Secret")]);
        let allows = |name: &str| scope.allows(&Path::new(root).join(name));
        assert!(allows("Public/a") && !allows("public/a"));
        assert!(!allows("Secret") && !allows("secret"));
    }

    #[test]
    fn the_scope_changes_while_the_application_runs() {
        let (_directory, root) = directory();
        for name in ["a[1].txt", "sub/b.txt", "sub/deep/c.txt", "sub/.d"] {
            let path = root.join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, name).unwrap();
        }
        let scope = Scope(Arc::new(scope(&[], &[])));
        let allowed = |name: &str| scope.is_allowed(root.join(name));
        assert!(!allowed("a[1].txt"));
        // The characters of a path are not part of a pattern.
        scope.allow_file(root.join("a[1].txt")).unwrap();
        assert!(allowed("a[1].txt") && !allowed("a1.txt"));
        scope.allow_directory(root.join("sub"), false).unwrap();
        assert!(allowed("sub/b.txt") && !allowed("sub/deep/c.txt") && !allowed("sub/.d"));
        scope.allow_directory(root.join("sub"), true).unwrap();
        assert!(allowed("sub/deep/c.txt"));
        let path = root.join("sub/deep/c.txt");
        let get = || get(&scope.0, path.to_str().unwrap(), "bytelane://localhost").status();
        assert_eq!(get(), 200);
        scope.forbid_file(&path).unwrap();
        scope.allow_file(&path).unwrap();
        assert!(scope.is_forbidden(&path) && !scope.is_allowed(&path));
        assert_eq!(get(), 403);
        scope.forbid_directory(root.join("sub"), true).unwrap();
        assert!(!allowed("sub/b.txt") && scope.is_forbidden(root.join("sub/.d")));
        #[cfg(unix)]
        {
            let link = root.join("link");
            std::os::unix::fs::symlink("/etc", &link).unwrap();
            scope.allow_directory(&link, false).unwrap();
            assert!(
                scope.is_allowed("/etc/passwd"),
                "the target of a link is allowed"
            );
        }
        // A path that is allowed twice is stored once.
        let length = scope.0.lists().allow.len();
        scope.allow_file(root.join("a[1].txt")).unwrap();
        assert_eq!(scope.0.lists().allow.len(), length);
    }
}
