//! The configuration of an application: `bytelane.conf.json`, or the `tauri.conf.json` (version 2) that is there already.
//!
//! Keys that this crate does not know are accepted. A value of the wrong type is refused with the path of its key.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use url::Url;

use crate::{
    app::{Error, Result},
    capability::Capability,
};

/// The whole configuration.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Config {
    /// Name for people.
    pub product_name: Option<String>,
    /// Version of the application; the package's otherwise.
    pub version: Option<String>,
    /// Reverse domain name of the application, such as `org.example.viewer`. The webview's data lie in a directory of this name.
    pub identifier: String,
    /// Where the pages come from.
    pub build: BuildConfig,
    /// Windows and security.
    pub app: AppConfig,
    /// What plugins read, by their names.
    pub plugins: BTreeMap<String, serde_json::Value>,
}

/// Where the pages come from.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BuildConfig {
    /// The pages: a directory (relative to the configuration), a list of files, or a URL.
    pub frontend_dist: Option<FrontendDist>,
    /// Server of the pages during development; used in debug builds.
    #[serde(deserialize_with = "optional_url")]
    pub dev_url: Option<Url>,
}

/// The pages that an application is shipped with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum FrontendDist {
    /// A server.
    Url(Url),
    /// A directory.
    Directory(PathBuf),
    /// Single files.
    Files(Vec<PathBuf>),
}

/// Windows and security.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AppConfig {
    /// Windows that are opened at start.
    pub windows: Vec<WindowConfig>,
    /// Security.
    pub security: SecurityConfig,
    /// Give pages `window.__TAURI__`.
    pub with_global_tauri: bool,
}

/// Security.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecurityConfig {
    /// Content security policy of the pages.
    pub csp: Option<Csp>,
    /// The policy of debug builds, in place of `csp`.
    pub dev_csp: Option<Csp>,
    /// Origins besides the application's own whose pages may use the engine, such as `https://app.example.org`.
    ///
    /// They may call everything that the application's own pages may. To let a page call some commands only, use `capabilities`.
    pub allowed_origins: Vec<String>,
    /// Who may call what. See [`capability`](crate::capability).
    pub capabilities: Vec<CapabilityEntry>,
    /// Files of the user that pages name by address, such as `asset://localhost/%2Fhome%2Fada%2Fphoto.jpg`.
    pub asset_protocol: AssetProtocolConfig,
}

/// A capability, or the name of one that stands in a file of its own.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
#[allow(
    clippy::large_enum_variant,
    reason = "a configuration has a few of them, once"
)]
pub enum CapabilityEntry {
    /// The name of one: `generate_context!` puts it here from its file in `capabilities/`.
    Name(String),
    /// A capability.
    Inline(Capability),
}

/// Files of the user that pages name by address.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AssetProtocolConfig {
    /// Whether there is the scheme `asset`.
    pub enable: bool,
    /// Which files.
    pub scope: FsScope,
}

/// Patterns of paths, which may start with a directory's variable such as `$PICTURE`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a list of patterns, or an object with `allow` and `deny`"
)]
pub enum FsScope {
    /// What is allowed.
    AllowedPaths(Vec<PathBuf>),
    /// What is allowed, and what of it is not.
    #[serde(rename_all = "camelCase")]
    Scope {
        /// What is allowed.
        #[serde(default)]
        allow: Vec<PathBuf>,
        /// What is not, whatever `allow` says.
        #[serde(default)]
        deny: Vec<PathBuf>,
        /// Whether a `*` leaves names out that start with a dot. Yes on Unix by default.
        #[serde(default)]
        require_literal_leading_dot: Option<bool>,
    },
}

impl Default for FsScope {
    fn default() -> Self {
        Self::AllowedPaths(Vec::new())
    }
}

/// A content security policy.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a string or a map from directive to sources"
)]
pub enum Csp {
    /// The text of the header.
    Policy(String),
    /// Sources by directive.
    DirectiveMap(BTreeMap<String, CspSources>),
}

