pub mod files;
pub mod notes;
pub mod search;
pub mod settings;
pub mod windows;
