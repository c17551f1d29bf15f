//! Files of the user that pages name by address: the scheme `asset`, as far as the configuration lets them.

use std::path::{Component, Path, PathBuf};

use glob::{MatchOptions, Pattern};
use http::{HeaderValue, header};
use percent_encoding::percent_decode_str;

use crate::{
    Refusal, ServePages,
    app::{
        AppHandle, Error, Result, Runtime,
        config::{AssetProtocolConfig, FsScope},
        path::PathResolver,
    },
    file::{self, Asset, Assets},
    origin,
    payload::Body,
    wire::Code,
};

/// Name of the scheme; `convertFileSrc` makes its addresses.
pub(crate) const SCHEME: &str = "asset";

/// Files that pages may have: what `allow` has and `deny` has not.
#[derive(Debug)]
pub(crate) struct AssetScope {
    allow: Vec<Pattern>,
    deny: Vec<Pattern>,
    options: MatchOptions,
    /// Origins whose pages may read what they fetch.
    origins: Vec<String>,
}

impl AssetScope {
    /// The scope of a configuration; `None` when it is not enabled.
    pub(crate) fn new<R: Runtime>(app: &AppHandle<R>) -> Result<Option<Self>> {
        let AssetProtocolConfig { enable, scope } = &app.core.config.app.security.asset_protocol;
        if !enable {
            return Ok(None);
        }
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
        let paths = PathResolver::new(app.clone());
        Ok(Some(Self {
            allow: patterns(&paths, allow)?,
            deny: patterns(&paths, deny)?,
            options: MatchOptions {
                // A `*` is one name, not several.
                require_literal_separator: true,
                require_literal_leading_dot: literal_dot.unwrap_or(cfg!(unix)),
                ..MatchOptions::default()
            },
            origins: app.core.origins.clone(),
        }))
    }

    /// Whether pages may have the file of this real path.
    fn allows(&self, path: &Path) -> bool {
        let any = |patterns: &[Pattern], options| {
            patterns
                .iter()
                .any(|pattern| pattern.matches_path_with(path, options))
        };
        // What is hidden is denied with the rest.
        let hidden_too = MatchOptions {
            require_literal_leading_dot: false,
            ..self.options
        };
        !any(&self.deny, hidden_too) && any(&self.allow, self.options)
    }
}

/// Patterns of paths. One that names a directory that is behind a link means the real one too, as paths are judged by where they lead.
fn patterns<R: Runtime>(paths: &PathResolver<R>, texts: &[PathBuf]) -> Result<Vec<Pattern>> {
    let mut patterns = Vec::new();
    for text in texts {
        // A directory that this system has not holds no files either.
        let Ok(path) = paths.parse(text) else {
            continue;
        };
        let mut add = |path: &Path| {
            let text = path.to_string_lossy();
            let pattern = Pattern::new(&text).map_err(|error| Error::Config {
                key: "app.security.assetProtocol.scope".into(),
                message: format!("{text:?}: {error}"),
            })?;
            patterns.push(pattern);
            Ok::<_, Error>(())
        };
        add(&path)?;
        let is_plain =
            |part: &Component<'_>| !part.as_os_str().to_string_lossy().contains(['*', '?', '[']);
        let plain: PathBuf = path.components().take_while(is_plain).collect();
        if let (Ok(real), Ok(rest)) = (plain.canonicalize(), path.strip_prefix(&plain))
            && real != plain
        {
            // What the system says is a path, in which nothing is a pattern.
            add(&Path::new(&Pattern::escape(&real.to_string_lossy())).join(rest))?;
        }
    }
    Ok(patterns)
}

impl Assets for AssetScope {
    fn find(&self, path: &str) -> std::result::Result<Asset, Refusal> {
        let denied = || {
            Refusal::new(
                Code::PathDenied,
                "the file is not in `app.security.assetProtocol.scope`",
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
        // Whether there is such a file is told only of what is in the scope.
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
            allow: patterns(allow),
            deny: patterns(deny),
            options: MatchOptions {
                require_literal_separator: true,
                require_literal_leading_dot: true,
                ..MatchOptions::default()
            },
            origins: vec!["bytelane://localhost".into()],
        }
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
    fn only_files_in_the_scope_are_there() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().canonicalize().unwrap();
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
            assert_eq!(status("link"), 403, "a link is judged by where it leads");
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
}
