//! The shapes inside a shape.

use crate::view::{Content, Definition, Kind, Shape};

/// Returns the shapes of the fields of a definition.
pub(super) fn shapes_of(definition: Option<&Definition>) -> Vec<&Shape> {
    match definition {
        None => Vec::new(),
        Some(Definition::Struct(fields)) => fields.iter().map(|field| &field.shape).collect(),
        Some(Definition::Enum(variants)) => variants
            .iter()
            .flat_map(|variant| match &variant.content {
                Content::Unit => Vec::new(),
                Content::Tuple(parts) => parts.iter().map(|(_, part)| part).collect(),
                Content::Struct(fields) => {
                    fields.iter().map(|field| &field.shape).collect::<Vec<_>>()
                }
            })
            .collect(),
    }
}

/// Whether a shape contains an option of an option, other than inside a named type.
pub(super) fn nests_options(shape: &Shape) -> bool {
    match &shape.kind {
        Kind::Option { value, .. } => is_option(value) || nests_options(value),
        Kind::List(inner) | Kind::Array(inner, _) | Kind::Boxed(inner) => nests_options(inner),
        Kind::Tuple(parts) => parts.iter().any(|(_, part)| nests_options(part)),
        Kind::Map { key, value, .. } => nests_options(key) || nests_options(value),
        _ => false,
    }
}

fn is_option(shape: &Shape) -> bool {
    match &shape.kind {
        Kind::Option { .. } => true,
        Kind::Boxed(inner) => is_option(inner),
        _ => false,
    }
}
