//! Two windows and the host, which tell each other things: `cargo run --example events`.
//!
//! `--screenshot <png>` saves a picture of the first window after a few seconds and ends.

#[cfg(target_os = "linux")]
#[path = "../download/screen.rs"]
mod screen;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use bytelane::{
    AppHandle, Builder, Context, Emitter, Listener, State, WebviewWindow, WindowConfig,
};

struct Options {
    screenshot: Option<PathBuf>,
}

/// Whether a picture is wanted.
#[bytelane::command]
fn wants_picture(options: State<'_, Options>) -> bool {
    options.screenshot.is_some()
}

#[bytelane::command]
async fn picture(
    app: AppHandle,
    window: WebviewWindow,
    options: State<'_, Options>,
) -> Result<(), String> {
    if let Some(path) = options.screenshot.clone() {
        save(&window, path).await?;
        app.exit(0);
    }
    Ok(())
}

#[cfg(target_os = "linux")]
async fn save(window: &WebviewWindow, path: PathBuf) -> Result<(), String> {
    screen::watch(window).map_err(|error| error.to_string())?;
    screen::save(window, path).await
}

#[cfg(not(target_os = "linux"))]
async fn save(_: &WebviewWindow, _: PathBuf) -> Result<(), String> {
    Err("--screenshot is for Linux".into())
}

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
    let mut arguments = std::env::args_os().skip(1);
    let screenshot = match (arguments.next(), arguments.next()) {
        (None, _) => None,
        (Some(name), Some(path)) if name == "--screenshot" => Some(path.into()),
        _ => {
            eprintln!("usage: events [--screenshot <png>]");
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
        .manage(Options { screenshot })
        .invoke_handler(bytelane::generate_handler![wants_picture, picture])
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
