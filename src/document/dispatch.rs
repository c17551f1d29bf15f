use std::{fmt, pin::Pin, sync::Arc};

use super::{call::Call, caller::Caller, reply::ReplySlot, work::CommandWork};
use crate::{
    Refusal,
    session::{Ledger, ProcessLedger},
    wire::{Limits, frame},
};

/// Services that a document uses: the router, seen from below.
pub trait Dispatch: fmt::Debug + Send + Sync {
    /// Routes a call to its command and returns the work of the command, if there is work to run. `reply` receives the reply, exactly once.
    #[must_use = "the command does not run before its work does"]
    fn dispatch(&self, call: Call, reply: ReplySlot) -> Option<CommandWork>;

    /// Returns whether a call of this command may run, as far as its name and its caller decide. The body of any other call is not accepted, and the call is
    /// dispatched without one, to be refused. By default every call may run.
    fn may_run(&self, _caller: &Caller, _command: &str) -> bool {
        true
    }

    /// Runs the work of a command on the executor.
    fn execute(&self, work: CommandWork);

    /// Emits an event that a page has sent, which is charged to its `ledger` until it is handled.
    ///
    /// # Errors
    /// Returns `bad_frame` for a malformed event, and `queue_full` if too many wait for listeners in Rust. An event that `caller` may not emit is dropped with a warning.
    fn emit(
        &self,
        caller: &Caller,
        event: frame::Event,
        limits: &Limits,
        ledger: &Arc<Ledger>,
    ) -> Result<(), Refusal>;

    /// Spawns a task that feeds a streamed reply.
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>);

    /// Returns the inspector of the documents, if there is one.
    #[cfg(feature = "inspector")]
    fn inspector(&self) -> Option<&Arc<crate::inspector::Inspector>> {
        None
    }

    /// Returns the ledger that all documents of the process share.
    fn ledger(&self) -> &Arc<ProcessLedger>;
}
