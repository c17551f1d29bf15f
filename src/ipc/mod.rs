//! The types that a command takes and answers with, under the names that Tauri gives them.

mod channel;
mod receiver;
mod request;
mod response;
mod shared_buf;
mod upload;

pub(crate) use channel::ChannelEnd;
pub use channel::{Channel, JavaScriptChannelId, SendError};
pub use receiver::{FromMessage, ReceiveError, Receiver};
pub use request::{InvokeBody, Request};
pub(crate) use response::into_reply;
pub use response::{InvokeResponseBody, IpcResponse, Response};
pub use shared_buf::{Buffers, SharedBuf};
pub(crate) use upload::Streams;
pub use upload::Upload;

#[cfg(feature = "app")]
pub use crate::app::runtime::{Invoke, InvokeMessage, InvokeResolver};
pub use crate::router::{CommandArg, CommandItem, InvokeError};
#[cfg(not(feature = "app"))]
pub use crate::router::{Invoke, InvokeMessage, InvokeResolver};
pub use crate::session::{Credit, EndReason};
