//! Messages from the page to the host.

mod channel;
mod ended;
mod inbox;
#[cfg(test)]
mod tests;

pub use inbox::{Arrival, Dequeued, Inbox};
