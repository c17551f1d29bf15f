//! The packages of a release: what each must state, their archives, and `cargo xtask release --dry-run`, the checklist before they are published.

use crate::{
    Outcome, process,
    workspace::{self, PLUGIN, Package, WEB},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const PLUGIN_NAME: &str = "tauri-plugin-bytelane";
/// The client for pages in Rust, as the registry names it.
const WEB_NAME: &str = "bytelane-web";
/// The licences, of which each package has a copy.
const LICENSES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];
/// Largest archive of a crate, in bytes; crates.io accepts 10 MiB.
const ARCHIVE_BYTES_MAX: u64 = 1024 * 1024;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Check only; required, since this command publishes nothing
    #[arg(long, required = true)]
    dry_run: bool,
}

/// Checks the packages, the version and the changelog, and prints the commands that publish them.
pub(crate) fn run(args: &Args) -> Outcome {
    debug_assert!(args.dry_run, "clap requires the option");
    let root = workspace::root();
    let mut failed = 0;
    let mut check = |name: &str, result: Outcome<String>| match result {
        Ok(found) => println!("  ok    {name}: {found}"),
        Err(reason) => {
            failed += 1;
            println!("  open  {name}: {reason}");
        }
    };
    let packages = published()?;
    let version = packages
        .first()
        .ok_or("no package is published")?
        .version
        .clone();
    check("metadata of the packages", metadata(&root, &packages));
    check("one version", one_version(&root, &packages));
    check("changelog", changelog(&root, &version));
    check("committed", committed());
    check("tag", tag(&version));
    check("archives of the crates", archives());
    check(
        "archive of the npm package",
        npm().map(|()| "publint and attw accept it".into()),
    );
    check("semantic versioning", semver());
    println!("\nAfter `cargo xtask test` and these checks, in this order:");
    println!("  git tag v{version}");
    println!("  cargo publish --workspace --locked");
    println!("  cargo publish --locked --manifest-path {PLUGIN}");
    println!("  cargo publish --locked --manifest-path {WEB}");
    println!("  npm publish js");
    match failed {
        0 => Ok(()),
        count => Err(format!("{count} checks of the release are open").into()),
    }
}

/// Checks what can be checked before every commit: the metadata of the packages, and their archives.
pub(crate) fn check_packages() -> Outcome {
    println!("{}", metadata(&workspace::root(), &published()?)?);
    println!("{}", archives()?);
    npm()
}

/// Returns the packages of this repository that are published.
fn published() -> Outcome<Vec<Package>> {
    let mut packages = workspace::metadata(&["--no-deps"])?.packages;
    for manifest in [PLUGIN, WEB] {
        packages.extend(workspace::metadata(&["--no-deps", "--manifest-path", manifest])?.packages);
    }
    packages.retain(|package| package.publish.is_none());
    Ok(packages)
}

fn metadata(root: &Path, packages: &[Package]) -> Outcome<String> {
    for package in packages {
        let missing = |what: &str| format!("{} has no {what}", package.name);
        if package.description.as_deref().is_none_or(str::is_empty) {
            return Err(missing("description").into());
        }
        if package.license.is_none() {
            return Err(missing("licence").into());
        }
        if package.readme.is_none() {
            return Err(missing("readme").into());
        }
        if package.metadata.pointer("/docs/rs").is_none() {
            return Err(missing("[package.metadata.docs.rs]").into());
        }
        let folder = package.manifest_path.parent().unwrap_or(root);
        same_licenses(root, folder)?;
    }
    same_licenses(root, &root.join("js"))?;
    let names: Vec<_> = packages.iter().map(|package| &*package.name).collect();
    Ok(names.join(", "))
}

fn same_licenses(root: &Path, folder: &Path) -> Outcome {
    for name in LICENSES {
        let copy = folder.join(name);
        let text = fs::read(&copy).map_err(|error| format!("{}: {error}", copy.display()))?;
        if text != fs::read(root.join(name))? {
            return Err(format!("{} differs from {name} of the root", copy.display()).into());
        }
    }
    Ok(())
}

fn one_version(root: &Path, packages: &[Package]) -> Outcome<String> {
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(root.join("js/package.json"))?)?;
    let client = manifest["version"].as_str().unwrap_or_default();
    match packages.iter().find(|package| package.version != client) {
        None => Ok(client.into()),
        Some(other) => {
            let (name, version) = (&other.name, &other.version);
            Err(format!("{name} is {version}, js/package.json is {client}").into())
        }
    }
}

fn changelog(root: &Path, version: &str) -> Outcome<String> {
    let text = fs::read_to_string(root.join("CHANGELOG.md"))?;
    dated(&text, version).map(str::to_owned)
}

