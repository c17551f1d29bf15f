//! bytelane in a window, with a page that knows every operation of the benchmarks: what `webview-bench` runs one of, `cargo bench --bench webview`
//! all, and what the programs around other engines are measured against.

#[cfg(feature = "window")]
mod allocator;
#[cfg(feature = "window")]
mod commands;
#[cfg(feature = "window")]
mod fairness;
#[cfg(feature = "window")]
mod file_download;
#[cfg(feature = "window")]
mod pages;
#[cfg(feature = "window")]
mod routing;
#[cfg(feature = "window")]
mod shelf;
#[cfg(feature = "window")]
mod slow_reader;
mod suite;

pub use suite::{Case, cases, size};

#[cfg(feature = "window")]
pub use window::application;

#[cfg(feature = "window")]
mod window {
    use bytelane::{Builder, Context, Manager, WindowConfig, bench::protocol::Worker};

    use crate::{allocator, commands, fairness::Answers, pages::Pages, shelf::Shelf};

    /// The application that is measured.
    pub fn application() -> (Builder, Context) {
        let shelf = Shelf::default();
        let context = Context::new("org.bytelane.bench")
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
        (builder, context)
    }
}
