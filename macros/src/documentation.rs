//! Documentation comments of items, for the TypeScript that is generated from them.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// Returns the text of the documentation comments.
pub(crate) fn docs_of(attributes: &[Attribute]) -> String {
    let lines = attributes
        .iter()
        .filter_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("doc") => text_of(&pair.value),
            _ => None,
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the text of a literal.
pub(crate) fn text_of(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit {
            lit: Lit::Str(text),
            ..
        }) => Some(text.value()),
        _ => None,
    }
}
