use serde::Serialize;

use super::{InvokeError, Reply};
use crate::{
    Error, Refusal,
    payload::{Bytes, InvokeResponseBody, Payload, Written},
    wire::Code,
};

/// A value that a command may return: everything that implements [`serde::Serialize`], [`Response`] and [`InvokeResponseBody`].
///
/// A value that is bytes as a whole (`Vec<u8>`, [`Bytes`], `bytes::Bytes`, `&[u8]`, `Box<[u8]>`, `Arc<[u8]>`, `Cow<[u8]>`) goes as bytes and is an
/// `ArrayBuffer` in the page. Every other value goes as JSON, with each [`Bytes`] inside of it attached.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a command",
    label = "not a result of a command",
    note = "derive `serde::Serialize` for it, or return an `ipc::Response`"
)]
pub trait IpcResponse {
    /// The body of the answer, every byte in it as JSON or as a whole.
    ///
    /// # Errors
    /// When the value cannot be serialized.
    fn body(self) -> crate::Result<InvokeResponseBody>;

    /// The answer as the engine sends it.
    #[doc(hidden)]
    fn into_reply(self) -> crate::Result<Reply>
    where
        Self: Sized,
    {
        self.body().map(|body| Reply::done(Payload::from(body)))
    }
}

impl<T: Serialize> IpcResponse for T {
    fn body(self) -> crate::Result<InvokeResponseBody> {
        let value = match Written::of(self) {
            Written::Bytes(bytes) => return Ok(InvokeResponseBody::Bytes(bytes)),
            Written::Value(value) => value,
        };
        match Payload::from_value(&value)? {
            Payload::Raw(bytes) => Ok(InvokeResponseBody::Bytes(bytes)),
            Payload::Json(text) => json_text(text),
            // Bytes inside: this shape has no place for them beside the text.
            _ => Ok(InvokeResponseBody::Json(serde_json::to_string(&value)?)),
        }
    }

    fn into_reply(self) -> crate::Result<Reply> {
        Ok(Reply::done(Payload::from_owned(self)?))
    }
}

impl IpcResponse for InvokeResponseBody {
    fn body(self) -> crate::Result<Self> {
        Ok(self)
    }
}

/// A JSON text that this process wrote, moved where nobody else holds it.
pub(crate) fn json_text(text: Bytes) -> crate::Result<InvokeResponseBody> {
    let text = String::from_utf8(text.into())
        .map_err(|_| Refusal::new(Code::BadJson, "JSON is not UTF-8"))?;
    Ok(InvokeResponseBody::Json(text))
}

/// What a command's result means. A value that cannot be serialized is an error of the command, with the text of its error.
pub(crate) fn into_reply<T: IpcResponse>(result: Result<T, InvokeError>) -> Reply {
    match result.and_then(|value| value.into_reply().map_err(InvokeError::from)) {
        Ok(reply) => reply,
        Err(error) => error.into_reply(),
    }
}

impl From<Error> for InvokeError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal),
            error => Self::from_error(error),
        }
    }
}
