//! Session of one document on a lane: a sans-I/O state machine that consumes and produces frames. It owns no clock, no thread and no I/O (SPEC §6).

mod calls;
#[cfg(feature = "inspector")]
mod channel_facts;
mod credit;
mod end;
mod head;
mod inbound;
mod ledger;
mod outbound;

pub use calls::{Calls, REPLAY_WINDOW_IDS};
#[cfg(feature = "inspector")]
pub(crate) use channel_facts::ChannelFacts;
pub use credit::Credit;
pub use end::{End, EndReason};
pub(crate) use head::{CallHead, ReplyHead, StreamHead};
pub use inbound::{Arrival, Dequeued, Inbox};
#[cfg(feature = "app")]
pub(crate) use ledger::WINDOWS_MAX;
pub use ledger::{
    Action, Bound, Charge, Full, Held, Holding, LEDGER, Ledger, ProcessLedger, Row, Ticket,
};
pub use outbound::{Batch, Message, Outbox, Outgoing, SendRefused};
