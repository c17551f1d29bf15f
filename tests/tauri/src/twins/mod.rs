//! Small applications as Tauri's examples are: the same calls of the interface, in code of this repository. `tests/twins.rs` runs each in a real webview.

pub mod commands;
pub mod fileassociations;
pub mod helloworld;
pub mod interface;
pub mod isolation;
pub mod multiwindow;
pub mod resources;
pub mod splashscreen;
pub mod state;
pub mod streaming;
