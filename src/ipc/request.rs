use http::HeaderMap;

use super::{Channel, JavaScriptChannelId, Receiver};
use crate::{
    Refusal,
    payload::InvokeBody,
    router::{CommandArg, CommandItem, InvokeError, InvokeMessage},
};

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
