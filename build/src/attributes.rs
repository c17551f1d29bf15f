//! Options of the build script, under Tauri's names.

use std::path::{Path, PathBuf};

/// Options of [`try_build`](crate::try_build).
///
/// They exist so that a build script of a Tauri application compiles unchanged. The options have no effect here; an option that restricts commands in
/// Tauri, or names files that are not read here, prints a warning of cargo.
#[derive(Clone, Debug, Default)]
#[must_use = "the options are passed to `try_build`"]
pub struct Attributes {
    warnings: Vec<String>,
}

impl Attributes {
    /// Returns the default options.
    pub const fn new() -> Self {
        Self {
            warnings: Vec::new(),
        }
    }

    /// Sets the options for Windows. Has no effect: no Windows resources are linked.
    pub fn windows_attributes(self, _attributes: WindowsAttributes) -> Self {
        self
    }

    /// Sets the pattern of the capability files. Has no effect: `generate_context!` reads `capabilities/*.json`.
    pub fn capabilities_path_pattern(mut self, pattern: &'static str) -> Self {
        if pattern != "./capabilities/**/*" {
            self.warnings.push(format!(
                "the pattern `{pattern}` of capability files is ignored: capabilities are read from `capabilities/*.json`"
            ));
        }
        self
    }

    /// Adds a plugin of the application itself. Has no effect: pages of the application may call its commands without a permission.
    pub fn plugin(self, _name: &'static str, _plugin: InlinedPlugin) -> Self {
        self
    }

    /// Adds plugins of the application itself; see [`plugin`](Self::plugin).
    pub fn plugins<I>(self, _plugins: I) -> Self
    where
        I: IntoIterator<Item = (&'static str, InlinedPlugin)>,
    {
        self
    }

    /// Sets the path of the configuration. Has no effect: `generate_context!` takes the path as its argument.
    pub fn config_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.warnings.push(format!(
            "the path `{}` of the configuration is ignored: pass it to `generate_context!`",
            path.into().display()
        ));
        self
    }

    /// Lists the commands of the application. Has no effect: in Tauri its windows need a permission for each listed command, and here a capability with
    /// `allow` restricts a window.
    pub fn app_manifest(mut self, manifest: AppManifest) -> Self {
        if !manifest.commands.is_empty() {
            self.warnings.push(format!(
                "`AppManifest::commands` does not restrict {}: list the commands that a window may call in `allow` of a capability",
                manifest.commands.join(", ")
            ));
        }
        self
    }

    /// Generates the context in the build script. Has no effect: use `generate_context!`.
    pub fn codegen(self, _context: CodegenContext) -> Self {
        self
    }

    /// Returns the warnings of options whose effect would be missed.
    pub(crate) fn warnings(&self) -> &[String] {
        &self.warnings
    }
}

/// Options for Windows. They have no effect: no Windows resources are linked.
#[derive(Clone, Debug, Default)]
#[must_use = "the options are passed to `Attributes`"]
pub struct WindowsAttributes {}

impl WindowsAttributes {
    /// Returns the default options.
    pub const fn new() -> Self {
        Self {}
    }

    /// Returns the options without an application manifest.
    pub const fn new_without_app_manifest() -> Self {
        Self {}
    }

    /// Sets the icon of the executable. Has no effect.
    pub fn window_icon_path<P: AsRef<Path>>(self, _path: P) -> Self {
        self
    }

    /// Sets whether the Visual C++ runtime is linked statically. Has no effect.
    pub const fn static_vc_runtime(self, _is_static: bool) -> Self {
        self
    }

    /// Sets the application manifest of the executable. Has no effect.
    pub fn app_manifest<S: AsRef<str>>(self, _manifest: S) -> Self {
        self
    }

    /// Adds to the resources of the executable. Has no effect.
    pub fn append_rc_content<S: Into<String>>(self, _content: S) -> Self {
        self
    }
}

