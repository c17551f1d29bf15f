//! Plugins: named sets of commands, state, scripts and hooks. A page calls their commands as `plugin:<name>|<command>`.
//!
//! ```no_run
//! use bytelane::{Manager, Runtime, plugin::{Builder, TauriPlugin}};
//!
//! struct Tally(std::sync::atomic::AtomicU32);
//!
//! #[bytelane::command]
//! fn next(tally: bytelane::State<'_, Tally>) -> u32 {
//!     tally.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
//! }
//!
//! fn tally<R: Runtime>() -> TauriPlugin<R> {
//!     Builder::new("tally")
//!         .invoke_handler(bytelane::generate_handler![next])
//!         .setup(|app, _| {
//!             app.manage(Tally(0.into()));
//!             Ok(())
//!         })
//!         .build()
//! }
//!
//! # fn context() -> bytelane::Context { bytelane::Context::new("org.example.hello") }
//! bytelane::Builder::default().plugin(tally()).run(context())?; // in the page: invoke('plugin:tally|next')
//! # Ok::<(), bytelane::Error>(())
//! ```

mod builder;
mod builtin;
mod hooks;
mod registration;
mod serve;
pub(crate) mod store;

pub use builder::{Builder, PluginApi, TauriPlugin};
pub(crate) use builtin::builtin;
pub(crate) use hooks::Parts;
pub use hooks::Plugin;
