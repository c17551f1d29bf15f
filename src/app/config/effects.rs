//! Visual effects of windows, which macOS and Windows have.

use serde::{Deserialize, Serialize};

use crate::app::Color;

/// A material below the content of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum WindowEffect {
    /// macOS: the default material of the appearance.
    AppearanceBased,
    /// macOS: a light material.
    Light,
    /// macOS: a dark material.
    Dark,
    /// macOS: a material of medium lightness.
    MediumLight,
    /// macOS: a very dark material.
    UltraDark,
    /// macOS: the material of a title bar.
    Titlebar,
    /// macOS: the material of a selection.
    Selection,
    /// macOS: the material of a menu.
    Menu,
    /// macOS: the material of a popover.
    Popover,
    /// macOS: the material of a sidebar.
    Sidebar,
    /// macOS: the material of a header.
    HeaderView,
    /// macOS: the material of a sheet.
    Sheet,
    /// macOS: the material of a window's background.
    WindowBackground,
    /// macOS: the material of a heads-up display.
    HudWindow,
    /// macOS: the material of a full-screen modal interface.
    FullScreenUI,
    /// macOS: the material of a tooltip.
    Tooltip,
    /// macOS: the material of opaque content.
    ContentBackground,
    /// macOS: the material under a window's background.
    UnderWindowBackground,
    /// macOS: the material behind a document's pages.
    UnderPageBackground,
    /// macOS: regular glass.
    LiquidGlassRegular,
    /// macOS: clear glass.
    LiquidGlassClear,
    /// Windows: mica in the theme of the system.
    Mica,
    /// Windows: dark mica.
    MicaDark,
    /// Windows: light mica.
    MicaLight,
    /// Windows: tabbed mica in the theme of the system.
    Tabbed,
    /// Windows: dark tabbed mica.
    TabbedDark,
    /// Windows: light tabbed mica.
    TabbedLight,
    /// Windows: a blurred background.
    Blur,
    /// Windows: acrylic.
    Acrylic,
}

/// When macOS shows the effects of a window as active.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum WindowEffectState {
    /// While the window is active.
    FollowsWindowActiveState,
    /// Always.
    Active,
    /// Never.
    Inactive,
}

/// The visual effects of a window.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WindowEffectsConfig {
    /// The materials, of which the system shows the first that it has.
    pub effects: Vec<WindowEffect>,
    /// macOS: when the effects are shown as active.
    pub state: Option<WindowEffectState>,
    /// macOS: the radius of the corners.
    pub radius: Option<f64>,
    /// The color of some of the materials.
    pub color: Option<Color>,
    /// macOS: whether glass responds to the user.
    #[serde(default)]
    pub interactive: bool,
}
