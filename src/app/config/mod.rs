//! The configuration of an application: `bytelane.conf.json`, or an existing `tauri.conf.json` of version 2.
//!
//! Unknown keys are ignored. A value of the wrong type is an error that names the path of its key.

mod directories;
mod effects;
mod security;

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use url::Url;

pub use self::{
    directories::{AppDirectoriesOverride, AppDirectoryOverrides},
    effects::{WindowEffect, WindowEffectState, WindowEffectsConfig},
    security::{
        AssetProtocolConfig, CapabilityEntry, Csp, CspDirectiveSources,
        DisabledCspModificationKind, FsScope, HeaderConfig, HeaderSource, SecurityConfig,
    },
};
use crate::app::{Error, Result};

/// The configuration of the application.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Config {
    /// The name of the application as the user sees it.
    pub product_name: Option<String>,
    /// The version of the application. Defaults to the version of the package.
    pub version: Option<String>,
    /// The identifier of the application in reverse domain notation, such as `org.example.viewer`. It names the directory of the webviews' data.
    pub identifier: String,
    /// The source of the pages.
    pub build: BuildConfig,
    /// The windows and the security of the application.
    pub app: AppConfig,
    /// The configuration of each plugin, by its name.
    pub plugins: BTreeMap<String, serde_json::Value>,
}

/// The source of the pages.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BuildConfig {
    /// The pages: a directory relative to the configuration file, a list of files, or a URL.
    pub frontend_dist: Option<FrontendDist>,
    /// The URL of the development server, used in debug builds.
    #[serde(deserialize_with = "optional_url")]
    pub dev_url: Option<Url>,
}

/// The pages with which an application is distributed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum FrontendDist {
    /// The URL of a server.
    Url(Url),
    /// A directory of files.
    Directory(PathBuf),
    /// A list of files.
    Files(Vec<PathBuf>),
}

/// The windows and the security of an application.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AppConfig {
    /// The windows of the application. Those with `create` are created at startup.
    pub windows: Vec<WindowConfig>,
    /// The security configuration.
    pub security: SecurityConfig,
    /// Whether pages have the global `window.__TAURI__`.
    pub with_global_tauri: bool,
    /// The scheme of the pages, which determines their origin: `tauri` for `tauri://localhost`, on Windows and Android `http://tauri.localhost`.
    ///
    /// Defaults to `tauri` if `generate_context!` reads `tauri.conf.json`, otherwise to `bytelane`. What a page stores belongs to its origin.
    pub scheme: Option<String>,
    /// The directories of the application, in place of those of the system.
    pub app_directories_override: Option<AppDirectoriesOverride>,
}

/// The configuration of a window and its webview.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowConfig {
    /// The label of the window. Defaults to `main`.
    pub label: String,
    /// Whether the window is created at startup. Defaults to `true`.
    pub create: bool,
    /// The label of the parent window, which the window stays above and closes with. Linux only.
    pub parent: Option<String>,
    /// The page that the webview loads.
    pub url: WebviewUrl,
    /// The title of the window. Defaults to the product name.
    pub title: String,
    /// The width of the client area in logical pixels.
    pub width: f64,
    /// The height of the client area in logical pixels.
    pub height: f64,
    /// The minimum width of the client area in logical pixels.
    pub min_width: Option<f64>,
    /// The minimum height of the client area in logical pixels.
    pub min_height: Option<f64>,
    /// The maximum width of the client area in logical pixels.
    pub max_width: Option<f64>,
    /// The maximum height of the client area in logical pixels.
    pub max_height: Option<f64>,
    /// The horizontal position of the window in logical pixels.
    pub x: Option<f64>,
    /// The vertical position of the window in logical pixels.
    pub y: Option<f64>,
    /// Whether the window is centered on the monitor.
    pub center: bool,
    /// Whether the user can resize the window. Defaults to `true`.
    pub resizable: bool,
    /// Whether the user can maximize the window. Defaults to `true`.
    pub maximizable: bool,
    /// Whether the user can minimize the window. Defaults to `true`.
    pub minimizable: bool,
    /// Whether the user can close the window. Defaults to `true`.
    pub closable: bool,
    /// Whether the window is maximized on creation.
    pub maximized: bool,
    /// Whether the window is visible on creation. Defaults to `true`.
    pub visible: bool,
    /// Whether the window is in fullscreen mode on creation.
    pub fullscreen: bool,
    /// Whether the window is focused on creation. Defaults to `true`.
    pub focus: bool,
    /// Whether the window has borders and a title bar. Defaults to `true`.
    pub decorations: bool,
    /// Whether the window is always on top of other windows.
    pub always_on_top: bool,
    /// Whether the window is always below other windows.
    pub always_on_bottom: bool,
    /// Whether the window is transparent where the page is.
    pub transparent: bool,
    /// Whether the window is hidden from the taskbar.
    pub skip_taskbar: bool,
    /// The theme of the window. Defaults to the theme of the system.
    pub theme: Option<super::Theme>,
    /// The user agent of the webview.
    pub user_agent: Option<String>,
    /// The proxy of the webview: `http://host:port` or `socks5://host:port`. On Linux, windows that are not incognito share the last one set.
    pub proxy_url: Option<Url>,
    /// Whether the webview runs in incognito mode, which stores nothing on disk.
    pub incognito: bool,
    /// Whether the developer tools can be opened. Defaults to `true` in debug builds only.
    pub devtools: Option<bool>,
    /// The background color of the window and the webview.
    pub background_color: Option<super::Color>,
    /// Whether the window can be focused. Defaults to `true`.
    pub focusable: bool,
    /// Whether the window is visible on all workspaces.
    pub visible_on_all_workspaces: bool,
    /// Whether the window is excluded from screen capture, if the system supports it.
    pub content_protected: bool,
    /// Whether the user can zoom the page with the keyboard and the mouse wheel.
    pub zoom_hotkeys_enabled: bool,
    /// Whether files dropped on the page are events of the window, and not of the page. Defaults to `true`.
    pub drag_drop_enabled: bool,
}