/// A plugin of the application itself: its commands and permissions. See [`Attributes::plugin`].
#[derive(Clone, Debug, Default)]
#[must_use = "the plugin is passed to `Attributes`"]
pub struct InlinedPlugin {}

impl InlinedPlugin {
    /// Creates a plugin without commands.
    pub const fn new() -> Self {
        Self {}
    }

    /// Lists the commands of the plugin. Has no effect.
    pub const fn commands(self, _commands: &'static [&'static str]) -> Self {
        self
    }

    /// Sets the pattern of the permission files. Has no effect.
    pub const fn permissions_path_pattern(self, _pattern: &'static str) -> Self {
        self
    }

    /// Sets the default permission. Has no effect.
    pub fn default_permission(self, _default: DefaultPermissionRule) -> Self {
        self
    }
}

/// The default permission of an [`InlinedPlugin`].
#[derive(Clone, Debug)]
pub enum DefaultPermissionRule {
    /// All commands of the plugin.
    AllowAllCommands,
    /// These permissions.
    Allow(Vec<String>),
}

/// The commands and permissions of the application. See [`Attributes::app_manifest`].
#[derive(Clone, Debug, Default)]
#[must_use = "the manifest is passed to `Attributes`"]
pub struct AppManifest {
    commands: &'static [&'static str],
}

impl AppManifest {
    /// Creates a manifest without commands.
    pub const fn new() -> Self {
        Self { commands: &[] }
    }

    /// Lists the commands of the application.
    pub const fn commands(mut self, commands: &'static [&'static str]) -> Self {
        self.commands = commands;
        self
    }

    /// Sets the pattern of the permission files. Has no effect.
    pub const fn permissions_path_pattern(self, _pattern: &'static str) -> Self {
        self
    }
}

/// The context that Tauri can generate in a build script. See [`Attributes::codegen`].
#[derive(Clone, Debug, Default)]
#[must_use = "the context is passed to `Attributes`"]
pub struct CodegenContext {}

impl CodegenContext {
    /// Returns the default options.
    pub const fn new() -> Self {
        Self {}
    }

    /// Sets the path of the configuration. Has no effect.
    pub fn config_path(self, _path: impl Into<PathBuf>) -> Self {
        self
    }

    /// Sets the name of the generated file. Has no effect.
    pub fn out_file(self, _file: PathBuf) -> Self {
        self
    }

    /// Adds a capability file. Has no effect.
    pub fn capability<P: AsRef<Path>>(self, _path: P) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A build script of a Tauri application, with every option.
    #[test]
    fn options_of_tauri_are_accepted_and_those_that_would_be_missed_warn() {
        let attributes = Attributes::new()
            .windows_attributes(
                WindowsAttributes::new()
                    .window_icon_path("icon.ico")
                    .static_vc_runtime(true)
                    .app_manifest("<assembly/>")
                    .append_rc_content("1 ICON"),
            )
            .plugin(
                "notes",
                InlinedPlugin::new()
                    .commands(&["list"])
                    .permissions_path_pattern("./permissions/*")
                    .default_permission(DefaultPermissionRule::AllowAllCommands),
            )
            .plugins([("other", InlinedPlugin::new())])
            .capabilities_path_pattern("./capabilities/**/*")
            .app_manifest(AppManifest::new().permissions_path_pattern("./permissions/*"))
            .codegen(CodegenContext::new().out_file("context.rs".into()));
        assert_eq!(attributes.warnings(), [""; 0]);
        let attributes = attributes
            .app_manifest(AppManifest::new().commands(&["open", "save"]))
            .capabilities_path_pattern("./own/*.json")
            .config_path("other.json");
        let named = ["open, save", "./own/*.json", "other.json"];
        assert_eq!(attributes.warnings().len(), named.len());
        for (warning, name) in attributes.warnings().iter().zip(named) {
            assert!(warning.contains(name), "{warning}");
        }
    }
}