/// Returns the heading of a version, which has a date.
fn dated<'a>(changelog: &'a str, version: &str) -> Outcome<&'a str> {
    let start = format!("## [{version}] - ");
    changelog
        .lines()
        .find(|line| line.starts_with(&start) && line.len() == start.len() + "2026-01-01".len())
        .ok_or_else(|| {
            format!("CHANGELOG.md has no heading `{start}<date>`: rename `[Unreleased]`").into()
        })
}

fn committed() -> Outcome<String> {
    let changes = process::output("git", &["status", "--porcelain"]).ok_or("git failed")?;
    if changes.is_empty() {
        Ok("no changes".into())
    } else {
        Err(format!("{} files are not committed", changes.lines().count()).into())
    }
}

fn tag(version: &str) -> Outcome<String> {
    let name = format!("v{version}");
    match process::output("git", &["tag", "--list", &name]) {
        Some(tags) if tags.is_empty() => Ok(format!("{name} is free")),
        Some(_) => Err(format!("{name} exists: raise the version").into()),
        None => Err("git failed".into()),
    }
}

/// Makes the archives of all crates and builds those of the workspace from them. Those of the plugin and of the client for pages in Rust are made only: the
/// dependency of the plugin is in no registry before the first release, and the steps `tauri plugin` and `web` build them.
fn archives() -> Outcome<String> {
    let target = workspace::target_directory()?;
    workspace::run(cargo(
        "publish --workspace --dry-run --locked --allow-dirty",
    ))?;
    let mut folders = vec![target.join("package")];
    for (manifest, name, folder) in [
        (PLUGIN, PLUGIN_NAME, "tauri-plugin"),
        (WEB, WEB_NAME, "web"),
    ] {
        let folder = target.join(folder);
        let mut package =
            cargo("package --no-verify --exclude-lockfile --allow-dirty --manifest-path");
        package.args([manifest, "--package", name]);
        package.env("CARGO_TARGET_DIR", &folder);
        workspace::run(package)?;
        folders.push(folder.join("package"));
    }
    let mut found = Vec::new();
    for folder in folders {
        found.extend(sizes(&folder)?);
    }
    Ok(found.join(", "))
}

/// Returns the size of each archive in a folder.
fn sizes(folder: &Path) -> Outcome<Vec<String>> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for folder in [folder.to_owned(), folder.join("tmp-crate")] {
        if let Ok(entries) = fs::read_dir(folder) {
            paths.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "crate")
    });
    paths.sort();
    let size = |path: &PathBuf| {
        let bytes = fs::metadata(path)?.len();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if bytes > ARCHIVE_BYTES_MAX {
            return Err(format!("{name} has {bytes} bytes, over {ARCHIVE_BYTES_MAX}").into());
        }
        Ok(format!("{name} {} KiB", bytes.div_ceil(1024)))
    };
    paths.iter().map(size).collect()
}

/// Makes the archive of the npm package, with the installed packages of `js/`, and checks its exports and types.
fn npm() -> Outcome {
    workspace::npm("run package")
}

fn semver() -> Outcome<String> {
    let tags = process::output("git", &["tag", "--list", "v*"]).unwrap_or_default();
    if tags.is_empty() {
        return Ok("skipped: no version has been released to compare with".into());
    }
    if process::output("cargo", &["semver-checks", "--version"]).is_none() {
        return Ok("skipped: cargo install --locked cargo-semver-checks".into());
    }
    workspace::run(cargo("semver-checks --workspace"))
        .map(|()| "compatible with the last version".into())
}

fn cargo(arguments: &str) -> Command {
    let mut command = process::command("cargo");
    command.args(arguments.split(' '));
    command
}

#[cfg(test)]
mod tests {
    use super::{dated, metadata, published, same_licenses};
    use crate::workspace;

    #[test]
    fn packages_state_what_a_registry_shows() {
        let packages = published().expect("the packages");
        let names = metadata(&workspace::root(), &packages).expect("complete packages");
        for name in [
            "bytelane",
            "bytelane-macros",
            "bytelane-build",
            "tauri-plugin-bytelane",
            "bytelane-web",
        ] {
            assert!(names.split(", ").any(|found| found == name), "{names}");
        }
    }

    #[test]
    fn a_missing_licence_is_an_error() {
        let root = workspace::root();
        let error = same_licenses(&root, &root.join("docs")).expect_err("docs has none");
        assert!(error.to_string().contains("LICENSE-APACHE"), "{error}");
    }

    #[test]
    fn a_release_has_a_dated_heading() {
        let text = "## [Unreleased]\n\n## [0.1.0] - 2026-12-01\n";
        assert_eq!(dated(text, "0.1.0").ok(), Some("## [0.1.0] - 2026-12-01"));
        assert!(dated(text, "0.2.0").is_err());
        assert!(dated("## [0.1.0]\n", "0.1.0").is_err());
    }
}
