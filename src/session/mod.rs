//! One document's life on a lane, as a state machine: it takes frames and gives frames, and owns no clock, no thread and no I/O
//! (SPEC §6).

mod budget;
mod calls;
mod credit;
mod end;
mod head;
mod inbound;
mod outbound;

pub use budget::Budget;
pub use calls::{Calls, REPLAY_WINDOW_IDS};
pub use credit::Credit;
pub use end::{End, EndReason};
pub(crate) use head::{CallHead, ReplyHead, StreamHead};
pub use inbound::{Arrival, Inbox, Taken};
pub use outbound::{Batch, Message, NotTaken, Outbox, Outgoing};
