//! The types that a command takes and answers with, under the names that Tauri gives them.

mod channel;
mod request;
mod response;

pub(crate) use channel::ChannelEnd;
pub use channel::{Channel, JavaScriptChannelId, SendError};
pub use request::{InvokeBody, Request};
pub(crate) use response::into_reply;
pub use response::{InvokeResponseBody, IpcResponse, Response};

pub use crate::router::{
    CommandArg, CommandItem, Invoke, InvokeError, InvokeMessage, InvokeResolver,
};
