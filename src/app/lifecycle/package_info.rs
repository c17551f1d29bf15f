//! Information on the application's package.

use serde::Serialize;

/// Name and version of the application's package.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PackageInfo {
    /// The `productName` of the configuration, or else the name of the package.
    pub name: String,
    /// The `version` of the configuration, or else the version of the package.
    pub version: String,
    /// The name of the package.
    pub crate_name: String,
}
