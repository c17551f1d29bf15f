//! The command of the example. `page/bindings.ts` is generated from it by `cargo xtask bindings`.

use std::path::PathBuf;

use bytelane::{State, ipc::Upload};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tokio::io::AsyncWriteExt;

/// The folder that uploads are saved in.
pub(crate) struct Options {
    pub(crate) folder: PathBuf,
}

/// A saved upload.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
pub(crate) struct Saved {
    path: String,
    /// Length in bytes. A file is shorter than 2^53 bytes, so the page reads it exactly.
    #[cfg_attr(feature = "bindings", specta(type = f64))]
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
pub(crate) async fn save(
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
