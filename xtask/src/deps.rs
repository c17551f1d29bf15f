//! The checks of dependencies for which `cargo metadata` suffices: least Rust version, licence and source.
//!
//! `cargo deny` checks advisories as well, on machines that have it.

use crate::{
    Outcome, process,
    workspace::{self, Metadata, Package},
};
use spdx::{Expression, Licensee, ParseMode};
use std::collections::HashSet;

/// The only source from which dependencies come.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Checks that every dependency of a build of the workspace with this manifest compiles with our `rust-version`, and that every dependency has a licence that
/// `deny.toml` allows and comes from crates.io. Dependencies of tests alone may need a later Rust.
///
/// # Errors
/// Returns a line for each dependency that does not.
pub(crate) fn check(manifest: &str) -> Outcome {
    let deny = std::fs::read_to_string(workspace::root().join("deny.toml"))?;
    let metadata = workspace::metadata(&["--locked", "--manifest-path", manifest])?;
    let faults = faults(&metadata, &built(manifest)?, &allowed(&deny));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n").into())
    }
}

/// Returns the packages that a build of the workspace with this manifest compiles on any system, as `name version`.
fn built(manifest: &str) -> Outcome<HashSet<String>> {
    let words = "tree --locked --workspace -e normal,build --target all --all-features --prefix none -f {p}";
    let manifest = workspace::root().join(manifest);
    let manifest = manifest.to_string_lossy();
    let mut words: Vec<_> = words.split(' ').collect();
    words.extend(["--manifest-path", &*manifest]);
    let tree = process::output("cargo", &words).ok_or("cargo tree failed")?;
    let package = |line: &str| {
        let mut words = line.split_ascii_whitespace();
        Some(format!(
            "{} {}",
            words.next()?,
            words.next()?.strip_prefix('v')?
        ))
    };
    Ok(tree.lines().filter_map(package).collect())
}

/// Returns the licences that the text of a `deny.toml` allows: the strings of its first `allow` list.
fn allowed(deny: &str) -> Vec<Licensee> {
    let list = deny
        .split_once("\nallow = [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .map_or("", |(list, _)| list);
    list.lines()
        .map(|line| line.split_once('#').map_or(line, |(code, _)| code))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .filter_map(|licence| Licensee::parse(licence).ok())
        .collect()
}

/// Whether the expression can be met with the licences in `allowed` alone.
fn permitted(expression: &str, allowed: &[Licensee]) -> bool {
    // `LAX` accepts `MIT/Apache-2.0`, which cargo once wrote for `OR`.
    Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|required| allowed.iter().any(|licence| licence.satisfies(required)))
    })
}

fn faults(metadata: &Metadata, built: &HashSet<String>, licences: &[Licensee]) -> Vec<String> {
    let (ours, theirs): (Vec<_>, Vec<_>) = metadata
        .packages
        .iter()
        .partition(|package| package.source.is_none());
    let floor = ours.iter().filter_map(|package| version(package)).min();
    let mut faults = Vec::new();
    for package in theirs {
        let name = format!("{} {}", package.name, package.version);
        if built.contains(&name) && version(package) > floor {
            let needs = package.rust_version.as_deref().unwrap_or_default();
            faults.push(format!(
                "{name} needs Rust {needs}, which is later than our rust-version: take an older release of it"
            ));
        }
        let licence = package.license.as_deref().unwrap_or_default();
        if !permitted(licence, licences) {
            faults.push(format!(
                "{name} has the licence `{licence}`, which deny.toml does not allow"
            ));
        }
        let source = package.source.as_deref().unwrap_or_default();
        if source != CRATES_IO {
            faults.push(format!(
                "{name} comes from `{source}`, which is not crates.io"
            ));
        }
    }
    faults
}

/// Returns the Rust version that a package states, for comparison; `None` is less than any.
fn version(package: &Package) -> Option<(u32, u32, u32)> {
    let mut parts = package
        .rust_version
        .as_deref()?
        .split('.')
        .map(|part| part.parse().unwrap_or(0));
    Some((
        parts.next()?,
        parts.next().unwrap_or(0),
        parts.next().unwrap_or(0),
    ))
}

#[cfg(test)]
mod tests {
    use super::{CRATES_IO, allowed, faults, permitted};
    use crate::workspace::{Metadata, Package};

    fn package(name: &str, rust_version: Option<&str>, license: &str, ours: bool) -> Package {
        Package {
            description: None,
            readme: None,
            manifest_path: Default::default(),
            publish: None,
            metadata: Default::default(),
            name: name.into(),
            version: "1.0.0".into(),
            license: Some(license.into()),
            rust_version: rust_version.map(Into::into),
            source: (!ours).then(|| CRATES_IO.into()),
        }
    }

    #[test]
    fn a_later_rust_a_foreign_licence_and_a_foreign_source_are_faults() {
        let mut packages = vec![
            package("own", Some("1.88"), "MIT", true),
            package("old", Some("1.88.0"), "MIT", false),
            package("silent", None, "MIT", false),
            package("new", Some("1.89"), "MIT", false),
            package("of_tests", Some("1.89"), "MIT", false),
            package("copyleft", Some("1.60"), "GPL-3.0-only", false),
        ];
        let mut fork = package("fork", None, "MIT", false);
        fork.source = Some("git+https://example.org/fork".into());
        packages.push(fork);
        let metadata = Metadata {
            packages,
            target_directory: "target".into(),
        };
        let built = ["old", "silent", "new", "copyleft", "fork"];
        let built = built.iter().map(|name| format!("{name} 1.0.0")).collect();
        let faults = faults(&metadata, &built, &allowed("\nallow = [\"MIT\"]"));
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(
            faults[0].starts_with("new ") && faults[0].contains("1.89"),
            "{faults:?}"
        );
        assert!(
            faults[1].starts_with("copyleft ") && faults[1].contains("GPL"),
            "{faults:?}"
        );
        assert!(
            faults[2].starts_with("fork ") && faults[2].contains("example.org"),
            "{faults:?}"
        );
    }

    #[test]
    fn expressions_are_judged() {
        let licences = allowed(
            "\nallow = [\"MIT\", \"Apache-2.0\", \"Unicode-3.0\", \"Apache-2.0 WITH LLVM-exception\"]",
        );
        let cases = [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("MIT OR GPL-3.0-only", true),
            ("GPL-3.0-only/Apache-2.0", true),
            ("Apache-2.0 AND MIT", true),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND OpenSSL", false),
            ("MIT OR Apache-2.0 AND OpenSSL", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0 WITH Classpath-exception-2.0", false),
            ("(MIT", false),
            ("MIT MIT", false),
            ("", false),
        ];
        for (expression, expect) in cases {
            assert_eq!(permitted(expression, &licences), expect, "{expression}");
        }
    }

    #[test]
    fn the_list_is_read_from_deny_toml() {
        let text =
            "[licenses]\nallow = [\n    \"MIT\", # \"no\"\n    \"Zlib\",\n]\nother = [\"GPL\"]\n";
        let licences: Vec<_> = allowed(text).iter().map(ToString::to_string).collect();
        assert_eq!(licences, ["MIT", "Zlib"]);
        assert!(allowed("").is_empty());
    }
}
