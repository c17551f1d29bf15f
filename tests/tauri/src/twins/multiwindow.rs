//! Windows of the configuration, of Rust and of a page.

use tauri::{Listener, WebviewUrl, WebviewWindowBuilder, webview::PageLoadEvent};

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default()
        .on_page_load(|webview, payload| {
            if payload.event() == PageLoadEvent::Finished {
                let label = webview.label().to_string();
                webview.listen("clicked", move |_| println!("clicked in {label}"));
            }
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "Rust", WebviewUrl::default())
                .title("Tauri - Rust")
                .build()?;
            Ok(())
        })
}
