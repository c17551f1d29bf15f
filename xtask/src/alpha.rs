//! `cargo xtask alpha`: compiles the sources of the Tauri plugin with the newest alpha of Tauri 3. Not a step of `cargo xtask test`: an alpha may change on any day.

use crate::{Outcome, doctor, needs::For, process, workspace};

/// Manifest of the plugin with Tauri 3, a workspace of its own without a committed lock file.
const MANIFEST: &str = "tests/tauri-3/Cargo.toml";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Take the versions of the last run, not the newest ones
    #[arg(long)]
    locked: bool,
}

/// Compiles the plugin. `docs/tauri-plugin.md` lists what does not compile.
pub(crate) fn run(args: &Args) -> Outcome {
    doctor::ensure(&[For::Build])?;
    let target = workspace::target_directory()?.join("tauri-3");
    let update = if args.locked { None } else { Some("update") };
    for arguments in update
        .into_iter()
        .chain(["check", "tree --depth 1 --edges normal"])
    {
        let mut command = process::command("cargo");
        command
            .args(arguments.split(' '))
            .args(["--manifest-path", MANIFEST])
            .env("CARGO_TARGET_DIR", &target);
        workspace::run(command)?;
    }
    Ok(())
}
