//! IPC for wry/tao webviews that transfers bytes as bytes.
//!
//! A page calls a Rust function, a *command*, and awaits its result. [`Bytes`] returned by a command arrive as an `ArrayBuffer`, and a `Uint8Array` anywhere
//! in the arguments is [`Bytes`] in Rust, without a detour over JSON. All other values are JSON. Every call is answered exactly once.
//!
//! # Example
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
//! /// Takes JSON and bytes in one call. `pixels` is a view of the received bytes.
//! #[bytelane::command]
//! async fn invert(name: String, pixels: Bytes) -> Result<Bytes, String> {
//!     if name.is_empty() { return Err("the name is empty".into()) }
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
//! # Layers
//! The crate has three layers, each of which is usable by itself:
//!
//! | Layer | Feature | Entry point | Use it for |
//! |---|---|---|---|
//! | core | none | [`Router`], [`lane::MemoryLane`] | tests of commands, without a window or a system library |
//! | engine | `webview` | `Engine` | a webview that your program creates with wry; with `webkitgtk` alone, a webview that something else creates |
//! | application | `app` | `Builder` | windows, pages, plugins and configuration under Tauri's names |
//!
//! # The path of a call
//! | Step | Module |
//! |---|---|
//! | The page sends a frame | [`wire`] |
//! | A lane checks the sender, before it reads the body of the request | [`lane`] |
//! | The document of the page admits the call, at most once | |
//! | The body becomes a payload, without a copy | [`payload`] |
//! | The router checks capabilities, applies layers and finds the command | [`capability`], [`router`] |
//! | The result is sent back: bytes, JSON, a [`file`](mod@file) or a stream | [`ipc`] |
//!
//! # Payloads
//! | In Rust | In the page |
//! |---|---|
//! | [`Bytes`], `Vec<u8>`, `&[u8]` as the whole result or message | `ArrayBuffer` |
//! | [`Bytes`] inside a value | `Uint8Array` |
//! | [`ipc::Typed`] | the typed array of its numbers |
//! | [`ipc::Archived`] | `ArrayBuffer`, which generated [`view`]s read |
//! | any other [`serde::Serialize`] type | JSON |
//! | [`ipc::Response`] | its body, with status and headers |
//! | [`ipc::Channel`] | `Channel`: ordered messages to the page, with back-pressure |
//! | [`ipc::Receiver`] as an argument | `Channel` that the page sends on |
//! | [`ipc::Upload`] as an argument | `Blob`, `ReadableStream`, async iterable, buffer |
//! | [`ipc::Response::stream`] | `invoke.stream`, or an `ArrayBuffer` |
//!
//! # Limits
//! Every number that a page states is checked before memory is allocated for it. [`wire::Limits`] has all limits by name, with their defaults: 1 GiB for
//! the body of a call and for a JSON text, 65,536 calls in flight, 8 MiB of unread messages per channel, 64 MiB per document. A request over a limit is refused
//! with a stable [`wire::Code`].
//!
//! # Features
//! | Feature | Default | Adds |
//! |---|---|---|
//! | none | | the core: router, payloads, files, [`lane::MemoryLane`] |
//! | `webkitgtk` | with `webview` | `Engine` without wry, for webviews of WebKitGTK that something else builds |
//! | `webview` | with `app` | `Engine`, for any wry webview |
//! | `app` | yes | `Builder`, windows, pages, configuration |
//! | `image-png` | no | window icons from PNG files |
//! | `devtools` | no | the web inspector in release builds |
//! | `bindings` | no | `bindings`: TypeScript for the commands and events of an application |
//! | `bench` | no | `bench`: benchmarks of an application in its own webview |
//! | `inspector` | no | `inspector`: a record of what crosses, and a window that shows it |
//! | `browser` | no | `Builder::browser`, `Engine::serve_browser`: the pages and commands in a plain browser, for development |
//! | `unstable` | no | `unstable`: the session and the document, for tests and benchmarks of this crate; not covered by semantic versioning |
//!
//! Features are additive: none changes an item that exists without it.

// The generated code of the macros names `::bytelane`, which inside this crate is the crate itself.
extern crate self as bytelane;

pub mod wire;

mod origin;

mod refusal;
pub use refusal::Refusal;

mod one_shot;

#[cfg_attr(
    not(feature = "unstable"),
    allow(unreachable_pub, dead_code, reason = "public in `unstable`")
)]
mod foreign;

