//! The core names no webview, starts no thread and reads no clock.

use crate::{imports::External, tree::Tree, violation::Violation};

/// The modules of the core, which build without any feature.
const CORE: &[&str] = &[
    "wire",
    "refusal",
    "origin",
    "session",
    "payload",
    "state",
    "document",
    "error",
    "capability",
    "router",
    "event",
    "file",
    "ipc",
];

/// Crates of a webview or of its windows.
const WEBVIEW: &[&str] = &[
    "gio",
    "gio_sys",
    "glib",
    "gobject_sys",
    "gtk",
    "soup3",
    "soup3_sys",
    "tao",
    "webkit2gtk",
    "webview2_com",
    "windows_core",
    "wry",
];

/// Ends of paths that start a thread, wait in one, or read a clock.
const FORBIDDEN: &[&[&str]] = &[
    &["thread", "spawn"],
    &["thread", "sleep"],
    &["thread", "Builder"],
    &["time", "Instant"],
    &["Instant", "now"],
    &["SystemTime", "now"],
];

/// Files that may name one of these crates.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The error of the webview becomes a variant of ours.
    ("src/error/mod.rs", "wry"),
];

/// Returns the paths of the core that it must not have.
pub(crate) fn violations(tree: &Tree, external: &[External]) -> Vec<Violation> {
    let mut found = Vec::new();
    for External { from, line, path } in external {
        let file = tree.file(*from);
        let is_core = tree.top(*from).is_some_and(|top| CORE.contains(&top));
        let is_webview = WEBVIEW.contains(&path[0].as_str())
            && path.len() > 1
            && !EXCEPTIONS.contains(&(file, path[0].as_str()));
        let is_forbidden = FORBIDDEN
            .iter()
            .any(|end| path.windows(end.len()).any(|part| part == *end));
        if is_core && (is_webview || is_forbidden) {
            let path = path.join("::");
            found.push(Violation {
                entry: format!("core: {file} names {path}"),
                detail: format!("{file}:{line}: `{path}`"),
            });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::violations;
    use crate::{imports::paths, tree::Tree};

    fn found(module: &str, text: &str) -> Vec<String> {
        let sources = [
            ("src/lib.rs".to_owned(), format!("mod {module};")),
            (format!("src/{module}.rs"), text.to_owned()),
        ];
        let tree = Tree::read(&sources.into(), "src/lib.rs");
        violations(&tree, &paths(&tree).external)
            .into_iter()
            .map(|violation| violation.entry)
            .collect()
    }

    #[test]
    fn a_thread_a_clock_and_a_webview_are_found_in_the_core_alone() {
        for text in [
            "use std::thread; fn work() { thread::spawn(|| ()); }",
            "fn work() { std::thread::Builder::new(); }",
            "use std::time::Instant;",
            "fn work() { let now = std::time::SystemTime::now(); }",
            "fn work() -> wry::WebView { todo!() }",
            "use gtk::prelude::*;",
        ] {
            assert_eq!(found("session", text).len(), 1, "{text}");
            assert_eq!(found("app", text), [""; 0], "{text}");
        }
    }

    #[test]
    fn tests_may_start_threads_and_a_stamp_of_a_file_is_no_clock() {
        for text in [
            "#[cfg(test)] mod tests { fn work() { std::thread::spawn(|| ()); } }",
            "fn stamp(time: std::time::SystemTime) {}",
            "fn work(wry: u8) -> u8 { wry }",
        ] {
            assert_eq!(found("session", text), [""; 0], "{text}");
        }
    }
}
