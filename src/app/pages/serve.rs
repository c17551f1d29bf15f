//! The application's pages: their URLs, their source and their Content Security Policy.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use http::{HeaderValue, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use crate::{
    Payload, ServePages,
    app::{Config, Error, Result, config::WebviewUrl},
    file::{Assets, EmbeddedFiles, ServedRoot},
    payload::Body,
};

/// The scheme of the pages.
pub(crate) const SCHEME: &str = "bytelane";

/// Sources of the engine's own requests in a Content Security Policy.
const ENGINE_SOURCES: [&str; 2] = ["ipc:", "http://ipc.localhost"];

/// Returns the root URL of the pages.
pub(crate) const fn root() -> &'static str {
    if cfg!(any(windows, target_os = "android")) {
        "http://bytelane.localhost/"
    } else {
        "bytelane://localhost/"
    }
}

/// Returns the origin of the pages.
pub(crate) fn origin() -> String {
    root().trim_end_matches('/').to_owned()
}

/// Characters that `encodeURIComponent` does not encode, besides letters and digits.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// Returns the URL with which pages load a file by a scheme.
///
/// # Errors
/// Returns [`Error::NonUtf8Path`] if the path is not valid UTF-8.
pub(crate) fn file_url(path: &Path, scheme: &str) -> Result<String> {
    let text = path
        .to_str()
        .ok_or_else(|| Error::NonUtf8Path(path.to_owned()))?;
    let name = utf8_percent_encode(text, UNRESERVED);
    Ok(if cfg!(any(windows, target_os = "android")) {
        format!("http://{scheme}.localhost/{name}")
    } else {
        format!("{scheme}://localhost/{name}")
    })
}

