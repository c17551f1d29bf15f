//! A plugin with a configuration, state, commands, and an extension trait for the application.

use std::sync::Mutex;

use serde::Deserialize;
use tauri::{
    AppHandle, Manager, RunEvent, Runtime, State, command,
    plugin::{Builder, TauriPlugin},
};

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    #[serde(default)]
    prefix: String,
}

pub struct Journal<R: Runtime> {
    app: AppHandle<R>,
    prefix: String,
    lines: Mutex<Vec<String>>,
}

impl<R: Runtime> Journal<R> {
    pub fn write(&self, line: &str) {
        let name = &self.app.package_info().name;
        let line = format!("{}{name}: {line}", self.prefix);
        self.lines.lock().unwrap().push(line);
    }
}

pub trait JournalExt<R: Runtime> {
    fn journal(&self) -> State<'_, Journal<R>>;
}

impl<R: Runtime, T: Manager<R>> JournalExt<R> for T {
    fn journal(&self) -> State<'_, Journal<R>> {
        self.state::<Journal<R>>()
    }
}

#[command]
async fn write<R: Runtime>(app: AppHandle<R>, line: String) -> Result<usize, String> {
    app.journal().write(&line);
    Ok(app.journal().lines.lock().unwrap().len())
}

#[command]
fn read<R: Runtime>(_app: AppHandle<R>, journal: State<'_, Journal<tauri::Wry>>) -> Vec<String> {
    journal.lines.lock().unwrap().clone()
}

pub fn init<R: Runtime>() -> TauriPlugin<R, Option<Config>> {
    Builder::<R, Option<Config>>::new("journal")
        .invoke_handler(tauri::generate_handler![write, read])
        .setup(|app, api| {
            let prefix = api
                .config()
                .as_ref()
                .map_or_else(String::new, |config| config.prefix.clone());
            app.manage(Journal {
                app: app.clone(),
                prefix,
                lines: Mutex::default(),
            });
            Ok(())
        })
        .on_event(|app, event| match event {
            RunEvent::Ready => app.journal().write("ready"),
            RunEvent::WindowEvent {
                label,
                event: tauri::WindowEvent::Destroyed,
                ..
            } => app.journal().write(&format!("{label} destroyed")),
            _ => {}
        })
        .build()
}
