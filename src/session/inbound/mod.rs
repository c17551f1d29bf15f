mod inbox;

pub use inbox::{Arrival, Inbox, Taken};
