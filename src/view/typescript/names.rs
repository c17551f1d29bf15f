//! Names that no type or variable of a module can have, and the declarations of a module.

use std::collections::BTreeSet;

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

/// Types that are part of TypeScript's language.
const PRIMITIVES: &[&str] = &[
    "any", "bigint", "boolean", "never", "number", "object", "string", "symbol", "unknown",
];

/// Names of the standard library that a module, or code beside it, uses. A class with such a name would take the place of the global.
const GLOBALS: &[&str] = &[
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "AsyncIterable",
    "AsyncIterator",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Blob",
    "Boolean",
    "DataView",
    "Date",
    "Error",
    "EvalError",
    "Exclude",
    "Float16Array",
    "Float32Array",
    "Float64Array",
    "Function",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Iterable",
    "Iterator",
    "JSON",
    "Map",
    "Math",
    "Number",
    "Object",
    "Omit",
    "Partial",
    "Promise",
    "Proxy",
    "RangeError",
    "ReadableStream",
    "Readonly",
    "ReadonlyArray",
    "ReadonlyMap",
    "ReadonlySet",
    "Record",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Set",
    "SharedArrayBuffer",
    "String",
    "Symbol",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakRef",
    "WeakSet",
    "globalThis",
];

/// Imports of a module.
const IMPORTS: &[&str] = &["read", "write"];

/// Returns whether no variable can have this name.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name)
}

/// Returns whether no type can have this name.
pub(crate) fn is_reserved_type(name: &str) -> bool {
    is_reserved(name) || PRIMITIVES.contains(&name)
}

/// Returns whether no class can have this name, or would take the place of a global or an import.
pub(super) fn is_reserved_class(name: &str) -> bool {
    is_reserved_type(name) || GLOBALS.contains(&name) || IMPORTS.contains(&name)
}

/// Returns whether a letter can be a part of an identifier.
fn is_part(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Returns whether a text can be a part of an identifier.
pub(super) fn is_identifier_part(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_part)
}

/// The declarations of a module: the keyword, and whether it declares a type and a value.
const KEYWORDS: &[(&str, bool, bool)] = &[
    ("class ", true, true),
    ("interface ", true, false),
    ("type ", true, false),
    ("const ", false, true),
    ("function ", false, true),
    ("async function ", false, true),
];

/// A name that a module declares.
#[derive(Clone, Copy)]
pub(crate) struct Declared<'a> {
    pub(crate) name: &'a str,
    is_type: bool,
    is_value: bool,
}

/// Returns the names that the text of a module declares.
pub(crate) fn declared(text: &str) -> impl Iterator<Item = Declared<'_>> {
    text.lines().filter_map(|line| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (rest, is_type, is_value) =
            KEYWORDS.iter().find_map(|(keyword, is_type, is_value)| {
                Some((line.strip_prefix(keyword)?, *is_type, *is_value))
            })?;
        let name = rest.split(|letter: char| !is_part(letter)).next()?;
        Some(Declared {
            name,
            is_type,
            is_value,
        })
    })
}

/// Returns a name that is declared twice. A type and a value may have one name.
pub(super) fn repeated(text: &str) -> Option<&str> {
    let (mut types, mut values) = (BTreeSet::new(), BTreeSet::new());
    declared(text)
        .find(|declared| {
            let is_known_type = declared.is_type && !types.insert(declared.name);
            let is_known_value = declared.is_value && !values.insert(declared.name);
            is_known_type || is_known_value
        })
        .map(|declared| declared.name)
}
