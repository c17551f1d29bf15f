//! Each sample is in a separate module, because most of their commands are named `my_custom_command`.

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
