use std::sync::Arc;

use parking_lot::Mutex;

use super::{CommandWork, ReplySlot};

/// One run of the handler, shared by the router and by the resolver of the call.
///
/// A handler consumes the call and then reports with a `bool` whether it knows the command. A resolver that is dropped without an answer in the
/// meantime leaves its slot here, and the router answers it once it knows which refusal applies. A command is not run inside the handler
/// either: its work is left here, and the router returns it to its caller, who decides on which thread it runs.
#[derive(Debug, Default)]
pub(super) struct HandlerRun {
    state: Mutex<State>,
}

#[derive(Debug)]
enum State {
    Running(Left),
    Finished,
}

/// What a handler has left for the router.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// The slot of a resolver that was dropped without an answer.
    pub(super) slot: Option<ReplySlot>,
    /// The command to run.
    pub(super) work: Option<CommandWork>,
}

impl Default for State {
    fn default() -> Self {
        Self::Running(Left::default())
    }
}

impl HandlerRun {
    pub(super) fn start() -> Arc<Self> {
        Arc::default()
    }

    /// Leaves an unanswered slot for the router. Returns it if the handler has returned already.
    pub(super) fn leave_slot(&self, slot: ReplySlot) -> Option<ReplySlot> {
        match &mut *self.state.lock() {
            State::Running(left) => left.slot.replace(slot),
            State::Finished => Some(slot),
        }
    }

    /// Leaves the work of the command for the router. Returns work that has to run on the executor: `work` itself if the handler has returned
    /// already, or the work that was left before.
    pub(super) fn leave_work(&self, work: CommandWork) -> Option<CommandWork> {
        match &mut *self.state.lock() {
            State::Running(left) => left.work.replace(work),
            State::Finished => Some(work),
        }
    }

    /// Ends the run and returns what the handler has left.
    pub(super) fn finish(&self) -> Left {
        match std::mem::replace(&mut *self.state.lock(), State::Finished) {
            State::Running(left) => left,
            State::Finished => Left::default(),
        }
    }
}
