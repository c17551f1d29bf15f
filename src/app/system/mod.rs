//! Directories, images and resources of the system.

pub(crate) mod error;
pub(crate) mod image;
pub mod path;
pub(crate) mod resources;
