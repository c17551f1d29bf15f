//! The code of the guide. Its Rust blocks are the doctests of this package; the blocks with commands are compiled here as well, and the test
//! `guide` runs the page blocks of each chapter with them in a real webview, on both lanes.

pub mod blocks;

/// Declares an item whose documentation is a document, so that its Rust blocks are doctests.
macro_rules! documents {
    ($($(#[$condition:meta])* $name:ident = $path:literal;)*) => {
        $($(#[$condition])* #[cfg(doctest)] #[doc = include_str!(concat!("../../docs/", $path))] pub struct $name;)*
    };
}

documents! {
    #[cfg(feature = "app")] Benchmarking = "guide/benchmarking.md";
    Cancellation = "guide/cancellation.md";
    #[cfg(feature = "app")] Capabilities = "guide/capabilities.md";
    Channels = "guide/channels.md";
    Commands = "guide/commands.md";
    Downloads = "guide/downloads.md";
    Errors = "guide/errors.md";
    #[cfg(feature = "app")] Events = "guide/events.md";
    #[cfg(feature = "app")] Guide = "guide/README.md";
    #[cfg(feature = "app")] Media = "guide/media.md";
    #[cfg(feature = "app")] TheInspector = "guide/inspector.md";
    #[cfg(feature = "app")] Observability = "observability.md";
    Performance = "guide/performance.md";
    #[cfg(feature = "app")] State = "guide/state.md";
    Streams = "guide/streams.md";
    Testing = "guide/testing.md";
    Uploads = "guide/uploads.md";
    Workers = "guide/workers.md";
}

#[cfg(feature = "app")]
mod chapters {
    /// The handler of the commands of a chapter.
    pub type Handler = Box<dyn Fn(bytelane::ipc::Invoke) -> bool + Send + Sync>;

    /// A chapter of the guide.
    pub struct Chapter {
        /// Name of its file, without the extension.
        pub name: &'static str,
        /// Its text.
        pub text: &'static str,
        /// Creates the handler of its commands.
        pub handler: fn() -> Handler,
        /// Creates the application that it describes.
        pub application: fn() -> bytelane::Builder,
        /// Creates the context that it describes.
        pub context: fn() -> bytelane::Context,
    }

    fn default_context() -> bytelane::Context {
        bytelane::Context::new("org.bytelane.guide")
    }

    include!(concat!(env!("OUT_DIR"), "/chapters.rs"));
}

#[cfg(feature = "app")]
pub use chapters::{CHAPTERS, Chapter, Handler};
