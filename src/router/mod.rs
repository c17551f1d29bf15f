//! From a call to its answer: the router, what a command sees of a call, and what it may answer.

mod argument;
mod call;
mod executor;
mod invoke;
mod reply;
mod service;

pub use argument::{CommandArg, CommandItem};
pub use call::{Call, Caller};
#[cfg(all(target_os = "linux", any(test, feature = "webview")))]
pub(crate) use executor::keeping_last;
pub(crate) use executor::may_wait;
pub use executor::{CommandWork, Executor, InlineExecutor, TokioExecutor, set_event_loop_thread};
pub use invoke::{Invoke, InvokeError, InvokeMessage, InvokeResolver};
pub use reply::{Outcome, Reply, ReplySlot};
pub use service::{BoxError, RouteService, Router};
