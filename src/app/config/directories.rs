//! The key `app.appDirectoriesOverride` of the configuration.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The directories of the application, in place of those below the directories of the system.
///
/// A path may start with the variable of a base directory, such as `$DATA/viewer`. A relative path is relative to the directory of the executable.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a path, or an object of `config`, `data`, `localData`, `cache` and `log`"
)]
pub enum AppDirectoriesOverride {
    /// The directory of configuration and data. The cache is in its directory `caches`, the log in `logs`.
    Root(PathBuf),
    /// Each directory by itself.
    Directories(AppDirectoryOverrides),
}

/// Directories of the application, each of which defaults to that of the system.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct AppDirectoryOverrides {
    /// The configuration.
    pub config: Option<PathBuf>,
    /// The data.
    pub data: Option<PathBuf>,
    /// The data that is not shared among machines.
    pub local_data: Option<PathBuf>,
    /// The cache.
    pub cache: Option<PathBuf>,
    /// The log.
    pub log: Option<PathBuf>,
}
