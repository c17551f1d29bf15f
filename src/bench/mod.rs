//! Benchmarks of an application's own commands, in its own webview, from its own criterion file (feature `bench`).
//!
//! The benchmark starts its own executable again as a child, which runs the application with the benchmark's [`Builder`](crate::Builder) and
//! [`Context`](crate::Context). Operations are JavaScript expressions that run in the application's page. The child measures time in Rust,
//! from one mark of the page to the next.
//!
//! ```no_run
//! // benches/commands.rs, with `harness = false` and the `required-features` of your application
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
//! A benchmark requires a display, as the application does; on Linux it starts Xvfb if no display is available. If the application opens
//! several windows, the page that loads first is measured. `application.lane(LaneChoice::Protocol)` measures the same application on another
//! lane, in a process of its own.

mod application;
mod child;
mod operation;

pub use application::Application;
#[doc(hidden)]
pub use bytelane_bench_protocol as protocol;
pub use bytelane_bench_protocol::{Answer, Error, Memory, Ready, Sample};
pub use operation::Operation;
