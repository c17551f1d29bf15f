//! Names in TypeScript.

use crate::view::{Kind, Shape, is_reserved};

/// Names that the generated functions use themselves.
const USED: &[&str] = &[
    "ArrayBuffer",
    "bytelane",
    "client",
    "core",
    "event",
    "options",
    "read",
    "tagged",
    "write",
];

/// Returns whether a text lacks the first character of an identifier.
fn lacks_start(text: &str) -> bool {
    text.is_empty() || text.starts_with(|first: char| first.is_ascii_digit())
}

/// Returns the name of the variable for an argument with this key. `is_taken` states whether the function uses a name for something else.
pub(super) fn variable(key: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = key.to_owned();
    if lacks_start(&name) {
        name.insert(0, '_');
    }
    while is_reserved(&name) || USED.contains(&&*name) || is_taken(&name) {
        name.push('_');
    }
    name
}

/// Returns a key of an object as a program writes it.
pub(super) fn property(key: &str) -> String {
    if lacks_start(key) {
        quoted(key)
    } else {
        key.to_owned()
    }
}

/// Returns a name in camel case, such as `importProgress` for `import-progress`.
pub(super) fn camel(name: &str) -> String {
    let mut words = name
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let mut camel = words.next().map_or_else(String::new, |first| {
        let mut letters = first.chars();
        letters
            .next()
            .map(|letter| letter.to_lowercase().chain(letters).collect())
            .unwrap_or_default()
    });
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.extend(letters);
    }
    if lacks_start(&camel) {
        camel.insert(0, '_');
    }
    camel
}

/// Returns a text as a literal.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Returns the name of an archived type in the names of its functions, such as `VecRow` for `Vec<Row>`.
pub(super) fn archive(shape: &Shape) -> String {
    match &shape.kind {
        Kind::Bool => "Bool".to_owned(),
        Kind::Char => "Char".to_owned(),
        Kind::String => "String".to_owned(),
        Kind::Number(number) => number.to_uppercase(),
        Kind::List(element) => format!("Vec{}", archive(element)),
        Kind::Array(element, length) => format!("Array{length}{}", archive(element)),
        Kind::Option { value, .. } => format!("Option{}", archive(value)),
        Kind::Boxed(inner) => archive(inner),
        Kind::Tuple(parts) => {
            let parts: String = parts.iter().map(|(_, part)| archive(part)).collect();
            format!("Tuple{parts}")
        }
        Kind::Map { key, value, .. } => format!("Map{}{}", archive(key), archive(value)),
        Kind::Named(name) => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{camel, property, quoted, variable};

    #[test]
    fn names_are_in_camel_case() {
        for (name, expected) in [
            ("import-progress", "importProgress"),
            ("a/b:c_d", "aBCD"),
            ("Frame", "frame"),
            ("1st", "_1st"),
            ("", "_"),
        ] {
            assert_eq!(camel(name), expected, "{name}");
        }
    }

    #[test]
    fn variables_are_identifiers_with_another_name_than_the_rest() {
        let is_taken = |name: &str| ["encodeRow", "row", "row_"].contains(&name);
        for (key, expected) in [
            ("name", "name"),
            ("class", "class_"),
            ("options", "options_"),
            ("client", "client_"),
            ("tagged", "tagged_"),
            ("encodeRow", "encodeRow_"),
            ("row", "row__"),
            ("1", "_1"),
            ("1st", "_1st"),
            ("", "_"),
        ] {
            assert_eq!(variable(key, is_taken), expected, "{key}");
        }
    }

    #[test]
    fn properties_that_are_no_identifiers_are_quoted() {
        for (key, expected) in [
            ("name", "name"),
            ("class", "class"),
            ("1st", "'1st'"),
            ("", "''"),
        ] {
            assert_eq!(property(key), expected);
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(quoted(r"it's \"), r"'it\'s \\'");
    }
}
