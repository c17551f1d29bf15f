//! Paths of the system and of the application.

use std::{
    ffi::OsStr,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::app::{AppHandle, Error, Result, Runtime, Wry, config::AppDirectoriesOverride};

macro_rules! directories {
    ($($(#[$doc:meta])* $name:ident = $number:literal, $variable:literal, $method:ident;)*) => {
        /// A base directory of paths.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        #[serde(try_from = "u16", into = "u16")]
        #[non_exhaustive]
        pub enum BaseDirectory { $($(#[$doc])* $name = $number,)* }

        impl BaseDirectory {
            const ALL: &[Self] = &[$(Self::$name,)*];

            /// Returns the variable that stands for the directory at the start of a path, such as `$HOME`.
            pub const fn variable(self) -> &'static str {
                match self { $(Self::$name => $variable,)* }
            }

            /// Returns the directory that a variable stands for.
            pub fn from_variable(variable: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|directory| directory.variable() == variable)
            }
        }

        impl TryFrom<u16> for BaseDirectory {
            type Error = String;

            fn try_from(number: u16) -> std::result::Result<Self, String> {
                match number {
                    $($number => Ok(Self::$name),)*
                    _ => Err(format!("unknown base directory {number}")),
                }
            }
        }

        impl From<BaseDirectory> for u16 {
            fn from(directory: BaseDirectory) -> Self {
                directory as Self
            }
        }

        impl<R: Runtime> PathResolver<R> {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// Returns an error if the system does not define the directory.
                pub fn $method(&self) -> Result<PathBuf> {
                    self.of(BaseDirectory::$name)
                }
            )*
        }
    };
}

directories! {
    /// The audio directory of the user.
    Audio = 1, "$AUDIO", audio_dir;
    /// The cache directory of the user.
    Cache = 2, "$CACHE", cache_dir;
    /// The configuration directory of the user.
    Config = 3, "$CONFIG", config_dir;
    /// The data directory of the user.
    Data = 4, "$DATA", data_dir;
    /// The local data directory of the user, which is not shared among machines.
    LocalData = 5, "$LOCALDATA", local_data_dir;
    /// The documents directory of the user.
    Document = 6, "$DOCUMENT", document_dir;
    /// The downloads directory of the user.
    Download = 7, "$DOWNLOAD", download_dir;
    /// The pictures directory of the user.
    Picture = 8, "$PICTURE", picture_dir;
    /// The public directory of the user.
    Public = 9, "$PUBLIC", public_dir;
    /// The videos directory of the user.
    Video = 10, "$VIDEO", video_dir;
    /// The resource directory of the application: the directory of its executable, or `../lib/<name>` if that is `bin`.
    Resource = 11, "$RESOURCE", resource_dir;
    /// The directory of temporary files.
    Temp = 12, "$TEMP", temp_dir;
    /// The configuration directory of the application.
    AppConfig = 13, "$APPCONFIG", app_config_dir;
    /// The data directory of the application.
    AppData = 14, "$APPDATA", app_data_dir;
    /// The local data directory of the application, which is not shared among machines.
    AppLocalData = 15, "$APPLOCALDATA", app_local_data_dir;
    /// The cache directory of the application.
    AppCache = 16, "$APPCACHE", app_cache_dir;
    /// The log directory of the application.
    AppLog = 17, "$APPLOG", app_log_dir;
    /// The desktop directory of the user.
    Desktop = 18, "$DESKTOP", desktop_dir;
    /// The directory of the user's executables.
    Executable = 19, "$EXE", executable_dir;
    /// The fonts directory of the user.
    Font = 20, "$FONT", font_dir;
    /// The home directory of the user.
    Home = 21, "$HOME", home_dir;
    /// The runtime directory, whose files live as long as the user's session.
    Runtime = 22, "$RUNTIME", runtime_dir;
    /// The templates directory of the user.
    Template = 23, "$TEMPLATE", template_dir;
}

/// A path without components `..`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SafePathBuf(PathBuf);

impl SafePathBuf {
    /// Checks a path.
    ///
    /// # Errors
    /// Returns an error if the path has a component `..`.
    ///
    /// # Examples
    /// ```
    /// use bytelane::path::SafePathBuf;
    ///
    /// assert!(SafePathBuf::new("notes/today.txt".into()).is_ok());
    /// assert!(SafePathBuf::new("notes/../../today.txt".into()).is_err());
    /// ```
    pub fn new(path: PathBuf) -> std::result::Result<Self, &'static str> {
        if path.components().any(|part| part == Component::ParentDir) {
            return Err("the path has a component `..`");
        }
        Ok(Self(path))
    }

    /// Returns a value that displays the path.
    pub fn display(&self) -> std::path::Display<'_> {
        self.0.display()
    }
}

impl AsRef<Path> for SafePathBuf {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl std::str::FromStr for SafePathBuf {
    type Err = &'static str;

    fn from_str(path: &str) -> std::result::Result<Self, Self::Err> {
        Self::new(path.into())
    }
}

impl From<SafePathBuf> for PathBuf {
    fn from(path: SafePathBuf) -> Self {
        path.0
    }
}

impl<'de> Deserialize<'de> for SafePathBuf {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        Self::new(PathBuf::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Resolves paths of the system and of the application.
#[derive(Clone, Debug)]
pub struct PathResolver<R: Runtime = Wry>(AppHandle<R>);

impl<R: Runtime> PathResolver<R> {
    pub(crate) const fn new(app: AppHandle<R>) -> Self {
        Self(app)
    }

    fn of(&self, directory: BaseDirectory) -> Result<PathBuf> {
        use BaseDirectory as Base;
        if let Some(path) = self.overridden(directory) {
            return path;
        }
        let own = |base: Option<PathBuf>| Some(base?.join(&self.0.shared.config.identifier));
        let found = match directory {
            Base::Audio => dirs::audio_dir(),
            Base::Cache => dirs::cache_dir(),
            Base::Config => dirs::config_dir(),
            Base::Data => dirs::data_dir(),
            Base::LocalData => dirs::data_local_dir(),
            Base::Document => dirs::document_dir(),
            Base::Download => dirs::download_dir(),
            Base::Picture => dirs::picture_dir(),
            Base::Public => dirs::public_dir(),
            Base::Video => dirs::video_dir(),
            Base::Resource => resources(&self.0.shared.package.name),
            Base::Temp => Some(std::env::temp_dir()),
            Base::AppConfig => own(dirs::config_dir()),
            Base::AppData => own(dirs::data_dir()),
            Base::AppLocalData => own(dirs::data_local_dir()),
            Base::AppCache => own(dirs::cache_dir()),
            Base::AppLog if cfg!(target_os = "macos") => {
                own(dirs::home_dir().map(|home| home.join("Library/Logs")))
            }
            Base::AppLog => own(dirs::data_local_dir()).map(|own| own.join("logs")),
            Base::Desktop => dirs::desktop_dir(),
            Base::Executable => dirs::executable_dir(),
            Base::Font => dirs::font_dir(),
            Base::Home => dirs::home_dir(),
            Base::Runtime => dirs::runtime_dir(),
            Base::Template => dirs::template_dir(),
        };
        found.ok_or(Error::UnknownPath)
    }

    /// Returns the directory of the application that the configuration sets, if it sets this one.
    fn overridden(&self, directory: BaseDirectory) -> Option<Result<PathBuf>> {
        use BaseDirectory as Base;
        let own = self.0.shared.config.app.app_directories_override.as_ref()?;
        let path = match own {
            AppDirectoriesOverride::Root(root) => match directory {
                Base::AppConfig | Base::AppData | Base::AppLocalData => root.clone(),
                Base::AppCache => root.join("caches"),
                Base::AppLog => root.join("logs"),
                _ => return None,
            },
            AppDirectoriesOverride::Directories(own) => match directory {
                Base::AppConfig => own.config.clone()?,
                Base::AppData => own.data.clone()?,
                Base::AppLocalData => own.local_data.clone()?,
                Base::AppCache => own.cache.clone()?,
                Base::AppLog => own.log.clone()?,
                _ => return None,
            },
        };
        let first = path
            .components()
            .next()
            .and_then(|part| part.as_os_str().to_str());
        let names_own = |base: BaseDirectory| {
            matches!(
                base,
                Base::AppConfig
                    | Base::AppData
                    | Base::AppLocalData
                    | Base::AppCache
                    | Base::AppLog
            )
        };
        // A directory of the application cannot be defined by itself.
        if first
            .and_then(BaseDirectory::from_variable)
            .is_some_and(names_own)
        {
            return Some(Err(Error::UnknownPath));
        }
        Some(self.parse(path).and_then(|path| {
            let program = std::env::current_exe()?;
            Ok(program.parent().unwrap_or_else(|| Path::new("")).join(path))
        }))
    }

    /// Resolves a path below a base directory. Components `..` are ignored, and an absolute path is taken as relative.
    ///
    /// Below [`BaseDirectory::Resource`], a path is that of `bundle.resources` in the configuration, such as `../shared/words.txt`.
    ///
    /// # Errors
    /// Returns [`Error::UnknownPath`] if the system does not define the directory.
    pub fn resolve(&self, path: impl AsRef<Path>, base: BaseDirectory) -> Result<PathBuf> {
        let mut resolved = self.of(base)?;
        let is_resource = base == BaseDirectory::Resource;
        let names = path.as_ref().components().filter_map(|part| match part {
            Component::Normal(name) => Some(name),
            Component::ParentDir if is_resource => Some(OsStr::new("_up_")),
            Component::RootDir if is_resource => Some(OsStr::new("_root_")),
            _ => None,
        });
        resolved.extend(names);
        Ok(resolved)
    }

    /// Resolves a path that may start with the variable of a base directory, such as `$APPDATA/notes.txt`.
    ///
    /// # Errors
    /// Returns [`Error::UnknownPath`] if the system does not define the directory.
    pub fn parse(&self, path: impl AsRef<Path>) -> Result<PathBuf> {
        let path = path.as_ref();
        let mut parts = path.components();
        let base = match parts.next() {
            Some(Component::Normal(first)) => first.to_str().and_then(BaseDirectory::from_variable),
            _ => None,
        };
        base.map_or_else(
            || Ok(path.to_owned()),
            |base| self.resolve(parts.as_path(), base),
        )
    }

    /// Returns the last component of a path.
    pub fn file_name(&self, path: &str) -> Option<String> {
        Some(Path::new(path).file_name()?.to_string_lossy().into_owned())
    }
}

fn resources(package: &str) -> Option<PathBuf> {
    Some(resources_beside(
        std::env::current_exe().ok()?.parent()?,
        package,
    ))
}

/// Returns the directory of the resources of an executable in `directory`.
fn resources_beside(directory: &Path, package: &str) -> PathBuf {
    if directory.ends_with("bin") {
        return directory.with_file_name("lib").join(package);
    }
    // Cargo puts tests and examples below the directory of the executables, beside which `bytelane-build` copies the resources.
    let is_below = directory.ends_with("deps") || directory.ends_with("examples");
    match directory.parent() {
        Some(parent) if is_below && parent.join(".cargo-lock").exists() => parent.to_owned(),
        _ => directory.to_owned(),
    }
}

/// Normalizes a path: removes `.`, and resolves `..` against the components before it.
pub(crate) fn normalized(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            other => plain.push(other),
        }
        plain
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directories_have_tauris_numbers_and_variables() {
        assert_eq!(
            serde_json::from_str::<BaseDirectory>("21").unwrap(),
            BaseDirectory::Home
        );
        assert_eq!(
            serde_json::to_string(&BaseDirectory::AppData).unwrap(),
            "14"
        );
        assert!(serde_json::from_str::<BaseDirectory>("24").is_err());
        assert_eq!(
            BaseDirectory::from_variable("$APPDATA"),
            Some(BaseDirectory::AppData)
        );
        for directory in BaseDirectory::ALL {
            assert_eq!(
                BaseDirectory::from_variable(directory.variable()),
                Some(*directory)
            );
            assert_eq!(
                BaseDirectory::try_from(u16::from(*directory)),
                Ok(*directory)
            );
        }
    }

    #[test]
    fn resources_are_beside_the_executable_or_installed() {
        let target = tempfile::tempdir().unwrap();
        let of = |name: &str| resources_beside(&target.path().join(name), "Viewer");
        assert_eq!(of("usr/bin"), target.path().join("usr/lib/Viewer"));
        assert_eq!(of("debug"), target.path().join("debug"));
        assert_eq!(of("debug/deps"), target.path().join("debug/deps"));
        std::fs::create_dir(target.path().join("debug")).unwrap();
        std::fs::write(target.path().join("debug/.cargo-lock"), "").unwrap();
        assert_eq!(of("debug/deps"), target.path().join("debug"));
        assert_eq!(of("debug/examples"), target.path().join("debug"));
    }

    #[test]
    fn paths_are_normalized() {
        for (path, plain) in [
            ("/a/./b/../c", "/a/c"),
            ("/..", "/"),
            ("a/..", ""),
            ("../a", "a"),
        ] {
            assert_eq!(normalized(Path::new(path)), Path::new(plain), "{path}");
        }
    }
}
