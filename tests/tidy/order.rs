//! The order of the crate's modules.

use crate::{imports::Dependency, tree::Tree, violation::Violation};

/// The order, lowest first. A module imports only from modules that stand before it, in its own line or in an earlier one.
///
/// The root (`lib.rs` and its inline modules) exports what users see, so it imports from all of them, and none imports an item of it.
pub(crate) const ORDER: &[&[&str]] = &[
    &[
        "wire",
        "refusal",
        "origin",
        "one_shot",
        "foreign",
        "huge_pages",
        "fresh_memory",
    ],
    &["session"],
    &["view", "payload", "state", "file"],
    &["error"],
    &["description", "inspector"],
    &["document"],
    &["event"],
    &["capability", "router"],
    &["ipc"],
    &["lane"],
    &["engine"],
    &["app", "bench", "bindings"],
];

/// Returns the imports that run against the order.
pub(crate) fn violations(tree: &Tree, dependencies: &[Dependency]) -> Vec<Violation> {
    let rank = |module: &str| {
        let mut modules = ORDER.iter().flat_map(|line| line.iter());
        modules.position(|ordered| *ordered == module)
    };
    let mut found = Vec::new();
    for (id, module) in tree.modules.iter().enumerate() {
        if module.path.len() == 1
            && let Some(name) = tree.top(id)
            && rank(name).is_none()
        {
            found.push(Violation {
                entry: format!("order: {name} has no place"),
                detail: format!(
                    "{}: add `{name}` to ORDER in tests/tidy/order.rs",
                    module.file
                ),
            });
        }
    }
    for dependency in dependencies {
        let Some(from) = tree.top(dependency.from) else {
            continue;
        };
        let (file, line, path) = (
            tree.file(dependency.from),
            dependency.line,
            &dependency.path,
        );
        let to = tree.top(dependency.to);
        let upward = match to {
            None => !dependency.is_module,
            Some(to) => from != to && rank(from) < rank(to),
        };
        if upward && rank(from).is_some() {
            let to = to.unwrap_or("the root");
            found.push(Violation {
                entry: format!("order: {from} imports {to}"),
                detail: format!("{file}:{line}: `{path}` is in {to}, and {from} comes before {to}"),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::violations;
    use crate::{imports::dependencies, tree::Tree};

    fn entries(files: &[(&str, &str)]) -> Vec<String> {
        let sources = files
            .iter()
            .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
            .collect();
        let tree = Tree::read(&sources, "src/lib.rs");
        violations(&tree, &dependencies(&tree))
            .into_iter()
            .map(|violation| violation.entry)
            .collect()
    }

    const ROOT: (&str, &str) = (
        "src/lib.rs",
        "mod wire; mod session; pub use session::Session; pub const VERSION: u8 = 1;",
    );

    #[test]
    fn an_import_of_an_earlier_module_is_in_order() {
        let found = entries(&[
            ROOT,
            ("src/wire.rs", "pub struct Frame;"),
            (
                "src/session.rs",
                "use crate::wire::Frame; pub struct Session(Frame);",
            ),
        ]);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn every_spelling_of_an_upward_import_is_found() {
        for text in [
            "use crate::session::Session;",
            "use crate::Session;",
            "use super::{session as other};",
            "use bytelane::session::{self, Session};",
            "pub use crate::session::*;",
            "pub fn open() -> crate::session::Session { todo!() }",
            "pub fn open() { super::Session::open() }",
            "pub fn open() { use crate::Session; }",
            "pub fn open() { print!(\"{}\", crate::session::Session) }",
            "#[serde(with(crate::session::Session))] pub struct Frame;",
            "pub(crate) mod below { pub(crate) type Alias = super::super::Session; }",
        ] {
            let found = entries(&[
                ROOT,
                ("src/wire.rs", text),
                ("src/session.rs", "pub struct Session;"),
            ]);
            assert!(
                found.contains(&"order: wire imports session".to_owned()),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn tests_and_words_are_no_imports() {
        for text in [
            "#[cfg(test)] mod tests { use crate::Session; }",
            "#[cfg(all(test, unix))] use crate::Session;",
            "/// See [`crate::Session`].\npub struct Frame;",
            "pub(crate) fn session() { let session = 1; drop(session.session) }",
            "use ::session::Session;",
        ] {
            let found = entries(&[
                ROOT,
                ("src/wire.rs", text),
                ("src/session.rs", "pub struct Session;"),
            ]);
            assert_eq!(found, [""; 0], "{text}");
        }
    }

    #[test]
    fn an_item_of_the_root_and_a_module_without_a_place_are_found() {
        let found = entries(&[
            (
                "src/lib.rs",
                "mod wire; mod helpers; pub const VERSION: u8 = 1;",
            ),
            ("src/wire.rs", "pub const ALSO: u8 = crate::VERSION;"),
            ("src/helpers.rs", ""),
        ]);
        assert_eq!(
            found,
            [
                "order: helpers has no place",
                "order: wire imports the root"
            ]
        );
    }
}