impl Default for WindowConfig {
    fn default() -> Self {
        Self {
            label: "main".into(),
            create: true,
            parent: None,
            url: WebviewUrl::default(),
            title: String::new(),
            width: 800.0,
            height: 600.0,
            min_width: None,
            min_height: None,
            max_width: None,
            max_height: None,
            x: None,
            y: None,
            center: false,
            resizable: true,
            maximizable: true,
            minimizable: true,
            closable: true,
            maximized: false,
            visible: true,
            fullscreen: false,
            focus: true,
            decorations: true,
            always_on_top: false,
            always_on_bottom: false,
            transparent: false,
            skip_taskbar: false,
            theme: None,
            user_agent: None,
            proxy_url: None,
            incognito: false,
            devtools: None,
            background_color: None,
            focusable: true,
            visible_on_all_workspaces: false,
            content_protected: false,
            zoom_hotkeys_enabled: false,
            drag_drop_enabled: true,
        }
    }
}

/// The page that a webview loads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum WebviewUrl {
    /// A path of the application's pages, which may have a query and a fragment.
    App(PathBuf),
    /// An external URL.
    External(Url),
}

impl Default for WebviewUrl {
    fn default() -> Self {
        Self::App("index.html".into())
    }
}

impl<'de> Deserialize<'de> for WebviewUrl {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)
            .map(|text| url_of(&text).map_or_else(|| Self::App(text.into()), Self::External))
    }
}

impl<'de> Deserialize<'de> for FrontendDist {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a path, a URL or a list of paths")]
        enum Text {
            One(String),
            Many(Vec<PathBuf>),
        }
        Ok(match Text::deserialize(deserializer)? {
            Text::One(text) => {
                url_of(&text).map_or_else(|| Self::Directory(text.into()), Self::Url)
            }
            Text::Many(files) => Self::Files(files),
        })
    }
}

/// Parses a URL that has a host or the scheme `about`, `data` or `file`. Returns `None` for other texts: `C:\pages` is a path.
fn url_of(text: &str) -> Option<Url> {
    Url::parse(text)
        .ok()
        .filter(|url| url.has_host() || matches!(url.scheme(), "about" | "data" | "file"))
}

fn optional_url<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Url>, D::Error> {
    Option::<String>::deserialize(deserializer)?
        .map(|text| {
            Url::parse(&text)
                .map_err(|error| D::Error::custom(format!("{text:?} is not a URL: {error}")))
        })
        .transpose()
}

