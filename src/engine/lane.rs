use std::fmt;

use crate::wire::Lane;

/// Which lane the pages of a webview use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum LaneChoice {
    /// The fastest that this machine has: the shared-memory lane on Linux, the protocol lane where it cannot be set up.
    #[default]
    Auto,
    /// The protocol lane.
    Protocol,
    /// The shared-memory lane and no other: where it cannot be set up, calls are refused with the reason.
    Shm,
}

/// Names the lane that is to be used: `auto`, `protocol` or `shm`.
const VARIABLE: &str = "BYTELANE_LANE";

impl LaneChoice {
    /// What the environment variable `BYTELANE_LANE` says; [`Auto`](Self::Auto) where it says nothing.
    pub fn from_environment() -> Self {
        let Some(value) = std::env::var_os(VARIABLE) else {
            return Self::Auto;
        };
        match value.to_str() {
            Some("" | "auto") => Self::Auto,
            Some("protocol") => Self::Protocol,
            Some("shm") => Self::Shm,
            _ => {
                tracing::warn!(?value, "{VARIABLE} is none of auto, protocol and shm");
                Self::Auto
            }
        }
    }

    /// As the client reads it.
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
