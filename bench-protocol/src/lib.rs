//! How a benchmark talks to the program that holds the window: lines of JSON over its standard input and output.
//!
//! The program says `{"ready": {…}}` once its page can work. Then each line that it reads is a [`Job`], and it answers each with an [`Answer`] or
//! `{"error": "…"}`. When its input ends, so does it. [`Process`] is the benchmark's side, [`Worker`] the program's, which its page reaches by four
//! calls: `next`, `prepare`, `mark` and `finish` (`runner.js`). The clock is the program's: it runs from mark to mark.
//!
//! Depends on nothing but serde, so that programs around other engines speak it too.

pub mod bound;
mod content;
mod file;
mod memory;
mod message;
mod process;
mod running;
mod screen;
mod ticks;
mod worker;

pub use content::{Digest, content, text};
pub use memory::{Memory, Sample};
pub use message::{
    Answer, Code, Job, Line, Page, Prepare, Ready, Result as PageResult, Source, Stalls,
};
pub use process::{Error, Process};
pub use running::Prepared;
pub use screen::Screen;
pub use worker::Worker;

/// Runs jobs in the page, in terms of four calls. A classic script, so that it can be injected; it makes `globalThis.bytelaneBench`.
pub const RUNNER: &str = include_str!("runner.js");

/// Set for a program that is started to hold the window.
pub const CHILD: &str = "BYTELANE_BENCH_CHILD";
