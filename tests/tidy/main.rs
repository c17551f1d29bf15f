//! Holds the rules of the source that a program can check. Each rule has a file, with fixtures that it must refuse.

mod circles;
mod imports;
mod order;
mod remaining;
mod tree;

use std::{fs, path::Path};
use tree::{Sources, Tree};

/// The crates whose source is in `src/`, by their root files.
const ROOTS: &[&str] = &[
    "src/lib.rs",
    "src/lane/shm/extension/lib.rs",
    "src/bench/protocol/mod.rs",
];

/// Reads the Rust files of a folder of the repository.
fn sources(folder: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Sources::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the source") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).expect("a path of the repository");
                let name = name.to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).expect("a source file"));
            }
        }
    }
    found
}

#[test]
fn modules_import_only_from_modules_before_them() {
    let tree = Tree::read(&sources("src"), ROOTS[0]);
    let found = order::violations(&tree, &imports::dependencies(&tree));
    remaining::compare("order: ", &found);
}

#[test]
fn no_files_depend_on_each_other_in_a_circle() {
    let sources = sources("src");
    let found: Vec<_> = ROOTS
        .iter()
        .flat_map(|root| {
            let tree = Tree::read(&sources, root);
            circles::violations(&tree, &imports::dependencies(&tree))
        })
        .collect();
    remaining::compare("circle: ", &found);
}
