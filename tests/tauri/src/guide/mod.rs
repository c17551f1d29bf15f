//! Each sample in a module of its own: most of them are called `my_custom_command`.

pub mod arguments;
pub mod basic;
pub mod channel;
pub mod complete;
pub mod errors;
pub mod events;
pub mod later;
pub mod raw;
pub mod returns;
pub mod separate;
pub mod several;
pub mod shared;
pub mod windows;
