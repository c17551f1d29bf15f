//! What may be asked of a window, as a page says it.

use serde::{Deserialize, Serialize};
use tao::dpi::PixelUnit;

/// How the user's attention is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum UserAttentionType {
    /// Until the user comes.
    Critical,
    /// Once.
    Informational,
}

impl From<UserAttentionType> for tao::window::UserAttentionType {
    fn from(kind: UserAttentionType) -> Self {
        match kind {
            UserAttentionType::Critical => Self::Critical,
            UserAttentionType::Informational => Self::Informational,
        }
    }
}

macro_rules! directions {
    ($($name:ident)*) => {
        /// The edge or corner by which a window is made larger or smaller.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        #[allow(missing_docs, reason = "the names say it all")]
        pub enum ResizeDirection { $($name,)* }

        impl From<ResizeDirection> for tao::window::ResizeDirection {
            fn from(direction: ResizeDirection) -> Self {
                match direction { $(ResizeDirection::$name => Self::$name,)* }
            }
        }
    };
}

directions! { East North NorthEast NorthWest South SouthEast SouthWest West }

/// Greatest and least size of a window, each side on its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowSizeConstraints {
    /// Least width.
    pub min_width: Option<PixelUnit>,
    /// Least height.
    pub min_height: Option<PixelUnit>,
    /// Greatest width.
    pub max_width: Option<PixelUnit>,
    /// Greatest height.
    pub max_height: Option<PixelUnit>,
}

impl From<WindowSizeConstraints> for tao::window::WindowSizeConstraints {
    fn from(constraints: WindowSizeConstraints) -> Self {
        Self::new(
            constraints.min_width,
            constraints.min_height,
            constraints.max_width,
            constraints.max_height,
        )
    }
}

/// What the bar of a task that goes on shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ProgressBarStatus {
    /// No bar.
    None,
    /// How far it is.
    Normal,
    /// That it goes on.
    Indeterminate,
    /// That it waits.
    Paused,
    /// That it failed.
    Error,
}

/// The bar of a task that goes on, beside the application's icon.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProgressBarState {
    /// What it shows.
    pub status: Option<ProgressBarStatus>,
    /// How far it is, from 0 to 100.
    pub progress: Option<u64>,
}

impl From<ProgressBarState> for tao::window::ProgressBarState {
    fn from(state: ProgressBarState) -> Self {
        use tao::window::ProgressState;
        Self {
            state: state.status.map(|status| match status {
                ProgressBarStatus::None => ProgressState::None,
                ProgressBarStatus::Normal => ProgressState::Normal,
                ProgressBarStatus::Indeterminate => ProgressState::Indeterminate,
                ProgressBarStatus::Paused => ProgressState::Paused,
                ProgressBarStatus::Error => ProgressState::Error,
            }),
            progress: state.progress,
            desktop_filename: None,
        }
    }
}
