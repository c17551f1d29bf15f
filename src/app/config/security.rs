//! The section `app.security` of the configuration.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    path::PathBuf,
};

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::{
    app::{Error, Result},
    capability::Capability,
    file::Directives,
};

/// The security configuration of an application.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecurityConfig {
    /// The Content Security Policy of the pages.
    pub csp: Option<Csp>,
    /// The Content Security Policy in debug builds. Defaults to `csp`.
    #[serde(alias = "dev-csp")]
    pub dev_csp: Option<Csp>,
    /// Whether `Object.prototype` is frozen before the first script of a page runs.
    #[serde(alias = "freeze-prototype")]
    pub freeze_prototype: bool,
    /// The directives of the policy to which hashes and nonces of the pages' own scripts and styles are not added.
    ///
    /// Without them the policy blocks inline scripts and styles, unless it allows them itself.
    #[serde(alias = "dangerous-disable-asset-csp-modification")]
    pub dangerous_disable_asset_csp_modification: DisabledCspModificationKind,
    /// Headers of the responses with pages and their files.
    pub headers: Option<HeaderConfig>,
    /// Additional origins whose pages may use the engine, such as `https://app.example.org`.
    ///
    /// Their pages may call every command that the application's own pages may. To allow only some commands, use `capabilities`.
    pub allowed_origins: Vec<String>,
    /// The commands that each window and origin may call. See [`capability`](crate::capability).
    pub capabilities: Vec<CapabilityEntry>,
    /// The asset protocol: files that pages load by URL, such as `asset://localhost/%2Fhome%2Fada%2Fphoto.jpg`.
    #[serde(alias = "asset-protocol")]
    pub asset_protocol: AssetProtocolConfig,
}

/// A capability, or the name of a capability file.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged)]
#[allow(
    clippy::large_enum_variant,
    reason = "a configuration has few entries, and they are read once"
)]
pub enum CapabilityEntry {
    /// The name of a capability, whose file in `capabilities/` is read by `generate_context!`.
    Name(String),
    /// An inline capability.
    Inline(Capability),
}

/// The configuration of the asset protocol.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AssetProtocolConfig {
    /// Whether the scheme `asset` is served.
    pub enable: bool,
    /// The files that pages may load.
    pub scope: FsScope,
}

/// A scope of files: patterns of paths, which may start with the variable of a directory such as `$PICTURE`.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a list of patterns, or an object with `allow` and `deny`"
)]
pub enum FsScope {
    /// Patterns of allowed paths.
    AllowedPaths(Vec<PathBuf>),
    /// Patterns of allowed and of denied paths.
    #[serde(rename_all = "camelCase")]
    Scope {
        /// Patterns of allowed paths.
        #[serde(default)]
        allow: Vec<PathBuf>,
        /// Patterns of denied paths, which take precedence over `allow`.
        #[serde(default)]
        deny: Vec<PathBuf>,
        /// Whether names that start with a dot must be matched by a literal dot. Defaults to `true` on Unix.
        #[serde(default)]
        require_literal_leading_dot: Option<bool>,
    },
}

impl Default for FsScope {
    fn default() -> Self {
        Self::AllowedPaths(Vec::new())
    }
}

/// A Content Security Policy.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a string or a map from directive to sources"
)]
pub enum Csp {
    /// The value of the header.
    Policy(String),
    /// The sources of each directive.
    DirectiveMap(BTreeMap<String, CspDirectiveSources>),
}

/// The sources of a directive.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
pub enum CspDirectiveSources {
    /// Sources separated by spaces.
    Inline(String),
    /// A list of sources.
    List(Vec<String>),
}

impl Default for CspDirectiveSources {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

impl CspDirectiveSources {
    /// Returns whether the directive has a source.
    pub fn contains(&self, source: &str) -> bool {
        match self {
            Self::Inline(sources) => sources.split_ascii_whitespace().any(|one| one == source),
            Self::List(sources) => sources.iter().any(|one| one == source),
        }
    }

    /// Adds a source.
    pub fn push<S: AsRef<str>>(&mut self, source: S) {
        match self {
            Self::Inline(sources) => {
                sources.push(' ');
                sources.push_str(source.as_ref());
            }
            Self::List(sources) => sources.push(source.as_ref().to_owned()),
        }
    }

    /// Adds sources.
    pub fn extend(&mut self, sources: Vec<String>) {
        for source in sources {
            self.push(source);
        }
    }
}

impl From<CspDirectiveSources> for Vec<String> {
    fn from(sources: CspDirectiveSources) -> Self {
        match sources {
            CspDirectiveSources::Inline(sources) => sources
                .split_ascii_whitespace()
                .map(str::to_owned)
                .collect(),
            CspDirectiveSources::List(sources) => sources,
        }
    }
}

impl From<HashMap<String, CspDirectiveSources>> for Csp {
    fn from(directives: HashMap<String, CspDirectiveSources>) -> Self {
        Self::DirectiveMap(directives.into_iter().collect())
    }
}

/// Parses the policy if it is a string. Of several directives with the same name, the first one counts, as in a page.
impl From<Csp> for HashMap<String, CspDirectiveSources> {
    fn from(csp: Csp) -> Self {
        let policy = match csp {
            Csp::DirectiveMap(directives) => return directives.into_iter().collect(),
            Csp::Policy(policy) => policy,
        };
        let mut directives = Self::new();
        for (name, sources) in Directives::parse(&policy).0 {
            let sources = CspDirectiveSources::List(sources);
            directives.entry(name).or_insert(sources);
        }
        directives
    }
}

impl fmt::Display for Csp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy(text) => f.write_str(text),
            Self::DirectiveMap(directives) => {
                for (index, (directive, sources)) in directives.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "; " };
                    match sources {
                        CspDirectiveSources::Inline(sources) => {
                            write!(f, "{separator}{directive} {sources}")?
                        }
                        CspDirectiveSources::List(sources) => {
                            write!(f, "{separator}{directive} {}", sources.join(" "))?
                        }
                    }
                }
                Ok(())
            }
        }
    }
}

