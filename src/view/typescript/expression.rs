//! Types and expressions of TypeScript.

use crate::view::{Content, Field, Kind, Shape, Variant, shape::Defined};

/// Returns the name of a number type in the names of typed arrays and of getters of a `DataView`.
fn javascript_name(number: &str) -> &'static str {
    match number {
        "u8" => "Uint8",
        "i8" => "Int8",
        "u16" => "Uint16",
        "i16" => "Int16",
        "u32" => "Uint32",
        "i32" => "Int32",
        "f32" => "Float32",
        "f64" => "Float64",
        "u64" => "BigUint64",
        _ => "BigInt64",
    }
}

/// Returns the typed array of a number type.
fn array_of(number: &str) -> String {
    format!("{}Array", javascript_name(number))
}

fn number_type(number: &str) -> &'static str {
    if javascript_name(number).starts_with("Big") {
        "bigint"
    } else {
        "number"
    }
}

/// Whether a type is that of a view, or that of plain objects.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum As {
    View,
    Object,
}

/// Returns the TypeScript type of the values of a shape.
pub(super) fn type_of(shape: &Shape, form: As) -> String {
    match &shape.kind {
        Kind::Bool => "boolean".into(),
        Kind::Number(number) => number_type(number).into(),
        Kind::Char | Kind::String => "string".into(),
        Kind::List(element) | Kind::Array(element, _) => match (&element.kind, form) {
            (Kind::Number(number), _) => array_of(number),
            (_, As::Object) => format!("readonly {}[]", grouped(element, form)),
            (_, As::View) => {
                let (view, object) = (type_of(element, form), type_of(element, As::Object));
                format!("read.List<{view}, {object}>")
            }
        },
        Kind::Option { value, .. } => format!("{} | null", type_of(value, form)),
        Kind::Boxed(inner) => type_of(inner, form),
        Kind::Tuple(parts) => format!("readonly {}", types_of(parts, form)),
        Kind::Map { key, value, .. } => {
            let objects = [key, value]
                .map(|part| type_of(part, As::Object))
                .join(", ");
            match form {
                As::Object => format!("ReadonlyMap<{objects}>"),
                As::View => {
                    let views = [key, value].map(|part| type_of(part, form)).join(", ");
                    format!("read.MapView<{views}, {objects}>")
                }
            }
        }
        Kind::Named(name) => match form {
            As::View => name.clone(),
            As::Object => format!("{name}Data"),
        },
    }
}

/// Returns the types of the parts of a tuple, in brackets.
pub(super) fn types_of(parts: &[(usize, Shape)], form: As) -> String {
    let types: Vec<_> = parts.iter().map(|(_, part)| type_of(part, form)).collect();
    format!("[{}]", types.join(", "))
}

/// Returns the type in parentheses if it is a union or has a modifier.
pub(super) fn grouped(shape: &Shape, form: As) -> String {
    let text = type_of(shape, form);
    if text.contains(' ') {
        format!("({text})")
    } else {
        text
    }
}

/// Whether an expression is a reader or a writer.
#[derive(Clone, Copy)]
enum Access {
    Read,
    Write,
}

/// Returns the expression of a reader.
pub(super) fn reader(shape: &Shape) -> String {
    expression(shape, Access::Read)
}

/// Returns the expression of a writer.
pub(super) fn writer(shape: &Shape) -> String {
    expression(shape, Access::Write)
}

fn expression(shape: &Shape, access: Access) -> String {
    let module = match access {
        Access::Read => "read",
        Access::Write => "write",
    };
    let inner = |shape| expression(shape, access);
    match (&shape.kind, access) {
        (Kind::Bool, _) => format!("{module}.bool"),
        (Kind::Number(number), _) => format!("{module}.{number}"),
        (Kind::Char, _) => format!("{module}.char"),
        (Kind::String, _) => format!("{module}.string"),
        (Kind::List(element), _) => match &element.kind {
            Kind::Number(number) => format!("{module}.numbers({})", array_of(number)),
            _ => format!("{module}.list({})", inner(element)),
        },
        (Kind::Array(element, length), _) => match &element.kind {
            Kind::Number(number) => format!("{module}.fixed({}, {length})", array_of(number)),
            _ => format!("{module}.array({}, {length})", inner(element)),
        },
        (Kind::Option { value, at }, _) => {
            format!("{module}.option({}, {}, {at})", inner(value), shape.size)
        }
        (Kind::Boxed(value), _) => format!("{module}.boxed(() => {})", inner(value)),
        (Kind::Tuple(parts), Access::Read) => {
            let [views, objects] = [As::View, As::Object].map(|form| types_of(parts, form));
            let list: Vec<_> = parts
                .iter()
                .map(|(at, part)| format!("[{}, {at}]", reader(part)))
                .collect();
            let list = list.join(", ");
            format!("read.tuple<{views}, {objects}>({}, [{list}])", shape.size)
        }
        (Kind::Tuple(parts), Access::Write) => fields_writer(
            &type_of(shape, As::Object),
            shape.size,
            shape.align,
            &numbered(parts),
        ),
        (
            Kind::Map {
                key,
                value,
                entry_size,
                value_at,
            },
            Access::Read,
        ) => {
            format!(
                "read.map({}, {}, {entry_size}, {value_at})",
                reader(key),
                reader(value)
            )
        }
        // A type with a map has no writer.
        (Kind::Map { .. }, Access::Write) => "undefined".into(),
        (Kind::Named(name), Access::Read) => name.clone(),
        (Kind::Named(name), Access::Write) => format!("$write{name}"),
    }
}

