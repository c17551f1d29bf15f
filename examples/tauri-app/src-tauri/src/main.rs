//! An application as `create-tauri-app` makes it, plus the line: it shows a file of 128 MiB and the messages of a channel, without the plugin and with it.
//! Run with `cargo run --release` in this folder.
//!
//! The switch in its window starts it again without the plugin or with it. `--without` starts it without the plugin, `--width <pixels>` sets the width of the window, and
//! `--measure` prints the figures of one measurement and exits.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

mod file;
mod options;

use std::process::{Command, ExitCode};

use serde::Serialize;
use tauri::{AppHandle, Manager, RunEvent, State, ipc::Channel};

use file::Picture;
use options::Options;

/// A message of the channel.
#[derive(Clone, Serialize)]
struct Tick {
    number: u32,
    text: &'static str,
}

/// Sends messages as fast as Tauri takes them.
#[tauri::command]
async fn ticks(count: u32, channel: Channel<Tick>) -> tauri::Result<()> {
    let text = "a message of the channel";
    (0..count).try_for_each(|number| channel.send(Tick { number, text }))
}

#[tauri::command]
fn options(options: State<'_, Options>) -> Options {
    options.inner().clone()
}

/// Starts the application again, with the plugin or without it, and with the figures so far.
#[tauri::command]
fn restart(app: AppHandle, plugin: bool, figures: String) -> Result<(), String> {
    let program = tauri::process::current_binary(&app.env()).map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.args(["--figures", &figures]);
    if !plugin {
        command.arg("--without");
    }
    if let Some(width) = app.state::<Options>().width {
        command.args(["--width", &width.to_string()]);
    }
    command.spawn().map_err(|error| error.to_string())?;
    app.exit(0);
    Ok(())
}

/// Prints the figures of `--measure`, and exits.
#[tauri::command]
fn print(app: AppHandle, text: String, failed: bool) {
    println!("{text}");
    app.exit(i32::from(failed));
}

fn main() -> ExitCode {
    let options = match Options::from_command_line() {
        Ok(options) => options,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::FAILURE;
        }
    };
    match run(options) {
        Ok(code) => u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(error) => {
            eprintln!("tauri-app: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(chosen: Options) -> tauri::Result<i32> {
    let mut context: tauri::Context = tauri::generate_context!();
    if let (Some(width), Some(window)) =
        (chosen.width, context.config_mut().app.windows.first_mut())
    {
        window.width = width;
    }
    let mut builder = tauri::Builder::default();
    if chosen.plugin {
        builder = builder
            // The line.
            .plugin(tauri_plugin_bytelane::init())
            // And the one for channels.
            .channel_interceptor(tauri_plugin_bytelane::intercept);
    }
    let app = builder
        .manage(chosen)
        .setup(|app| {
            let picture = Picture::create(&app.path().app_cache_dir()?)?;
            app.manage(picture);
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            file::read,
            ticks,
            options,
            restart,
            print
        ])
        .build(context)?;
    Ok(app.run_return(|app, event| {
        if matches!(event, RunEvent::Exit) {
            app.state::<Picture>().remove();
        }
    }))
}
