//! Light and dark.

use serde::{Deserialize, Serialize};

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Theme {
    /// Light.
    #[default]
    #[serde(alias = "Light")]
    Light,
    /// Dark.
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
