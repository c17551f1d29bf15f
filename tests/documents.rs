//! The documents of the repository name files, headings and commands that exist.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use bytelane::{
    unstable::{Action, Bound, LEDGER},
    wire::Code,
};

/// Directories that contain no files of the repository.
const SKIPPED: [&str; 4] = [".git", "build/target", "node_modules", "target"];
/// Suffixes of the names that are looked up in the whole repository if a document states no directory.
const LOOKED_UP: [&str; 4] = [".rs", ".ts", ".mjs", ".md"];
/// The document whose tables name tests; `tests/tauri` verifies them.
const TESTS_OF_TAURI: &str = "docs/tauri.md";
/// Commands of `cargo xtask` are the variants of this enum.
const COMMANDS: &str = "xtask/src/main.rs";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Collects the paths of all files and directories below `directory`, relative to the root and with `/`.
fn collect(directory: &Path, paths: &mut BTreeSet<String>) {
    let entries = fs::read_dir(directory).expect("a readable directory");
    for entry in entries {
        let path = entry.expect("a readable entry").path();
        let relative = path.strip_prefix(root()).expect("a path below the root");
        let text = relative.to_string_lossy().replace('\\', "/");
        if SKIPPED
            .iter()
            .any(|skipped| path.ends_with(skipped) || text == *skipped)
        {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths);
        }
        paths.insert(text);
    }
}

/// A Markdown file of the repository.
struct Document {
    path: String,
    text: String,
}

impl Document {
    /// The lines outside of fenced code, with their numbers.
    fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut fenced = false;
        self.text
            .lines()
            .enumerate()
            .filter_map(move |(index, line)| {
                let is_fence = line.trim_start().starts_with("```");
                fenced ^= is_fence;
                (!fenced && !is_fence).then_some((index + 1, line))
            })
    }

    /// The directory of the document, relative to the root.
    fn directory(&self) -> &str {
        self.path
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory)
    }

    /// The anchors of the headings, as GitHub derives them.
    fn anchors(&self) -> BTreeSet<String> {
        let headings = self
            .prose()
            .filter_map(|(_, line)| line.strip_prefix('#'))
            .map(|line| line.trim_start_matches('#').trim());
        headings.map(anchor).collect()
    }
}

/// Returns the anchor of a heading.
fn anchor(heading: &str) -> String {
    let kept = heading
        .chars()
        .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Returns the inline code of a line.
fn spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Returns the targets of the links of a line.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
}

/// Expands the first group `{a,b}` of a path.
fn expanded(path: &str) -> Vec<String> {
    let group = path.split_once('{').and_then(|(start, rest)| {
        let (group, end) = rest.split_once('}')?;
        Some((start, group, end))
    });
    group.map_or_else(
        || vec![path.to_owned()],
        |(start, group, end)| {
            let parts = group.split(',');
            parts
                .flat_map(|part| expanded(&format!("{start}{part}{end}")))
                .collect()
        },
    )
}

