//! The extension of the shared-memory lane in the web processes of contexts that something else creates.

use std::cell::OnceCell;

use webkit2gtk::{WebContext, WebContextExt};

use super::gobject;
use crate::{
    Error, Result,
    engine::builder::is_possible_scheme,
    lane::shm::host::handshake::{self, extension_directory},
};

thread_local! {
    /// The directory of the extension, once contexts get it.
    static DIRECTORY: OnceCell<String> = const { OnceCell::new() };
}

/// Makes the shared-memory lane available to pages of `origins`, in every web context that is created from now on: its web processes load the extension of
/// the lane.
///
/// Must be called on the main thread, before the first context is created. A context that exists already is left as it is, and so is one whose
/// application sets an extension directory of its own (`webkit_web_context_set_web_extensions_directory`), whenever it does so: WebKitGTK has one directory for each
/// context, and the application's replaces that of the lane. Pages in such a context use the protocol lane, and one warning in the log says so.
///
/// A further call adds origins.
///
/// # Errors
/// Returns an error if the extension cannot be written to the user's runtime directory, nor to the temporary one.
pub fn prepare_contexts<S: AsRef<str>>(origins: &[S]) -> Result<()> {
    let origins: Vec<String> = origins.iter().map(|one| one.as_ref().to_owned()).collect();
    let directory = extension_directory(&origins).and_then(|directory| {
        let path = directory.into_os_string().into_string();
        path.map_err(|path| format!("{} is not UTF-8, which WebKitGTK requires", path.display()))
    });
    let directory = directory.map_err(not_installed)?;
    if DIRECTORY.with(|known| known.set(directory).is_ok()) {
        gobject::on_context_created(set_directory);
    }
    Ok(())
}

fn set_directory(context: &WebContext) {
    DIRECTORY.with(|known| {
        if let Some(directory) = known.get() {
            context.set_web_extensions_directory(directory);
        }
    });
}

/// Protects the host from the pages' requests to a scheme of another library, such as the `ipc` of Tauri: they leave a web process only if the client has
/// sent them.
///
/// A library that asks WebKitGTK for the body of a request ends the process if the body holds a `Blob`, whichever page, frame or worker has sent it. From now on the
/// extension refuses each request to the scheme that has no mark in its query. The client adds one to the requests that the main frame of an allowed origin
/// sends with `fetch`, after it has turned their bodies into buffers: a `Blob` arrives as its bytes. A mark is drawn in the web process for one request, and is worthless after
/// it. Requests of frames, workers, `XMLHttpRequest`, elements and pages of other origins are refused.
///
/// Must be called after [`prepare_contexts`], before the first webview is created. Does not protect from pages in contexts that do not load the extension.
///
/// # Errors
/// Returns an error if `scheme` is not the name of a scheme, or is one of the web, and if the extension cannot be written.
///
/// # Examples
/// ```no_run
/// use bytelane::engine::webkitgtk::{guard_scheme, prepare_contexts};
///
/// prepare_contexts(&["tauri://localhost"])?;
/// guard_scheme("ipc")?;
/// # Ok::<(), bytelane::Error>(())
/// ```
pub fn guard_scheme(scheme: &str) -> Result<()> {
    if !is_possible_scheme(scheme) {
        let text = format!("{scheme:?} is not the name of a scheme that can be guarded");
        return Err(Error::Webview(text));
    }
    handshake::guard(scheme).map_err(not_installed)
}

fn not_installed(reason: String) -> Error {
    Error::Webview(format!(
        "the shared-memory lane is not available: its extension could not be installed: {reason}"
    ))
}

/// Adds origins to those of the lane, if contexts get the extension.
pub(super) fn allow(label: &str, origins: &[String]) {
    if DIRECTORY.with(|known| known.get().is_none()) {
        return;
    }
    if let Err(reason) = extension_directory(origins) {
        tracing::warn!(
            target: "bytelane::lane",
            label,
            reason,
            "the shared-memory lane is not available to further origins: their list could not be written"
        );
    }
}
