//! Events: a name and a payload, delivered to every listener in Rust and in the pages.
//!
//! An [`EventHub`] holds the listeners in Rust and the documents that have listeners. Every [`Router`](crate::Router) has one and serves the
//! `plugin:event|…` calls of pages with it. A payload is serialized once and shared by all listeners. A document receives one frame per event, however
//! many of its listeners match. Bytes in a payload stay bytes.
//!
//! # Examples
//! ```
//! use bytelane::{Bytes, event::EventHub};
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Frame {
//!     number: u32,
//!     pixels: Bytes,
//! }
//!
//! let hub = EventHub::new();
//! let (sender, receiver) = std::sync::mpsc::channel();
//! hub.listen("frame", "main", move |event| sender.send(event.value::<Frame>().unwrap()).unwrap());
//! let pixels = Bytes::from(vec![7; 1 << 20]);
//! hub.emit_to("main", "frame", Frame { number: 1, pixels: pixels.clone() })?;
//! assert_eq!(receiver.recv().unwrap().pixels.as_ptr(), pixels.as_ptr()); // no byte was copied
//! # Ok::<(), bytelane::Error>(())
//! ```

mod emitted;
mod hub;
mod json_text;
mod listener;
mod of;
mod traits;

pub use emitted::Event;
pub use hub::EventHub;
pub(crate) use hub::{Emission, Scope};
pub(crate) use json_text::attachment_names;
pub use of::EventOf;
#[doc(hidden)]
pub use traits::EventSource;
pub use traits::{Emitter, Listener};

pub use crate::{
    document::{EventId, EventName, EventTarget},
    error::Undelivered,
};
