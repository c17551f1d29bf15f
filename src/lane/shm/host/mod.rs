//! The host's end of the shared-memory lane.
//!
//! Each group imports only from the groups above it. [`link`] holds the state of a link; the files below it add what a link does. Everything but
//! [`handshake`] and [`install`] works without a webview.

// Parts
mod free_memory;
mod outgoing;
mod page_slots;
mod region;
mod share;
mod slots;
mod socket;
mod wake;

mod body_memory;
mod buffers;
mod transfers;

mod leader;
mod poll_driver;

// State
mod link;

// Operations
mod transmit;

mod frames;
mod lend;
mod pieces;
mod upload;

mod idle;
mod incoming;

mod reader;

mod open;

#[cfg(feature = "unstable")]
pub(crate) mod bare;
#[cfg(feature = "webkitgtk")]
pub(crate) mod handshake;
#[cfg(feature = "webkitgtk")]
mod install;
#[cfg(feature = "webkitgtk")]
mod private_directory;

#[cfg(all(test, bytelane_loom))]
mod interleavings;
#[cfg(test)]
mod tests;

use super::common::{limits, packet, spin};
