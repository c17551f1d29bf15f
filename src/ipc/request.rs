use http::HeaderMap;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Channel, JavaScriptChannelId, Receiver};
use crate::{
    Refusal,
    payload::{Bytes, Payload},
    router::{CommandArg, CommandItem, InvokeError, InvokeMessage},
};

/// The payload of a call: a JSON value or bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum InvokeBody {
    /// A JSON value. Attached bytes are arrays of numbers in it.
    Json(Value),
    /// Bytes.
    Raw(Bytes),
}

impl Default for InvokeBody {
    fn default() -> Self {
        Self::Json(Value::Null)
    }
}

impl InvokeBody {
    /// Reads the body as a value. Bytes are read as a JSON text.
    ///
    /// # Errors
    /// When the body is not JSON, or JSON of another shape.
    pub fn deserialize<T: DeserializeOwned>(self) -> serde_json::Result<T> {
        match self {
            Self::Json(value) => serde_json::from_value(value),
            Self::Raw(bytes) => serde_json::from_slice(&bytes),
        }
    }

    /// A payload as Tauri shows it.
    ///
    /// # Errors
    /// `bad_json` and `too_deep` for the text, `bad_frame` for a text that names an attachment that is not there, `bad_arguments` for an attachment over
    /// 1 MiB, which would be spelled out.
    pub(crate) fn from_payload(payload: &Payload) -> Result<Self, Refusal> {
        Ok(match payload {
            Payload::None => Self::Json(Value::Object(serde_json::Map::new())),
            Payload::Raw(bytes) | Payload::Archive(bytes) => Self::Raw(bytes.clone()),
            Payload::Typed(array) => Self::Raw(array.bytes.clone()),
            Payload::Json(_) | Payload::Mixed(_) => Self::Json(payload.to_value()?),
        })
    }
}

impl From<Value> for InvokeBody {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl From<Vec<u8>> for InvokeBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Raw(bytes.into())
    }
}

impl From<Bytes> for InvokeBody {
    fn from(bytes: Bytes) -> Self {
        Self::Raw(bytes)
    }
}

/// The whole call, as the argument of a command: payload and headers.
///
/// Taking it parses a JSON payload into a [`serde_json::Value`]; typed arguments do without.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    message: &'a InvokeMessage,
}

impl<'a> Request<'a> {
    /// The payload.
    pub fn body(&self) -> &'a InvokeBody {
        self.message.payload()
    }

    /// The channel that the page has named somewhere in the arguments.
    ///
    /// # Errors
    /// As [`JavaScriptChannelId::channel_of`].
    ///
    /// # Examples
    /// ```
    /// use bytelane::ipc::{JavaScriptChannelId, Request};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Job {
    ///     name: String,
    ///     progress: JavaScriptChannelId,
    /// }
    ///
    /// #[bytelane::command]
    /// fn start(job: Job, request: Request<'_>) -> Result<(), String> {
    ///     let progress = request.channel::<String>(job.progress).map_err(|refusal| refusal.to_string())?;
    ///     progress.send(job.name).map_err(|error| error.to_string())
    /// }
    /// # let _ = bytelane::generate_handler![start];
    /// ```
    pub fn channel<T>(&self, id: JavaScriptChannelId) -> Result<Channel<T>, Refusal> {
        id.channel_of(self.message)
    }

    /// The receiving end of the channel that the page has named somewhere in the arguments.
    ///
    /// # Errors
    /// As [`JavaScriptChannelId::receiver_of`].
    pub fn receiver<T>(&self, id: JavaScriptChannelId) -> Result<Receiver<T>, Refusal> {
        id.receiver_of(self.message)
    }

    /// The headers.
    pub const fn headers(&self) -> &'a HeaderMap {
        self.message.headers()
    }
}

/// Refuses a call whose payload is no JSON although it says so.
impl<'a> CommandArg<'a> for Request<'a> {
    fn from_command(item: CommandItem<'a>) -> Result<Self, InvokeError> {
        match item.message.try_payload() {
            Ok(_) => Ok(Self {
                message: item.message,
            }),
            Err(refusal) => Err(refusal.clone().with_command(item.name).into()),
        }
    }
}
