//! TypeScript for the commands and events of an application, generated from Rust.
//!
//! [`export`] writes one module: a typed function for each command, with its documentation, the types that it needs, and the views of its archives. Types
//! derive [`specta::Type`], which this crate re-exports.
//!
//! # Examples
//! ```
//! use bytelane::{Bytes, EventOf, bindings::Bindings, ipc::{Channel, Typed}, specta};
//!
//! /// An image.
//! #[derive(serde::Serialize, specta::Type)]
//! #[specta(crate = bytelane::specta)]
//! struct Image {
//!     /// Width in pixels.
//!     width: u32,
//!     pixels: Bytes,
//! }
//!
//! /// Renders an image.
//! #[bytelane::command]
//! async fn render(name: String, progress: Channel<f64>) -> Result<Image, String> {
//!     # let _ = (name, progress); Err(String::new())
//! }
//!
//! #[bytelane::command]
//! fn spectrum(samples: Typed<f32>) -> Typed<f32> {
//!     samples
//! }
//!
//! const SAVED: EventOf<String> = EventOf::new("image-saved");
//!
//! let handler = bytelane::generate_handler![render, spectrum];
//! let typescript = Bindings::new().commands(&handler).event(SAVED).to_typescript().unwrap();
//! assert!(typescript.contains("render(name: string, progress: bytelane.Channel<number>, options?: CallOptions): Promise<Image>"));
//! assert!(typescript.contains("spectrum(samples: Float32Array, options?: CallOptions): Promise<Float32Array<ArrayBuffer>>"));
//! assert!(typescript.contains("readonly imageSaved: EventOf<string>"));
//! assert!(typescript.contains("pixels: Uint8Array<ArrayBuffer>"));
//! ```
//!
//! In the page: `const image = await commands.render('sky', new Channel((part) => { bar.value = part }))`.
//!
//! # Keeping the file fresh
//! A test compares the file with the commands, and writes it if `BYTELANE_BINDINGS=write` is set:
//!
//! ```no_run
//! use bytelane::{bindings::{Bindings, BindingsError}, ipc::Invoke};
//!
//! fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
//!     bytelane::generate_handler![]
//! }
//!
//! // A function with `#[test]`.
//! fn bindings_are_fresh() -> Result<(), BindingsError> {
//!     Bindings::new().commands(&handler()).check("../src/bindings.ts")
//! }
//! ```
//!
//! # Cost
//! Without the feature `bindings`, `#[command]` generates nothing for it, and types need not derive `specta::Type`. With it, a command whose types do not
//! derive it still compiles; writing the module reports all of them.

mod builder;
mod content;
mod described;
mod error;
mod functions;
mod module;
mod names;
mod options;
mod text;
mod types;

pub use builder::{Bindings, export};
pub use error::BindingsError;
pub use options::{Client, Errors, Integers};

pub use crate::description::{Describe, Form, Graph};
