//! The types that a command takes and answers with, under the names that Tauri gives them.

mod request;
mod response;

pub use request::{InvokeBody, Request};
pub(crate) use response::into_reply;
pub use response::{InvokeResponseBody, IpcResponse, Response};

pub use crate::router::{CommandArg, CommandItem, Invoke, InvokeError, InvokeMessage, InvokeResolver};
