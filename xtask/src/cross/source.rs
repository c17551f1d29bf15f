//! The source of the standard library from Debian's archives, in which the package `rust-src` follows the releases of Rust.

use crate::{Outcome, process};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The suites that are searched for the release, which may be newer than that of the machine's own suite.
const SUITES: &[&str] = &["stable-backports", "testing", "unstable"];

/// The key of the archives.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// Downloads the source of this release, from the mirror that the machine is configured for, and moves it to `library`. The lists and packages of the machine
/// are neither read nor changed.
pub(super) fn fetch(release: &str, work: &Path, library: &Path) -> Outcome {
    let mirror = mirror()?;
    let apt = Apt::new(work)?;
    for suite in SUITES {
        let source = format!("deb [signed-by={KEYRING}] {mirror} {suite} main\n");
        fs::write(work.join("sources"), source)?;
        if apt.run(&["update"]).is_err() {
            continue;
        }
        if apt
            .run(&["download", &format!("rust-src={release}*")])
            .is_ok()
        {
            let package = package(work)?;
            unpack(&package, work, library)?;
            fs::remove_dir_all(work)?;
            return Ok(());
        }
    }
    Err(format!(
        "Debian has no package rust-src of {release} in {}",
        SUITES.join(", ")
    )
    .into())
}

/// Returns the address of the Debian mirror that this machine uses.
fn mirror() -> Outcome<String> {
    let format = ["--format", "$(LABEL) $(REPO_URI)", "Created-By: Packages"];
    let listed = process::output("apt-get", &[&["indextargets"], &format[..]].concat());
    let listed = listed.ok_or("there is no apt-get to fetch the source with")?;
    main_archive(&listed)
        .map(str::to_owned)
        .ok_or_else(|| "apt-get is not configured for a Debian archive".into())
}

fn main_archive(listed: &str) -> Option<&str> {
    listed.lines().find_map(|line| line.strip_prefix("Debian "))
}

/// `apt-get` with lists and packages of its own.
struct Apt<'a> {
    work: &'a Path,
    options: Vec<String>,
}

impl<'a> Apt<'a> {
    fn new(work: &'a Path) -> Outcome<Self> {
        for folder in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(work.join(folder))?;
        }
        fs::write(work.join("status"), "")?;
        let option = |(name, value): (&str, &str)| {
            let value = if value.starts_with('/') {
                PathBuf::from(value)
            } else {
                work.join(value)
            };
            format!("-o{name}={}", value.display())
        };
        let options = [
            ("Dir::Etc::sourcelist", "sources"),
            ("Dir::Etc::sourceparts", "/dev/null"),
            ("Dir::Etc::preferencesparts", "/dev/null"),
            ("Dir::State::lists", "lists"),
            ("Dir::State::status", "status"),
            ("Dir::Cache", "cache"),
        ];
        Ok(Self {
            work,
            options: options.map(option).to_vec(),
        })
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let status = process::command("apt-get")
            // Downloads into our own directory, which the user of the sandbox cannot read.
            .args(["-qq", "-oAPT::Sandbox::User=root"])
            .args(&self.options)
            .args(arguments)
            .current_dir(self.work)
            .status()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("apt-get {} failed", arguments.join(" ")).into())
        }
    }
}

/// Returns the downloaded package.
fn package(folder: &Path) -> Outcome<PathBuf> {
    fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "deb"))
        .ok_or_else(|| "apt-get downloaded no package".into())
}

/// Moves the folder `library` of the package.
fn unpack(package: &Path, work: &Path, library: &Path) -> Outcome {
    let unpacked = work.join("unpacked");
    let status = process::command("dpkg-deb")
        .arg("-x")
        .args([package, &unpacked])
        .status()?;
    if !status.success() {
        return Err("dpkg-deb cannot unpack rust-src".into());
    }
    let source = fs::read_dir(unpacked.join("usr/src"))?
        .flatten()
        .map(|entry| entry.path().join("library"))
        .find(|library| library.is_dir())
        .ok_or("the package rust-src holds no standard library")?;
    Ok(fs::rename(source, library)?)
}

#[cfg(test)]
mod tests {
    use super::main_archive;

    #[test]
    fn the_mirror_is_that_of_the_main_archive() {
        let listed =
            "Debian-Security http://a.example/debian-security/\nDebian http://a.example/debian/\n";
        assert_eq!(main_archive(listed), Some("http://a.example/debian/"));
        assert_eq!(main_archive("Ubuntu http://a.example/ubuntu/"), None);
        assert_eq!(main_archive(""), None);
    }
}
