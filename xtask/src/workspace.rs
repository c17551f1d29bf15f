//! Where things are: the checkout, and the directory that cargo builds into.

use crate::{Outcome, process};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The workspace of what the project is measured against.
pub(crate) const PEERS: &str = "benches/peers";

/// The part of `cargo metadata` that xtask reads.
#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) target_directory: PathBuf,
}

#[derive(Deserialize)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) license: Option<String>,
    pub(crate) rust_version: Option<String>,
    /// `None` for the packages of this repository.
    pub(crate) source: Option<String>,
}

/// The root of the checkout. Cargo tells at run time; a program built in another checkout may be the one that runs.
pub(crate) fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask
        .parent()
        .map_or_else(|| xtask.clone(), Path::to_path_buf)
}

/// Asks cargo; `arguments` narrow or widen what it tells.
pub(crate) fn metadata(arguments: &[&str]) -> Outcome<Metadata> {
    let output = process::command("cargo")
        .current_dir(root())
        .args(["metadata", "--format-version", "1"])
        .args(arguments)
        .output()?;
    if !output.status.success() {
        return Err(format!(
            "cargo metadata failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The directory that cargo builds into, whatever variable or configuration says so.
pub(crate) fn target_directory() -> Outcome<PathBuf> {
    Ok(metadata(&["--no-deps"])?.target_directory)
}