/// Joins a directory and a path that may start with `..`.
fn joined(directory: &str, path: &str) -> String {
    let mut parts: Vec<&str> = directory
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// The files and documents of the repository.
struct Repository {
    paths: BTreeSet<String>,
    documents: Vec<Document>,
    commands: BTreeSet<String>,
}

impl Repository {
    fn read() -> Self {
        let mut paths = BTreeSet::new();
        collect(root(), &mut paths);
        let documents: Vec<_> = paths
            .iter()
            .filter(|path| path.ends_with(".md"))
            .map(|path| Document {
                path: path.clone(),
                text: fs::read_to_string(root().join(path)).expect("a readable document"),
            })
            .collect();
        let main = fs::read_to_string(root().join(COMMANDS)).expect("the source of xtask");
        let variants = main
            .split_once("enum Command {")
            .and_then(|(_, rest)| rest.split_once("\n}"))
            .map(|(variants, _)| variants)
            .expect("the commands of xtask");
        let commands = variants
            .lines()
            .filter_map(|line| line.trim().split_once('('))
            .filter(|(name, _)| name.chars().all(char::is_alphanumeric))
            .map(|(name, _)| name.to_lowercase())
            .collect();
        Self {
            paths,
            documents,
            commands,
        }
    }

    fn has_name(&self, name: &str) -> bool {
        self.paths
            .iter()
            .any(|path| path.rsplit('/').next() == Some(name))
    }

    /// Whether inline code that names a file or a directory names one that exists. Other code names none.
    fn is_right(&self, document: &Document, code: &str) -> bool {
        // A test is named `file::test`, a pattern as `directory/*.json` or `directory/<run>.csv`.
        let path = code.split("::").next().unwrap_or(code);
        let fixed = path.split(['*', '<', '…']).next().unwrap_or(path);
        // An absolute path is one of a request.
        let is_path = !path.is_empty()
            && !path.starts_with('/')
            && path.chars().all(|character| {
                character.is_ascii_alphanumeric() || "_-./{},*<>…".contains(character)
            });
        if !is_path {
            return true;
        }
        if !path.contains('/') {
            let is_file = LOOKED_UP
                .iter()
                .any(|suffix| path.len() > suffix.len() && path.ends_with(suffix));
            return !is_file || fixed != path || self.has_name(path);
        }
        let fixed = if fixed == path {
            path
        } else {
            fixed
                .rsplit_once('/')
                .map_or("", |(directory, _)| directory)
        };
        let first = path.split('/').next().unwrap_or_default();
        expanded(fixed).iter().all(|path| {
            [joined("", path), joined(document.directory(), path)]
                .iter()
                .zip(["", document.directory()])
                .filter(|(_, directory)| self.paths.contains(&joined(directory, first)))
                .map(|(path, _)| path.is_empty() || self.paths.contains(path))
                .reduce(|one, other| one || other)
                .unwrap_or(true)
        })
    }
}

/// Whether a source file of Rust or TypeScript defines an item of this name.
fn defines(source: &str, is_rust: bool, name: &str) -> bool {
    let keywords: &[&str] = if is_rust {
        &[
            "fn",
            "struct",
            "enum",
            "trait",
            "const",
            "static",
            "type",
            "mod",
            "macro_rules!",
        ]
    } else {
        &["function", "class", "interface", "const", "type"]
    };
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    let starts_with_name = |rest: &str| {
        rest.strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(is_part))
    };
    source.lines().any(|line| {
        let by_keyword = keywords.iter().any(|keyword| {
            line.split(&format!("{keyword} "))
                .skip(1)
                .any(starts_with_name)
        });
        let line = line.trim_start();
        let method = line.strip_prefix("async ").unwrap_or(line);
        by_keyword
            || !is_rust
                && starts_with_name(method)
                && method[name.len()..].starts_with('(')
                && method.ends_with('{')
            || line.starts_with(&format!("{name},")) && is_rust
            || line.starts_with(&format!("{name} = ")) && is_rust
    })
}

/// Collects what `wrong` reports for each line of each document.
fn check(repository: &Repository, wrong: impl Fn(&Document, &str) -> Vec<String>) -> Vec<String> {
    let mut found = Vec::new();
    for document in &repository.documents {
        for (number, line) in document.prose() {
            let place = format!("{}:{number}", document.path);
            found.extend(
                wrong(document, line)
                    .iter()
                    .map(|text| format!("{place}: {text}")),
            );
        }
    }
    found
}

