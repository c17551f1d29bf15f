//! The programs that run programs of another system, and their environment.

use super::toolchain;
use crate::{Outcome, needs, process};
use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// Sets the environment with which wine runs tests: a configuration of its own, and the function that old releases lack.
pub(super) fn wine(command: &mut Command) -> Outcome<OsString> {
    let folder = toolchain::directory()?.join("wine");
    std::fs::create_dir_all(&folder)?;
    let library = folder.join("bcryptprimitives.dll");
    if !library.is_file() {
        let source = crate::workspace::root().join("xtask/cross/prng.c");
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
        .env("WINEPATH", windows_path(&folder))
        .env("WINEDEBUG", "-all")
        // Without a screen, which tests of the host need not.
        .env_remove("DISPLAY");
    Ok(needs::wine()?.into())
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
    use super::windows_path;
    use std::path::Path;

    #[test]
    fn wine_sees_the_root_as_a_drive() {
        assert_eq!(windows_path(Path::new("/a/b")), "Z:\\a\\b");
    }
}
