//! What must hold of our dependencies and can be told from `cargo metadata` alone, without a further tool.

use crate::{
    Outcome, spdx,
    workspace::{self, Metadata, Package},
};

/// Every dependency builds with our `rust-version` and has a licence that `deny.toml` allows.
pub(crate) fn check() -> Outcome {
    let deny = std::fs::read_to_string(workspace::root().join("deny.toml"))?;
    let faults = faults(&workspace::metadata(&["--locked"])?, &spdx::allowed(&deny));
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n").into())
    }
}

fn faults(metadata: &Metadata, licences: &[String]) -> Vec<String> {
    let (ours, theirs): (Vec<_>, Vec<_>) = metadata
        .packages
        .iter()
        .partition(|package| package.source.is_none());
    let floor = ours.iter().filter_map(|package| version(package)).min();
    let mut faults = Vec::new();
    for package in theirs {
        let name = format!("{} {}", package.name, package.version);
        if version(package) > floor {
            let needs = package.rust_version.as_deref().unwrap_or_default();
            faults.push(format!(
                "{name} needs Rust {needs}, which is later than our rust-version: take an older release of it"
            ));
        }
        let licence = package.license.as_deref().unwrap_or_default();
        if !spdx::permitted(licence, licences) {
            faults.push(format!(
                "{name} has the licence `{licence}`, which deny.toml does not allow"
            ));
        }
    }
    faults
}

/// The Rust version that a package states, comparable; `None` is less than any.
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
    use super::faults;
    use crate::workspace::{Metadata, Package};

    fn package(name: &str, rust_version: Option<&str>, license: &str, ours: bool) -> Package {
        Package {
            name: name.into(),
            version: "1.0.0".into(),
            license: Some(license.into()),
            rust_version: rust_version.map(Into::into),
            source: (!ours).then(|| "registry".into()),
        }
    }

    #[test]
    fn a_later_rust_and_a_foreign_licence_are_faults() {
        let packages = vec![
            package("own", Some("1.95"), "MIT", true),
            package("old", Some("1.95.0"), "MIT", false),
            package("silent", None, "MIT", false),
            package("new", Some("1.96"), "MIT", false),
            package("copyleft", Some("1.60"), "GPL-3.0-only", false),
        ];
        let metadata = Metadata {
            packages,
            target_directory: "target".into(),
        };
        let faults = faults(&metadata, &["MIT".to_owned()]);
        assert_eq!(faults.len(), 2, "{faults:?}");
        assert!(
            faults[0].starts_with("new ") && faults[0].contains("1.96"),
            "{faults:?}"
        );
        assert!(
            faults[1].starts_with("copyleft ") && faults[1].contains("GPL"),
            "{faults:?}"
        );
    }
}
