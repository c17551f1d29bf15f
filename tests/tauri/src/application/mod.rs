//! A larger application: thirty commands in five modules, state, an error type, events, channels, windows, and three plugins. Its source is the
//! same as with Tauri.

pub mod commands;
pub mod error;
pub mod plugins;
pub mod state;

use tauri::{Builder, Manager, Runtime};

/// Returns the handler of the commands from a function, as larger applications do.
pub fn handler<R: Runtime>() -> impl Fn(tauri::ipc::Invoke<R>) -> bool + Send + Sync + 'static {
    use commands::*;
    tauri::generate_handler![
        notes::list_notes,
        notes::get_note,
        notes::create_note,
        notes::update_note,
        notes::delete_note,
        notes::duplicate_note,
        notes::tag_note,
        notes::untag_note,
        notes::list_tags,
        notes::count_notes,
        files::export_note,
        files::import_note,
        files::attach_file,
        files::read_attachment,
        files::list_attachments,
        files::stream_export,
        files::import_raw,
        search::search,
        search::search_stream,
        search::reindex,
        search::cancel_reindex,
        settings::get_settings,
        settings::set_setting,
        settings::reset_settings,
        settings::data_directory,
        settings::app_version,
        windows::open_editor,
        windows::close_editor,
        windows::list_windows,
        windows::window_title,
    ]
}

/// Adds everything except the commands of the application, which `invoke_handler` takes.
pub fn prepare(builder: Builder<tauri::Wry>) -> Builder<tauri::Wry> {
    builder
        .plugin(plugins::journal::init())
        .plugin(plugins::clock::init())
        .plugin(plugins::guard::Builder::new().allow("localhost").build())
        .manage(state::Notes::default())
        .manage(state::Index::default())
        .manage(tauri::async_runtime::Mutex::new(state::Settings::default()))
        .on_page_load(|webview, payload| {
            if payload.event() == tauri::webview::PageLoadEvent::Finished {
                let loaded = webview.state::<state::Loaded>();
                loaded.0.lock().unwrap().push(payload.url().to_string());
            }
        })
        .register_uri_scheme_protocol("notes", |context, request| {
            let app = context.app_handle();
            let id = request.uri().path().trim_start_matches('/');
            let found = app.state::<state::Notes>().get(id);
            let (status, body) =
                found.map_or((404, Vec::new()), |note| (200, note.text.into_bytes()));
            tauri::http::Response::builder()
                .status(status)
                .header("Access-Control-Allow-Origin", "*")
                .body(body)
                .unwrap()
        })
        .manage(state::Loaded::default())
}