#[test]
fn files_that_documents_name_exist() {
    let repository = Repository::read();
    let missing = check(&repository, |document, line| {
        let codes = spans(line).filter(|code| !repository.is_right(document, code));
        codes
            .map(|code| format!("`{code}` does not exist"))
            .collect()
    });
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn items_that_documents_name_exist() {
    let repository = Repository::read();
    let missing = check(&repository, |document, line| {
        let named = spans(line).filter_map(|code| code.split_once("::").map(|named| (code, named)));
        let in_files = named.filter(|(_, (path, name))| {
            let is_name = |part: &str| {
                let part = part.strip_prefix('#').unwrap_or(part);
                !part.is_empty()
                    && part
                        .chars()
                        .all(|character| character.is_alphanumeric() || character == '_')
            };
            path.contains('/')
                && (path.ends_with(".rs") || path.ends_with(".ts"))
                && name.split("::").all(is_name)
        });
        let is_missing = |path: &str, name: &str| {
            let source = fs::read_to_string(root().join(path)).unwrap_or_default();
            !name
                .split("::")
                .all(|name| defines(&source, path.ends_with(".rs"), name))
        };
        in_files
            .filter(|(_, (path, name))| document.path != TESTS_OF_TAURI && is_missing(path, name))
            .map(|(code, _)| format!("`{code}` does not exist"))
            .collect()
    });
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn links_between_documents_lead_to_files_and_headings() {
    let repository = Repository::read();
    let broken = check(&repository, |document, line| {
        let is_broken = |link: &&str| {
            if link.contains("://") {
                return false;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((*link, ""));
            let target = if path.is_empty() {
                document.path.clone()
            } else {
                joined(document.directory(), path)
            };
            let heading = |document: &Document| document.anchors().contains(anchor);
            let documents = &repository.documents;
            !repository.paths.contains(&target)
                || !anchor.is_empty()
                    && !documents
                        .iter()
                        .any(|other| other.path == target && heading(other))
        };
        let broken = links(line).filter(is_broken);
        broken
            .map(|link| format!("the link `{link}` leads nowhere"))
            .collect()
    });
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn commands_that_documents_name_exist() {
    let repository = Repository::read();
    assert!(
        repository.commands.contains("test"),
        "{:?}",
        repository.commands
    );
    let mut unknown = Vec::new();
    for document in &repository.documents {
        for (index, line) in document.text.lines().enumerate() {
            for rest in line.split("cargo xtask ").skip(1) {
                let name: String = rest
                    .chars()
                    .take_while(|letter| letter.is_ascii_lowercase())
                    .collect();
                if !name.is_empty() && !repository.commands.contains(&name) {
                    unknown.push(format!(
                        "{}:{}: cargo xtask {name}",
                        document.path,
                        index + 1
                    ));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

/// Returns the strings of a source between two texts.
fn strings<'a>(source: &'a str, start: &str, end: &str, quote: char) -> Vec<&'a str> {
    let (_, rest) = source.split_once(start).expect("the start of the list");
    let (list, _) = rest.split_once(end).expect("the end of the list");
    list.split(quote).skip(1).step_by(2).collect()
}

#[test]
fn the_architecture_shows_the_order_that_the_tests_hold() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("a readable file");
    let architecture = read("ARCHITECTURE.md");
    let order = read("tests/tidy/order.rs");
    let held = strings(&order, "ORDER: &[&[&str]] = &[", "\n];", '"');
    let (_, shown) = architecture
        .split_once("## Order of the modules")
        .and_then(|(_, rest)| rest.split_once("```text\n"))
        .expect("the block with the order");
    let shown = shown.split("```").next().unwrap_or_default();
    let shown: Vec<&str> = shown
        .split(['\n', '·'])
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    assert_eq!(
        shown, held,
        "ARCHITECTURE.md shows another order than tests/tidy/order.rs"
    );

    let tidy = read("js/test/tidy.test.ts");
    let rooms = strings(&tidy, "const ROOMS = [", "]", '\'');
    let shown: Vec<&str> = strings(&architecture, "Rooms, lowest first:", " |\n", '`');
    let shown: Vec<&str> = shown
        .into_iter()
        .filter(|name| !name.contains('.'))
        .collect();
    assert_eq!(
        shown, rooms,
        "ARCHITECTURE.md shows other rooms than js/test/tidy.test.ts"
    );
}

/// Returns the words that follow `option` in a text.
fn following<'a>(text: &'a str, option: &str) -> Vec<&'a str> {
    let words: Vec<_> = text.split_whitespace().collect();
    words
        .windows(2)
        .filter(|pair| pair[0] == option)
        .map(|pair| pair[1])
        .collect()
}

#[test]
fn the_workflow_names_what_exists() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect("a readable file");
    let workflow: String = read(".github/workflows/ci.yml")
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(|line| format!("{line}\n"))
        .collect();
    let manifests = ["Cargo.toml", "tests/tauri/Cargo.toml"].map(read).concat();
    let mut missing = Vec::new();
    for package in following(&workflow, "-p") {
        if !manifests.contains(&format!("name = \"{package}\"")) {
            missing.push(format!("package {package}"));
        }
    }
    for test in following(&workflow, "--test") {
        if !manifests.contains(&format!("[[test]]\nname = \"{test}\"")) {
            missing.push(format!("test {test}"));
        }
    }
    let commands = Repository::read().commands;
    for command in following(&workflow, "xtask") {
        if !commands.contains(command) {
            missing.push(format!("cargo xtask {command}"));
        }
    }
    let folders = following(&workflow, "--prefix");
    for folder in folders.iter().copied().chain([".ci/run"]) {
        if !root().join(folder).exists() {
            missing.push(folder.to_owned());
        }
    }
    let (_, stated) = manifests
        .split_once("rust-version = \"")
        .expect("a least version");
    let least = stated.split('"').next().unwrap_or_default();
    if workflow.matches(&format!("{least}.0")).count() < 2 {
        missing.push(format!("Rust {least}.0"));
    }
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(folders.len(), 7, "{folders:?}");
}

#[test]
fn missing_files_are_found() {
    let repository = Repository::read();
    let document = Document {
        path: "docs/tauri.md".to_owned(),
        text: String::new(),
    };
    let is_right = |code: &str| repository.is_right(&document, code);
    for code in [
        "src/lib.rs",
        "src/",
        "lib.rs",
        "tauri.md",
        "src/{lib,origin}.rs",
        "protocol/vectors/**/*.json",
        "benches/record/<run>.csv",
        "tests/vectors.rs::a_test",
        "cargo xtask test",
        "ipc://localhost/…",
        "src-tauri/nothing.toml",
        "serde_json::Value",
        "a/b",
        "/call",
    ] {
        assert!(is_right(code), "{code}");
    }
    for code in [
        "src/nothing.rs",
        "nothing.rs",
        "src/{lib,nothing}.rs",
        "protocol/nothing/*.json",
        "tests/nothing.rs::a_test",
    ] {
        assert!(!is_right(code), "{code}");
    }
    let rust = "pub(crate) fn take<R>(\n    Memory,\n    Text = 1,\nstruct Link {";
    assert!(
        ["take", "Memory", "Text", "Link"]
            .iter()
            .all(|name| defines(rust, true, name))
    );
    assert!(!defines(rust, true, "tak") && !defines(rust, true, "R"));
    let script = "export class Call {\n  async #send(a: b): void {\n  take(b) {\n    run(c)";
    assert!(
        ["Call", "#send", "take"]
            .iter()
            .all(|name| defines(script, false, name))
    );
    assert!(!defines(script, false, "run") && !defines(script, false, "send"));
    assert_eq!(anchor("Where do I …?"), "where-do-i-");
    let path = PathBuf::from(joined("docs", "../README.md"));
    assert_eq!(path, Path::new("README.md"));
}

/// Renders a bound of the ledger.
fn bound(bound: Bound) -> String {
    match bound {
        Bound::Document => "`document_bytes_max`".to_owned(),
        Bound::Process => "`process_bytes_max`".to_owned(),
        Bound::Bytes(bytes) => format!("{} bytes", grouped(bytes)),
        Bound::Items(items) => grouped(items),
    }
}

/// Renders a number with commas.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn the_ledger_is_the_table_of_the_documents() {
    for document in ["protocol/SPEC.md", "ARCHITECTURE.md"] {
        let text = fs::read_to_string(root().join(document)).expect("a document");
        for row in LEDGER {
            let action = match row.action {
                Action::Wait => "waits".to_owned(),
                Action::Refuse(code) => format!("refused with `{code}`"),
                Action::WaitThenRefuse(code) => format!("waits, then refused with `{code}`"),
                Action::Copy => "copies further frames out of their batches".to_owned(),
                Action::Close => "ends the session".to_owned(),
            };
            let (document_bound, process) = (bound(row.document), bound(row.process));
            let line = format!(
                "| `{}` | {} | {document_bound} | {process} | {action} |",
                row.name, row.counted
            );
            assert!(text.contains(&line), "{document} lacks: {line}");
        }
    }
}

#[test]
fn every_code_has_an_entry_and_every_entry_a_code() {
    let path = "docs/errors.md";
    let text = fs::read_to_string(root().join(path)).expect("the reference of codes");
    let constants = fs::read_to_string(root().join("protocol/constants.json")).expect("constants");
    let constants: serde_json::Value = serde_json::from_str(&constants).expect("JSON");
    let codes = constants["codes"].as_object().expect("the codes");
    let mut entries = BTreeSet::new();
    for entry in text.split("\n### `").skip(1) {
        let (code, rest) = entry.split_once("`\n").expect("a heading of a code alone");
        assert!(entries.insert(code), "{path} has two entries for {code}");
        let status = codes.get(code).map(ToString::to_string);
        let (stated, meaning) = rest.split_once(". ").expect("a status");
        assert_eq!(Some(stated), status.as_deref(), "the status of {code}");
        let part = |start: &str| meaning.lines().any(|line| line.starts_with(start));
        assert!(
            part("- *Usual cause:* ") && part("- *Do:* "),
            "{path} states no cause or no remedy of {code}"
        );
    }
    assert_eq!(entries, codes.keys().map(String::as_str).collect());
    for code in Code::ALL {
        let (document, entry) = code.help().split_once('#').expect("an anchor");
        assert!(document.ends_with(path), "{}", code.help());
        assert_eq!(entry, anchor(&format!("`{code}`")));
    }
}
