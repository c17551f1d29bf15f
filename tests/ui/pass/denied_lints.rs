//! The macros' code trips no lint of the application.

#![deny(warnings, missing_docs, unreachable_pub, unsafe_code, nonstandard_style, unused, elided_lifetimes_in_paths)]
#![deny(single_use_lifetimes, trivial_casts, unused_qualifications, unused_lifetimes, let_underscore_drop, unused_results)]
#![forbid(future_incompatible)]

/// Commands.
pub mod commands {
    /// Does nothing.
    #[bytelane::command]
    pub fn nothing() {}

    /// Does it later.
    #[bytelane::command]
    pub async fn later(name: &str) -> Result<(), String> {
        Err(name.to_owned())
    }

    /// Is not used any more.
    #[deprecated]
    #[bytelane::command]
    pub fn old(_: u32) {}
}

fn main() {
    #[allow(deprecated)]
    let handler = bytelane::generate_handler![commands::nothing, commands::later, commands::old];
    drop(bytelane::Router::new(handler));
}
