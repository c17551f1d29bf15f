//! Commands about the webviews of the application: which one calls, webviews in one window, and an extension directory of the application.

use std::{path::PathBuf, time::Duration};

use tauri::{AppHandle, LogicalPosition, LogicalSize, Manager, State, Webview, WebviewWindow};
use webkit2gtk::{WebContextExt, WebViewExt};

use crate::{
    commands::{Counts, folder, web_processes},
    pages,
};

/// Compares the number of the page that calls with that in the address of the webview that the command gets, and counts.
#[tauri::command]
pub(crate) fn who(webview: Webview, number: u32, counts: State<'_, Counts>) -> String {
    let end = format!("&number={number}");
    match webview.url() {
        Ok(url) if url.as_str().ends_with(&end) => counts.add("who right"),
        Ok(_) => counts.add("who wrong"),
        // The webview is closed.
        Err(_) => counts.add("who gone"),
    }
    webview.label().to_owned()
}

/// Closes the window of a label, and opens another one with it as soon as Tauri permits.
#[tauri::command]
pub(crate) async fn replace(app: AppHandle, label: String, case: String) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(&label) {
        window.destroy()?;
    }
    while app.get_webview_window(&label).is_some() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    pages::open(&app, &label, &case)?;
    Ok(())
}

/// Adds a webview to the main window.
#[tauri::command]
pub(crate) async fn add_child(app: AppHandle, label: String, case: String) -> Result<(), String> {
    let window = app.get_window("main").ok_or("no window")?;
    let (position, size) = (
        LogicalPosition::new(150.0, 0.0),
        LogicalSize::new(150.0, 200.0),
    );
    let child = window.add_child(pages::child(&label, &case), position, size);
    child.map_err(|error| error.to_string())?;
    Ok(())
}

#[tauri::command]
pub(crate) async fn close_child(app: AppHandle, label: String) -> tauri::Result<()> {
    app.get_webview(&label)
        .map_or(Ok(()), |child| child.close())
}

/// Sets an extension directory of the application, in the signal for it, with one library in it: that of the lane, without its list of origins.
#[tauri::command]
pub(crate) async fn set_extension_directory(window: WebviewWindow) -> Result<(), String> {
    let directory = folder().join("extensions");
    std::fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
    let of_lane = extensions().into_iter().next().ok_or("no extension")?;
    std::fs::copy(of_lane, directory.join("libtheirs.so")).map_err(|error| error.to_string())?;
    let directory = directory.to_str().ok_or("not UTF-8")?.to_owned();
    let set = window.with_webview(move |platform| {
        let context = platform.inner().context().expect("a context");
        context.connect_initialize_web_extensions(move |context| {
            context.set_web_extensions_directory(&directory);
        });
    });
    set.map_err(|error| error.to_string())
}

/// Returns the extensions that the web processes have loaded, in their order.
#[tauri::command]
pub(crate) fn extensions() -> Vec<PathBuf> {
    let maps = web_processes()
        .into_iter()
        .map(|process| std::fs::read_to_string(format!("/proc/{process}/maps")));
    let mut paths = Vec::new();
    for maps in maps.map_while(Result::ok) {
        let of_process = maps
            .lines()
            .filter_map(|line| line.find('/').map(|start| &line[start..]));
        let mut of_process: Vec<_> = of_process
            .filter(|path| {
                path.ends_with("/libbytelane_extension.so") || path.ends_with("/libtheirs.so")
            })
            .map(PathBuf::from)
            .collect();
        of_process.dedup();
        paths.extend(of_process);
    }
    paths
}
