//! Files as responses: the pages and assets of the application, embedded or in a directory, and the files that commands return.

mod answer;
#[cfg(any(feature = "app", feature = "browser"))]
mod directives;
mod embedded;
mod path;
mod root;

pub(crate) use answer::{Conditions, answer};
#[cfg(any(feature = "app", feature = "browser"))]
pub(crate) use directives::{Directives, is_none};
pub use embedded::EmbeddedFiles;
pub use root::ServedRoot;
pub(crate) use root::{open, open_in};

use std::time::SystemTime;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::{Refusal, payload::Body, wire::Code};

/// A file that was found, with the metadata of its response.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Asset {
    /// The contents.
    pub body: Body,
    /// The media type, determined by the extension of the file's name.
    pub content_type: HeaderValue,
    /// Identifies this version of the contents.
    pub etag: Option<HeaderValue>,
    /// Time of the last modification.
    pub modified: Option<SystemTime>,
}

impl Asset {
    /// Creates an asset of these contents. The extension of `name` determines the media type.
    pub fn new(name: &str, body: impl Into<Body>) -> Self {
        Self {
            body: body.into(),
            content_type: content_type(name),
            etag: None,
            modified: None,
        }
    }

    /// Returns the response with the whole file and status 200.
    pub fn into_response(self) -> http::Response<Body> {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        headers.insert(header::CONTENT_TYPE, self.content_type);
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        // The page may cache the file but has to revalidate it, which costs a 304.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.extend(self.etag.map(|etag| (header::ETAG, etag)));
        let date = self
            .modified
            .and_then(|time| HeaderValue::from_str(&httpdate::fmt_http_date(time)).ok());
        headers.extend(date.map(|date| (header::LAST_MODIFIED, date)));
        let mut response = http::Response::new(self.body);
        *response.headers_mut() = headers;
        response
    }
}

/// A source of files, found by the path of a URL.
///
/// A path may start with `/`, is percent-encoded, and has no query. Finding a file may **block** while the file is opened; its contents are read later.
pub trait Assets: Send + Sync + 'static {
    /// Returns the file at exactly this path.
    ///
    /// # Errors
    /// Returns `bad_path` for a path with a NUL byte, `path_denied` for a path that leads outside the served files, and `not_found` if the file does not exist.
    fn find(&self, path: &str) -> Result<Asset, Refusal>;

    /// Returns the page at this path: the first of `p`, `p.html`, `p/index.html` and `index.html` that exists. So an application with client-side routing
    /// can be opened at any of its paths.
    ///
    /// # Errors
    /// Returns the errors of [`find`](Self::find).
    fn find_page(&self, path: &str) -> Result<Asset, Refusal> {
        let page = path.trim_end_matches('/');
        let candidates = [
            page.to_owned(),
            format!("{page}.html"),
            format!("{page}/index.html"),
            "index.html".to_owned(),
        ];
        let start = usize::from(page.is_empty()) * 2;
        for candidate in &candidates[start..] {
            match self.find(candidate) {
                Err(refusal) if refusal.code() == Code::NotFound => {}
                found => return found,
            }
        }
        Err(not_found())
    }

    /// Responds to a request for a file. Supports ranges and conditional requests.
    fn answer(&self, request: &http::Request<()>) -> http::Response<Body> {
        respond(request, |path| self.find(path))
    }

    /// Responds to a request for a page, as [`answer`](Self::answer) does for a file.
    fn answer_page(&self, request: &http::Request<()>) -> http::Response<Body> {
        respond(request, |path| self.find_page(path))
    }
}

/// Serves the pages of a custom scheme, such as `bytelane://localhost/index.html`.
pub trait ServePages: Send + Sync + 'static {
    /// Responds to one request. Called on a thread that may block.
    fn serve(&self, request: http::Request<()>) -> http::Response<Body>;
}

impl<F: Fn(http::Request<()>) -> http::Response<Body> + Send + Sync + 'static> ServePages for F {
    fn serve(&self, request: http::Request<()>) -> http::Response<Body> {
        self(request)
    }
}

fn not_found() -> Refusal {
    Refusal::new(Code::NotFound, "no such file")
}

/// Responds to a request with the file that `find` finds by its path. Supports ranges and conditional requests.
pub(crate) fn respond(
    request: &http::Request<()>,
    find: impl FnOnce(&str) -> Result<Asset, Refusal>,
) -> http::Response<Body> {
    let is_head = match *request.method() {
        Method::GET => false,
        Method::HEAD => true,
        _ => {
            let mut response = refuse(&Refusal::new(
                Code::MethodDenied,
                "only GET and HEAD are allowed",
            ));
            response
                .headers_mut()
                .insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
            return response;
        }
    };
    let whole = match find(request.uri().path()) {
        Ok(asset) => asset.into_response(),
        Err(refusal) => return refuse(&refusal),
    };
    let mut conditions = Conditions::of(request.headers());
    if is_head {
        // HTTP defines ranges for GET only.
        conditions.forget_range();
    }
    let mut response = answer(whole, &conditions);
    if is_head {
        *response.body_mut() = Body::default();
    }
    response
}

/// Returns the response of a refusal: its message as text, and its code in the header `bytelane-error`.
fn refuse(refusal: &Refusal) -> http::Response<Body> {
    let text = crate::Payload::Raw(refusal.message().to_owned().into());
    let mut response = http::Response::new(Body::from(text));
    *response.status_mut() =
        StatusCode::from_u16(refusal.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/plain; charset=utf-8"),
    );
    response.headers_mut().insert(
        "bytelane-error",
        HeaderValue::from_static(refusal.code().as_str()),
    );
    response
}

/// Returns the media type for a file name.
fn content_type(name: &str) -> HeaderValue {
    let guess = mime_guess::from_path(name)
        .first_raw()
        .unwrap_or("application/octet-stream");
    let is_text = guess.starts_with("text/")
        || matches!(
            guess,
            "application/json" | "application/javascript" | "image/svg+xml"
        );
    if is_text {
        HeaderValue::from_str(&format!("{guess}; charset=utf-8"))
            .unwrap_or(HeaderValue::from_static("text/plain; charset=utf-8"))
    } else {
        HeaderValue::from_static(guess)
    }
}
