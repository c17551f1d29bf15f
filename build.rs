//! Compiles the web process extension of the shared-memory lane, which the crate embeds (Linux, feature `webkitgtk`).

use std::{env, ffi::OsString, path::PathBuf, process::Command};

const SOURCE: &str = "src/lane/shm/extension/lib.rs";

fn main() {
    println!("cargo::rerun-if-changed=src/lane/shm/extension");
    println!("cargo::rerun-if-changed=src/lane/shm/common");
    println!("cargo::rerun-if-changed=src/origin.rs");
    println!("cargo::rerun-if-changed=src/huge_pages.rs");
    println!("cargo::rerun-if-changed=build.rs");
    let is_linux = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux");
    if is_linux && env::var_os("CARGO_FEATURE_WEBKITGTK").is_some() {
        compile();
    }
}

/// One crate without dependencies, by the compiler that compiles everything else.
fn compile() {
    let library = PathBuf::from(variable("OUT_DIR")).join("libbytelane_extension.so");
    let mut compiler = Command::new(variable("RUSTC"));
    compiler
        .args(["--edition", "2024", "--crate-type", "cdylib"])
        .args(["--crate-name", "bytelane_extension"])
        .args(["-C", "opt-level=3", "-C", "panic=abort"])
        .args(["-C", "strip=symbols", "-C", "relocation-model=pic"])
        .arg("--target")
        .arg(variable("TARGET"))
        .arg("-o")
        .arg(&library)
        .arg(SOURCE);
    // Where nothing can link yet, the workspace's own linker brings one.
    if let Some(linker) = env::var_os("RUSTC_LINKER") {
        let mut option = OsString::from("linker=");
        option.push(linker);
        compiler.arg("-C").arg(option);
    }
    match compiler.status() {
        Ok(status) if status.success() => {}
        Ok(status) => {
            panic!("the web process extension does not compile: rustc ended with {status}")
        }
        Err(error) => panic!("the compiler {compiler:?} cannot be run: {error}"),
    }
}

fn variable(name: &str) -> OsString {
    env::var_os(name).unwrap_or_else(|| panic!("cargo sets {name}"))
}
