/// Adds its description to a command. Without the feature `bindings` the description is not compiled, so the types of a command need no `specta::Type`, and
/// the crate with the macros needs no feature that would have to be the same as here.
#[cfg(feature = "bindings")]
#[doc(hidden)]
#[macro_export]
macro_rules! __bytelane_described {
    ($command:expr, $($describe:tt)*) => {{
        $($describe)*
        $command.described(__bytelane_describe)
    }};
}

/// Omits the description.
#[cfg(not(feature = "bindings"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __bytelane_described {
    ($command:expr, $($describe:tt)*) => {
        $command
    };
}
