//! Tracked files name no registry of one machine and no path of it.

use crate::violation::Violation;

/// Starts of paths that are of one machine.
const MACHINE_PATHS: &[&str] = &["/home/", concat!("/", "root", "/"), "/Users/"];

/// Registries that any machine has.
const REGISTRIES: &[&str] = &["registry+https://github.com/rust-lang/crates.io-index"];

/// Returns the lines of a file that are of one machine.
pub(crate) fn violations(file: &str, text: &str) -> Vec<Violation> {
    let is_lock = file.ends_with("Cargo.lock") || file.ends_with("package-lock.json");
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let path = MACHINE_PATHS.iter().find(|path| names(line, path));
        let is_registry = is_lock
            && (line.contains("\"resolved\":")
                || line.contains("source = ")
                    && !REGISTRIES.iter().any(|known| line.contains(known)));
        if path.is_some() || is_registry {
            let number = index + 1;
            found.push(Violation {
                entry: format!("tracked: {file}"),
                detail: format!(
                    "{file}:{number}: an address or a path of one machine: {}",
                    line.trim()
                ),
            });
        }
    }
    found
}

/// Whether the line has the path, not as a part of a longer one.
fn names(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && !"./_-}>*".contains(before))
    })
}

#[cfg(test)]
mod tests {
    use super::violations;

    #[test]
    fn paths_and_registries_of_one_machine_are_found() {
        for (file, line) in [
            ("src/a.rs", "const A: &str = \"/home/me/a\";"),
            ("Cargo.toml", "a = { path = '/home/a' }"),
            (
                "Cargo.lock",
                "source = \"registry+https://mirror.example.org/index\"",
            ),
            ("Cargo.lock", "source = \"git+https://github.com/a/b#1\""),
            (
                "js/package-lock.json",
                "\"resolved\": \"https://registry.npmjs.org/a.tgz\",",
            ),
        ] {
            assert_eq!(violations(file, line).len(), 1, "{file}: {line}");
        }
        for (file, line) in [
            ("src/a.rs", "let path = directory.join(\"home/me\");"),
            ("docs/a.md", "see https://example.org/home/index.html"),
            (
                "Cargo.lock",
                "source = \"registry+https://github.com/rust-lang/crates.io-index\"",
            ),
        ] {
            assert_eq!(violations(file, line).len(), 0, "{file}: {line}");
        }
    }
}
