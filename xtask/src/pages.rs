//! The pages in Rust: the workspace of `bytelane-web`, compiled to WebAssembly and to the folders that `tests/web_page` serves.

use crate::{
    Outcome, cross, fetch, process,
    workspace::{self, WEB},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The pages: the name of the compiled module, the folder of its files, and the name under which it is served.
const PAGES: &[(&str, &str, &str)] = &[
    ("bytelane_web_page", "web/tests/page", "page"),
    ("bytelane-web-example", "web/example", "example"),
];

/// The files of a page beside its module.
const FILES: &[&str] = &["index.html", "main.js"];

/// The variable that names the folder of the compiled pages for `tests/web_page`.
pub(crate) const FOLDER: &str = "BYTELANE_WEB_PAGES";
/// The variable that states how often the page measures each form of its table.
pub(crate) const ROUNDS: &str = "BYTELANE_WEB_ROUNDS";

/// Compiles the pages in release mode and returns the folder that holds one folder for each, or the reason why this machine cannot: it has no standard library
/// for WebAssembly, or no network.
pub(crate) fn make(run: impl Fn(Command) -> Outcome) -> Outcome<Result<PathBuf, String>> {
    let build = "build --release -p bytelane-web-page -p bytelane-web-example --manifest-path";
    let mut build = match cross::cargo(&format!("{build} {WEB}"), &cross::WASM)? {
        Ok(build) => build,
        Err(reason) => return Ok(Err(reason)),
    };
    if let Err(reason) = fetch::packages(WEB)? {
        return Ok(Err(reason));
    }
    let target = target_directory()?;
    build.env("CARGO_TARGET_DIR", &target);
    run(build)?;
    let folders = target.join("served");
    for (module, folder, name) in PAGES {
        let served = folders.join(name);
        fs::create_dir_all(&served)?;
        let compiled = Path::new("wasm32-unknown-unknown/release").join(format!("{module}.wasm"));
        let mut bundle = cargo("run -p bytelane-web-bundle")?;
        bundle.arg("--").args([&target.join(compiled), &served]);
        run(bundle)?;
        for file in FILES {
            fs::copy(workspace::root().join(folder).join(file), served.join(file))?;
        }
    }
    Ok(Ok(folders))
}

/// Returns `cargo <arguments>` for the workspace of the pages, compiled for this machine.
pub(crate) fn cargo(arguments: &str) -> Outcome<Command> {
    let mut command = process::command("cargo");
    command
        .args(arguments.split(' '))
        .args(["--locked", "--manifest-path", WEB])
        .env("CARGO_TARGET_DIR", target_directory()?);
    Ok(command)
}

fn target_directory() -> Outcome<PathBuf> {
    Ok(workspace::target_directory()?.join("web"))
}
