mod outbox;

pub use outbox::{Batch, Message, NotTaken, Outbox, Outgoing};
