//! The browser lane: requests and answers as messages of a WebSocket (SPEC §10).
//!
//! The server checks a connection with [`admission`]; [`socket`] reads its requests, which [`message`] parses, `metered` bounds what a
//! message may take, and `outgoing` queues the answers.

mod admission;
#[cfg_attr(
    not(feature = "unstable"),
    allow(unreachable_pub, reason = "public in `unstable`")
)]
mod message;
mod metered;
mod outgoing;
mod socket;

pub(crate) use admission::{Admission, PROTOCOL};
pub(crate) use socket::serve;

#[cfg(feature = "unstable")]
pub use message::{Request, parse};
