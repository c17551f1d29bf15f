//! Circles between files.
//!
//! A file depends on another if its code names an item that the other file defines. Three things do not count:
//! - a module that exports items of its own submodules (`pub use`), unless its code names them too,
//! - the name of a module alone,
//! - the name of a type in a file that has an `impl` of that type, if both files are in one folder or the type is defined in a
//!   `mod.rs` above: such a file is a part of the type.

use crate::{imports::Dependency, tree::Tree, violation::Violation};
use std::collections::{BTreeMap, BTreeSet};

type Graph<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Returns the dependencies that are part of a circle.
pub(crate) fn violations(tree: &Tree, dependencies: &[Dependency]) -> Vec<Violation> {
    let counted: Vec<_> = dependencies
        .iter()
        .filter(|dependency| counts(tree, dependency))
        .collect();
    let mut graph = Graph::new();
    for dependency in &counted {
        let (from, to) = (tree.file(dependency.from), tree.file(dependency.to));
        graph.entry(from).or_default().insert(to);
    }
    let reached: Graph<'_> = graph
        .keys()
        .map(|file| (*file, reachable(&graph, file)))
        .collect();
    let mut found = Vec::new();
    for dependency in counted {
        let (from, to) = (tree.file(dependency.from), tree.file(dependency.to));
        if reached.get(to).is_some_and(|files| files.contains(from)) {
            let path = &dependency.path;
            // The crate itself by module, the smaller crates as a whole.
            let place = match tree.file(0) {
                "src/lib.rs" => tree.top(dependency.from).unwrap_or("the root"),
                root => root,
            };
            found.push(Violation {
                entry: format!("circle: {place}"),
                detail: format!("{from}:{}: `{path}` → {to} → … → {from}", dependency.line),
            });
        }
    }
    found
}

fn counts(tree: &Tree, dependency: &Dependency) -> bool {
    let folder = |file: &str| {
        file.rsplit_once('/')
            .map_or("", |(folder, _)| folder)
            .to_owned()
    };
    let (from, to) = (tree.file(dependency.from), tree.file(dependency.to));
    let is_part = dependency.is_extended
        && (folder(from) == folder(to)
            || to.ends_with("/mod.rs") && folder(from).starts_with(&folder(to)));
    // The root exports; only what its code defines could close a circle, and `order` refuses to import that.
    tree.top(dependency.from).is_some()
        && !dependency.is_facade
        && !dependency.is_module
        && !is_part
}

/// Returns the files that `start` depends on, directly or through others.
fn reachable<'a>(graph: &Graph<'a>, start: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        for next in graph.get(file).into_iter().flatten() {
            if reached.insert(*next) {
                open.push(*next);
            }
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::violations;
    use crate::{imports::dependencies, tree::Tree};

    /// Returns the files at the start of a dependency that is part of a circle.
    fn files(files: &[(&str, &str)]) -> Vec<String> {
        let mut sources: crate::tree::Sources = files
            .iter()
            .map(|(file, text)| ((*file).to_owned(), (*text).to_owned()))
            .collect();
        sources.insert("src/lib.rs".into(), "mod a; mod b; mod folder;".into());
        for file in ["src/a.rs", "src/b.rs", "src/folder/mod.rs"] {
            sources.entry(file.into()).or_default();
        }
        let tree = Tree::read(&sources, "src/lib.rs");
        let found = violations(&tree, &dependencies(&tree));
        let mut files: Vec<_> = found
            .iter()
            .filter_map(|violation| Some(violation.detail.split_once(':')?.0.to_owned()))
            .collect();
        files.dedup();
        files
    }

    #[test]
    fn two_files_that_name_each_other_are_a_circle() {
        let found = files(&[
            ("src/a.rs", "use crate::b::B; pub struct A(B);"),
            (
                "src/b.rs",
                "pub struct B; pub fn make() -> crate::a::A { todo!() }",
            ),
        ]);
        assert_eq!(found, ["src/a.rs", "src/b.rs"]);
    }

    #[test]
    fn a_circle_through_a_third_file_is_found() {
        let found = files(&[
            ("src/a.rs", "pub struct A(crate::b::B);"),
            ("src/b.rs", "pub struct B(crate::folder::C);"),
            ("src/folder/mod.rs", "pub struct C(Box<crate::a::A>);"),
        ]);
        assert_eq!(found, ["src/a.rs", "src/b.rs", "src/folder/mod.rs"]);
    }

    #[test]
    fn a_module_and_its_part_that_name_each_other_are_a_circle() {
        let found = files(&[
            (
                "src/folder/mod.rs",
                "mod part; pub struct Whole(part::Part);",
            ),
            ("src/folder/part.rs", "pub struct Part(Box<super::Whole>);"),
        ]);
        assert_eq!(found, ["src/folder/mod.rs", "src/folder/part.rs"]);
    }

    #[test]
    fn an_exporting_module_is_no_circle_until_its_code_names_the_item() {
        let part = ("src/folder/part.rs", "pub struct Part(super::Shared);");
        let exporting = "mod part; pub use part::Part; pub struct Shared;";
        assert_eq!(files(&[("src/folder/mod.rs", exporting), part]), [""; 0]);
        let naming = format!("{exporting} pub fn make() -> Part {{ todo!() }}");
        assert_eq!(
            files(&[("src/folder/mod.rs", &naming), part]),
            ["src/folder/mod.rs", "src/folder/part.rs"]
        );
    }

    #[test]
    fn a_file_that_extends_a_type_is_a_part_of_it() {
        let whole = (
            "src/folder/mod.rs",
            "mod part; pub struct Whole(part::Part); pub struct Other;",
        );
        let part =
            "pub struct Part; impl super::Whole { pub fn part(&self) -> &super::Whole { self } }";
        assert_eq!(files(&[whole, ("src/folder/part.rs", part)]), [""; 0]);
        let more = format!("{part} pub fn other() -> super::Other {{ todo!() }}");
        assert_eq!(
            files(&[whole, ("src/folder/part.rs", &more)]),
            ["src/folder/mod.rs", "src/folder/part.rs"]
        );
        assert_eq!(
            files(&[
                ("src/a.rs", "pub struct A(crate::folder::Whole);"),
                (
                    "src/folder/mod.rs",
                    "pub struct Whole; impl crate::a::A { fn new() -> crate::a::A { todo!() } }"
                ),
            ]),
            ["src/a.rs", "src/folder/mod.rs"]
        );
    }
}
