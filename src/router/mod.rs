//! From a call to its answer: the router, what a command sees of a call, and what it may answer.

mod argument;
mod call;
mod events;
mod executor;
mod invoke;
#[doc(hidden)]
pub mod macro_support;
mod reply;
mod response;
mod service;

pub use argument::{CommandArg, CommandItem};
pub use call::{Call, Caller};
pub(crate) use events::receive as receive_event;
#[cfg(all(target_os = "linux", any(test, feature = "webview")))]
pub(crate) use executor::keeping_last;
pub(crate) use executor::may_wait;
pub use executor::{CommandWork, Executor, InlineExecutor, TokioExecutor, set_event_loop_thread};
pub use invoke::{Invoke, InvokeError, InvokeMessage, InvokeResolver};
pub use reply::{Outcome, Reply, ReplySlot};
pub use response::IpcResponse;
pub(crate) use response::{into_reply, json_text};
pub use service::{BoxError, RouteService, Router};
