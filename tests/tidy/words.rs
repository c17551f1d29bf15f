//! Comments use nouns: no headless clauses ("what is…", "who takes…", "one that…", "nobody"), and the plain words for time and place.

use crate::violation::Violation;

/// Phrases that the language rule of CONTRIBUTING.md replaces, in lower case. A phrase that ends in a space needs a word after it.
const PHRASES: &[&str] = &[
    "what is",
    "what was",
    "what has",
    "what it",
    "what they",
    "what there",
    "who waits",
    "who takes",
    "who has",
    "who is",
    "who asks",
    "who calls",
    "who holds",
    "one that",
    "those that",
    "is no ",
    "let go of",
    "lets go of",
    "behind the",
    "nobody",
    "somebody",
    "whoever",
];

/// The folders whose comments are checked.
pub(crate) const FOLDERS: &[&str] = &["bench-protocol", "js/src", "macros", "src", "xtask"];

/// Returns a violation for each phrase in the comments of a file.
pub(crate) fn violations(file: &str, text: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let comment = comment(line).to_lowercase();
        for phrase in PHRASES.iter().filter(|phrase| has(&comment, phrase)) {
            let number = index + 1;
            let (phrase, line) = (phrase.trim(), line.trim());
            found.push(Violation {
                entry: format!("words: {file}"),
                detail: format!("{file}:{number}: \"{phrase}\": {line}"),
            });
        }
    }
    found
}

/// Returns the comment of a line of Rust or TypeScript, or nothing.
fn comment(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("* ") || trimmed.starts_with("/*") {
        return trimmed;
    }
    let starts = line.match_indices("//").map(|(start, _)| start);
    // Not the slashes of an address, and not those in a text.
    let mut comments = starts.filter(|start| {
        let before = &line[..*start];
        !before.ends_with(':')
            && ['"', '\'', '`']
                .iter()
                .all(|quote| before.matches(*quote).count() % 2 == 0)
    });
    comments.next().map_or("", |start| &line[start..])
}

fn has(comment: &str, phrase: &str) -> bool {
    comment.match_indices(phrase).any(|(start, _)| {
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let before = comment[..start].chars().next_back();
        let after = comment[start + phrase.len()..].chars().next();
        let ends = if phrase.ends_with(' ') {
            after.is_some_and(char::is_alphabetic)
        } else {
            !after.is_some_and(is_word)
        };
        // "There is no memory" and "is no longer" are plain.
        let is_plain = *phrase == *"is no "
            && (comment[..start].ends_with("there ")
                || comment[start + phrase.len()..].starts_with("longer"));
        !before.is_some_and(is_word) && ends && !is_plain
    })
}

#[cfg(test)]
mod tests {
    use super::violations;

    #[test]
    fn phrases_are_found_in_comments_alone() {
        for (line, count) in [
            ("/// What is sent, and nobody has taken.", 2),
            ("    let a = 1; // lets go of the lock", 1),
            ("//! It is no range.", 1),
            (" * Whoever calls it.", 1),
            ("/// There is no memory, and it is no longer used.", 0),
            ("/// Returns the unclaimed messages.", 0),
            ("/// Somewhat isolated; is not a range; is no.", 0),
            ("let text = \"what is it // nobody\";", 0),
            ("let nobody = what_is(1);", 0),
            ("// https://example.org/nobody", 1),
        ] {
            assert_eq!(violations("src/a.rs", line).len(), count, "{line}");
        }
    }
}
