/// Why a module of views cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ViewsError {
    /// Two types have one name.
    #[error("{0}; rename one of them, because the module has one namespace")]
    Ambiguous(String),
    /// An `Option` of an `Option`.
    #[error(
        "`{0}` contains an `Option` of an `Option`, whose two absent values are both `null` in the page; use an enum"
    )]
    NestedOption(String),
}