/// The directives of a policy that keep exactly the sources of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected `true`, `false` or a list of directives"
)]
pub enum DisabledCspModificationKind {
    /// All of them, or none.
    Flag(bool),
    /// Those in the list, such as `style-src`.
    List(Vec<String>),
}

impl Default for DisabledCspModificationKind {
    fn default() -> Self {
        Self::Flag(false)
    }
}

impl DisabledCspModificationKind {
    /// Returns whether sources may be added to a directive.
    pub fn can_modify(&self, directive: &str) -> bool {
        match self {
            Self::Flag(disabled) => !disabled,
            Self::List(directives) => !directives
                .iter()
                .any(|listed| listed.eq_ignore_ascii_case(directive)),
        }
    }

    /// Returns whether the list names a directive.
    pub(crate) fn names(&self, directive: &str) -> bool {
        matches!(self, Self::List(_)) && !self.can_modify(directive)
    }
}

/// Names of the headers that a configuration may set: those of Tauri.
const HEADERS: [&str; 13] = [
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Headers",
    "Access-Control-Allow-Methods",
    "Access-Control-Expose-Headers",
    "Access-Control-Max-Age",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Service-Worker-Allowed",
    "Tauri-Custom-Header",
    "Timing-Allow-Origin",
    "X-Content-Type-Options",
];

/// Headers by name, such as `Cross-Origin-Opener-Policy`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "BTreeMap<String, Option<HeaderSource>>")]
pub struct HeaderConfig(BTreeMap<String, HeaderSource>);

impl TryFrom<BTreeMap<String, Option<HeaderSource>>> for HeaderConfig {
    type Error = String;

    fn try_from(
        headers: BTreeMap<String, Option<HeaderSource>>,
    ) -> std::result::Result<Self, String> {
        let known = |name: &str| HEADERS.contains(&name);
        if let Some(name) = headers.keys().find(|name| !known(name)) {
            return Err(format!(
                "the header `{name}` cannot be set; those that can are {}",
                HEADERS.join(", ")
            ));
        }
        let set = headers
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        Ok(Self(set.collect()))
    }
}

impl HeaderConfig {
    /// Returns the headers of a response.
    ///
    /// # Errors
    /// Returns [`Error::Config`] if a value is not valid in a header.
    pub(crate) fn to_map(&self) -> Result<HeaderMap> {
        self.0
            .iter()
            .map(|(name, value)| {
                let invalid = |message: String| Error::Config {
                    key: format!("app.security.headers.{name}"),
                    message,
                };
                let header = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|error| invalid(error.to_string()))?;
                HeaderValue::from_str(&value.to_string())
                    .map(|value| (header, value))
                    .map_err(|_| invalid("the text is not a valid value of a header".into()))
            })
            .collect()
    }
}

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a string, a list of strings or a map of strings"
)]
pub enum HeaderSource {
    /// The value.
    Inline(String),
    /// The parts of the value, which are joined with commas.
    List(Vec<String>),
    /// Names and values, which are joined with semicolons.
    Map(BTreeMap<String, String>),
}

impl fmt::Display for HeaderSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Inline(text) => f.write_str(text),
            Self::List(parts) => f.write_str(&parts.join(", ")),
            Self::Map(pairs) => {
                let pairs: Vec<_> = pairs
                    .iter()
                    .map(|(name, value)| format!("{name} {value}"))
                    .collect();
                f.write_str(&pairs.join("; "))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(text: &str) -> std::result::Result<Result<HeaderMap>, String> {
        serde_json::from_str::<HeaderConfig>(text)
            .map(|headers| headers.to_map())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn headers_are_written_as_tauri_writes_them() {
        let map = headers(
            r#"{
                "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": null,
                "Timing-Allow-Origin": ["https://a.example", "https://b.example"],
                "Tauri-Custom-Header": { "key2": "'value3'", "key1": "'value1' 'value2'" }
            }"#,
        )
        .unwrap()
        .unwrap();
        assert_eq!(map.len(), 3);
        assert_eq!(map["cross-origin-opener-policy"], "same-origin");
        assert_eq!(
            map["timing-allow-origin"],
            "https://a.example, https://b.example"
        );
        assert_eq!(
            map["tauri-custom-header"],
            "key1 'value1' 'value2'; key2 'value3'"
        );
    }

    #[test]
    fn headers_of_other_names_and_values_are_refused() {
        let error = headers(r#"{ "X-Mine": "1" }"#).unwrap_err();
        assert!(
            error.starts_with("the header `X-Mine` cannot be set"),
            "{error}"
        );
        let error = headers(r#"{ "Permissions-Policy": "a\nb" }"#).unwrap();
        assert!(
            matches!(error, Err(Error::Config { key, .. }) if key == "app.security.headers.Permissions-Policy")
        );
    }

    #[test]
    fn modification_is_disabled_for_all_or_for_listed_directives() {
        let read = |text: &str| serde_json::from_str::<DisabledCspModificationKind>(text).unwrap();
        let can = |text| {
            let kind = read(text);
            (kind.can_modify("script-src"), kind.can_modify("style-src"))
        };
        assert_eq!(can("false"), (true, true));
        assert_eq!(can("true"), (false, false));
        assert_eq!(can(r#"["style-src"]"#), (true, false));
        assert!(read(r#"["connect-src"]"#).names("connect-src"));
        assert!(!read("true").names("connect-src"));
    }
}
