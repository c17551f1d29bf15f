//! Events: a name and a payload for everyone who listens, in Rust and in every page.
//!
//! An [`EventHub`] knows the listeners of Rust and the documents that have listeners. It is behind every [`Router`](crate::Router), which
//! serves the page's `plugin:event|…` calls with it. A payload is serialized once and shared by all who get it; a document gets one frame,
//! however many of its listeners are meant. Bytes in a payload stay bytes.
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
//! assert_eq!(receiver.recv().unwrap().pixels.as_ptr(), pixels.as_ptr()); // not one byte was copied
//! # Ok::<(), bytelane::Error>(())
//! ```

mod emitted;
mod hub;
mod json_text;
mod listener;
mod traits;

pub use emitted::Event;
pub use hub::EventHub;
pub(crate) use hub::{Emission, Scope};
pub(crate) use json_text::attachment_names;
#[doc(hidden)]
pub use traits::EventSource;
pub use traits::{Emitter, Listener};

pub use crate::{
    document::{EventId, EventName, EventTarget},
    error::Undelivered,
};
