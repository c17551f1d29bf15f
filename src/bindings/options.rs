/// The client of the page that bindings call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Client {
    /// The npm package `bytelane`, for pages with a bundler.
    #[default]
    Package,
    /// `window.bytelane`, for pages without a bundler. Only types of the client are imported, which compile to nothing. A module with archives
    /// also imports their reader and encoder, which [`Bindings::import_archive_from`](super::Bindings::import_archive_from) states.
    Window,
    /// `@tauri-apps/api`, for pages of an application that was moved from Tauri. It has no streams, no cancellation, and no channels to the host.
    Tauri,
}

/// How a command that returns a `Result` reports its error to the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Errors {
    /// The promise rejects with the error, as that of `invoke` does.
    #[default]
    Reject,
    /// The promise resolves to `{ status: 'ok', data }` or `{ status: 'error', error }`. Errors of the engine and of the page, which are instances of
    /// `Error`, still reject it.
    Tagged,
}

/// The type of 64-bit integers, `usize` and `isize` in JSON, which the page reads as a `number` of 53 bits.
///
/// Integers in archives and in [`Typed`](crate::ipc::Typed) are `bigint` in the page, without loss, whatever this option is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Integers {
    /// An error that names the field.
    #[default]
    Refuse,
    /// `number`: integers of more than 53 bits are rounded.
    Number,
}
