use std::{fmt, pin::Pin, sync::Arc};

use super::{call::Call, caller::Caller, reply::ReplySlot};
use crate::{
    Refusal,
    session::Budget,
    wire::{Limits, frame},
};

/// Services that a document uses: the router, seen from below.
pub trait Dispatch: fmt::Debug + Send + Sync {
    /// Runs the command of a call. `reply` receives the reply, exactly once.
    fn dispatch(&self, call: Call, reply: ReplySlot);

    /// Emits an event that a page has sent.
    ///
    /// # Errors
    /// Returns `bad_frame` for a malformed event. An event that `caller` may not emit is dropped with a warning.
    fn emit(&self, caller: &Caller, event: frame::Event, limits: &Limits) -> Result<(), Refusal>;

    /// Spawns a task that feeds a streamed reply.
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>);

    /// Returns the budget that all documents of the process share.
    fn budget(&self) -> &Arc<Budget>;
}
