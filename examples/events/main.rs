//! Two windows and Rust exchange events. Run with `cargo run --example events`.
//!
//! `--screenshot <png>` saves a screenshot of the first window after a few seconds and exits.

#[path = "../screenshot/mod.rs"]
mod screenshot;

use std::{process::ExitCode, time::Duration};

use bytelane::{Builder, Context, Emitter, Listener, WindowConfig};
use screenshot::Screenshot;

fn window(label: &str, title: &str, width: f64) -> WindowConfig {
    WindowConfig {
        label: label.into(),
        title: title.into(),
        width,
        height: 620.0,
        ..WindowConfig::default()
    }
}

fn main() -> ExitCode {
    Screenshot::run("events", run)
}

fn run(screenshot: Screenshot) -> bytelane::Result<()> {
    let width = screenshot.width_or(560.0);
    let context = Context::new("org.bytelane.events")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(window("left", "bytelane: events, left", width))
        .window(window("right", "bytelane: events, right", width));
    Builder::default()
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            screenshot::wants_screenshot,
            screenshot::take_screenshot
        ])
        .setup(|app| {
            // Rust listens to the messages that windows send to all, and answers each with an event to all.
            let handle = app.handle().clone();
            app.listen_any("message", move |event| {
                let length = event.payload().len();
                let _ = handle.emit("received", format!("{length} bytes of JSON"));
            });
            // It also emits a tick every second.
            let handle = app.handle().clone();
            std::thread::spawn(move || {
                for second in 1_u64.. {
                    std::thread::sleep(Duration::from_secs(1));
                    if handle.emit("tick", second).is_err() {
                        break;
                    }
                }
            });
            Ok(())
        })
        .run(context)
}