/// The source of the pages.
pub(crate) enum Source {
    /// No pages.
    None,
    Embedded(&'static [(&'static str, &'static [u8])]),
    Directory(PathBuf),
    Custom(Arc<dyn ServePages>),
}

/// Serves the application's pages with its Content Security Policy.
pub(crate) struct Pages {
    files: Files,
    csp: Option<HeaderValue>,
}

enum Files {
    Assets(Box<dyn Assets>),
    Custom(Arc<dyn ServePages>),
    Missing(String),
}

impl Pages {
    pub(crate) fn new(source: Source, csp: Option<&str>) -> Result<Self> {
        let files = match source {
            Source::None => Files::Missing(
                "The application has no pages: set `build.frontendDist` in the configuration, or pages in the context."
                    .into(),
            ),
            Source::Embedded(table) => Files::Assets(Box::new(EmbeddedFiles::new(table))),
            Source::Custom(pages) => Files::Custom(pages),
            Source::Directory(directory) => match ServedRoot::new(&directory) {
                Ok(root) => Files::Assets(Box::new(root)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Files::Missing(format!(
                    "The directory of the pages does not exist: {}. Build the front end first.",
                    directory.display()
                )),
                Err(error) => Files::Missing(format!(
                    "The directory of the pages cannot be opened: {}: {error}.",
                    directory.display()
                )),
            },
        };
        let csp = csp.map(|csp| {
            let policy = with_engine(csp);
            HeaderValue::from_str(&policy).map_err(|_| Error::Config {
                key: "app.security.csp".into(),
                message: "the policy is not a valid value of a header".into(),
            })
        });
        Ok(Self {
            files,
            csp: csp.transpose()?,
        })
    }
}

impl ServePages for Pages {
    fn serve(&self, request: http::Request<()>) -> http::Response<Body> {
        let mut response = match &self.files {
            Files::Assets(assets) => assets.answer_page(&request),
            Files::Custom(pages) => pages.serve(request),
            Files::Missing(why) => missing(why),
        };
        let is_html = response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        if is_html
            && let Some(csp) = &self.csp
            && !response
                .headers()
                .contains_key(header::CONTENT_SECURITY_POLICY)
        {
            response
                .headers_mut()
                .insert(header::CONTENT_SECURITY_POLICY, csp.clone());
        }
        response
    }
}

/// Returns a page for developers that says why no pages are served.
fn missing(why: &str) -> http::Response<Body> {
    let page = include_str!("missing.html").replace("{why}", &escape(why));
    let mut response = http::Response::new(Body::from(Payload::Raw(page.into_bytes().into())));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Returns the URL that a webview loads.
///
/// # Errors
/// Returns [`Error::InvalidUrl`] if the path cannot be joined to the URL of the pages.
pub(crate) fn resolve(config: &Config, url: &WebviewUrl, debug: bool) -> Result<Url> {
    let path = match url {
        WebviewUrl::External(url) => return Ok(url.clone()),
        WebviewUrl::App(path) => path.to_string_lossy().replace('\\', "/"),
    };
    let base = match &config.build {
        build if debug && build.dev_url.is_some() => build.dev_url.clone(),
        build => match &build.frontend_dist {
            Some(crate::app::config::FrontendDist::Url(url)) => Some(url.clone()),
            _ => None,
        },
    };
    let base = base
        .map_or_else(|| Url::parse(root()), Ok)
        .map_err(|source| Error::InvalidUrl {
            url: root().into(),
            source,
        })?;
    // As in Tauri: a router in the page sees `/` and not `/index.html`.
    let path = if path == "index.html" {
        ""
    } else {
        path.trim_start_matches('/')
    };
    base.join(path).map_err(|source| Error::InvalidUrl {
        url: path.to_owned(),
        source,
    })
}

/// Returns the application's own origins: those of its pages and of the server of its pages.
pub(crate) fn own_origins(config: &Config, debug: bool) -> Vec<String> {
    let mut origins = vec![origin()];
    if debug && let Some(url) = &config.build.dev_url {
        origins.push(url.origin().ascii_serialization());
    }
    if let Some(crate::app::config::FrontendDist::Url(url)) = &config.build.frontend_dist {
        origins.push(url.origin().ascii_serialization());
    }
    origins
}

/// Adds the engine's sources to a policy; without them no command could be called.
fn with_engine(policy: &str) -> String {
    let mut directives: Vec<(String, Vec<String>)> = policy
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_ascii_whitespace().map(str::to_owned);
            Some((words.next()?, words.collect()))
        })
        .collect();
    let find = |name: &str| {
        directives
            .iter()
            .position(|(found, _)| found.eq_ignore_ascii_case(name))
    };
    let place = match (find("connect-src"), find("default-src")) {
        (Some(place), _) => place,
        (None, Some(default)) => {
            let sources = directives[default].1.clone();
            directives.push(("connect-src".into(), sources));
            directives.len() - 1
        }
        // Connections are not restricted.
        (None, None) => return policy.to_owned(),
    };
    let sources = &mut directives[place].1;
    sources.retain(|source| !source.eq_ignore_ascii_case("'none'"));
    for source in ENGINE_SOURCES {
        if !sources
            .iter()
            .any(|found| found.eq_ignore_ascii_case(source))
        {
            sources.push(source.to_owned());
        }
    }
    let texts: Vec<_> = directives
        .into_iter()
        .map(|(name, sources)| [vec![name], sources].concat().join(" "))
        .collect();
    texts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: &[(&str, &[u8])] = &[
        ("/index.html", b"<p>root"),
        ("/about.html", b"<p>about"),
        ("/docs/index.html", b"<p>docs"),
        ("/app.js", b"1"),
    ];

    fn get(pages: &Pages, path: &str) -> (StatusCode, http::HeaderMap, Vec<u8>) {
        let (parts, body) = pages
            .serve(http::Request::get(path).body(()).unwrap())
            .into_parts();
        let Body::Payload(payload) = body else {
            panic!("not in memory")
        };
        (
            parts.status,
            parts.headers,
            payload.into_segments().concat(),
        )
    }

    #[test]
    fn pages_are_found_as_tauri_finds_them() {
        let pages = Pages::new(Source::Embedded(TABLE), None).unwrap();
        for (path, body) in [
            ("/", "<p>root"),
            ("/about", "<p>about"),
            ("/docs", "<p>docs"),
            ("/docs/", "<p>docs"),
            ("/a/route", "<p>root"),
        ] {
            let (status, _, found) = get(&pages, path);
            assert_eq!(
                (status, found.as_slice()),
                (StatusCode::OK, body.as_bytes()),
                "{path}"
            );
        }
    }

