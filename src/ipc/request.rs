use http::HeaderMap;

use crate::{
    payload::{Bytes, Payload},
    router::{CommandArg, CommandItem, InvokeError, InvokeMessage},
};

/// The payload of a call: a JSON value or bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum InvokeBody {
    /// A JSON value.
    Json(serde_json::Value),
    /// Bytes.
    Raw(Bytes),
}

impl InvokeBody {
    pub(crate) fn from_payload(payload: &Payload) -> Self {
        match payload {
            Payload::Raw(bytes) | Payload::Archive(bytes) => Self::Raw(bytes.clone()),
            _ => Self::Json(serde_json::Value::Null),
        }
    }
}

/// The whole call, as the argument of a command: payload and headers.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    message: &'a InvokeMessage,
}

impl<'a> Request<'a> {
    /// The payload.
    pub fn body(&self) -> &'a InvokeBody {
        self.message.payload()
    }

    /// The headers.
    pub const fn headers(&self) -> &'a HeaderMap {
        self.message.headers()
    }
}

impl<'a> CommandArg<'a> for Request<'a> {
    fn from_command(item: CommandItem<'a>) -> Result<Self, InvokeError> {
        Ok(Self { message: item.message })
    }
}
