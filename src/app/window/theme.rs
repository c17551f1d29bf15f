//! The light and the dark theme.

use serde::{Deserialize, Serialize};

/// The theme of a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Theme {
    /// The light theme.
    #[default]
    #[serde(alias = "Light")]
    Light,
    /// The dark theme.
    #[serde(alias = "Dark")]
    Dark,
}

impl From<tao::window::Theme> for Theme {
    fn from(theme: tao::window::Theme) -> Self {
        if theme == tao::window::Theme::Dark {
            Self::Dark
        } else {
            Self::Light
        }
    }
}

impl From<Theme> for tao::window::Theme {
    fn from(theme: Theme) -> Self {
        match theme {
            Theme::Light => Self::Light,
            Theme::Dark => Self::Dark,
        }
    }
}
