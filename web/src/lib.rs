//! The client of bytelane for pages that are written in Rust and compiled to WebAssembly.
//!
//! It works over `window.bytelane`, the client that the engine puts into its pages, and over `window.__TAURI__`, which a page of Tauri has with
//! `withGlobalTauri`. Nothing of it is JavaScript: arguments and results are [`serde`] types, bytes stay bytes, and an [`Archived<T>`] crosses without being
//! printed or parsed on either side.
//!
//! # Examples
//! ```no_run
//! use bytelane_web::{Channel, Error, invoke};
//! use futures_util::{StreamExt, future::join};
//! use serde::Serialize;
//!
//! #[derive(Serialize)]
//! struct Build<'a> {
//!     target: &'a str,
//!     progress: &'a Channel<u32>,
//! }
//!
//! async fn build() -> Result<String, Error> {
//!     let mut progress = Channel::new()?;
//!     let call = invoke("build", &Build { target: "release", progress: &progress });
//!     let show = async {
//!         while let Some(Ok(percent)) = progress.next().await {
//!             draw(percent);
//!         }
//!     };
//!     join(call, show).await.0
//! }
//! # fn draw(_: u32) {}
//! ```
//!
//! A future that is dropped cancels its call: a component that is removed from the page needs no code for that.

mod archived;
mod bytes;
mod call;
mod channel;
mod contract;
mod error;
mod event;
mod iteration;
mod queue;
mod stream;
mod typed;
mod upload;

pub use archived::{Archived, ReadArchive, WriteArchive};
pub use bytes::Bytes;
pub use call::{Call, invoke, invoke_bytes, invoke_stream};
pub use channel::Channel;
pub use contract::{Contract, contract, select};
pub use error::{Error, Refusal};
pub use event::{Event, Listener, emit, emit_to, listen};
pub use rkyv;
pub use stream::ByteStream;
pub use typed::{Element, Typed};
pub use upload::Upload;