impl Config {
    /// Parses a configuration.
    ///
    /// # Errors
    /// Returns [`Error::Config`], which names the path of the key, if the text is not a valid configuration.
    ///
    /// # Examples
    /// ```
    /// let error = bytelane::Config::from_json(r#"{ "app": { "windows": [{ "width": "wide" }] } }"#).unwrap_err();
    /// assert!(error.to_string().starts_with("configuration: app.windows[0].width: "));
    /// ```
    pub fn from_json(text: &str) -> Result<Self> {
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let config: Self =
            serde_path_to_error::deserialize(&mut deserializer).map_err(|error| Error::Config {
                key: error.path().to_string(),
                message: error.inner().to_string(),
            })?;
        deserializer.end().map_err(|error| Error::Config {
            key: ".".into(),
            message: error.to_string(),
        })?;
        Ok(config)
    }

    /// Returns the Content Security Policy of a debug or release build as the value of the header.
    pub(crate) fn csp(&self, debug: bool) -> Option<String> {
        let security = &self.app.security;
        let csp = if debug {
            security.dev_csp.as_ref().or(security.csp.as_ref())
        } else {
            security.csp.as_ref()
        };
        csp.map(Csp::to_string)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_tauri_configuration() {
        let config = Config::from_json(
            r#"{
                "$schema": "https://schema.tauri.app/config/2",
                "productName": "Viewer", "version": "1.2.3", "identifier": "org.example.viewer",
                "build": { "frontendDist": "../dist", "devUrl": "http://localhost:1420", "beforeDevCommand": "npm run dev" },
                "app": {
                    "withGlobalTauri": true,
                    "windows": [
                        { "title": "One", "minWidth": 200, "alwaysOnTop": true, "dragDropEnabled": false },
                        { "label": "two", "create": false, "url": "https://example.org/x" }
                    ],
                    "security": { "csp": { "default-src": "'self'", "img-src": ["'self'", "data:"] }, "devCsp": null }
                },
                "bundle": { "active": true }
            }"#,
        )
        .unwrap();
        assert_eq!(config.product_name.as_deref(), Some("Viewer"));
        assert_eq!(
            config.build.frontend_dist,
            Some(FrontendDist::Directory("../dist".into()))
        );
        assert_eq!(config.build.dev_url.as_ref().unwrap().port(), Some(1420));
        assert!(config.app.with_global_tauri);
        let [one, two] = config.app.windows.as_slice() else {
            panic!("two windows")
        };
        assert_eq!(
            (
                one.label.as_str(),
                one.title.as_str(),
                one.min_width,
                one.always_on_top
            ),
            ("main", "One", Some(200.0), true)
        );
        assert_eq!(one.url, WebviewUrl::App("index.html".into()));
        assert!(!two.create);
        assert_eq!(
            two.url,
            WebviewUrl::External("https://example.org/x".parse().unwrap())
        );
        assert_eq!(
            config.csp(true).unwrap(),
            "default-src 'self'; img-src 'self' data:"
        );
    }

    #[test]
    fn an_empty_configuration_has_the_defaults() {
        assert_eq!(Config::from_json("{}").unwrap(), Config::default());
    }

    #[test]
    fn errors_name_the_path_of_the_key() {
        let cases = [
            (
                r#"{ "app": { "windows": [{}, { "visible": 1 }] } }"#,
                "app.windows[1].visible",
            ),
            (r#"{ "build": { "devUrl": "nowhere" } }"#, "build.devUrl"),
            (
                r#"{ "app": { "security": { "csp": 7 } } }"#,
                "app.security.csp",
            ),
            (r#"{ "identifier": null }"#, "identifier"),
        ];
        for (text, key) in cases {
            let Err(Error::Config { key: found, .. }) = Config::from_json(text) else {
                panic!("{text} was accepted")
            };
            assert_eq!(found, key);
        }
        assert!(Config::from_json("{").is_err());
        assert!(Config::from_json("{} x").is_err());
    }

    #[test]
    fn debug_builds_have_a_policy_of_their_own() {
        let config = Config::from_json(r#"{ "app": { "security": { "csp": "default-src 'self'", "devCsp": "default-src *" } } }"#).unwrap();
        assert_eq!(config.csp(true).unwrap(), "default-src *");
        assert_eq!(config.csp(false).unwrap(), "default-src 'self'");
    }

    #[test]
    fn a_windows_path_is_not_a_url() {
        assert_eq!(url_of(r"C:\pages"), None);
        assert!(url_of("https://example.org").is_some());
        assert!(url_of("about:blank").is_some());
    }
}
