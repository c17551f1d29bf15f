//! Writes a module for each chapter of the guide, with the commands of its Rust blocks, so that its page blocks can call them.

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "blocks.rs"]
mod blocks;

use std::{
    env,
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

/// Attribute of a command.
const COMMAND: &str = "#[bytelane::command";
/// Functions of a block that the test calls: they create the application and the context of the chapter, and add layers to the application.
const CALLED: [&str; 3] = ["application", "context", "layered"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=blocks.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let folder = root.join("../../docs/guide");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of the guide")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| !path.ends_with("README.md"))
        .collect();
    paths.sort();
    let mut modules = String::new();
    let mut list = String::new();
    for path in &paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let (module, entry) = chapter(path);
        modules += &module;
        list += &entry;
    }
    let text =
        format!("{modules}\n/// The chapters.\npub const CHAPTERS: &[Chapter] = &[\n{list}];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("chapters.rs"), text).expect("a writable directory");
}

/// Returns the module of a chapter and its entry in the list.
fn chapter(path: &Path) -> (String, String) {
    let text = fs::read_to_string(path).expect("a readable chapter");
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = stem.replace('-', "_");
    let mut commands = Vec::new();
    let mut called = Vec::new();
    let mut code = String::new();
    for block in blocks::blocks(&text)
        .iter()
        .filter(|block| block.info == "rust")
    {
        let (visible, functions) =
            with_visible_functions(&format!("{}{}", block.before, block.text));
        if functions.is_empty() {
            continue;
        }
        let module = format!("line_{}", block.line);
        write!(code, "pub(super) mod {module} {{\n{visible}}}\n").expect("a string");
        for function in functions {
            let path = format!("{module}::{function}");
            if CALLED.contains(&&*function) {
                called.push((function, path));
            } else {
                commands.push(path);
            }
        }
    }
    let module = format!(
        "#[allow(private_interfaces, unused, clippy::all)]\nmod {name} {{\n{code}
            pub(super) fn handler() -> super::Handler {{ Box::new(bytelane::generate_handler![{}]) }}\n}}\n",
        commands.join(", ")
    );
    let function = |wanted: &str, default: &str| {
        let found = called.iter().find(|(function, _)| function == wanted);
        found.map_or_else(|| default.to_owned(), |(_, path)| format!("{name}::{path}"))
    };
    let entry = format!(
        "Chapter {{ name: {stem:?}, text: include_str!({path:?}), handler: {name}::handler, application: || {}({}()), context: {} }},\n",
        function("layered", "std::convert::identity"),
        function("application", "bytelane::Builder::default"),
        function("context", "default_context"),
    );
    (module, entry)
}

/// Returns the code with its commands and called functions visible to the list, and the names of these functions.
fn with_visible_functions(code: &str) -> (String, Vec<String>) {
    let mut text = String::new();
    let mut names = Vec::new();
    let mut is_command = false;
    for line in code.lines() {
        let rest = line.strip_prefix("async ").unwrap_or(line);
        let name = rest.strip_prefix("fn ").map(|rest| {
            let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
            &rest[..end.unwrap_or(rest.len())]
        });
        match name {
            Some(name) if is_command || CALLED.contains(&name) => {
                names.push(name.to_owned());
                text += "pub(in super::super) ";
                is_command = false;
            }
            _ => is_command |= line.starts_with(COMMAND),
        }
        text += line;
        text.push('\n');
    }
    (text, names)
}
