//! The programs that run programs of another system, and their environment.

use super::toolchain;
use crate::{Outcome, needs, process, workspace};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// Sets the environment with which wine runs tests: a configuration of its own, the function that old releases lack, and the library that starts WebView2,
/// without which no program that links it starts.
pub(super) fn wine(command: &mut Command) -> Outcome<OsString> {
    let folder = toolchain::directory()?.join("wine");
    std::fs::create_dir_all(&folder)?;
    let library = folder.join("bcryptprimitives.dll");
    if !library.is_file() {
        let source = workspace::root().join("xtask/cross/prng.c");
        let status = process::command("x86_64-w64-mingw32-gcc")
            .arg("-shared")
            .args([Path::new("-o"), &library, &source])
            .arg("-ladvapi32")
            .status()?;
        if !status.success() {
            return Err(format!("{} cannot be compiled", source.display()).into());
        }
    }
    command
        .env("WINEPREFIX", folder.join("prefix"))
        .env("WINEPATH", search_path(&[folder, webview2_loader()?]))
        .env("WINEDEBUG", "-all")
        // Without a screen, which tests of the host need not.
        .env_remove("DISPLAY");
    Ok(needs::wine()?.into())
}

/// Returns the directory of `WebView2Loader.dll`, which a package of the registry contains.
fn webview2_loader() -> Outcome<PathBuf> {
    let metadata = workspace::metadata(&["--locked"])?;
    let mut packages = metadata.packages.iter();
    let package = packages.find(|package| package.name == "webview2-com-sys");
    let folder = package.and_then(|package| package.manifest_path.parent());
    Ok(folder.ok_or("no package webview2-com-sys")?.join("x64"))
}

/// Returns the directories in which a program under wine looks for libraries.
fn search_path(folders: &[PathBuf]) -> String {
    let folders: Vec<_> = folders.iter().map(|folder| windows_path(folder)).collect();
    folders.join(";")
}

/// Returns the path as a program under wine sees it.
fn windows_path(path: &Path) -> String {
    format!("Z:{}", path.display()).replace('/', "\\")
}

/// Returns the command that runs programs for 64-bit ARM, with the libraries of the linker's system.
pub(super) fn qemu(linker: &str) -> Outcome<OsString> {
    let library = process::output(linker, &["-print-file-name=libc.so.6"])
        .ok_or_else(|| format!("no {linker}"))?;
    let library = PathBuf::from(library).canonicalize()?;
    let root = library
        .ancestors()
        .nth(2)
        .ok_or("the C library is in no directory")?;
    Ok(format!("qemu-aarch64 -L {}", root.display()).into())
}

#[cfg(test)]
mod tests {
    use super::{search_path, windows_path};
    use std::path::Path;

    #[test]
    fn wine_sees_the_root_as_a_drive() {
        assert_eq!(windows_path(Path::new("/a/b")), "Z:\\a\\b");
        assert_eq!(search_path(&["/a/b".into(), "/c".into()]), "Z:\\a\\b;Z:\\c");
    }
}
