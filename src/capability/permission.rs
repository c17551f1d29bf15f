//! Permissions as in Tauri, as far as they name commands.

use super::Permission;

/// The commands of `<plugin>:default` for the built-in plugins, as in Tauri: reading commands, and events.
const DEFAULTS: &[(&str, &[&str])] = &[
    (
        "app",
        &[
            "version",
            "name",
            "tauri_version",
            "identifier",
            "bundle_type",
            "supports_multiple_windows",
            "default_window_icon",
        ],
    ),
    ("event", &["listen", "unlisten", "emit", "emit_to"]),
    ("image", &["new", "from_bytes", "from_path", "rgba", "size"]),
    (
        "path",
        &[
            "resolve_directory",
            "resolve",
            "normalize",
            "join",
            "dirname",
            "extname",
            "basename",
            "is_absolute",
        ],
    ),
    ("resources", &["close"]),
    (
        "webview",
        &["get_all_webviews", "webview_position", "webview_size"],
    ),
    (
        "window",
        &[
            "get_all_windows",
            "scale_factor",
            "inner_position",
            "outer_position",
            "inner_size",
            "outer_size",
            "is_fullscreen",
            "is_minimized",
            "is_maximized",
            "is_focused",
            "is_decorated",
            "is_resizable",
            "is_maximizable",
            "is_minimizable",
            "is_closable",
            "is_visible",
            "is_enabled",
            "title",
            "current_monitor",
            "primary_monitor",
            "monitor_from_point",
            "available_monitors",
            "cursor_position",
            "theme",
            "is_always_on_top",
        ],
    ),
];

/// Patterns for the commands that a permission allows and denies.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Commands<T = String> {
    pub(super) allow: Vec<T>,
    pub(super) deny: Vec<T>,
}

impl<T> Default for Commands<T> {
    fn default() -> Self {
        Self {
            allow: Vec::new(),
            deny: Vec::new(),
        }
    }
}

impl Permission {
    /// Returns the commands of the permission; `None` if they are unknown.
    pub(super) fn commands(&self) -> Option<Commands> {
        let (name, scoped) = match self {
            Self::Name(name) => (name, false),
            Self::Scoped { identifier } => (identifier, true),
        };
        let (plugin, action) = match name.rsplit_once(':') {
            Some((plugin, action)) => {
                (Some(plugin.strip_prefix("core:").unwrap_or(plugin)), action)
            }
            None => (None, name.as_str()),
        };
        let command = |action: &str| {
            let command = action.replace('-', "_");
            plugin.map_or_else(
                || command.clone(),
                |plugin| format!("plugin:{plugin}|{command}"),
            )
        };
        if let Some(action) = action.strip_prefix("deny-") {
            return Some(Commands {
                deny: vec![command(action)],
                ..Commands::default()
            });
        }
        if scoped {
            return None;
        }
        let allow = match action.strip_prefix("allow-") {
            Some(action) => vec![command(action)],
            None if action == "default" => defaults(plugin?)?,
            None => return None,
        };
        Some(Commands {
            allow,
            ..Commands::default()
        })
    }
}

fn defaults(plugin: &str) -> Option<Vec<String>> {
    let of = |(plugin, commands): &(&str, &[&str])| {
        commands
            .iter()
            .map(|command| format!("plugin:{plugin}|{command}"))
            .collect::<Vec<_>>()
    };
    if plugin == "core" {
        return Some(DEFAULTS.iter().flat_map(of).collect());
    }
    DEFAULTS.iter().find(|(name, _)| *name == plugin).map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commands(name: &str) -> Option<Commands> {
        Permission::Name(name.into()).commands()
    }

    #[test]
    fn permission_names_are_mapped_to_commands() {
        assert_eq!(
            commands("core:window:allow-set-title").unwrap().allow,
            ["plugin:window|set_title"]
        );
        assert_eq!(
            commands("fs:deny-read-file").unwrap().deny,
            ["plugin:fs|read_file"]
        );
        assert_eq!(commands("allow-greet").unwrap().allow, ["greet"]);
        assert_eq!(commands("core:event:default").unwrap().allow.len(), 4);
        assert!(
            commands("core:default")
                .unwrap()
                .allow
                .contains(&"plugin:path|join".to_owned())
        );
        assert!(
            !commands("core:default")
                .unwrap()
                .allow
                .contains(&"plugin:window|close".to_owned())
        );
        assert_eq!(commands("fs:default"), None);
        assert_eq!(commands("fs:read-all"), None);
    }

    #[test]
    fn a_scoped_allow_is_ignored_and_a_scoped_deny_is_whole() {
        let scoped = |name: &str| {
            Permission::Scoped {
                identifier: name.into(),
            }
            .commands()
        };
        assert_eq!(scoped("fs:allow-read-file"), None);
        assert_eq!(
            scoped("fs:deny-read-file").unwrap().deny,
            ["plugin:fs|read_file"]
        );
    }
}
