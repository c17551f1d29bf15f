//! Types and expressions of TypeScript.

use crate::view::{Content, Field, Kind, Shape, Variant, shape::Defined};

/// Returns the typed array of a number type.
pub(super) fn array_of(number: &str) -> &'static str {
    match number {
        "u8" => "Uint8Array",
        "i8" => "Int8Array",
        "u16" => "Uint16Array",
        "i16" => "Int16Array",
        "u32" => "Uint32Array",
        "i32" => "Int32Array",
        "f32" => "Float32Array",
        "f64" => "Float64Array",
        "u64" => "BigUint64Array",
        _ => "BigInt64Array",
    }
}

pub(super) fn number_type(number: &str) -> &'static str {
    if number.ends_with("64") && number != "f64" {
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
            (Kind::Number(number), _) => array_of(number).into(),
            (_, As::Object) => format!("readonly {}[]", grouped(element, form)),
            (_, As::View) => {
                let (view, object) = (type_of(element, form), type_of(element, As::Object));
                format!("read.List<{view}, {object}>")
            }
        },
        Kind::Option { value, .. } => format!("{} | null", type_of(value, form)),
        Kind::Boxed(inner) => type_of(inner, form),
        Kind::Tuple(parts) => {
            let parts: Vec<_> = parts.iter().map(|(_, part)| type_of(part, form)).collect();
            format!("readonly [{}]", parts.join(", "))
        }
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

/// Returns the type in parentheses if it is a union or has a modifier.
pub(super) fn grouped(shape: &Shape, form: As) -> String {
    let text = type_of(shape, form);
    if text.contains(' ') {
        format!("({text})")
    } else {
        text
    }
}

/// Returns the expression of a reader.
pub(super) fn reader(shape: &Shape) -> String {
    match &shape.kind {
        Kind::Bool => "read.bool".into(),
        Kind::Number(number) => format!("read.{number}"),
        Kind::Char => "read.char".into(),
        Kind::String => "read.string".into(),
        Kind::List(element) => match &element.kind {
            Kind::Number(number) => format!("read.numbers({})", array_of(number)),
            _ => format!("read.list({})", reader(element)),
        },
        Kind::Array(element, length) => match &element.kind {
            Kind::Number(number) => format!("read.fixed({}, {length})", array_of(number)),
            _ => format!("read.array({}, {length})", reader(element)),
        },
        Kind::Option { value, at } => {
            format!("read.option({}, {}, {at})", reader(value), shape.size)
        }
        Kind::Boxed(inner) => format!("read.boxed(() => {})", reader(inner)),
        Kind::Tuple(parts) => {
            let of = |form| {
                let parts: Vec<_> = parts.iter().map(|(_, part)| type_of(part, form)).collect();
                format!("[{}]", parts.join(", "))
            };
            let list: Vec<_> = parts
                .iter()
                .map(|(at, part)| format!("[{}, {at}]", reader(part)))
                .collect();
            let (views, objects, list) = (of(As::View), of(As::Object), list.join(", "));
            format!("read.tuple<{views}, {objects}>({}, [{list}])", shape.size)
        }
        Kind::Map {
            key,
            value,
            entry_size,
            value_at,
        } => {
            format!(
                "read.map({}, {}, {entry_size}, {value_at})",
                reader(key),
                reader(value)
            )
        }
        Kind::Named(name) => name.clone(),
    }
}

/// Returns the expression of a writer.
pub(super) fn writer(shape: &Shape) -> String {
    match &shape.kind {
        Kind::Bool => "write.bool".into(),
        Kind::Number(number) => format!("write.{number}"),
        Kind::Char => "write.char".into(),
        Kind::String => "write.string".into(),
        Kind::List(element) => match &element.kind {
            Kind::Number(number) => format!("write.numbers({})", array_of(number)),
            _ => format!("write.list({})", writer(element)),
        },
        Kind::Array(element, length) => match &element.kind {
            Kind::Number(number) => format!("write.fixed({}, {length})", array_of(number)),
            _ => format!("write.array({}, {length})", writer(element)),
        },
        Kind::Option { value, at } => {
            format!("write.option({}, {}, {at})", writer(value), shape.size)
        }
        Kind::Boxed(inner) => format!("write.boxed(() => {})", writer(inner)),
        Kind::Tuple(parts) => fields_writer(
            &type_of(shape, As::Object),
            shape.size,
            shape.align,
            &numbered(parts),
        ),
        // A type with a map has no writer.
        Kind::Map { .. } => "undefined".into(),
        Kind::Named(name) => format!("$write{name}"),
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
pub(super) fn comment(docs: &str, indent: &str) -> String {
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

/// Returns the expression that reads a value at an offset.
pub(super) fn read_at(
    expression: &str,
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
    format!("{expression}.{method}({source}, {place})")
}

/// Returns the direct read of a number or of a boolean.
pub(super) fn direct(kind: &Kind, source: &str, at: &str, offset: usize) -> Option<String> {
    let place = if offset == 0 {
        at.to_owned()
    } else {
        format!("{at} + {offset}")
    };
    let (method, rest) = match kind {
        Kind::Bool => return Some(format!("{source}.data.getUint8({place}) !== 0")),
        Kind::Number("u8") => ("getUint8", ""),
        Kind::Number("i8") => ("getInt8", ""),
        Kind::Number("u16") => ("getUint16", ", true"),
        Kind::Number("i16") => ("getInt16", ", true"),
        Kind::Number("u32") => ("getUint32", ", true"),
        Kind::Number("i32") => ("getInt32", ", true"),
        Kind::Number("f32") => ("getFloat32", ", true"),
        Kind::Number("f64") => ("getFloat64", ", true"),
        Kind::Number("u64") => ("getBigUint64", ", true"),
        Kind::Number(_) => ("getBigInt64", ", true"),
        _ => return None,
    };
    Some(format!("{source}.data.{method}({place}{rest})"))
}

/// Returns the name that [`Module::reader_of`] has given a reader.
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
                    let types: Vec<_> = parts
                        .iter()
                        .map(|(_, part)| type_of(part, As::Object))
                        .collect();
                    let object = format!("readonly [{}]", types.join(", "));
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
