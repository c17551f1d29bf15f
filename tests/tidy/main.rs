//! Holds the rules of the source that a program can check. Each rule has a file, with fixtures that it must refuse.

mod circles;
mod core;
mod imports;
mod logs;
mod order;
mod rules;
mod tracked;
mod tree;
mod violation;
mod words;

use std::{fs, path::Path, process::Command};
use tree::{Sources, Tree};
use violation::refuse;

/// The crates whose files must not depend on each other in a circle, by their root files.
const ROOTS: &[&str] = &[
    "src/lib.rs",
    "src/lane/shm/extension/lib.rs",
    "bench-protocol/src/lib.rs",
    "macros/src/lib.rs",
    "build/src/lib.rs",
    "xtask/src/main.rs",
];

/// The folders of Rust sources that are not tests.
const FOLDERS: &[&str] = &[
    "bench-protocol",
    "benches",
    "build",
    "examples",
    "macros",
    "src",
    "xtask",
];

/// Reads the Rust files of a folder of the repository.
fn sources(folder: &str) -> Sources {
    files(folder, "rs")
}

/// Reads the files of a folder of the repository whose names end with `extension`.
fn files(folder: &str, extension: &str) -> Sources {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Sources::new();
    let mut open = vec![root.join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the source") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                if !path.ends_with("target") && !path.ends_with("node_modules") {
                    open.push(path);
                }
            } else if path.extension().is_some_and(|found| found == extension) {
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
    refuse(&found);
}

#[test]
fn no_files_depend_on_each_other_in_a_circle() {
    let found: Vec<_> = ROOTS
        .iter()
        .flat_map(|root| {
            let folder = root.split('/').next().unwrap_or_default();
            let sources = sources(folder);
            let tree = Tree::read(&sources, root);
            circles::violations(&tree, &imports::dependencies(&tree))
        })
        .collect();
    refuse(&found);
}

#[test]
fn the_core_names_no_webview_no_thread_and_no_clock() {
    let tree = Tree::read(&sources("src"), ROOTS[0]);
    let found = core::violations(&tree, &imports::paths(&tree).external);
    refuse(&found);
}

#[test]
fn files_are_short() {
    let found: Vec<_> = FOLDERS
        .iter()
        .flat_map(|folder| rules::long(&sources(folder)))
        .collect();
    refuse(&found);
}

#[test]
fn modules_are_named_after_their_content() {
    let found: Vec<_> = FOLDERS
        .iter()
        .flat_map(|folder| rules::names(&sources(folder)))
        .collect();
    refuse(&found);
}

#[test]
fn unsafe_code_stands_in_few_files() {
    let mut found = rules::unsafe_code(&sources("src"));
    found.extend(rules::unsafe_code(&sources("macros")));
    refuse(&found);
}

#[test]
fn copies_are_marked_with_their_reason() {
    refuse(&rules::copies(&sources("src")));
}

#[test]
fn tracked_files_are_of_no_machine() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output()
        .expect("git lists the tracked files");
    assert!(listed.status.success(), "{listed:?}");
    let names = String::from_utf8(listed.stdout).expect("names of files");
    let mut found = Vec::new();
    for name in names.split_terminator('\0') {
        // The fixtures of this test are such lines.
        let is_fixture = name == "tests/tidy/tracked.rs";
        if let (false, Ok(text)) = (is_fixture, fs::read_to_string(root.join(name))) {
            found.extend(tracked::violations(name, &text));
        }
    }
    refuse(&found);
}

#[test]
fn comments_use_plain_words() {
    let mut found = Vec::new();
    for folder in words::FOLDERS {
        let mut sources = files(folder, "rs");
        sources.extend(files(folder, "ts"));
        for (file, text) in &sources {
            found.extend(words::violations(file, text));
        }
    }
    refuse(&found);
}

#[test]
fn logs_have_the_targets_that_the_page_lists() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(logs::PAGE);
    let page = fs::read_to_string(page).expect("the page of logs");
    refuse(&logs::violations(&sources("src"), &page));
}
