//! The context of the application: configuration, package and pages.

use std::{path::PathBuf, sync::Arc};

use crate::{
    ServePages,
    app::{
        Config, Error, PackageInfo, Result,
        config::{Csp, WindowConfig},
        image::Image,
        pages::serve::{SCHEME_OF_TAURI, Source},
    },
};

/// The source of the pages that `generate_context!` has found.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Assets {
    /// No files: the pages have a URL.
    None,
    /// Files embedded in the program, sorted by key such as `/index.html`.
    Embedded(&'static [(&'static str, &'static [u8])]),
    /// A directory of files.
    Directory(&'static str),
}

/// What `generate_context!` has found.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Generated {
    /// The configuration with its overrides and capabilities.
    pub config_json: &'static str,
    pub package_name: &'static str,
    pub package_version: &'static str,
    pub assets: Assets,
    /// Whether the configuration is in a file of Tauri.
    pub is_of_tauri: bool,
    /// A text for each key of the configuration that is not supported.
    pub unsupported: &'static [&'static str],
}

/// Creates the context of `generate_context!`.
#[doc(hidden)]
pub fn generated(generated: Generated) -> Context {
    Context::generated(generated)
}

/// The parts of an application besides its code: configuration, package information and pages.
///
/// [`generate_context!`](crate::generate_context) creates it from the configuration file. A program without such a file creates its own:
///
/// ```no_run
/// use bytelane::{Builder, Context, WindowConfig};
///
/// let context = Context::new("org.example.hello")
///     .embedded(&[("/index.html", b"<h1>Hello</h1>")])
///     .window(WindowConfig { title: "Hello".into(), ..WindowConfig::default() });
/// Builder::default().run(context)?;
/// # Ok::<(), bytelane::Error>(())
/// ```
pub struct Context {
    config: Config,
    /// The error of a configuration that could not be parsed.
    problem: Option<Error>,
    package_name: String,
    package_version: String,
    source: Source,
    incognito: bool,
    icon: Option<Image<'static>>,
    unsupported: &'static [&'static str],
}

impl std::fmt::Debug for Context {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Context")
            .field("config", &self.config)
            .field("problem", &self.problem)
            .finish_non_exhaustive()
    }
}

impl Context {
    /// Creates a context without windows and pages for the application with this identifier.
    pub fn new(identifier: impl Into<String>) -> Self {
        Self::from_config(Config {
            identifier: identifier.into(),
            ..Config::default()
        })
    }

    /// Creates a context from a configuration. Pages are served from `build.frontendDist` if it is a directory, relative to the current one.
    pub fn from_config(config: Config) -> Self {
        let source = match &config.build.frontend_dist {
            Some(crate::app::config::FrontendDist::Directory(directory)) => {
                Source::Directory(directory.clone())
            }
            _ => Source::None,
        };
        let package_name = config.identifier.clone();
        Self {
            config,
            problem: None,
            package_name,
            package_version: String::new(),
            source,
            incognito: false,
            icon: None,
            unsupported: &[],
        }
    }

    /// Creates the context of `generate_context!`.
    pub(crate) fn generated(generated: Generated) -> Self {
        let (mut config, problem) = match Config::from_json(generated.config_json) {
            Ok(config) => (config, None),
            Err(error) => (Config::default(), Some(error)),
        };
        if generated.is_of_tauri && config.app.scheme.is_none() {
            config.app.scheme = Some(SCHEME_OF_TAURI.into());
        }
        let source = match generated.assets {
            Assets::None => Source::None,
            Assets::Embedded(table) => Source::Embedded(table),
            Assets::Directory(directory) => Source::Directory(directory.into()),
        };
        Self {
            config,
            problem,
            package_name: generated.package_name.to_owned(),
            package_version: generated.package_version.to_owned(),
            source,
            incognito: false,
            icon: None,
            unsupported: generated.unsupported,
        }
    }

