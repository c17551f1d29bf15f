//! Messages, events and control frames from the host to the page.

mod batch;
mod channel;
mod outbox;
#[cfg(test)]
mod tests;
mod unsent;

pub use batch::{Batch, Outgoing};
pub use channel::{Message, SendRefused};
pub use outbox::Outbox;
