//! The samples of the guide "Calling Rust from the Frontend", as an application has them, and commands for its pages.

pub mod conformance;
pub mod guide;
