use std::fmt;

use crate::wire::Lane;

/// The lane that the pages of a webview use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LaneChoice {
    /// The fastest available lane: the shared-memory lane on Linux, or the protocol lane if it cannot be set up.
    #[default]
    Auto,
    /// The protocol lane.
    Protocol,
    /// The shared-memory lane without a fallback: if it cannot be set up, calls are refused with the reason.
    Shm,
}

/// Environment variable that selects the lane: `auto`, `protocol` or `shm`.
const VARIABLE: &str = "BYTELANE_LANE";

impl LaneChoice {
    /// Returns the lane that the environment variable `BYTELANE_LANE` selects: `auto`, `protocol` or `shm`. Returns [`Auto`](Self::Auto) if it is unset or
    /// has another value.
    pub fn from_environment() -> Self {
        let Some(value) = std::env::var_os(VARIABLE) else {
            return Self::Auto;
        };
        match value.to_str() {
            Some("" | "auto") => Self::Auto,
            Some("protocol") => Self::Protocol,
            Some("shm") => Self::Shm,
            _ => {
                tracing::warn!(
                    target: "bytelane::lane",
                    ?value,
                    "{VARIABLE} is neither auto, protocol nor shm; using auto"
                );
                Self::Auto
            }
        }
    }

    /// Returns the name that the client knows.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Protocol => Lane::Protocol.as_str(),
            Self::Shm => Lane::Shm.as_str(),
        }
    }
}

impl fmt::Display for LaneChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
