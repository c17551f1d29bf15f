//! A Tauri application as it comes from the registry, with the plugin bytelane in it or not. `tests/suite.rs` starts it.

mod commands;
mod mode;
mod own;
mod pages;
mod webviews;

use tauri::{Emitter, Listener, Manager};

use mode::{Mode, flag};

/// Prefix of the lines for `tests/suite.rs`.
const MARK: &str = "\u{1}case ";

fn main() {
    let mode = Mode::of_environment();
    #[expect(clippy::large_stack_frames, reason = "Tauri generates the context")]
    let mut context: tauri::Context = if flag("ISOLATION") {
        tauri::generate_context!("isolated/tauri.conf.json")
    } else {
        tauri::generate_context!()
    };
    pages::configure(context.config_mut());
    let mut builder = tauri::Builder::default()
        .plugin(tauri_plugin_fs::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(
            tauri_plugin_log::Builder::new()
                .clear_targets()
                .level(log::LevelFilter::Info)
                .target(tauri_plugin_log::Target::new(
                    tauri_plugin_log::TargetKind::Stderr,
                ))
                .build(),
        );
    builder = match mode {
        Mode::Absent => builder,
        Mode::Present | Mode::Accelerated => builder
            .plugin(own::plugin(mode == Mode::Accelerated))
            .channel_interceptor(tauri_plugin_bytelane::intercept),
    };
    let app = builder
        .manage(commands::Counts::default())
        .manage(commands::Kept::default())
        .manage(own::Camera::default())
        .invoke_handler(commands::handler())
        .setup(|app| {
            std::fs::create_dir_all(commands::folder())?;
            let handle = app.handle().clone();
            app.listen_any("to-host", move |event| {
                let payload: serde_json::Value =
                    serde_json::from_str(event.payload()).unwrap_or_default();
                drop(handle.emit("echoed", payload));
            });
            pages::open_main(app.handle())?;
            Ok(())
        })
        .build(context)
        .expect("an application");
    commands::remember_main_thread();
    let code = app.run_return(|app, event| {
        if let tauri::RunEvent::WindowEvent {
            label,
            event: tauri::WindowEvent::Destroyed,
            ..
        } = event
        {
            app.state::<commands::Counts>()
                .add(&format!("{label} destroyed"));
        }
    });
    println!("{MARK}finished");
    std::process::exit(code);
}
