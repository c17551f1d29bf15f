//! From a call to its answer: the router, what a command sees of a call, and what it may answer.

mod argument;
mod events;
mod executor;
mod invoke;
#[doc(hidden)]
pub mod macro_support;
mod response;
mod service;

pub use argument::{CommandArg, CommandItem};
#[cfg(all(target_os = "linux", any(test, feature = "webview")))]
pub(crate) use executor::keeping_last;
pub(crate) use executor::may_wait;
pub use executor::{Executor, InlineExecutor, TokioExecutor, set_event_loop_thread};
pub use invoke::{Invoke, InvokeError, InvokeMessage, InvokeResolver};
pub use response::IpcResponse;
pub(crate) use response::{into_reply, json_text};
pub use service::{BoxError, RouteService, Router};

pub use crate::document::{Call, Caller, CommandWork, Outcome, Reply, ReplySlot};
