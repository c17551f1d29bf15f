//! Three plugins of the application's own, each written as another of Tauri's own is.

pub mod clock;
pub mod guard;
pub mod journal;