pub(super) type Named<'a> = (String, usize, &'a Shape);

pub(super) fn numbered(parts: &[(usize, Shape)]) -> Vec<Named<'_>> {
    let numbered = parts.iter().enumerate();
    numbered
        .map(|(index, (at, part))| (index.to_string(), *at, part))
        .collect()
}

pub(super) fn named(fields: &[Field]) -> Vec<Named<'_>> {
    fields
        .iter()
        .map(|field| (field.name.to_owned(), field.at, &field.shape))
        .collect()
}

/// Returns a key as an expression.
pub(super) fn quoted(key: &str) -> String {
    if key.starts_with(|first: char| first.is_ascii_digit()) {
        key.to_owned()
    } else {
        format!("'{key}'")
    }
}

pub(super) fn fields_writer(
    object: &str,
    size: usize,
    align: usize,
    fields: &[Named<'_>],
) -> String {
    let list: Vec<_> = fields
        .iter()
        .map(|(name, at, shape)| format!("[{}, {}, {at}]", quoted(name), writer(shape)))
        .collect();
    format!(
        "write.fields<{object}>({size}, {align}, () => [{}])",
        list.join(", ")
    )
}

/// Returns a documentation comment, or nothing.
pub(crate) fn comment(docs: &str, indent: &str) -> String {
    let docs = docs.trim().replace("*/", "*\u{200b}/");
    let mut lines = docs.lines().map(str::trim).peekable();
    match (lines.next(), lines.peek()) {
        (None, _) => String::new(),
        (Some(only), None) => format!("{indent}/** {only} */\n"),
        (Some(first), Some(_)) => {
            let rest: String = lines.map(|line| format!("{indent} * {line}\n")).collect();
            format!("{indent}/**\n{indent} * {first}\n{rest}{indent} */\n").replace("* \n", "*\n")
        }
    }
}

/// Returns the expression that reads a value at an offset: directly if it is a number or a boolean, otherwise by a method of its reader.
pub(super) fn read_at(
    kind: &Kind,
    reader: &str,
    method: &str,
    source: &str,
    at: &str,
    offset: usize,
) -> String {
    let place = if offset == 0 {
        at.to_owned()
    } else {
        format!("{at} + {offset}")
    };
    match kind {
        Kind::Bool => format!("{source}.data.getUint8({place}) !== 0"),
        Kind::Number(number) => {
            let little_endian = match *number {
                "u8" | "i8" => "",
                _ => ", true",
            };
            let name = javascript_name(number);
            format!("{source}.data.get{name}({place}{little_endian})")
        }
        _ => format!("{reader}.{method}({source}, {place})"),
    }
}

/// Returns the name of the constant for the reader of a field, or the reader if it is a name already.
pub(super) fn reader_name(owner: &str, field: &str, shape: &Shape) -> String {
    let expression = reader(shape);
    if expression.contains('(') {
        format!("${owner}_{field}")
    } else {
        expression
    }
}

pub(super) fn variants_writer(name: &str, defined: &Defined, variants: &[Variant]) -> String {
    let (size, align) = (defined.size, defined.align);
    let mut list = Vec::new();
    for (
        tag,
        Variant {
            name: variant,
            content,
            ..
        },
    ) in variants.iter().enumerate()
    {
        let content = match content {
            Content::Unit => String::new(),
            Content::Tuple(parts) => match &parts[..] {
                [(at, only)] => format!(", {}, {at}", writer(only)),
                _ => {
                    let object = format!("readonly {}", types_of(parts, As::Object));
                    format!(
                        ", {}",
                        fields_writer(&object, size, align, &numbered(parts))
                    )
                }
            },
            Content::Struct(fields) => {
                format!(
                    ", {}",
                    fields_writer(&format!("{name}{variant}Data"), size, align, &named(fields))
                )
            }
        };
        list.push(format!("{variant}: [{tag}{content}]"));
    }
    format!(
        "write.variants<{name}Data>({size}, {align}, () => ({{ {} }}))",
        list.join(", ")
    )
}
