//! One document's life on a lane, as a state machine: it takes frames and gives frames, and owns no clock, no thread and no I/O
//! (SPEC §6).

mod calls;
mod end;
mod head;
mod outbox;

pub use calls::{Calls, REPLAY_WINDOW_IDS};
pub use end::EndReason;
pub(crate) use head::{CallHead, ReplyHead};
pub use outbox::{Batch, Message, NotTaken, Outbox, Outgoing};
