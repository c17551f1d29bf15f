//! Types that the methods of a window take, in Rust and from pages.

use serde::{Deserialize, Serialize};
use tao::dpi::PixelUnit;

/// The urgency of a request for the user's attention.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(tag = "type")]
#[non_exhaustive]
pub enum UserAttentionType {
    /// Bounces the icon or flashes the window until the application is focused.
    Critical,
    /// Bounces the icon or flashes the window once.
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
        /// The edge or corner by which a window is resized.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
        #[allow(missing_docs, reason = "the variants are the points of the compass")]
        pub enum ResizeDirection { $($name,)* }

        impl From<ResizeDirection> for tao::window::ResizeDirection {
            fn from(direction: ResizeDirection) -> Self {
                match direction { $(ResizeDirection::$name => Self::$name,)* }
            }
        }
    };
}

directions! { East North NorthEast NorthWest South SouthEast SouthWest West }

/// Minimum and maximum size of the client area of a window, each in physical or logical pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct WindowSizeConstraints {
    /// The minimum width.
    pub min_width: Option<PixelUnit>,
    /// The minimum height.
    pub min_height: Option<PixelUnit>,
    /// The maximum width.
    pub max_width: Option<PixelUnit>,
    /// The maximum height.
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

/// The status of a progress bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum ProgressBarStatus {
    /// Hides the progress bar.
    None,
    /// Shows the progress.
    Normal,
    /// Shows activity without a measure of progress.
    Indeterminate,
    /// Shows the progress as paused.
    Paused,
    /// Shows the progress as failed.
    Error,
}

/// The progress bar at the application's icon in the taskbar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ProgressBarState {
    /// The status of the progress bar.
    pub status: Option<ProgressBarStatus>,
    /// The progress, from 0 to 100 percent.
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
