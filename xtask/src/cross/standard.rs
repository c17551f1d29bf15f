//! Builds of the standard library.

use super::{
    target::{Linker, Target},
    toolchain::Toolchain,
};
use crate::{
    Outcome,
    process::{self, Output, Running},
    workspace,
};
use std::{fs, path::Path, time::Duration};

/// Longest silence of a build.
const SILENCE_MAX: Duration = Duration::from_secs(15 * 60);

/// An empty package: cargo builds the standard library as a dependency of some package.
const MANIFEST: &str = r#"[package]
name = "empty"
edition = "2024"

[profile.release]
debug = 0

[workspace]
"#;

/// Makes the standard library of `target`, unless it is present. The reason of a failure is kept.
pub(super) fn make(toolchain: &Toolchain, target: &Target) -> Outcome {
    if toolchain.compiler(target).is_ok() {
        return Ok(());
    }
    let made = toolchain.prepare().and_then(|()| build(toolchain, target));
    if let Err(error) = &made {
        toolchain.keep_reason(target, &error.to_string())?;
    }
    made
}

/// Builds the standard library of `target` and puts it in the toolchain. A target without a linker gets the metadata of the libraries, which suffices to
/// check a crate.
fn build(toolchain: &Toolchain, target: &Target) -> Outcome {
    let package = toolchain.directory.join("std");
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("Cargo.toml"), MANIFEST)?;
    fs::write(package.join("src/lib.rs"), "#![no_std]\n")?;
    let (mode, extension) = match target.linker {
        Some(_) => ("build", "rlib"),
        None => ("check", "rmeta"),
    };
    let crates = match target.linker {
        // A page runs no tests of its own.
        Some(Linker::OfRust) => "std,panic_abort",
        _ => "std,test,proc_macro,panic_abort",
    };
    println!("Building the standard library for {}", target.triple);
    let mut cargo = toolchain.cargo(&toolchain.root().join("bin/rustc"));
    cargo
        .current_dir(&package)
        .args([mode, "--quiet", "--release", "--target", target.triple])
        .arg(format!("-Zbuild-std={crates}"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env(
            "RUSTC_WRAPPER",
            workspace::root().join("xtask/cross/std-rustc"),
        )
        .env("CARGO_TARGET_DIR", package.join("target"))
        .env_remove("RUSTFLAGS");
    run(cargo)?;
    let built = package
        .join("target")
        .join(target.triple)
        .join("release/deps");
    // Renamed at the end, so that an interrupted run leaves no incomplete library.
    let libraries = toolchain.libraries(target);
    let incomplete = libraries.with_file_name("incomplete");
    let _ = fs::remove_dir_all(&incomplete);
    fs::create_dir_all(&incomplete)?;
    for entry in fs::read_dir(&built)? {
        let file = entry?.path();
        let is_library = file.extension().is_some_and(|known| known == extension);
        if let Some(name) = file.file_name()
            && is_library
            && !name.to_string_lossy().starts_with("libempty-")
        {
            fs::copy(&file, incomplete.join(name))?;
        }
    }
    if target.triple.ends_with("-windows-gnu") {
        start_files(toolchain, target, &incomplete)?;
    }
    fs::rename(&incomplete, &libraries)?;
    fs::remove_dir_all(package)?;
    Ok(())
}

/// Compiles the objects that every program for Windows with the GNU linker begins and ends with.
fn start_files(toolchain: &Toolchain, target: &Target, folder: &Path) -> Outcome {
    let root = toolchain.root();
    for name in ["rsbegin", "rsend"] {
        let source = format!("lib/rustlib/src/rust/library/rtstartup/{name}.rs");
        let mut rustc = process::command(&root.join("bin/rustc").to_string_lossy());
        rustc
            .args(["--edition", "2024", "--cap-lints", "allow", "--emit", "obj"])
            .args(["--target", target.triple, "-o"])
            .arg(folder.join(format!("{name}.o")))
            .arg(root.join(source))
            .env("RUSTC_BOOTSTRAP", "1")
            .env_remove("LD_LIBRARY_PATH");
        run(rustc)?;
    }
    Ok(())
}

fn run(command: std::process::Command) -> Outcome {
    let mut last = String::new();
    let status = Running::start(command, Output::All)?.follow(SILENCE_MAX, |line| {
        if let Some(line) = line {
            println!("{line}");
            if line.starts_with("error") || last.is_empty() {
                line.clone_into(&mut last);
            }
        }
    })?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("the standard library cannot be built: {last}").into())
    }
}
