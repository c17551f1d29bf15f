//! Procedural macros of bytelane, which `bytelane` re-exports.

mod attribute;
mod configuration;
mod context;
mod documentation;
mod expand;
mod handler;
mod image;
mod signature;
mod view;

use proc_macro::TokenStream;

/// Turns a function into a command, which pages can call.
///
/// # Examples
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
///     if name.is_empty() { Err("the name is empty".into()) } else { Ok(pixels.len()) }
/// }
///
/// let router = bytelane::Router::new(bytelane::generate_handler![greet, save]);
/// ```
///
/// The page calls them as `invoke('greet', { firstName: 'Ada' })` and `invoke('save', { name, pixels })`.
///
/// # Arguments
/// An argument is any type that implements `CommandArg`: every `serde::Deserialize` type, including borrowed types such as `&str`, and types that are taken
/// from the call itself, such as `State` and `ipc::Request`. The page passes a deserialized argument under its Rust name in camel case, and an argument
/// with a struct or tuple struct pattern under the name of its type.
///
/// # Return values
/// A command returns any type that implements `IpcResponse`: every `serde::Serialize` type, where `()` is `null`. A `Result`, or an alias of it, resolves the
/// promise in the page with its value, or rejects it with its error, which is any `serde::Serialize` type.
///
/// # Execution
/// A sync function runs on a thread that may block, and an `async` function, or a function that returns `impl Future`, as a task. At most 64 sync functions of
/// one document run at once; further calls wait in order, so a window whose commands block does not stop the others. A function that waits for another call
/// of its page should be `async`. An `async` function that blocks its thread keeps a worker of the runtime, and when all workers are blocked no `async`
/// command of any window continues: use `spawn_blocking` in it.
///
/// Both may borrow their arguments. When the page cancels the call, the
/// future of an `async` function is dropped. A panic rejects the call and nothing else.
///
/// # Options
/// | Option | Meaning |
/// |---|---|
/// | `rename = "…"` | name of the command; default: the name of the function |
/// | `rename_all = "snake_case"` | case of the arguments' keys; default: `"camelCase"` |
/// | `async` | accepted for compatibility; a function that returns no future never runs on the main thread by default, and runs where it may block |
/// | `main_thread` | runs a sync function on the main thread |
/// | `root = "…"` | path of bytelane, for crates that wrap it: `root = "crate"`, `root = "my_framework"`, `root = ::a::b`; default: the dependency, or its re-export by the dependency `tauri-plugin-bytelane` |
///
/// # Functions in other modules
/// The macro adds a hidden unit struct, `__bytelane_command_<name>`, with the visibility of the function. [`generate_handler!`] finds it at the listed path. A
/// function that is listed by its name alone may also be imported by its name, if no other command of the program has the same name:
///
/// ```
/// mod commands {
///     mod files {
///         #[bytelane::command]
///         pub fn open() {}
///     }
///
///     pub use files::open;
///
///     #[bytelane::command]
///     pub fn ping() {}
/// }
///
/// use commands::*;
///
/// let router = bytelane::Router::new(bytelane::generate_handler![ping, open]);
/// ```
#[proc_macro_attribute]
pub fn command(options: TokenStream, function: TokenStream) -> TokenStream {
    let unchanged = function.clone();
    // With wrong options the function is emitted unchanged, to avoid errors at its callers in addition.
    expand(expand::command(options.into(), function.into()), unchanged)
}

/// Creates the handler of a list of commands: a closure `Fn(Invoke) -> bool` for a `Router` or a `Builder`.
///
/// The handler runs the command that the call names, and returns `false` if the list has no command of that name.
///
/// # Examples
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
/// Two commands with the same name are a compile error:
///
/// ```compile_fail
/// #[bytelane::command]
/// fn ping() {}
///
/// let handler = bytelane::generate_handler![ping, ping];
/// ```
///
/// In a plugin, `#![plugin(name)]` may precede the list. Compile errors then show the names that the page uses. `#![root(path)]` is the path of bytelane, as the option `root` of
/// [`command`](macro@command).
#[proc_macro]
pub fn generate_handler(commands: TokenStream) -> TokenStream {
    expand(handler::handler(commands.into()), TokenStream::new())
}

