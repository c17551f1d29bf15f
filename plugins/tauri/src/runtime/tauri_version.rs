//! What differs between the versions of Tauri. The published manifest takes Tauri 2; `tests/tauri-3` compiles the same sources with Tauri 3.

#[cfg(tauri_3)]
pub(crate) use tauri::DynRuntime as DefaultRuntime;
#[cfg(not(tauri_3))]
pub(crate) use tauri::Wry as DefaultRuntime;

/// Returns the webview of WebKitGTK.
#[cfg(all(target_os = "linux", not(tauri_3)))]
pub(crate) fn view(platform: &tauri::webview::PlatformWebview) -> Option<webkit2gtk::WebView> {
    Some(platform.inner())
}

/// Returns the webview of WebKitGTK. `None` if the runtime of Tauri has another webview, such as that of CEF.
#[cfg(all(target_os = "linux", tauri_3))]
pub(crate) fn view<R: tauri::Runtime>(
    platform: &tauri::webview::PlatformWebview<R>,
) -> Option<webkit2gtk::WebView> {
    let of_wry = platform.downcast_ref::<tauri_runtime_wry::Webview>();
    of_wry.map(tauri_runtime_wry::Webview::inner)
}

/// Runs work on the main thread. An error means that the event loop has ended.
pub(crate) fn run_on_main_thread<R: tauri::Runtime>(
    app: &tauri::AppHandle<R>,
    work: impl FnOnce() + Send + 'static,
) -> tauri::Result<()> {
    #[cfg(tauri_3)]
    use tauri::Manager;
    app.run_on_main_thread(work)
}
