//! The protocol between a benchmark and the child process that holds the window: lines of JSON over standard input and output.
//!
//! The child writes `{"ready": {…}}` once its page can run jobs. Each line that it reads is then a [`Job`], which it answers with an [`Answer`] or
//! `{"error": "…"}`. It exits at the end of its input. [`Process`] is the side of the benchmark. [`Worker`] is the side of the child, whose page
//! calls `next`, `prepare`, `mark` and `finish` (`runner.js`). The child measures the time from mark to mark.
//!
//! The crate depends only on serde, so that programs on other engines can use it too.

pub mod bound;
mod chromium;
mod content;
mod file;
mod memory;
mod message;
mod process;
mod running;
mod screen;
mod sleeps;
mod ticks;
mod worker;

pub use chromium::{CHROMIUM_NAMES, chromium};
pub use content::{Digest, content, text};
pub use memory::{Memory, Sample};
pub use message::{
    Answer, Code, Job, Line, Page, Prepare, Ready, Result as PageResult, Source, Stalls,
};
pub use process::{Error, Process};
pub use running::Prepared;
pub use screen::Screen;
pub use worker::Worker;

/// The script that runs jobs in the page by means of four calls. A classic script that defines `globalThis.bytelaneBench`, so that it can be injected.
pub const RUNNER: &str = include_str!("runner.js");

/// Environment variable that is set for the child process that holds the window.
pub const CHILD: &str = "BYTELANE_BENCH_CHILD";