/// Reads the configuration of the application at compile time and creates its `Context`.
///
/// `generate_context!()` reads `bytelane.conf.json`, or else `tauri.conf.json`, beside the crate's `Cargo.toml`;
/// `generate_context!("path.json")` reads another file, relative to the same directory. Needs the feature `app`.
///
/// A file for the target in the same directory, such as `tauri.linux.conf.json`, overrides the configuration (JSON Merge Patch, RFC 7396). Capabilities from the
/// directory `capabilities/` are added to `app.security.capabilities`: the listed ones, or all if the list is empty.
///
/// ```ignore
/// bytelane::Builder::default()
///     .run(bytelane::generate_context!())
///     .expect("the application runs");
/// ```
///
/// # Assets
/// `build.frontendDist` is the location of the page, relative to the configuration:
/// - a directory: embedded in a build without `debug_assertions`, and read from disk at run time in a build with them;
/// - a list of files and directories: always embedded;
/// - a URL, or `null`: no assets.
///
/// A change of the configuration or of an embedded file rebuilds the crate. A file that is *added* to the directory does not, unless `build.rs` prints
/// `cargo::rerun-if-changed=<directory>`. Symlinks that lead out of the directory are a compile error.
#[proc_macro]
pub fn generate_context(path: TokenStream) -> TokenStream {
    expand(context::context(path.into()), TokenStream::new())
}

/// Decodes a PNG file at compile time and expands to its `image::Image`, usable in a constant. The path is relative to the crate's `Cargo.toml`. Needs the
/// feature `app`.
///
/// ```ignore
/// const ICON: bytelane::image::Image<'_> = bytelane::include_image!("icons/32x32.png");
/// ```
#[proc_macro]
pub fn include_image(path: TokenStream) -> TokenStream {
    expand(image::include(path.into()), TokenStream::new())
}

/// Implements `View` for a struct or an enum, so that a page can read its archives, and `ArchiveArgument`, so that a command accepts them from a page.
///
/// The type derives `rkyv::Archive` as well, and `rkyv::Serialize` if it is sent to pages.
///
/// ```
/// use bytelane::{View, rkyv};
///
/// /// A row of the table.
/// #[derive(rkyv::Archive, rkyv::Serialize, View)]
/// #[rkyv(crate = bytelane::rkyv)]
/// struct Row {
///     name: String,
///     values: Vec<f64>,
/// }
/// ```
///
/// A type with a field that a page can read but not write, such as a `HashMap`, has the attribute `#[view(read_only)]`, and is not an argument:
///
/// ```
/// # use bytelane::{View, rkyv};
/// #[derive(rkyv::Archive, rkyv::Serialize, View)]
/// #[rkyv(crate = bytelane::rkyv)]
/// #[view(read_only)]
/// struct Words {
///     counts: std::collections::HashMap<String, u32>,
/// }
/// ```
///
/// `#[view(root = …)]` is the path of bytelane, as the option `root` of [`command`](macro@command).
///
/// Any other type of a field is a compile error at the field:
///
/// ```compile_fail
/// # use bytelane::{View, rkyv};
/// #[derive(rkyv::Archive, View)]
/// #[rkyv(crate = bytelane::rkyv)]
/// struct Shared {
///     text: std::rc::Rc<String>,
/// }
/// ```
#[proc_macro_derive(View, attributes(view))]
pub fn view(input: TokenStream) -> TokenStream {
    expand(view::view(input.into()), TokenStream::new())
}

/// Marks the entry point of a mobile application, as in Tauri. Mobile platforms are not supported, so the function is emitted unchanged.
///
/// ```
/// #[cfg_attr(mobile, bytelane::mobile_entry_point)]
/// pub fn run() {}
/// ```
#[proc_macro_attribute]
pub fn mobile_entry_point(_options: TokenStream, function: TokenStream) -> TokenStream {
    function
}

/// Returns the expanded code, or the compile error followed by `otherwise`.
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
