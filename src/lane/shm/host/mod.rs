//! The host's end of the shared-memory lane.

mod link;
mod socket;

mod leader;
mod reader;

mod body_memory;
mod incoming;
mod page_slots;
mod upload;

mod poll_driver;
mod region;
mod slots;
mod transmit;

mod buffers;
mod idle;
mod transfers;

#[cfg(test)]
mod tests;

#[cfg(feature = "webview")]
pub(crate) mod handshake;
#[cfg(feature = "webview")]
mod install;

use super::common::{packet, spin};

pub(crate) use link::{Link, LinkConfig, LinkEnd, PageEnd};
