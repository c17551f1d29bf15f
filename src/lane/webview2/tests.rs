//! The states of the buffers, and downloads over a fake of the two calls.

mod downloads;
mod fake;
mod hostile;
mod states;

#[cfg(feature = "webkitgtk")]
pub(super) use fake::FakeWebview;
