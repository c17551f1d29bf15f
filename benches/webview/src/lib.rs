//! An application whose page defines every operation of the benchmarks. `webview-bench` runs one operation, `cargo bench --bench webview` runs all,
//! and `cargo xtask bench --peers` compares it with other engines.

#[cfg(feature = "window")]
mod allocator;
#[cfg(feature = "window")]
mod commands;
#[cfg(feature = "window")]
mod fairness;
#[cfg(feature = "window")]
mod file_download;
#[cfg(feature = "window")]
mod frames;
#[cfg(feature = "inspector")]
mod inspected;
#[cfg(feature = "window")]
mod natural;
#[cfg(feature = "window")]
mod pages;
#[cfg(feature = "window")]
mod routing;
#[cfg(feature = "window")]
mod shelf;
#[cfg(feature = "window")]
mod slow_reader;
#[cfg(feature = "window")]
mod structured;
mod suite;

pub use suite::{Case, cases, size};

#[cfg(feature = "window")]
pub use window::application;

#[cfg(feature = "window")]
mod window {
    use bytelane::{Builder, Config, Context, Manager, WindowConfig, bench::protocol::Worker};

    use crate::{allocator, commands, fairness::Answers, pages::Pages, shelf::Shelf};

    /// Returns the measured application.
    pub fn application() -> (Builder, Context) {
        let shelf = Shelf::default();
        let mut config = Config {
            identifier: "org.bytelane.bench".into(),
            ..Config::default()
        };
        config.app.with_global_tauri = true;
        let context = Context::from_config(config)
            .pages(Pages::new(shelf.clone()))
            .incognito(true)
            .window(WindowConfig {
                title: "bytelane: benchmark".into(),
                ..WindowConfig::default()
            });
        let builder = Builder::default()
            .manage(shelf)
            .manage(Answers::default())
            .invoke_handler(commands::handler())
            .setup(|app| {
                app.state::<Worker>()
                    .gauge("host_large_bytes", allocator::large_bytes);
                Ok(())
            });
        #[cfg(feature = "inspector")]
        let builder = builder
            .inspector(true)
            .manage(crate::inspected::Recorded::default());
        (builder, context)
    }
}
