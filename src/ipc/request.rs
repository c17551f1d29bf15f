use http::HeaderMap;

use super::{Channel, JavaScriptChannelId, Receiver};
use crate::{
    Refusal,
    payload::InvokeBody,
    router::{CommandArg, CommandItem, InvokeError, InvokeMessage},
};

/// The payload and the headers of a call, as an argument of its command.
///
/// A `Request` parses a JSON payload into a [`serde_json::Value`], which typed arguments do not need.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    message: &'a InvokeMessage,
}

impl<'a> Request<'a> {
    /// Returns the payload.
    pub fn body(&self) -> &'a InvokeBody {
        self.message.payload()
    }

    /// Returns a channel whose id is inside the arguments.
    ///
    /// # Errors
    /// Returns the errors of [`JavaScriptChannelId::channel_of`].
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

    /// Returns the receiver of a channel whose id is inside the arguments.
    ///
    /// # Errors
    /// Returns the errors of [`JavaScriptChannelId::receiver_of`].
    pub fn receiver<T>(&self, id: JavaScriptChannelId) -> Result<Receiver<T>, Refusal> {
        id.receiver_of(self.message)
    }

    /// Returns the headers.
    pub const fn headers(&self) -> &'a HeaderMap {
        self.message.headers()
    }
}

/// Refuses the call if its payload is malformed JSON.
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
