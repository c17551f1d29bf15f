//! The checkout: its paths, the target directory of cargo, and commands that run in it.

use crate::{Outcome, process};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The workspace of the systems that the benchmarks compare with.
pub(crate) const PEERS: &str = "benches/peers";
/// Manifest of the Tauri plugin, a workspace of its own, which also has the Tauri application that tests it.
pub(crate) const PLUGIN: &str = "plugins/tauri/Cargo.toml";
/// Manifest of the client for pages in Rust, a workspace of its own, which also has the pages that test it.
pub(crate) const WEB: &str = "web/Cargo.toml";

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

/// Runs a command in the root of the checkout.
pub(crate) fn run(mut command: Command) -> Outcome {
    let status = command.current_dir(root()).status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed ({status})").into())
    }
}

/// Runs npm in the folder of the page's client.
pub(crate) fn npm(arguments: &str) -> Outcome {
    let mut npm = process::command(process::NPM);
    npm.args(["--prefix", "js"]).args(arguments.split(' '));
    run(npm)
}
