//! A toolchain with the standard library of further targets: the active one if it has it, otherwise a second one in the target directory.

use super::{source, target::Target};
use crate::{Outcome, process, workspace};
use std::{
    fs, io,
    path::{Path, PathBuf},
    process::Command,
};

/// The toolchains of one release of Rust.
pub(crate) struct Toolchain {
    pub(super) release: String,
    pub(super) host: String,
    /// The active toolchain.
    active: PathBuf,
    /// The directory of everything for this release.
    pub(super) directory: PathBuf,
}

impl Toolchain {
    /// Returns the toolchains of the active release.
    pub(crate) fn here() -> Outcome<Self> {
        let sysroot = process::output("rustc", &["--print", "sysroot"]).ok_or("no rustc")?;
        let version = process::output("rustc", &["-vV"]).ok_or("no rustc")?;
        let value = |key: &str| {
            let line = version.lines().find_map(|line| line.strip_prefix(key));
            line.map(|value| value.trim().to_owned())
                .ok_or_else(|| format!("`rustc -vV` prints no `{key}`"))
        };
        let release = value("release:")?;
        Ok(Self {
            directory: directory()?.join(&release),
            host: value("host:")?,
            active: PathBuf::from(sysroot),
            release,
        })
    }

    /// Returns the compiler that has the standard library of `target`, or the reason why there is none.
    pub(crate) fn compiler(&self, target: &Target) -> Result<PathBuf, String> {
        for root in [&self.active, &self.root()] {
            if has_standard_library(&libraries(root, target)) {
                return Ok(root.join("bin/rustc"));
            }
        }
        Err(fs::read_to_string(self.reason(target)).unwrap_or_else(|_| {
            format!(
                "no standard library for {}: run `cargo xtask cross`",
                target.triple
            )
        }))
    }

    /// Keeps the reason for [`compiler`](Self::compiler) why the standard library of `target` cannot be made.
    pub(super) fn keep_reason(&self, target: &Target, reason: &str) -> io::Result<()> {
        let advice = format!(
            "no standard library for {} ({}); with rustup: rustup target add {}",
            target.triple,
            reason.lines().last().unwrap_or_default(),
            target.triple
        );
        fs::create_dir_all(&self.directory)?;
        fs::write(self.reason(target), advice)
    }

    /// Returns a command that runs cargo with this compiler. It is not the `cargo` of rustup, whose search path for libraries would load the active
    /// compiler into every other one.
    pub(super) fn cargo(&self, compiler: &Path) -> Command {
        let mut cargo = process::command(&self.active.join("bin/cargo").to_string_lossy());
        cargo.env_remove("LD_LIBRARY_PATH").env("RUSTC", compiler);
        cargo
    }

    /// Returns the directory of the toolchain that is made.
    pub(super) fn root(&self) -> PathBuf {
        self.directory.join("toolchain")
    }

    /// Returns the directory of the standard library of `target` in the toolchain that is made.
    pub(super) fn libraries(&self, target: &Target) -> PathBuf {
        libraries(&self.root(), target)
    }

    fn reason(&self, target: &Target) -> PathBuf {
        self.directory.join(format!("{}.reason", target.triple))
    }

    /// Makes a second toolchain of the active compiler and the source of the standard library. Few bytes are new: the compiler finds its libraries
    /// beside the file that it was loaded from, so its files are hard links, and the libraries of the host are a symlink.
    pub(super) fn prepare(&self) -> Outcome {
        let root = self.root();
        let library = root.join("lib/rustlib/src/rust/library");
        if library.join("Cargo.lock").is_file() {
            return Ok(());
        }
        fs::create_dir_all(root.join("bin"))?;
        fs::create_dir_all(root.join("lib/rustlib/src/rust"))?;
        link_or_copy(&self.active.join("bin/rustc"), &root.join("bin/rustc"))?;
        let is_of_compiler =
            |name: &str| name.starts_with("librustc_driver") || name.starts_with("libLLVM");
        let mut found = false;
        for entry in fs::read_dir(self.active.join("lib"))? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(is_of_compiler) {
                link_or_copy(&entry.path(), &root.join("lib").join(entry.file_name()))?;
                found = true;
            }
        }
        if !found {
            return Err("the compiler's libraries are not in the `lib` of its sysroot".into());
        }
        let host = Path::new("lib/rustlib").join(&self.host);
        symlink(&self.active.join(&host), &root.join(host))?;
        let installed = self.active.join("lib/rustlib/src/rust/library");
        if installed.join("Cargo.lock").is_file() {
            symlink(&installed, &library)?;
        } else {
            source::fetch(&self.release, &self.directory.join("source"), &library)?;
        }
        Ok(())
    }
}

/// Returns the directory of everything that is made for other systems.
pub(super) fn directory() -> Outcome<PathBuf> {
    Ok(workspace::target_directory()?.join("cross"))
}

fn libraries(sysroot: &Path, target: &Target) -> PathBuf {
    sysroot.join("lib/rustlib").join(target.triple).join("lib")
}

fn has_standard_library(libraries: &Path) -> bool {
    let is_library = |entry: fs::DirEntry| {
        entry
            .file_name()
            .to_str()
            .is_some_and(|name| name.starts_with("libstd-"))
    };
    fs::read_dir(libraries).is_ok_and(|entries| entries.flatten().any(is_library))
}

/// Creates a hard link, or a copy if the file is on another file system.
fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    let _ = fs::remove_file(to);
    let from = from.canonicalize()?;
    fs::hard_link(&from, to).or_else(|_| fs::copy(&from, to).map(drop))
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    let _ = fs::remove_file(link);
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::{super::target::MACOS, Toolchain};
    use std::fs;

    /// Creates a directory that holds the toolchains of a test.
    fn toolchain(name: &str) -> Toolchain {
        let directory =
            std::env::temp_dir().join(format!("bytelane-{}-{name}", std::process::id()));
        Toolchain {
            release: "1.95.0".into(),
            host: "x86_64-unknown-linux-gnu".into(),
            active: directory.join("active"),
            directory,
        }
    }

    #[test]
    fn the_standard_library_of_the_active_toolchain_comes_first() {
        let toolchain = toolchain("active");
        let missing = toolchain.compiler(&MACOS).expect_err("nothing is made");
        assert!(missing.contains("cargo xtask cross"), "{missing}");
        for root in [toolchain.root(), toolchain.active.clone()] {
            let libraries = super::libraries(&root, &MACOS);
            fs::create_dir_all(&libraries).expect("a directory");
            fs::write(libraries.join("libstd-0.rmeta"), "").expect("a file");
            assert_eq!(toolchain.compiler(&MACOS), Ok(root.join("bin/rustc")));
        }
        fs::remove_dir_all(&toolchain.directory).expect("removed");
    }

    #[test]
    fn the_reason_of_a_failure_is_kept() {
        let toolchain = toolchain("reason");
        fs::create_dir_all(&toolchain.active).expect("a directory");
        assert!(toolchain.prepare().is_err(), "no compiler");
        toolchain
            .keep_reason(&MACOS, "first\nlast")
            .expect("a file");
        let reason = toolchain.compiler(&MACOS).expect_err("no compiler");
        assert!(
            reason.contains("(last); with rustup: rustup target add"),
            "{reason}"
        );
        fs::remove_dir_all(&toolchain.directory).expect("removed");
    }
}
