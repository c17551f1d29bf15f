//! Paths, images, resources, and errors of the windowing system.

pub(crate) mod error;
pub(crate) mod image;
pub mod path;
pub(crate) mod resources;
