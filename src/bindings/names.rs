//! Names in TypeScript.

use crate::view::{Kind, Shape};

/// Words that cannot be the name of a variable in a module.
const RESERVED: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Names that the generated functions use themselves.
const USED: &[&str] = &["bytelane", "core", "event", "options", "read", "write"];

/// Returns the name of the variable for an argument with this key.
pub(super) fn variable(key: &str) -> String {
    if RESERVED.contains(&key)
        || USED.contains(&key)
        || key.starts_with(|c: char| c.is_ascii_digit())
    {
        format!("{key}_")
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
    if camel.is_empty() || camel.starts_with(|first: char| first.is_ascii_digit()) {
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
    use super::{camel, quoted, variable};

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
    fn variables_are_no_reserved_words() {
        assert_eq!(variable("class"), "class_");
        assert_eq!(variable("options"), "options_");
        assert_eq!(variable("1"), "1_".replace('1', "1"));
        assert_eq!(variable("name"), "name");
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(quoted(r"it's \"), r"'it\'s \\'");
    }
}
