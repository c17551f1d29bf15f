//! The files that the page reads and writes with `tauri-plugin-fs`.

use std::{env, fs, path::PathBuf, process};

use bytelane_bench_protocol::{Worker, content};
use tauri::State;

/// Returns the prepared file.
#[tauri::command]
pub(crate) fn file(worker: State<'_, Worker>) -> Option<PathBuf> {
    worker.file()
}

/// Returns the path of the file that the page writes.
#[tauri::command]
pub(crate) fn written_file() -> PathBuf {
    env::temp_dir().join(format!("bytelane-bench-{}-written", process::id()))
}

/// Compares the written file with the content that was sent, and removes it.
#[tauri::command(async)]
pub(crate) fn check_file(bytes: usize) -> Result<(), String> {
    let path = written_file();
    let written = fs::read(&path).map_err(|error| error.to_string())?;
    fs::remove_file(&path).map_err(|error| error.to_string())?;
    if written == content(0, bytes) {
        Ok(())
    } else {
        Err("the file has other bytes than the page has written".to_owned())
    }
}
