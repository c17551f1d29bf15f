//! Benchmarks of an application's own commands, in its own webview, from its own criterion file (feature `bench`).
//!
//! The benchmark starts its own executable again; that child runs the application, with the [`Builder`](crate::Builder) and
//! [`Context`](crate::Context) that the benchmark gives. Operations are JavaScript expressions that run in the application's page. Time is told
//! by the child, in Rust: from one mark that the page sets to the next.
//!
//! ```no_run
//! // benches/commands.rs, with `harness = false` and `required-features` as your application has them
//! use bytelane::{Builder, Bytes, Context, WindowConfig, bench::Application};
//! use criterion::{Criterion, Throughput};
//!
//! #[bytelane::command]
//! fn picture(bytes: usize) -> Bytes {
//!     vec![7; bytes].into()
//! }
//!
//! fn main() {
//!     let application = Application::new(|| {
//!         let context = Context::new("org.example.viewer")
//!             .embedded(&[("/index.html", b"<!doctype html><title>Viewer</title>")])
//!             .window(WindowConfig::default());
//!         (Builder::default().invoke_handler(bytelane::generate_handler![picture]), context)
//!     });
//!     let mut criterion = Criterion::default().configure_from_args();
//!     let mut group = criterion.benchmark_group("picture");
//!     group.throughput(Throughput::Bytes(1 << 20));
//!     group.bench_function("1MiB", |bencher| {
//!         bencher.iter_custom(|iters| application.time("await invoke('picture', { bytes: 1 << 20 })", iters));
//!     });
//!     group.finish();
//!     criterion.final_summary();
//! }
//! ```
//!
//! It needs a screen, as the application does; on Linux Xvfb stands in for one that is not there. Where it opens several windows, the page that has loaded first is measured. `application.lane(LaneChoice::Protocol)` is the same on another lane, in a window of its own.

mod application;
mod child;
mod operation;

pub use application::Application;
#[doc(hidden)]
pub use bytelane_bench_protocol as protocol;
pub use bytelane_bench_protocol::{Answer, Error, Memory, Ready, Sample};
pub use operation::Operation;
