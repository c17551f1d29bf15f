//! The application's pages: their URLs, their source and the headers of their responses.

use std::{
    borrow::Cow,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use http::{HeaderMap, HeaderValue, StatusCode, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

use super::policy::Policy;
use crate::{
    Payload, Refusal, ServePages,
    app::{
        Config, Error, Result,
        config::{HeaderConfig, WebviewUrl},
    },
    file::{self, Asset, Assets, EmbeddedFiles, ServedRoot},
    origin,
    payload::Body,
    wire::Code,
};

/// The scheme of the pages of an application without a configuration file of Tauri.
pub(crate) const SCHEME: &str = "bytelane";
/// The scheme of the pages of an application with a configuration file of Tauri.
pub(crate) const SCHEME_OF_TAURI: &str = "tauri";

/// Returns the scheme of the pages.
pub(crate) fn scheme(config: &Config) -> &str {
    config.app.scheme.as_deref().unwrap_or(SCHEME)
}

/// Returns the root URL of the pages.
fn root(config: &Config) -> String {
    format!("{}/", origin(config))
}

/// Returns the origin of the pages.
fn origin(config: &Config) -> String {
    origin::of_scheme(scheme(config))
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
    Ok(format!("{}/{name}", origin::of_scheme(scheme)))
}

/// The source of the pages.
pub(crate) enum Source {
    /// No pages.
    None,
    Embedded(&'static [(&'static str, &'static [u8])]),
    Directory(PathBuf),
    Custom(Arc<dyn ServePages>),
}

/// Serves the application's pages with its Content Security Policy and its headers.
pub(crate) struct Pages {
    files: Files,
    policy: Option<Policy>,
    headers: HeaderMap,
}

enum Files {
    Assets(Box<dyn Assets>),
    Custom(Arc<dyn ServePages>),
    Missing(String),
}

impl Pages {
    /// # Errors
    /// Returns [`Error::Config`] if the policy or a header is not valid.
    pub(crate) fn new(source: Source, config: &Config, debug: bool) -> Result<Self> {
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
        let security = &config.app.security;
        let policy = config
            .csp(debug)
            .map(|csp| Policy::new(&csp, &security.dangerous_disable_asset_csp_modification));
        let headers = security.headers.as_ref().map(HeaderConfig::to_map);
        Ok(Self {
            files,
            policy: policy.transpose()?,
            headers: headers.transpose()?.unwrap_or_default(),
        })
    }

    /// Responds with a file. A page gets the policy, extended by the sources of its own scripts and styles.
    fn answer(
        &self,
        request: &http::Request<()>,
        found: std::result::Result<Asset, Refusal>,
    ) -> http::Response<Body> {
        match (&self.policy, found) {
            (Some(policy), Ok(asset)) if is_html(&asset.content_type) => {
                answer_page(policy, request, asset)
            }
            (_, found) => file::respond(request, |_| found),
        }
    }
}

/// Responds with a page and its policy. A page with nonces is a new one each time, so it is not cached.
fn answer_page(
    policy: &Policy,
    request: &http::Request<()>,
    mut asset: Asset,
) -> http::Response<Body> {
    let bytes = match asset.body.read() {
        Ok(bytes) => bytes,
        Err(error) => {
            let refusal = Refusal::new(Code::Internal, format!("the page cannot be read: {error}"));
            return file::respond(request, |_| Err(refusal));
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let guarded = policy.guard(&text);
    let written = match guarded.page {
        Cow::Owned(page) => Some(page),
        Cow::Borrowed(_) => None,
    };
    let is_written = written.is_some();
    asset.body = Payload::Raw(written.map_or_else(|| bytes.clone(), Into::into)).into();
    if is_written {
        (asset.etag, asset.modified) = (None, None);
    }
    let mut response = file::respond(request, |_| Ok(asset));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, guarded.policy);
    if is_written {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn is_html(content_type: &HeaderValue) -> bool {
    content_type.as_bytes().starts_with(b"text/html")
}

impl ServePages for Pages {
    fn serve(&self, request: http::Request<()>) -> http::Response<Body> {
        let mut response = match &self.files {
            Files::Assets(assets) => {
                let found = assets.find_page(request.uri().path());
                self.answer(&request, found)
            }
            // The application's own server decides about its pages. Hashes would allow whatever it has put into them.
            Files::Custom(pages) => {
                let mut response = pages.serve(request);
                let headers = response.headers_mut();
                if let Some(policy) = &self.policy
                    && headers.get(header::CONTENT_TYPE).is_some_and(is_html)
                    && !headers.contains_key(header::CONTENT_SECURITY_POLICY)
                {
                    let policy = policy.value().clone();
                    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
                }
                response
            }
            Files::Missing(why) => missing(why),
        };
        if !response.status().is_client_error() && !response.status().is_server_error() {
            for (name, value) in &self.headers {
                response
                    .headers_mut()
                    .entry(name)
                    .or_insert_with(|| value.clone());
            }
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
        .map_or_else(|| Url::parse(&root(config)), Ok)
        .map_err(|source| Error::InvalidUrl {
            url: root(config),
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
    let mut origins = vec![origin(config)];
    if debug && let Some(url) = &config.build.dev_url {
        origins.push(url.origin().ascii_serialization());
    }
    if let Some(crate::app::config::FrontendDist::Url(url)) = &config.build.frontend_dist {
        origins.push(url.origin().ascii_serialization());
    }
    origins
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

    fn get(pages: &Pages, path: &str) -> (StatusCode, HeaderMap, Vec<u8>) {
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
        let pages = Pages::new(Source::Embedded(TABLE), &Config::default(), false).unwrap();
        for (path, body) in [
            ("/", "<p>root"),
            ("/about", "<p>about"),
            ("/docs", "<p>docs"),
            ("/docs/", "<p>docs"),
            ("/a/route", "<p>root"),
            ("/con", "<p>root"),
            ("/user/nul/edit", "<p>root"),
            ("/end.", "<p>root"),
            ("/50%", "<p>root"),
            ("/%ff", "<p>root"),
        ] {
            let (status, _, found) = get(&pages, path);
            assert_eq!(
                (status, found.as_slice()),
                (StatusCode::OK, body.as_bytes()),
                "{path}"
            );
        }
    }

    fn with_security(text: &str) -> Config {
        Config::from_json(&format!(r#"{{ "app": {{ "security": {text} }} }}"#)).unwrap()
    }

    #[test]
    fn only_pages_carry_the_policy() {
        let config = with_security(r#"{ "csp": "default-src 'self'" }"#);
        let pages = Pages::new(Source::Embedded(TABLE), &config, false).unwrap();
        let (_, headers, _) = get(&pages, "/");
        assert_eq!(
            headers[header::CONTENT_SECURITY_POLICY],
            "default-src 'self'; connect-src 'self' ipc: http://ipc.localhost"
        );
        assert!(headers.contains_key(header::ETAG));
        let (_, headers, _) = get(&pages, "/app.js");
        assert!(!headers.contains_key(header::CONTENT_SECURITY_POLICY));
    }

    #[test]
    fn a_page_with_nonces_is_not_cached() {
        static STYLED: &[(&str, &[u8])] = &[("/index.html", b"<style>p{}</style>")];
        let config = with_security(r#"{ "csp": "default-src 'self'" }"#);
        let pages = Pages::new(Source::Embedded(STYLED), &config, false).unwrap();
        let (status, headers, body) = get(&pages, "/");
        assert_eq!(status, StatusCode::OK);
        assert_eq!(headers[header::CACHE_CONTROL], "no-store");
        assert!(!headers.contains_key(header::ETAG));
        assert_eq!(headers[header::CONTENT_LENGTH], body.len().to_string());
        assert!(body.starts_with(b"<style nonce=\""));
    }

    #[test]
    fn pages_of_the_application_s_own_server_get_no_hashes() {
        let own: Arc<dyn ServePages> = Arc::new(|_: http::Request<()>| {
            let mut response = http::Response::new(Body::from(Payload::Raw(
                b"<script>1</script>".to_vec().into(),
            )));
            let html = HeaderValue::from_static("text/html");
            response.headers_mut().insert(header::CONTENT_TYPE, html);
            response
        });
        let config = with_security(r#"{ "csp": "script-src 'self'" }"#);
        let pages = Pages::new(Source::Custom(own), &config, false).unwrap();
        let (_, headers, _) = get(&pages, "/");
        assert_eq!(
            headers[header::CONTENT_SECURITY_POLICY],
            "script-src 'self'"
        );
    }

    #[test]
    fn configured_headers_are_sent_with_everything_but_errors() {
        let config = with_security(
            r#"{ "headers": { "Cross-Origin-Opener-Policy": "same-origin", "X-Content-Type-Options": "nosniff" } }"#,
        );
        let pages = Pages::new(Source::Embedded(TABLE), &config, false).unwrap();
        for path in ["/", "/app.js"] {
            let (_, headers, _) = get(&pages, path);
            assert_eq!(headers["cross-origin-opener-policy"], "same-origin");
            assert_eq!(headers["x-content-type-options"], "nosniff");
        }
        let (status, headers, _) = get(&pages, "/%2e%2e%2fx");
        assert_eq!(status, StatusCode::FORBIDDEN);
        assert!(!headers.contains_key("x-content-type-options"));
    }

    #[test]
    fn an_invalid_policy_or_header_is_an_error_of_its_key() {
        for (security, expected) in [
            (r#"{ "csp": "img-src \u007f" }"#, "app.security.csp"),
            (
                r#"{ "headers": { "Permissions-Policy": "a\nb" } }"#,
                "app.security.headers.Permissions-Policy",
            ),
        ] {
            let pages = Pages::new(Source::None, &with_security(security), false);
            assert!(matches!(pages, Err(Error::Config { key, .. }) if key == expected));
        }
    }

    #[test]
    fn a_missing_directory_is_named() {
        let pages = Pages::new(
            Source::Directory("/does/not <exist>".into()),
            &Config::default(),
            false,
        )
        .unwrap();
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
        assert_eq!(scheme(&config), "bytelane");
        config.app.scheme = Some("tauri".into());
        if !cfg!(windows) {
            assert_eq!(own_origins(&config, false), ["tauri://localhost"]);
        }
        let app = |path: &str| WebviewUrl::App(path.into());
        assert_eq!(
            resolve(&config, &app("index.html"), true).unwrap().as_str(),
            root(&config)
        );
        assert_eq!(
            resolve(&config, &app("a/b.html?x=1#y"), true)
                .unwrap()
                .as_str(),
            format!("{}a/b.html?x=1#y", root(&config))
        );
        config.build.dev_url = Some("http://localhost:1420".parse().unwrap());
        assert_eq!(
            resolve(&config, &app("/settings"), true).unwrap().as_str(),
            "http://localhost:1420/settings"
        );
        assert_eq!(
            resolve(&config, &app("/settings"), false).unwrap().as_str(),
            format!("{}settings", root(&config))
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
            [origin(&config), "http://localhost:1420".into()]
        );
        assert_eq!(own_origins(&config, false), [origin(&config)]);
    }
}
