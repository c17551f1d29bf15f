use std::{fmt, path::Path};

use futures_core::Stream;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::{
    Bytes, Refusal, file,
    payload::{Body, BodyStream, InvokeResponseBody, Payload},
    router::{IpcResponse, Outcome, Reply, json_text},
    wire::Code,
};

/// An answer with everything that an answer can carry: a body, a status, headers.
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
    /// An answer with this body: a JSON text (`String`), bytes (`Vec<u8>`, [`Bytes`], `bytes::Bytes`), or either.
    pub fn new(body: impl Into<InvokeResponseBody>) -> Self {
        Self {
            reply: Reply::done(Payload::from(body.into())),
        }
    }

    /// A file, or the range of it that the call asks for.
    ///
    /// Honours `Range` (one range; several are answered with the whole file), `If-Range`, `If-None-Match` and `If-Modified-Since` of the call, and
    /// says `Content-Type` (by the name), `ETag`, `Last-Modified` and `Accept-Ranges`. The file is opened here and read in pieces while it is sent.
    ///
    /// The path is the command's own. For a path that a page chose, use [`file_in`](Self::file_in).
    ///
    /// A file that cannot be opened refuses the call: `not_found` when there is none or it is no regular file, `path_denied` when the system denies
    /// it. A range outside the file is `range_invalid`.
    pub fn file(path: impl AsRef<Path>) -> Self {
        Self::from_asset(file::open(path.as_ref()))
    }

    /// As [`file`](Self::file), for a path beneath a directory that the path cannot leave, whatever it says and whatever links lie there.
    ///
    /// `path` is taken as it stands, with `/` between names. Refuses the call with `path_denied` for a path that leads outside.
    pub fn file_in(root: impl AsRef<Path>, path: impl AsRef<str>) -> Self {
        Self::from_asset(file::open_in(root.as_ref(), path.as_ref()))
    }

    /// A body that is made while it is sent: the page reads it as it comes with `invoke.stream`, or as a whole with `invoke`.
    ///
    /// The call is answered at once, and the stream is polled when the page reads: at most the credit of a channel (8 MiB) is under way, so a page
    /// that does not read stops the stream, and one that lets go of it, or goes, drops it. An error of the stream is `stream_failed` in the page,
    /// with the error's text.
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

    /// Says how many bytes a [`stream`](Self::stream) will give, so that the page knows its progress. A stream that gives more or fewer fails.
    /// Has no effect on a body whose length is known.
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

    /// Sets the status. The page sees it as the status of the answer; it does not make the call fail.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.reply.status = status;
        self
    }

    /// Adds a header. A name or a value that HTTP cannot carry refuses the call with `bad_header`.
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
                    "the command answered with a header that is not well formed",
                )
                .into()
            }
        }
        self
    }

    /// Says what the body is, such as `image/png`.
    #[must_use]
    pub fn with_content_type(self, content_type: impl AsRef<[u8]>) -> Self {
        self.with_header(header::CONTENT_TYPE, content_type)
    }
}

/// The body alone, read into memory when it is in a file.
impl IpcResponse for Response {
    fn body(self) -> crate::Result<InvokeResponseBody> {
        match self.reply.into_body()? {
            Body::Payload(Payload::Json(text)) => json_text(text),
            body => Ok(InvokeResponseBody::Bytes(body.read()?)),
        }
    }

    fn into_reply(self) -> crate::Result<Reply> {
        Ok(self.reply)
    }
}
