//! Visual effects of windows.

use crate::app::{
    Color, Result, Runtime, Window,
    config::{WindowEffect, WindowEffectState, WindowEffectsConfig},
};

/// Builds a [`WindowEffectsConfig`].
#[derive(Clone, Debug, Default)]
#[must_use = "the effects are set by `Window::set_effects`"]
pub struct EffectsBuilder(WindowEffectsConfig);

impl EffectsBuilder {
    /// Creates a builder without effects.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an effect.
    pub fn effect(mut self, effect: WindowEffect) -> Self {
        self.0.effects.push(effect);
        self
    }

    /// Adds effects.
    pub fn effects<I: IntoIterator<Item = WindowEffect>>(mut self, effects: I) -> Self {
        self.0.effects.extend(effects);
        self
    }

    /// Removes the effects that were added.
    pub fn clear_effects(mut self) -> Self {
        self.0.effects.clear();
        self
    }

    /// Sets when the effects are shown as active.
    pub const fn state(mut self, state: WindowEffectState) -> Self {
        self.0.state = Some(state);
        self
    }

    /// Sets the radius of the corners.
    pub const fn radius(mut self, radius: f64) -> Self {
        self.0.radius = Some(radius);
        self
    }

    /// Sets the color of the effects.
    pub const fn color(mut self, color: Color) -> Self {
        self.0.color = Some(color);
        self
    }

    /// Sets whether glass responds to the user.
    pub const fn interactive(mut self, interactive: bool) -> Self {
        self.0.interactive = interactive;
        self
    }

    /// Builds the effects.
    pub fn build(self) -> WindowEffectsConfig {
        self.0
    }
}

impl From<WindowEffectsConfig> for EffectsBuilder {
    fn from(effects: WindowEffectsConfig) -> Self {
        Self(effects)
    }
}

impl<R: Runtime> Window<R> {
    /// Sets the visual effects of the window, or removes them with `None`. Linux has none, so that the call has no effect there.
    ///
    /// # Errors
    /// Returns [`Error::Window`](crate::Error::Window) on macOS and Windows, where effects are not implemented yet.
    pub fn set_effects<E: Into<Option<WindowEffectsConfig>>>(&self, effects: E) -> Result<()> {
        let _ = effects.into();
        if cfg!(any(target_os = "macos", windows)) {
            return Err(crate::Error::Window(
                "visual effects are not supported".into(),
            ));
        }
        Ok(())
    }
}
