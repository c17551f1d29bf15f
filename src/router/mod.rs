//! The router: from a call to its command and back to a reply, with the types that commands are made of.

mod argument;
mod error;
mod events;
mod executor;
mod handler_run;
#[cfg(feature = "inspector")]
mod inspector;
mod invoke;
mod listed;
pub(crate) mod macro_support;
mod response;
mod service;

pub use argument::{CommandArg, CommandItem};
pub use error::InvokeError;
pub(crate) use executor::may_wait;
pub use executor::{Executor, InlineExecutor, TokioExecutor, set_event_loop_thread};
#[cfg(all(feature = "inspector", feature = "webkitgtk"))]
pub(crate) use inspector::ShowInspector;
pub use invoke::{Invoke, InvokeMessage, InvokeResolver};
#[cfg(any(feature = "app", feature = "bindings"))]
pub(crate) use listed::Listed;
pub use response::IpcResponse;
pub(crate) use response::{into_reply, json_text};
pub use service::{BoxError, RouteService, Router};

pub use crate::document::{Call, Caller, CommandWork, Outcome, Reply, ReplySlot};
