use serde::Serialize;

use crate::{
    payload::{Body, Payload, PayloadError},
    router::{InvokeError, Reply},
};

/// The body of an answer, as Tauri names it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InvokeResponseBody {
    /// A JSON text.
    Json(String),
    /// Bytes.
    Raw(Vec<u8>),
    /// Bytes, shared.
    Bytes(crate::Bytes),
}

/// A value that a command may return.
pub trait IpcResponse {
    /// The answer.
    ///
    /// # Errors
    /// When the value cannot be serialized.
    fn into_reply(self) -> Result<Reply, PayloadError>;
}

impl<T: Serialize> IpcResponse for T {
    fn into_reply(self) -> Result<Reply, PayloadError> {
        Payload::from_value(&self).map(Reply::done)
    }
}

impl IpcResponse for InvokeResponseBody {
    fn into_reply(self) -> Result<Reply, PayloadError> {
        let payload = match self {
            Self::Json(text) => Payload::Json(text.into_bytes().into()),
            Self::Raw(bytes) => Payload::Raw(bytes.into()),
            Self::Bytes(bytes) => Payload::Raw(bytes),
        };
        Ok(Reply::done(Body::from(payload)))
    }
}

/// An answer with everything that an answer can carry.
#[derive(Debug)]
pub struct Response {
    reply: Reply,
}

impl Response {
    /// An answer with this body.
    pub fn new(body: impl Into<InvokeResponseBody>) -> Self {
        let reply = body.into().into_reply().unwrap_or_else(|error| crate::Refusal::from(error).into());
        Self { reply }
    }
}

impl From<Vec<u8>> for InvokeResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Raw(bytes)
    }
}

impl IpcResponse for Response {
    fn into_reply(self) -> Result<Reply, PayloadError> {
        Ok(self.reply)
    }
}

/// What a command's result means.
pub(crate) fn into_reply<T: IpcResponse>(result: Result<T, InvokeError>) -> Reply {
    match result {
        Ok(value) => value.into_reply().unwrap_or_else(|error| crate::Refusal::from(error).into()),
        Err(error) => error.into_reply(),
    }
}
