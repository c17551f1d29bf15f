//! Rules about one file each: its length, its name, its unsafe code, its copies.

use crate::{tree::Sources, violation::Violation};
use proc_macro2::{TokenStream, TokenTree};

/// A longer file holds more than one idea.
const LINES_MAX: usize = 600;

/// Files that may be longer, with the reason.
const LONG: &[(&str, &str)] = &[];

/// Names that say nothing about what a module holds.
const EMPTY_NAMES: &[&str] = &[
    "common", "helper", "helpers", "manager", "misc", "util", "utils",
];

/// Modules with such a name that say it of something: the packets that both sides of the shared-memory lane compile.
const NAMED_ALL_THE_SAME: &[&str] = &["src/lane/shm/common/"];

/// Where `unsafe` may stand. The extension is a library of another process, whose interfaces are C.
const UNSAFE: &[&str] = &[
    "src/engine/webkitgtk/gobject.rs",
    "src/fresh_memory.rs",
    "src/lane/protocol/webkitgtk/ffi/",
    "src/lane/shm/host/region.rs",
    "src/lane/shm/extension/",
    "src/lane/webview2/com.rs",
    "src/payload/same_type.rs",
];

/// Methods that copy bytes.
const COPIES: &[&str] = &[
    ".copy_from_slice(",
    ".extend_from_slice(",
    ".put_slice(",
    ".to_vec()",
    "::copy_from_slice(",
    "copy_nonoverlapping(",
];

/// Parts of lines that copy a number, a literal or an encoded header, and no payload.
const SMALL: &[&str] = &[
    "to_le_bytes()",
    "(b\"",
    ".encode())",
    "(header.as_bytes())",
    "(entry.as_bytes())",
    "(head)",
    "kept.to_vec()",
];

/// Folders through which no payload passes on its way to or from a page.
const WITHOUT_PAYLOADS: &[&str] = &[
    "src/app/",
    "src/bench/",
    "src/engine/",
    "src/router/macro_support/",
];

/// Lines before a copy in which its mark may stand.
const MARK_LINES: usize = 3;

/// Returns the folder of a module of the crate, or of another crate.
fn room(file: &str) -> &str {
    file.match_indices('/')
        .nth(1)
        .map_or(file, |(end, _)| &file[..end])
}

/// Returns the files that are too long.
pub(crate) fn long(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, text) in sources {
        let lines = text.lines().count();
        if lines > LINES_MAX && !LONG.iter().any(|(long, _)| long == file) {
            found.push(Violation {
                entry: format!("long: {}", room(file)),
                detail: format!(
                    "{file} has {lines} lines of at most {LINES_MAX}: split it by ideas"
                ),
            });
        }
    }
    for (file, _) in LONG {
        if sources
            .get(*file)
            .is_none_or(|text| text.lines().count() <= LINES_MAX)
        {
            found.push(Violation {
                entry: format!("long: {file} is listed"),
                detail: format!("{file} is not too long: remove it from LONG"),
            });
        }
    }
    found
}

/// Returns the modules whose names say nothing.
pub(crate) fn names(sources: &Sources) -> Vec<Violation> {
    let is_empty = |part: &str| EMPTY_NAMES.contains(&part.trim_end_matches(".rs"));
    sources
        .keys()
        .filter(|file| file.split('/').any(is_empty))
        .filter(|file| {
            !NAMED_ALL_THE_SAME
                .iter()
                .any(|named| file.starts_with(named))
        })
        .map(|file| Violation {
            entry: format!("name: {file}"),
            detail: format!("{file}: name the module after what it holds"),
        })
        .collect()
}

/// Returns the files that have unsafe code and are not listed for it.
pub(crate) fn unsafe_code(sources: &Sources) -> Vec<Violation> {
    sources
        .iter()
        .filter(|(file, _)| !UNSAFE.iter().any(|listed| file.starts_with(listed)))
        .filter_map(|(file, text)| {
            let tokens: TokenStream = text.parse().ok()?;
            let line = first_unsafe(tokens)?;
            Some(Violation {
                entry: format!("unsafe: {file}"),
                detail: format!(
                    "{file}:{line}: `unsafe` outside of the files that CONTRIBUTING.md lists"
                ),
            })
        })
        .collect()
}