    #[test]
    fn only_pages_carry_the_policy() {
        let pages = Pages::new(Source::Embedded(TABLE), Some("default-src 'self'")).unwrap();
        let (_, headers, _) = get(&pages, "/");
        assert_eq!(
            headers[header::CONTENT_SECURITY_POLICY],
            "default-src 'self'; connect-src 'self' ipc: http://ipc.localhost"
        );
        let (_, headers, _) = get(&pages, "/app.js");
        assert!(!headers.contains_key(header::CONTENT_SECURITY_POLICY));
        assert!(Pages::new(Source::None, Some("a\nb")).is_err());
    }

    #[test]
    fn the_engine_is_added_to_a_policy() {
        let cases = [
            ("script-src 'self'", "script-src 'self'"),
            (
                "default-src 'none'",
                "default-src 'none'; connect-src ipc: http://ipc.localhost",
            ),
            (
                "connect-src IPC: http://ipc.localhost; img-src *;",
                "connect-src IPC: http://ipc.localhost; img-src *",
            ),
            (
                "default-src a; Connect-Src 'none'",
                "default-src a; Connect-Src ipc: http://ipc.localhost",
            ),
        ];
        for (policy, expected) in cases {
            assert_eq!(with_engine(policy), expected);
        }
    }

    #[test]
    fn a_missing_directory_is_named() {
        let pages = Pages::new(Source::Directory("/does/not <exist>".into()), None).unwrap();
        let (status, headers, body) = get(&pages, "/");
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert!(
            String::from_utf8(body)
                .unwrap()
                .contains("/does/not &lt;exist>")
        );
    }

    #[test]
    fn urls_of_files_equal_those_of_the_page() {
        let address = |path: &str| {
            let address = file_url(Path::new(path), "asset").unwrap();
            address.split_once("localhost/").unwrap().1.to_owned()
        };
        assert_eq!(address("/a b/\u{e4}?.png"), "%2Fa%20b%2F%C3%A4%3F.png");
        assert_eq!(address("-_.!~*'()"), "-_.!~*'()");
        assert_eq!(
            address("\"#$%&+,/:;<=>@[\\]^`{|}"),
            "%22%23%24%25%26%2B%2C%2F%3A%3B%3C%3D%3E%40%5B%5C%5D%5E%60%7B%7C%7D"
        );
        assert_eq!(address("\u{1f600}\0\n"), "%F0%9F%98%80%00%0A");
        #[cfg(unix)]
        {
            use std::os::unix::ffi::OsStrExt;
            let path = Path::new(std::ffi::OsStr::from_bytes(b"/a\xff"));
            let error = file_url(path, "asset").unwrap_err();
            assert!(error.to_string().starts_with("path is not valid UTF-8: "));
        }
    }

    #[test]
    fn urls_of_windows() {
        let mut config = Config::default();
        let app = |path: &str| WebviewUrl::App(path.into());
        assert_eq!(
            resolve(&config, &app("index.html"), true).unwrap().as_str(),
            root()
        );
        assert_eq!(
            resolve(&config, &app("a/b.html?x=1#y"), true)
                .unwrap()
                .as_str(),
            format!("{}a/b.html?x=1#y", root())
        );
        config.build.dev_url = Some("http://localhost:1420".parse().unwrap());
        assert_eq!(
            resolve(&config, &app("/settings"), true).unwrap().as_str(),
            "http://localhost:1420/settings"
        );
        assert_eq!(
            resolve(&config, &app("/settings"), false).unwrap().as_str(),
            format!("{}settings", root())
        );
        let external = WebviewUrl::External("https://example.org/".parse().unwrap());
        assert_eq!(
            resolve(&config, &external, true).unwrap().as_str(),
            "https://example.org/"
        );
    }

    #[test]
    fn the_server_of_the_pages_is_trusted_during_development_only() {
        let mut config = Config::default();
        config.build.dev_url = Some("http://localhost:1420/app/".parse().unwrap());
        assert_eq!(
            own_origins(&config, true),
            [origin(), "http://localhost:1420".into()]
        );
        assert_eq!(own_origins(&config, false), [origin()]);
    }
}
