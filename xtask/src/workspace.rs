//! Paths: the checkout, and the target directory of cargo.

use crate::{Outcome, process};
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The workspace of the systems that the benchmarks compare with.
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
    pub(crate) description: Option<String>,
    pub(crate) readme: Option<PathBuf>,
    pub(crate) manifest_path: PathBuf,
    /// The registries to which the package may be published; `None` for all.
    pub(crate) publish: Option<Vec<String>>,
    /// The table `package.metadata`.
    #[serde(default)]
    pub(crate) metadata: serde_json::Value,
    /// `None` for the packages of this repository.
    pub(crate) source: Option<String>,
}

/// Returns the root of the checkout. Cargo states it at run time, since the running program may have been built in another checkout.
pub(crate) fn root() -> PathBuf {
    let xtask = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    xtask
        .parent()
        .map_or_else(|| xtask.clone(), Path::to_path_buf)
}

/// Runs `cargo metadata` with further `arguments`.
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

/// Returns the target directory of cargo, whether a variable or a configuration file sets it.
pub(crate) fn target_directory() -> Outcome<PathBuf> {
    Ok(metadata(&["--no-deps"])?.target_directory)
}
