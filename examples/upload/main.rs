//! Files of any size from the page to a folder of the host, never whole in memory: `cargo run --example upload`.
//!
//! `--screenshot <png>` uploads something that the page makes, saves a picture, and ends.

#[path = "../screenshot/mod.rs"]
mod screenshot;

use std::{path::PathBuf, process::ExitCode};

use bytelane::{Builder, Context, State, WindowConfig, ipc::Upload};
use screenshot::Screenshot;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

struct Options {
    folder: PathBuf,
}

#[derive(Serialize)]
struct Saved {
    path: String,
    bytes: u64,
    sha256: String,
}

/// Removes a file that was not finished.
struct Partial(Option<PathBuf>);

impl Drop for Partial {
    fn drop(&mut self) {
        if let Some(path) = self.0.take() {
            // The folder may have gone before.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Saves an upload as it comes. When the page cancels, this future is dropped, and the unfinished file with it.
#[bytelane::command]
async fn save(
    name: String,
    mut content: Upload,
    options: State<'_, Options>,
) -> Result<Saved, String> {
    // Of the page's name, the last part, and of that nothing that a file system could take for more.
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
    while let Some(chunk) = content.chunk().await.map_err(|error| error.to_string())? {
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
    // What was uploaded goes with the example.
    let folder = tempfile::tempdir()?;
    let context = Context::new("org.bytelane.upload")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(WindowConfig {
            title: "bytelane: upload".into(),
            width: 820.0,
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
            screenshot::wants_picture,
            screenshot::picture
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
