/// Why a module of views cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ViewsError {
    /// Two types have one name.
    #[error("{0}; rename one of them, because the module has one namespace")]
    Ambiguous(String),
    /// A type with the name of a global, a type of the language, or a reserved word.
    #[error(
        "the class of `{0}` would have the name of a global, a reserved word or an import of TypeScript; rename the Rust type"
    )]
    Reserved(String),
    /// An added name that cannot be a part of the names of functions.
    #[error("`{0}` cannot be a part of the name of a function; use letters, digits and `_`")]
    NotIdentifier(String),
    /// An `Option` of an `Option`.
    #[error(
        "`{0}` contains an `Option` of an `Option`, whose two absent values are both `null` in the page; use an enum"
    )]
    NestedOption(String),
}