    /// Returns the configuration.
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// Returns a mutable reference to the configuration, to change it before the application is built.
    pub const fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// Returns the icon of windows that have no icon of their own.
    pub const fn default_window_icon(&self) -> Option<&Image<'_>> {
        self.icon.as_ref()
    }

    /// Sets the icon of windows that have no icon of their own, such as that of [`include_image!`](crate::include_image). There is none by default.
    pub fn set_default_window_icon(&mut self, icon: Option<Image<'static>>) {
        self.icon = icon;
    }

    /// Adds a window that is created at startup.
    #[must_use]
    pub fn window(mut self, window: WindowConfig) -> Self {
        self.config.app.windows.push(window);
        self
    }

    /// Serves pages that are embedded in the program, given as paths such as `/index.html` and their contents.
    #[must_use]
    pub fn embedded(mut self, files: &'static [(&'static str, &'static [u8])]) -> Self {
        self.source = Source::Embedded(files);
        self
    }

    /// Serves pages from a directory.
    #[must_use]
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        self.source = Source::Directory(directory.into());
        self
    }

    /// Serves pages from a custom source.
    #[must_use]
    pub fn pages(mut self, pages: impl ServePages) -> Self {
        self.source = Source::Custom(Arc::new(pages));
        self
    }

    /// Sets the Content Security Policy of the pages. The sources that the engine needs are added to it.
    #[must_use]
    pub fn csp(mut self, policy: impl Into<String>) -> Self {
        self.config.app.security.csp = Some(Csp::Policy(policy.into()));
        self
    }

    /// Sets whether all webviews run in incognito mode, which stores nothing on disk.
    #[must_use]
    pub const fn incognito(mut self, incognito: bool) -> Self {
        self.incognito = incognito;
        self
    }

    pub(crate) fn into_parts(self) -> Result<ContextParts> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        for text in self.unsupported {
            tracing::warn!(target: "bytelane::application", "{text}");
        }
        let mut config = self.config;
        if config.identifier.is_empty() {
            config.identifier.clone_from(&self.package_name);
        }
        let package = PackageInfo {
            name: config
                .product_name
                .clone()
                .unwrap_or_else(|| self.package_name.clone()),
            version: config.version.clone().unwrap_or(self.package_version),
            crate_name: self.package_name,
        };
        Ok(ContextParts {
            config,
            package,
            source: self.source,
            incognito: self.incognito,
            icon: self.icon,
        })
    }
}

/// The parts of a context.
pub(crate) struct ContextParts {
    pub(crate) config: Config,
    pub(crate) package: PackageInfo,
    pub(crate) source: Source,
    pub(crate) incognito: bool,
    pub(crate) icon: Option<Image<'static>>,
}

/// Returns the directory in which webviews store their data, or `None` if the system does not define one.
pub(crate) fn data_directory(identifier: &str) -> Option<PathBuf> {
    let is_name = !identifier.is_empty()
        && !identifier.contains(['/', '\\'])
        && identifier != "."
        && identifier != "..";
    let variable = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        std::env::home_dir()?.join("Library/Application Support")
    } else {
        variable("XDG_DATA_HOME").or_else(|| Some(std::env::home_dir()?.join(".local/share")))?
    };
    is_name.then(|| base.join(identifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEWER: Generated = Generated {
        config_json: r#"{ "productName": "Viewer" }"#,
        package_name: "viewer",
        package_version: "1.0.0",
        assets: Assets::None,
        is_of_tauri: false,
        unsupported: &[],
    };

    #[test]
    fn names_come_from_the_configuration_or_the_package() {
        let parts = Context::generated(VIEWER).into_parts().unwrap();
        assert_eq!(
            (parts.package.name.as_str(), parts.package.version.as_str()),
            ("Viewer", "1.0.0")
        );
        assert_eq!(parts.config.identifier, "viewer");
    }

    #[test]
    fn the_file_determines_the_scheme_unless_it_is_set() {
        let scheme = |is_of_tauri, config_json| {
            let generated = Generated {
                is_of_tauri,
                config_json,
                ..VIEWER
            };
            Context::generated(generated).config.app.scheme
        };
        assert_eq!(scheme(false, "{}"), None);
        assert_eq!(scheme(true, "{}").as_deref(), Some("tauri"));
        let own = r#"{ "app": { "scheme": "bytelane" } }"#;
        assert_eq!(scheme(true, own).as_deref(), Some("bytelane"));
    }

    #[test]
    fn a_bad_configuration_is_reported_when_the_application_is_built() {
        let context = Context::generated(Generated {
            config_json: r#"{ "app": 7 }"#,
            ..VIEWER
        });
        assert!(matches!(context.into_parts(), Err(Error::Config { key, .. }) if key == "app"));
    }

    #[test]
    fn an_identifier_that_is_a_path_has_no_data_directory() {
        for identifier in ["", "..", "a/b", r"a\b"] {
            assert_eq!(data_directory(identifier), None);
        }
    }
}