/// Sources of a directive.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
pub enum CspSources {
    /// Sources with blanks between.
    Inline(String),
    /// One source each.
    List(Vec<String>),
}

/// One window.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowConfig {
    /// Name by which the application knows the window; `main` otherwise.
    pub label: String,
    /// Open it at start. The default.
    pub create: bool,
    /// Label of the window that it stays above, and goes with, on Linux.
    pub parent: Option<String>,
    /// What it shows.
    pub url: WebviewUrl,
    /// Its title; the product's name otherwise.
    pub title: String,
    /// Width of its inside in logical pixels.
    pub width: f64,
    /// Height of its inside in logical pixels.
    pub height: f64,
    /// Least width.
    pub min_width: Option<f64>,
    /// Least height.
    pub min_height: Option<f64>,
    /// Greatest width.
    pub max_width: Option<f64>,
    /// Greatest height.
    pub max_height: Option<f64>,
    /// Horizontal position in logical pixels.
    pub x: Option<f64>,
    /// Vertical position in logical pixels.
    pub y: Option<f64>,
    /// In the middle of the monitor.
    pub center: bool,
    /// The user may change its size. The default.
    pub resizable: bool,
    /// The user may maximize it. The default.
    pub maximizable: bool,
    /// The user may minimize it. The default.
    pub minimizable: bool,
    /// The user may close it. The default.
    pub closable: bool,
    /// Maximized at start.
    pub maximized: bool,
    /// Visible at start. The default.
    pub visible: bool,
    /// Fullscreen at start.
    pub fullscreen: bool,
    /// Focused at start. The default.
    pub focus: bool,
    /// With borders and a title bar. The default.
    pub decorations: bool,
    /// Above other windows.
    pub always_on_top: bool,
    /// Below other windows.
    pub always_on_bottom: bool,
    /// See-through where the page is.
    pub transparent: bool,
    /// Not in the task bar.
    pub skip_taskbar: bool,
    /// Light or dark; the system's otherwise.
    pub theme: Option<super::Theme>,
    /// The webview's user agent.
    pub user_agent: Option<String>,
    /// Proxy of the webview: `http://host:port` or `socks5://host:port`. On Linux windows that keep data on disk share one, the last that was set.
    pub proxy_url: Option<Url>,
    /// Nothing of the webview is kept on disk.
    pub incognito: bool,
    /// The inspector may be opened; in debug builds otherwise.
    pub devtools: Option<bool>,
    /// The colour behind the page.
    pub background_color: Option<super::Color>,
    /// It may have the focus. The default.
    pub focusable: bool,
    /// On all workspaces.
    pub visible_on_all_workspaces: bool,
    /// Kept out of pictures that others take of the screen, where the system can.
    pub content_protected: bool,
    /// The page may be scaled with keys and wheel.
    pub zoom_hotkeys_enabled: bool,
    /// Files that are dropped on the page are events of the window, and nothing of the page's own. The default.
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

/// What a webview shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum WebviewUrl {
    /// A page of the application: a path under its pages, which may have a query and a fragment.
    App(PathBuf),
    /// Any URL.
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

/// The URL that a text is, when it has an authority or is `about:blank` or a `data:` URL: `C:\pages` is a path.
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
    /// Reads a configuration.
    ///
    /// # Errors
    /// [`Error::Config`] with the path of the key.
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

    /// The policy of this build, as the header's text.
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

impl std::fmt::Display for Csp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Policy(text) => f.write_str(text),
            Self::DirectiveMap(directives) => {
                for (index, (directive, sources)) in directives.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "; " };
                    match sources {
                        CspSources::Inline(sources) => {
                            write!(f, "{separator}{directive} {sources}")?
                        }
                        CspSources::List(sources) => {
                            write!(f, "{separator}{directive} {}", sources.join(" "))?
                        }
                    }
                }
                Ok(())
            }
        }
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
    fn the_policy_of_debug_builds_is_its_own() {
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