/// Returns the line of the first `unsafe` block, function or implementation.
fn first_unsafe(tokens: TokenStream) -> Option<usize> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(ident) if ident == "unsafe" => Some(ident.span().start().line),
        TokenTree::Group(group) => first_unsafe(group.stream()),
        _ => None,
    })
}

/// Returns the copies without a mark, outside of tests, and the marks without a reason.
pub(crate) fn copies(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, text) in sources {
        let is_test = file
            .split('/')
            .any(|part| part == "tests" || part == "tests.rs");
        let has_payloads = !WITHOUT_PAYLOADS
            .iter()
            .any(|folder| file.starts_with(folder));
        if is_test || !has_payloads {
            continue;
        }
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let lines: Vec<_> = code.lines().collect();
        for (index, line) in lines.iter().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            let is_copy = !is_comment
                && COPIES.iter().any(|copy| line.contains(copy))
                && !SMALL.iter().any(|small| line.contains(small));
            let near = &lines[index.saturating_sub(MARK_LINES)..=index];
            let is_marked = near.iter().any(|line| line.contains("COPY:"));
            let reason = line.split_once("COPY:").map(|(_, reason)| reason);
            let is_bare = reason.is_some_and(|reason| reason.split_whitespace().count() < 2);
            if (is_copy && !is_marked) || is_bare {
                let number = index + 1;
                found.push(Violation {
                    entry: format!("copy: {}", room(file)),
                    detail: format!(
                        "{file}:{number}: a copy is marked `// COPY: reason`: {}",
                        line.trim()
                    ),
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{LINES_MAX, copies, long, names, unsafe_code};
    use crate::{tree::Sources, violation::Violation};

    fn one(file: &str, text: &str) -> Sources {
        [(file.to_owned(), text.to_owned())].into()
    }

    fn count(rule: fn(&Sources) -> Vec<Violation>, file: &str, text: &str) -> usize {
        rule(&one(file, text)).len()
    }

    #[test]
    fn a_long_file_is_found() {
        assert_eq!(count(long, "src/a.rs", &"\n".repeat(LINES_MAX)), 0);
        assert_eq!(count(long, "src/a.rs", &"\n".repeat(LINES_MAX + 1)), 1);
    }

    #[test]
    fn an_empty_name_is_found() {
        assert_eq!(count(names, "src/app/utils.rs", ""), 1);
        assert_eq!(count(names, "src/manager/mod.rs", ""), 1);
        assert_eq!(count(names, "src/lane/shm/common/packet.rs", ""), 0);
        assert_eq!(count(names, "src/app/window_manager.rs", ""), 0);
    }

    #[test]
    fn unsafe_code_is_found_and_words_are_not() {
        let code = "fn read() { unsafe { std::hint::unreachable_unchecked() } }";
        assert_eq!(count(unsafe_code, "src/a.rs", code), 1);
        assert_eq!(count(unsafe_code, "src/a.rs", "unsafe fn read() {}"), 1);
        assert_eq!(count(unsafe_code, "src/payload/same_type.rs", code), 0);
        let words = "#![deny(unsafe_code)] // unsafe\nconst A: &str = \"unsafe\";";
        assert_eq!(count(unsafe_code, "src/a.rs", words), 0);
    }

    #[test]
    fn a_copy_needs_a_mark_with_a_reason() {
        let copy = "let all = part.to_vec();";
        assert_eq!(count(copies, "src/a.rs", copy), 1);
        let marked = format!("// COPY: small messages\n\n{copy}");
        assert_eq!(count(copies, "src/a.rs", &marked), 0);
        assert_eq!(
            count(copies, "src/a.rs", &format!("{copy} // COPY: it is small")),
            0
        );
        assert_eq!(count(copies, "src/a.rs", &format!("{copy} // COPY:")), 1);
        assert_eq!(
            count(copies, "src/a.rs", &format!("#[cfg(test)]\n{copy}")),
            0
        );
        assert_eq!(count(copies, "src/a.rs", &format!("/// {copy}")), 0);
    }
}
