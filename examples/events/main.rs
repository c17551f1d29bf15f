//! Two windows and the host, which tell each other things: `cargo run --example events`.
//!
//! `--screenshot <png>` saves a picture of the first window after a few seconds and ends.

#[path = "../screenshot/mod.rs"]
mod screenshot;

use std::{process::ExitCode, time::Duration};

use bytelane::{Builder, Context, Emitter, Listener, WindowConfig};
use screenshot::Screenshot;

fn window(label: &str, title: &str) -> WindowConfig {
    WindowConfig {
        label: label.into(),
        title: title.into(),
        width: 560.0,
        height: 620.0,
        ..WindowConfig::default()
    }
}

fn main() -> ExitCode {
    let screenshot = match Screenshot::from_command_line("events") {
        Ok(screenshot) => screenshot,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::FAILURE;
        }
    };
    let context = Context::new("org.bytelane.events")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(window("left", "bytelane: events, left"))
        .window(window("right", "bytelane: events, right"));
    let run = Builder::default()
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            screenshot::wants_picture,
            screenshot::picture
        ])
        .setup(|app| {
            // The host hears what the windows say to everyone, and answers to everyone.
            let handle = app.handle().clone();
            app.listen_any("said", move |event| {
                let length = event.payload().len();
                let _ = handle.emit("heard", format!("{length} bytes of JSON"));
            });
            // And ticks once a second.
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
        .run(context);
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("events: {error}");
            ExitCode::FAILURE
        }
    }
}
