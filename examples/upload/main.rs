//! Uploads files of any size from the page to a folder, chunk by chunk and never whole in memory. Run with `cargo run --example upload`.
//!
//! `--screenshot <png>` uploads data that the page generates, saves a screenshot, and exits.

#[path = "../screenshot/mod.rs"]
mod screenshot;

use std::{path::PathBuf, process::ExitCode};

use bytelane::{Builder, Context, State, WindowConfig, ipc::Upload};
use screenshot::Screenshot;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

/// The folder that uploads are saved in.
struct Options {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Saved {
    path: String,
    bytes: u64,
    sha256: String,
}

/// Removes an unfinished file when it is dropped.
struct Partial(Option<PathBuf>);

impl Drop for Partial {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // The folder may have been removed already.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Saves an upload chunk by chunk. If the page cancels the call, this future is dropped, which removes the unfinished file.
#[bytelane::command]
async fn save(
    name: String,
    mut content: Upload,
    options: State<'_, Options>,
) -> Result<Saved, String> {
    // The name comes from the page: every character that could be part of a path is replaced.
    let letter = |letter: char| {
        if letter.is_alphanumeric() || ".-_ ".contains(letter) {
            letter
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(letter).collect();
    let path = options
        .folder
        .join(format!("upload-{}", name.trim_start_matches('.')));
    let error = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut file = tokio::fs::File::create(&path).await.map_err(error)?;
    let mut partial = Partial(Some(path.clone()));
    let mut hash = Sha256::new();
    while let Some(chunk) = content
        .chunk_async()
        .await
        .map_err(|error| error.to_string())?
    {
        hash.update(&chunk);
        file.write_all(&chunk).await.map_err(error)?;
    }
    file.flush().await.map_err(error)?;
    partial.0 = None;
    let sha256 = hash
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    Ok(Saved {
        path: path.display().to_string(),
        bytes: content.received(),
        sha256,
    })
}

fn run(screenshot: Screenshot) -> Result<(), Box<dyn std::error::Error>> {
    // The uploaded files are removed when the example ends.
    let folder = tempfile::tempdir()?;
    let context = Context::new("org.bytelane.upload")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(WindowConfig {
            title: "bytelane: upload".into(),
            width: screenshot.width_or(820.0),
            height: 640.0,
            ..WindowConfig::default()
        });
    Builder::default()
        .manage(Options {
            folder: folder.path().to_owned(),
        })
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            save,
            screenshot::wants_screenshot,
            screenshot::take_screenshot
        ])
        .run(context)?;
    Ok(())
}

fn main() -> ExitCode {
    let screenshot = match Screenshot::from_command_line("upload") {
        Ok(screenshot) => screenshot,
        Err(usage) => {
            eprintln!("{usage}");
            return ExitCode::FAILURE;
        }
    };
    match run(screenshot) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("upload: {error}");
            ExitCode::FAILURE
        }
    }
}
