//! A plugin without a configuration: a task that emits, a script, and hooks for windows and pages.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use tauri::{
    Emitter, Manager, Runtime, State, Window,
    plugin::{Builder, TauriPlugin},
};

#[derive(Default)]
struct Clock {
    ticks: AtomicU64,
    windows: AtomicU64,
    pages: AtomicU64,
}

#[tauri::command]
fn start<R: Runtime>(window: Window<R>, times: u64) {
    let window = window.clone();
    tauri::async_runtime::spawn(async move {
        for _ in 0..times {
            let tick = window
                .state::<Clock>()
                .ticks
                .fetch_add(1, Ordering::Relaxed);
            window.emit("clock://tick", tick).unwrap();
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
}

#[tauri::command]
fn seen(clock: State<'_, Clock>) -> (u64, u64) {
    let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
    (count(&clock.windows), count(&clock.pages))
}

pub fn init<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("clock")
        .invoke_handler(tauri::generate_handler![start, seen])
        .setup(|app, _api| {
            app.manage(Clock::default());
            Ok(())
        })
        .js_init_script("window.clock = { ticks: 0 }".to_string())
        .on_window_ready(|window| {
            window
                .state::<Clock>()
                .windows
                .fetch_add(1, Ordering::Relaxed);
        })
        .on_page_load(|webview, payload| {
            if let tauri::webview::PageLoadEvent::Started = payload.event() {
                webview
                    .state::<Clock>()
                    .pages
                    .fetch_add(1, Ordering::Relaxed);
            }
        })
        .build()
}
