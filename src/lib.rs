//! IPC for wry/tao webviews in which bytes stay bytes.
//!
//! A command that returns [`Bytes`] is an `ArrayBuffer` in the page; a `Uint8Array` anywhere in the arguments is [`Bytes`] in Rust. JSON stays
//! JSON, both go through one [`Router`], and every call is answered exactly once.
//!
#![cfg_attr(feature = "app", doc = "```no_run")]
#![cfg_attr(not(feature = "app"), doc = "```ignore")]
//! use bytelane::{Builder, Bytes, Context, WindowConfig};
//!
//! #[bytelane::command]
//! fn greet(name: &str) -> String {
//!     format!("Hello, {name}!")
//! }
//!
//! /// JSON and bytes in one call, and the bytes are a view of what was received.
//! #[bytelane::command]
//! async fn invert(name: String, pixels: Bytes) -> Result<Bytes, String> {
//!     if name.is_empty() { return Err("a name, please".into()) }
//!     Ok(pixels.iter().map(|byte| !byte).collect::<Vec<u8>>().into())
//! }
//!
//! fn main() -> bytelane::Result<()> {
//!     let context = Context::new("org.example.hello")
//!         .embedded(&[("/index.html", b"<script>bytelane.invoke('greet', { name: 'page' }).then(alert)</script>")])
//!         .window(WindowConfig { title: "Hello".into(), ..WindowConfig::default() });
//!     Builder::default().invoke_handler(bytelane::generate_handler![greet, invert]).run(context)
//! }
//! ```
//!
//! In the page: `const inverted = await bytelane.invoke('invert', { name: 'sky', pixels })`.
//!
//! # The path of a call
//! | Step | Where |
//! |---|---|
//! | The page sends a frame | [`wire`] |
//! | A lane lets it in, judging who sends it before it reads what | [`lane`] |
//! | The session of the document admits it, at most once | [`session`], [`document`] |
//! | Its body becomes values | [`payload`] |
//! | Layers, then the command by its name | [`router`] |
//! | The result goes back: bytes, JSON, or a [`file`](mod@file) | [`ipc`] |
//!
//! A program that makes its own webview uses `Engine`; one that wants windows and pages too, `Builder`; a test of commands,
//! [`lane::MemoryLane`], which needs neither.
//!
//! # Payloads
//! | In Rust | In the page |
//! |---|---|
//! | [`Bytes`], `Vec<u8>`, `&[u8]` as the whole result or message | `ArrayBuffer` |
//! | [`Bytes`] inside of a value | `Uint8Array` |
//! | any other [`serde::Serialize`] | JSON |
//! | [`ipc::Response`] | its body, with status and headers |
//! | [`ipc::Channel`] | `Channel`, in order, under the page's credit |
//! | [`ipc::Receiver`] as an argument | `Channel` that the page sends on |
//! | [`ipc::Upload`] as an argument | `Blob`, `ReadableStream`, async iterable, buffer |
//! | [`ipc::Response::stream`] | `invoke.stream`, or an `ArrayBuffer` |
//!
//! # Limits
//! Every number that a page states is judged before memory is taken for it. [`wire::Limits`] has them all by name, with defaults: 1 GiB for
//! the body of a call, 16 MiB for JSON, 4,096 calls at once, 8 MiB of unread messages of a channel, 64 MiB of a document. What is over is
//! refused with a [`wire::Code`] that stays the same.
//!
//! # Features
//! | Feature | Default | What |
//! |---|---|---|
//! | none | | the core: router, payloads, files, [`lane::MemoryLane`]; no system library |
//! | `webview` | with `app` | `Engine`, for any wry webview |
//! | `app` | yes | `Builder`, windows, pages, configuration |
//! | `image-png` | no | icons of windows from PNG files |
//! | `devtools` | no | the inspector in release builds |
//! | `bench` | no | `bench`: an application's own benchmarks in its own webview |

// The code that the macros write says `::bytelane`; here that is this crate.
extern crate self as bytelane;

pub mod wire;

pub mod payload;
pub use payload::{Bytes, Payload};

mod origin;

mod refusal;
pub use refusal::Refusal;

mod one_shot;

pub mod session;

pub mod document;

pub mod lane;

mod error;
pub use error::{Error, Result};

pub mod file;
pub use file::ServePages;

pub mod router;
pub use router::{Call, Caller, Reply, ReplySlot, Router};

pub mod capability;

pub mod state;
pub use state::State;

pub mod ipc;
pub use ipc::{Runtime, Wry};

pub mod event;
pub use event::{Emitter, Event, EventId, EventName, EventTarget, Listener};

#[cfg(feature = "webview")]
pub mod engine;
#[cfg(feature = "webview")]
pub use engine::{AttachOptions, Engine, EngineBuilder, LaneChoice, OnPageLoad, WebviewHandle};

#[cfg(feature = "app")]
mod app;
#[cfg(feature = "app")]
pub use app::*;

#[cfg(feature = "bench")]
pub mod bench;

/// Images, under Tauri's path.
#[cfg(feature = "app")]
pub mod image {
    pub use crate::app::image::{Image, JsImage};
}

/// Webviews, under Tauri's path.
#[cfg(feature = "app")]
pub mod webview {
    pub use crate::app::{
        Color, NewWindowFeatures, NewWindowResponse, PageLoadEvent, PageLoadPayload,
        PlatformWebview, Webview, WebviewEvent, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    };
}

/// Scopes, under Tauri's path.
#[cfg(feature = "app")]
pub mod scope {
    /// Scopes of files.
    pub mod fs {
        pub use crate::app::Scope;
    }
}

/// Windows, under Tauri's path.
#[cfg(feature = "app")]
pub mod window {
    pub use crate::app::{
        Color, CursorIcon, DragDropEvent, Monitor, ProgressBarState, ProgressBarStatus,
        ResizeDirection, UserAttentionType, Window, WindowEvent, WindowSizeConstraints,
    };
}

/// The configuration and other types of Tauri's crate `tauri-utils`.
#[cfg(feature = "app")]
pub mod utils {
    pub use crate::app::{Env, PackageInfo, Theme, config};
}

pub use http;
pub use url::Url;

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Returns the version of the system's webview.
///
/// # Errors
/// Returns an error if the system does not report the version.
#[cfg(feature = "webview")]
pub fn webview_version() -> Result<String> {
    Ok(wry::webview_version()?)
}

/// Returns whether this is a development build, that is, a build with debug assertions. Its pages are served from `build.devUrl` or from their directory.
pub const fn is_dev() -> bool {
    cfg!(debug_assertions)
}

pub use bytelane_macros::{command, generate_context, generate_handler, mobile_entry_point};

/// Names that the code of the macros uses. Not part of the public interface: anything here may change in any version.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "app")]
    pub use crate::app::context::{Assets, generated as context};
    pub use crate::{ipc::is_upload, router::macro_support::*};
}
