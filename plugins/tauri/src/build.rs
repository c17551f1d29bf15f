use tauri_build::{Attributes, DefaultPermissionRule, InlinedPlugin};

/// Commands of the plugin itself.
const COMMANDS: [&str; 1] = ["status"];

/// Runs the build of Tauri in an application's `build.rs`, in place of `tauri_build::build`, and declares a permission for each of its commands of bytelane:
/// `bytelane:allow-frame` and `bytelane:deny-frame` for `frame`. They count with `Builder::tauri_permissions`.
///
/// ```toml
/// [build-dependencies]
/// tauri-plugin-bytelane = { version = "0.1", default-features = false, features = ["build"] }
/// ```
///
/// # Panics
/// If the build of Tauri fails, which `tauri_build::build` does not return from either.
///
/// # Examples
/// ```no_run
/// tauri_plugin_bytelane::build(&["frame", "save_frame"]);
/// ```
pub fn build(commands: &[&str]) {
    let attributes = Attributes::new().plugin("bytelane", permissions(commands));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the build of Tauri failed: {error:#}");
    }
}

/// Returns the permissions that [`build`] declares, for an application that calls `tauri_build::try_build` with attributes of its own.
///
/// # Examples
/// ```no_run
/// let attributes = tauri_build::Attributes::new().plugin("bytelane", tauri_plugin_bytelane::permissions(&["frame"]));
/// tauri_build::try_build(attributes).expect("the build of Tauri");
/// ```
#[must_use = "Tauri declares the permissions of its attributes"]
pub fn permissions(commands: &[&str]) -> InlinedPlugin {
    let all = COMMANDS.iter().chain(commands);
    // Tauri takes lists that live as long as the program, which is a build script.
    let all: Vec<&'static str> = all.map(|name| &*String::leak((*name).to_owned())).collect();
    let default = COMMANDS
        .iter()
        .map(|name| format!("allow-{name}"))
        .collect();
    InlinedPlugin::new()
        .commands(Vec::leak(all))
        .default_permission(DefaultPermissionRule::Allow(default))
}
