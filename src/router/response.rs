use serde::Serialize;

use super::{InvokeError, Reply};
use crate::{
    Refusal,
    payload::{Bytes, InvokeResponseBody, Payload, Written},
    wire::Code,
};

/// A value that a command can return: every [`serde::Serialize`] type, [`Response`](crate::ipc::Response) and [`InvokeResponseBody`].
///
/// A value that is bytes as a whole (`Vec<u8>`, [`Bytes`], `bytes::Bytes`, `&[u8]`, `Box<[u8]>`, `Arc<[u8]>`, `Cow<[u8]>`) is sent as bytes and arrives as
/// an `ArrayBuffer`. Every other value is sent as JSON, with each [`Bytes`] in it as an attachment.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the result of a command",
    label = "not a result of a command",
    note = "derive `serde::Serialize` for it, or return an `ipc::Response`"
)]
pub trait IpcResponse {
    /// Returns the body of the reply. [`Bytes`] inside a value become arrays of numbers here.
    ///
    /// # Errors
    /// Returns an error if the value cannot be serialized.
    fn body(self) -> crate::Result<InvokeResponseBody>;

    /// Returns the reply that the engine sends, in which [`Bytes`] inside a value stay bytes.
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
            Written::Bytes(bytes) => return Ok(bytes.into()),
            Written::Value(value) => value,
        };
        match Payload::from_value(&value)? {
            Payload::Raw(bytes) | Payload::Archive(bytes) => Ok(bytes.into()),
            Payload::Typed(array) => Ok(array.bytes.into()),
            Payload::Json(text) => json_text(text),
            // `InvokeResponseBody` has no attachments, so bytes inside the value are written into the text.
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

/// Converts a JSON text that this process has written. Copies it only if it is shared.
pub(crate) fn json_text(text: Bytes) -> crate::Result<InvokeResponseBody> {
    let text = String::from_utf8(text.into())
        .map_err(|_| Refusal::new(Code::BadJson, "JSON is not UTF-8"))?;
    Ok(InvokeResponseBody::Json(text))
}

/// Turns the result of a command into a reply. A value that cannot be serialized becomes an error of the command with the serializer's message.
pub(crate) fn into_reply<T: IpcResponse>(result: Result<T, InvokeError>) -> Reply {
    match result.and_then(|value| value.into_reply().map_err(InvokeError::from)) {
        Ok(reply) => reply,
        Err(error) => error.into_reply(),
    }
}
