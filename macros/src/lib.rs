//! Procedural macros of bytelane. Use them through `bytelane`, which exports them under the same names.

mod attribute;
mod configuration;
mod context;
mod expand;
mod handler;
mod signature;

use proc_macro::TokenStream;

/// Makes a function callable from the page.
///
/// ```
/// use bytelane::{Bytes, State};
///
/// struct Library { title: String }
///
/// #[bytelane::command]
/// fn greet(first_name: &str, library: State<'_, Library>) -> String {
///     format!("{first_name}, welcome to {}", library.title)
/// }
///
/// #[bytelane::command]
/// async fn save(name: String, pixels: Bytes) -> Result<usize, String> {
///     if name.is_empty() { Err("a name, please".into()) } else { Ok(pixels.len()) }
/// }
///
/// let router = bytelane::Router::new(bytelane::generate_handler![greet, save]);
/// ```
///
/// The page calls them as `invoke('greet', { firstName: 'Ada' })` and `invoke('save', { name, pixels })`.
///
/// # Arguments
/// Anything that implements `CommandArg`: every `serde::Deserialize` type, borrowed ones such as `&str` too, and what is taken from
/// the call itself, such as `State` and `ipc::Request`. The page gives a deserialized argument under its Rust name in camel case;
/// one written as a struct or tuple struct pattern under the name of its type.
///
/// # Return values
/// Anything that implements `IpcResponse`: every `serde::Serialize` type, `()` as `null`. A `Result`, or an alias of one, answers with
/// its value or rejects with its error, which is any `serde::Serialize` type.
///
/// # Where it runs
/// A sync function runs where it may block, an `async` one as a task. Both may borrow their arguments. When the page cancels the
/// call, the future of an `async` function is dropped. A panic rejects the call and harms nothing else.
///
/// # Options
/// | Option | Meaning |
/// |---|---|
/// | `rename = "…"` | the name that the page uses, instead of the function's |
/// | `rename_all = "snake_case"` | case of the arguments' keys; `"camelCase"` unless given |
/// | `async` | a sync function runs off the main thread, which it does anyway; accepted for compatibility |
/// | `main_thread` | a sync function runs on the main thread |
/// | `root = "…"` | where bytelane is found, as in `root = "crate"`, `root = "my_framework"`, `root = ::a::b`; for crates that wrap it |
///
/// # Functions in other modules
/// Beside the function stands a hidden constant, `__bytelane_command_<name>`, as visible as the function itself.
/// [`generate_handler!`] needs both on the path that it is given. So list the function by the path of its own module, as
/// `generate_handler![commands::save]`, or re-export the module's contents with `pub use commands::*;`, or both by name:
///
/// ```
/// mod commands {
///     #[bytelane::command]
///     pub fn ping() {}
/// }
///
/// use commands::{__bytelane_command_ping, ping};
///
/// let router = bytelane::Router::new(bytelane::generate_handler![ping]);
/// # let _ = ping;
/// ```
#[proc_macro_attribute]
pub fn command(options: TokenStream, function: TokenStream) -> TokenStream {
    let unchanged = function.clone();
    // The function stays when its options are wrong, so that the one error is not followed by those of its callers.
    expand(expand::command(options.into(), function.into()), unchanged)
}

/// Makes the handler of a list of commands: a closure `Fn(Invoke) -> bool` for a `Router` or a `Builder`.
///
/// It runs the command that the call names, and says `false` when the list has none of that name.
///
/// ```
/// mod files {
///     #[bytelane::command]
///     pub fn size(path: &str) -> Option<u64> {
///         std::fs::metadata(path).ok().map(|metadata| metadata.len())
///     }
/// }
///
/// #[bytelane::command]
/// fn ping() {}
///
/// #[cfg(windows)]
/// #[bytelane::command]
/// fn drives() -> Vec<String> {
///     Vec::new()
/// }
///
/// let handler = bytelane::generate_handler![ping, files::size, #[cfg(windows)] drives];
/// let router = bytelane::Router::new(handler);
/// ```
///
/// Two commands of one name are an error at compile time:
///
/// ```compile_fail
/// #[bytelane::command]
/// fn ping() {}
///
/// let handler = bytelane::generate_handler![ping, ping];
/// ```
///
/// In a plugin, `#![plugin(name)]` may stand before the list; errors then name the commands as the page does.
#[proc_macro]
pub fn generate_handler(commands: TokenStream) -> TokenStream {
    expand(handler::handler(commands.into()), TokenStream::new())
}

/// Reads the application's configuration at compile time and makes its `Context`.
///
/// `generate_context!()` reads `bytelane.conf.json`, or else `tauri.conf.json`, beside the crate's `Cargo.toml`;
/// `generate_context!("path.json")` reads another file, relative to the same directory. Needs the feature `app`.
///
/// What a file of the target's name beside it says, such as `tauri.linux.conf.json`, stands in the place of what the configuration says
/// (a JSON Merge Patch, RFC 7396). The capabilities in `capabilities/` beside it are taken into `app.security.capabilities`: all of them where that names none, and otherwise those that
/// it names.
///
/// ```ignore
/// bytelane::Builder::default()
///     .run(bytelane::generate_context!())
///     .expect("the application runs");
/// ```
///
/// # Assets
/// `build.frontendDist` says where the page is, relative to the configuration:
/// - a directory: embedded in a build without `debug_assertions`, read from disk at run time in one with them;
/// - a list of files and directories: always embedded;
/// - a URL, or nothing: no assets.
///
/// A change of the configuration or of an embedded file rebuilds the crate. A file *added* to the directory does not: where that
/// matters, print `cargo::rerun-if-changed=<directory>` in `build.rs`. Links that lead out of the directory are refused.
#[proc_macro]
pub fn generate_context(path: TokenStream) -> TokenStream {
    expand(context::context(path.into()), TokenStream::new())
}

/// Marks the function that starts an application on a phone, as Tauri's applications have it. There is no such application here, so the function
/// stays what it is.
///
/// ```
/// #[cfg_attr(mobile, bytelane::mobile_entry_point)]
/// pub fn run() {}
/// ```
#[proc_macro_attribute]
pub fn mobile_entry_point(_options: TokenStream, function: TokenStream) -> TokenStream {
    function
}

/// The code, or the error beside what stands without it.
fn expand(expanded: syn::Result<proc_macro2::TokenStream>, otherwise: TokenStream) -> TokenStream {
    match expanded {
        Ok(tokens) => tokens.into(),
        Err(error) => {
            let mut tokens = TokenStream::from(error.into_compile_error());
            tokens.extend(otherwise);
            tokens
        }
    }
}
