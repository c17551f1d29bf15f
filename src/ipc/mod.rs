//! The types that commands take and return, under the names that they have in Tauri.

mod archived;
mod channel;
mod extension;
mod receiver;
mod request;
mod response;
mod runtime;
mod shared_buf;
mod upload;

pub use channel::{Channel, JavaScriptChannelId};
pub use extension::Extension;
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
    payload::{
        ArchiveArgument, Archived, IntoArchive, InvokeBody, InvokeResponseBody, Number, Typed,
    },
    router::{CommandArg, CommandItem, InvokeError, IpcResponse},
    session::{Credit, EndReason},
};
