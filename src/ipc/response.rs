use std::{fmt, path::Path};

use futures_core::Stream;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::{
    Bytes, Refusal, file,
    payload::{Body, BodyStream, InvokeResponseBody, Payload},
    router::{IpcResponse, Outcome, Reply, json_text},
    wire::Code,
};

/// A reply with a body, a status and headers.
///
/// # Examples
/// ```
/// use bytelane::ipc::Response;
///
/// fn frame() -> Response {
///     Response::new(vec![0_u8; 64]).with_content_type("image/x-rgba").with_header("x-frame", "17")
/// }
/// # frame();
/// ```
#[derive(Debug)]
pub struct Response {
    reply: Reply,
}

impl Response {
    /// Creates a response with this body: JSON text (`String`), bytes (`Vec<u8>`, [`Bytes`], `bytes::Bytes`), an [`InvokeResponseBody`], or an
    /// [`InvokeBody`](crate::ipc::InvokeBody).
    pub fn new(body: impl Into<Payload>) -> Self {
        Self {
            reply: Reply::done(body.into()),
        }
    }

    /// Creates a response with a file, or with the range of it that the call requests.
    ///
    /// Supports the request headers `Range` (a request for several ranges receives the whole file), `If-Range`, `If-None-Match` and `If-Modified-Since`, and
    /// sets `Content-Type` (by the extension), `ETag`, `Last-Modified` and `Accept-Ranges`. The file is opened here and read in pieces while it is sent.
    ///
    /// The path must be the command's own. For a path from a page, use [`file_in`](Self::file_in).
    ///
    /// The call is refused with `not_found` if there is no regular file at the path, with `path_denied` if the system denies access, and with
    /// `range_invalid` if the range lies outside the file.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self::from_asset(file::open(path.as_ref()))
    }

    /// Creates a response with a file in a directory, as [`file`](Self::file) does. The path cannot leave the directory, by `..` or by symlinks.
    ///
    /// `path` uses `/` as separator and is not decoded. The call is refused with `path_denied` if the path leads outside.
    pub fn file_in(root: impl AsRef<Path>, path: impl AsRef<str>) -> Self {
        Self::from_asset(file::open_in(root.as_ref(), path.as_ref()))
    }

    /// Creates a response whose body is produced while it is sent. The page reads it incrementally with `invoke.stream`, or as a whole with `invoke`.
    ///
    /// The call is answered immediately. At most the window of a channel (8 MiB) is in flight, so a page that does not read suspends the stream. The stream is
    /// dropped when the page cancels it or its document ends. An error of the stream rejects in the page with `stream_failed` and the text of the error.
    ///
    /// # Examples
    /// ```
    /// use bytelane::{Bytes, ipc::Response};
    ///
    /// #[bytelane::command]
    /// fn lines() -> Response {
    ///     let lines = (0..3).map(|line| Ok::<_, String>(Bytes::from(format!("line {line}\n").into_bytes())));
    ///     Response::stream(futures_util::stream::iter(lines)).with_length(21).with_content_type("text/plain")
    /// }
    /// # let _ = bytelane::generate_handler![lines];
    /// ```
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: fmt::Display,
    {
        Self {
            reply: Outcome::Stream(BodyStream::new(stream)).into(),
        }
    }

    /// Sets the length of a [`stream`](Self::stream), in bytes, so that the page can show progress. A stream of another length fails. Has no effect on
    /// other bodies.
    #[must_use]
    pub const fn with_length(mut self, length: u64) -> Self {
        if let Outcome::Stream(stream) = &mut self.reply.outcome {
            stream.set_length(length);
        }
        self
    }

    fn from_asset(asset: Result<file::Asset, Refusal>) -> Self {
        let reply = match asset {
            Ok(asset) => Reply::from_http(asset.into_response()),
            Err(refusal) => refusal.into(),
        };
        Self { reply }
    }

    /// Sets the HTTP status that the page sees. No status makes the call fail.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.reply.status = status;
        self
    }

    /// Sets a header. The call is refused with `bad_header` if the name or the value is not valid in HTTP.
    #[must_use]
    pub fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<[u8]>) -> Self {
        match (
            HeaderName::from_bytes(name.as_ref().as_bytes()),
            HeaderValue::from_bytes(value.as_ref()),
        ) {
            (Ok(name), Ok(value)) => drop(self.reply.headers.insert(name, value)),
            _ => {
                self.reply = Refusal::new(
                    Code::BadHeader,
                    "the command returned a header with an invalid name or value",
                )
                .into()
            }
        }
        self
    }

    /// Sets the header `Content-Type`, such as `image/png`.
    #[must_use]
    pub fn with_content_type(self, content_type: impl AsRef<[u8]>) -> Self {
        self.with_header(header::CONTENT_TYPE, content_type)
    }
}

/// As a message of a channel, a `Response` is its body only. A file is read into memory.
impl IpcResponse for Response {
    fn body(self) -> crate::Result<InvokeResponseBody> {
        match self.reply.into_body()? {
            Body::Payload(Payload::Json(text)) => json_text(text),
            body => Ok(body.read()?.into()),
        }
    }

    fn into_reply(self) -> crate::Result<Reply> {
        Ok(self.reply)
    }
}
