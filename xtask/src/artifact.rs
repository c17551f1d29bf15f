//! Building programs, and the paths at which cargo puts them.

use crate::{Outcome, process, workspace};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

/// One message of `cargo build --message-format json`.
#[derive(Deserialize)]
struct Artifact {
    target: Target,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The programs of one build.
pub(crate) struct Programs(Vec<Artifact>);

impl Programs {
    /// Runs `cargo build` with `arguments` in `folder`; its messages go to our standard error.
    pub(crate) fn build(folder: &Path, arguments: &[&str]) -> Outcome<Self> {
        Self::build_with(folder, arguments, &workspace::target_directory()?, &[])
    }

    /// Runs `cargo build` as [`build`](Self::build) does, into this target directory and with these variables.
    pub(crate) fn build_with(
        folder: &Path,
        arguments: &[&str],
        target: &Path,
        variables: &[(&str, &str)],
    ) -> Outcome<Self> {
        let output = process::command("cargo")
            .current_dir(folder)
            .args(["build", "--message-format", "json-render-diagnostics"])
            .args(arguments)
            .arg("--target-dir")
            .arg(target)
            .envs(variables.iter().copied())
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            let typed = arguments.join(" ");
            return Err(
                format!("`cargo build {typed}` failed; the compiler's messages are above").into(),
            );
        }
        let artifacts = String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        Ok(Self(artifacts))
    }

    /// Returns the path of the program with this name.
    pub(crate) fn path(&self, name: &str) -> Outcome<PathBuf> {
        self.0
            .iter()
            .filter(|artifact| artifact.target.name == name)
            .find_map(|artifact| artifact.executable.clone())
            .ok_or_else(|| format!("cargo built `{name}` but names no program").into())
    }
}
