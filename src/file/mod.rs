//! Files as answers: the application's pages and assets, embedded or beneath a directory, and the files that commands answer with.

mod answer;
mod embedded;
mod path;
mod root;

pub(crate) use answer::{Conditions, answer};
pub use embedded::EmbeddedFiles;
pub use root::ServedRoot;
pub(crate) use root::{open, open_in};

use std::time::SystemTime;

use http::{HeaderMap, HeaderValue, Method, StatusCode, header};

use crate::{Refusal, payload::Body, wire::Code};

/// A file that was found, ready to be an answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Asset {
    /// The content.
    pub body: Body,
    /// The type of the content, by the file's name.
    pub content_type: HeaderValue,
    /// Names this version of the content.
    pub etag: Option<HeaderValue>,
    /// When the content last changed.
    pub modified: Option<SystemTime>,
}

impl Asset {
    /// Content under a name, from which its type is taken.
    pub fn new(name: &str, body: impl Into<Body>) -> Self {
        Self {
            body: body.into(),
            content_type: content_type(name),
            etag: None,
            modified: None,
        }
    }

    /// The whole file, status 200.
    pub fn into_response(self) -> http::Response<Body> {
        let mut headers = HeaderMap::with_capacity(8);
        headers.insert(header::CONTENT_LENGTH, self.body.len().into());
        headers.insert(header::CONTENT_TYPE, self.content_type);
        headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        // Kept by the page, but asked for again each time: what it has may be old, and asking costs a 304.
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

/// A place where files come from.
///
/// A path is that of a URL: it may start with `/`, is percent-encoded, and has no query. Finding a file may **block** for as long as opening it
/// takes; its content is read later.
pub trait Assets: Send + Sync + 'static {
    /// The file at exactly this path.
    ///
    /// # Errors
    /// `bad_path` for a path that is not well formed, `path_denied` for one that leads outside, `not_found` when there is no such file.
    fn find(&self, path: &str) -> Result<Asset, Refusal>;

    /// The page at this path: the first of `p`, `p.html`, `p/index.html` and `index.html` that is there, so that an application whose page
    /// reads its own path can be opened at any of its paths.
    ///
    /// # Errors
    /// As [`find`](Self::find).
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

    /// Answers a request for a file, ranges and conditions included.
    fn answer(&self, request: &http::Request<()>) -> http::Response<Body> {
        respond(request, |path| self.find(path))
    }

    /// Answers a request for a page, as [`answer`](Self::answer) does for a file.
    fn answer_page(&self, request: &http::Request<()>) -> http::Response<Body> {
        respond(request, |path| self.find_page(path))
    }
}

/// Serves the pages of a scheme, such as `bytelane://localhost/index.html`. Called on a thread that may block.
pub trait ServePages: Send + Sync + 'static {
    /// Answers one request.
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

fn respond(
    request: &http::Request<()>,
    find: impl FnOnce(&str) -> Result<Asset, Refusal>,
) -> http::Response<Body> {
    let is_head = match *request.method() {
        Method::GET => false,
        Method::HEAD => true,
        _ => {
            let mut response = refuse(&Refusal::new(Code::MethodDenied, "only GET and HEAD"));
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
        // A range is defined for GET alone.
        conditions.forget_range();
    }
    let mut response = answer(whole, &conditions);
    if is_head {
        *response.body_mut() = Body::default();
    }
    response
}

/// The refusal as a short text, with its code in a header.
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

/// The type of a file by its name.
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
