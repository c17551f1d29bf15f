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
    /// The protocol lane, with large results in shared buffers of WebView2. On other systems than Windows the same as [`Auto`](Self::Auto).
    ///
    /// **Nothing of it has run on Windows.** It compiles for Windows, and its state machine and its part of the client pass their tests against fakes of
    /// WebView2's calls; [`docs/platforms.md`](https://github.com/bytelane/bytelane/blob/main/docs/platforms.md#windows-shared-buffers-of-webview2) has the list.
    /// So no other choice selects it. If the buffers cannot be created or posted, or do not arrive, results are pulled as on the protocol lane,
    /// and the log has the reason. Without [`EngineBuilder::main_thread`](crate::EngineBuilder::main_thread), which the application layer sets, the pages use
    /// the protocol lane.
    Webview2,
}

/// Environment variable that selects the lane: `auto`, `protocol`, `shm` or `webview2`.
const VARIABLE: &str = "BYTELANE_LANE";

impl LaneChoice {
    /// Returns the lane that the environment variable `BYTELANE_LANE` selects: `auto`, `protocol`, `shm` or `webview2`. Returns [`Auto`](Self::Auto) if it
    /// is unset or has another value.
    pub fn from_environment() -> Self {
        let Some(value) = std::env::var_os(VARIABLE) else {
            return Self::Auto;
        };
        match value.to_str() {
            Some("" | "auto") => Self::Auto,
            Some("protocol") => Self::Protocol,
            Some("shm") => Self::Shm,
            Some("webview2") => Self::Webview2,
            _ => {
                tracing::warn!(
                    target: "bytelane::lane",
                    ?value,
                    "{VARIABLE} is neither auto, protocol, shm nor webview2; using auto"
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
            Self::Webview2 => Lane::Webview2.as_str(),
        }
    }

    /// Returns the choice on this system.
    pub(crate) const fn on_this_system(self) -> Self {
        match self {
            Self::Webview2 if !cfg!(windows) => Self::Auto,
            choice => choice,
        }
    }
}

impl fmt::Display for LaneChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::LaneChoice;

    #[test]
    fn the_lane_of_windows_is_none_of_another_system() {
        let choice = LaneChoice::Webview2.on_this_system();
        if cfg!(windows) {
            assert_eq!(choice, LaneChoice::Webview2);
        } else {
            assert_eq!(choice, LaneChoice::Auto);
        }
        for choice in [LaneChoice::Auto, LaneChoice::Protocol, LaneChoice::Shm] {
            assert_eq!(choice.on_this_system(), choice);
        }
    }
}
