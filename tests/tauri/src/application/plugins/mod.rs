//! Three plugins of the application, each written in the style of a different plugin of Tauri.

pub mod clock;
pub mod guard;
pub mod journal;
