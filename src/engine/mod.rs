//! The engine on a webview that somebody builds: lanes, identity, the injected client.

mod attach;
mod client;
mod lane;
mod runtime;

pub use attach::{AttachOptions, Engine, EngineBuilder, OnPageLoad, Tauri, WebviewHandle};
pub use lane::LaneChoice;
