//! The types of commands and events as TypeScript sees them: what the code that `#[command]` generates records, and `src/bindings/` writes.

mod form;
mod graph;
mod signature;
mod slot;

pub use form::{Describe, Form};
pub use graph::Graph;
pub(crate) use graph::{ArchiveOf, Inside};
pub use signature::Signature;
pub use slot::{NotResult, Slot, Undescribed, WithoutError, resolved, returned, slot};