mod fresh_memory;

#[cfg(target_os = "linux")]
mod huge_pages;

#[cfg_attr(
    not(feature = "unstable"),
    allow(
        unreachable_pub,
        unused_imports,
        dead_code,
        reason = "public in `unstable`"
    )
)]
mod session;

pub mod view;
pub use view::View;

pub mod payload;
pub use payload::{Bytes, Payload};

pub mod state;
pub use state::State;

pub mod file;
pub use file::ServePages;

mod error;
pub use error::{Error, Result};

#[cfg(feature = "bindings")]
mod description;

#[cfg(feature = "inspector")]
pub mod inspector;
#[cfg(not(feature = "inspector"))]
mod inspector;

#[cfg_attr(
    not(feature = "unstable"),
    allow(
        unreachable_pub,
        unused_imports,
        dead_code,
        reason = "public in `unstable`"
    )
)]
mod document;

pub mod event;
pub use event::{Emitter, Event, EventId, EventName, EventOf, EventTarget, Listener};

pub mod capability;

pub mod router;
pub use router::{Call, Caller, Reply, ReplySlot, Router};

pub mod ipc;
pub use ipc::{Runtime, Wry};

pub mod lane;

#[cfg(feature = "webkitgtk")]
pub mod engine;
#[cfg(feature = "webview")]
pub use engine::OnPageLoad;
#[cfg(feature = "webkitgtk")]
pub use engine::{
    AttachOptions, Engine, EngineBuilder, LaneChoice, SchemeAttachment, WebviewHandle,
};

#[cfg(feature = "browser")]
pub use engine::{Browser, BrowserOptions};

#[cfg(feature = "app")]
mod app;
#[cfg(feature = "app")]
pub use app::*;

#[cfg(feature = "bench")]
pub mod bench;

#[cfg(feature = "bindings")]
pub mod bindings;
#[cfg(feature = "bindings")]
pub use bindings::export;

/// Internals of the crate, for its own tests and benchmarks. Not covered by semantic versioning.
#[cfg(feature = "unstable")]
pub mod unstable {
    #[cfg(feature = "browser")]
    pub use crate::lane::browser::{Request as BrowserRequest, parse as parse_browser_request};
    #[cfg(target_os = "linux")]
    pub use crate::lane::shm::host::bare::BareLink;
    pub use crate::{
        document::{BodySource, Dispatch, Document, Loan},
        foreign::holds_lock,
        session::{
            Action, Arrival, Batch, Bound, Calls, Charge, Credit, Dequeued, End, EndReason, Full,
            Held, Holding, Inbox, LEDGER, Ledger, Message, Outbox, Outgoing, ProcessLedger,
            REPLAY_WINDOW_IDS, Row, SendRefused, Ticket,
        },
    };
}

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
    pub use wry::{PermissionKind, PermissionResponse};
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
        Color, CursorIcon, DragDropEvent, EffectsBuilder, Monitor, ProgressBarState,
        ProgressBarStatus, ResizeDirection, UserAttentionType, Window, WindowEvent,
        WindowSizeConstraints,
        config::{WindowEffect as Effect, WindowEffectState as EffectState},
    };
}

/// The configuration and other types of Tauri's crate `tauri-utils`.
#[cfg(feature = "app")]
pub mod utils {
    pub use crate::app::{Env, PackageInfo, Theme, config};
}

pub use bytes;
pub use half;
pub use http;
pub use rkyv;
#[cfg(feature = "bindings")]
pub use specta;
#[cfg(feature = "app")]
pub use tao;
pub use tokio_util;
pub use tower;
pub use url::Url;
/// The crate whose webviews `Engine::attach_webkitgtk` takes: a program that uses it from here has the same version.
#[cfg(all(feature = "webkitgtk", target_os = "linux"))]
pub use webkit2gtk;
/// The crate whose webviews [`Engine::attach`] takes: a program that uses it from here has the same version.
#[cfg(feature = "webview")]
pub use wry;

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

#[cfg(feature = "app")]
pub use bytelane_macros::include_image;
pub use bytelane_macros::{View, command, generate_context, generate_handler, mobile_entry_point};

/// Items that the generated code of the macros uses. Not covered by semantic versioning.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "app")]
    pub use crate::app::context::{Assets, Generated, generated as context};
    pub use crate::{ipc::is_upload, router::macro_support::*};
}
