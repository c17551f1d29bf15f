//! The types that commands take and return, under the names that they have in Tauri.

mod channel;
mod receiver;
mod request;
mod response;
mod runtime;
mod shared_buf;
mod upload;

pub use channel::{Channel, JavaScriptChannelId};
pub use receiver::{FromMessage, Receiver};
pub use request::Request;
pub use response::Response;
pub use runtime::{Invoke, InvokeMessage, InvokeResolver, Runtime, Wry};
pub use shared_buf::{Buffers, SharedBuf};
pub use upload::Upload;
#[doc(hidden)]
pub use upload::is_upload;

pub use crate::{
    document::ReceiveError,
    error::SendError,
    payload::{InvokeBody, InvokeResponseBody},
    router::{CommandArg, CommandItem, InvokeError, IpcResponse},
    session::{Credit, EndReason},
};
