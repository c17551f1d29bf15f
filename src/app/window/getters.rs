//! The methods of [`Window`] that query the window.

use tao::dpi::{PhysicalPosition, PhysicalSize};

use crate::app::{Monitor, Result, Runtime, Theme, Window, system::error::system_error};

/// Defines methods that query tao's window.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident -> $type:ty = |$window:ident| $answer:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// Returns an error if the window is closed.
            pub fn $name(&self) -> Result<$type> {
                self.ask(|open| {
                    let $window = &open.window;
                    $answer
                })
            }
        )*
    };
}

impl<R: Runtime> Window<R> {
    getters! {
        /// Returns the title of the window.
        title -> String = |window| window.title();
        /// Returns the size of the client area in physical pixels.
        inner_size -> PhysicalSize<u32> = |window| window.inner_size();
        /// Returns the size of the whole window in physical pixels, including the title bar and borders.
        outer_size -> PhysicalSize<u32> = |window| window.outer_size();
        /// Returns the scale factor: the ratio of physical pixels to logical pixels.
        scale_factor -> f64 = |window| window.scale_factor();
        /// Returns whether the window is in fullscreen mode.
        is_fullscreen -> bool = |window| window.fullscreen().is_some();
        /// Returns whether the window is minimized.
        is_minimized -> bool = |window| window.is_minimized();
        /// Returns whether the window is maximized.
        is_maximized -> bool = |window| window.is_maximized();
        /// Returns whether the window is focused.
        is_focused -> bool = |window| window.is_focused();
        /// Returns whether the window is decorated: has borders and a title bar.
        is_decorated -> bool = |window| window.is_decorated();
        /// Returns whether the user can resize the window.
        is_resizable -> bool = |window| window.is_resizable();
        /// Returns whether the user can maximize the window.
        is_maximizable -> bool = |window| window.is_maximizable();
        /// Returns whether the user can minimize the window.
        is_minimizable -> bool = |window| window.is_minimizable();
        /// Returns whether the user can close the window.
        is_closable -> bool = |window| window.is_closable();
        /// Returns whether the window is visible.
        is_visible -> bool = |window| window.is_visible();
        /// Returns whether the window is always on top of other windows.
        is_always_on_top -> bool = |window| window.is_always_on_top();
        /// Returns the current theme of the window.
        theme -> Theme = |window| window.theme().into();
        /// Returns the monitor that contains the window, or `None` if it cannot be detected.
        current_monitor -> Option<Monitor> = |window| window.current_monitor().map(|monitor| Monitor::of(&monitor));
        /// Returns the primary monitor, or `None` if the system has none.
        primary_monitor -> Option<Monitor> = |window| window.primary_monitor().map(|monitor| Monitor::of(&monitor));
        /// Returns all monitors that are available on the system.
        available_monitors -> Vec<Monitor> = |window| window.available_monitors().map(|monitor| Monitor::of(&monitor)).collect();
    }

    /// Returns the position of the top left corner of the client area, in physical pixels of the desktop.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the system does not report the position.
    pub fn inner_position(&self) -> Result<PhysicalPosition<i32>> {
        self.ask(|open| open.window.inner_position().map_err(system_error))?
    }

    /// Returns the position of the top left corner of the whole window, in physical pixels of the desktop.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the system does not report the position.
    pub fn outer_position(&self) -> Result<PhysicalPosition<i32>> {
        self.ask(|open| open.window.outer_position().map_err(system_error))?
    }

    /// Returns the position of the cursor in physical pixels of the desktop.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the system does not report the position.
    pub fn cursor_position(&self) -> Result<PhysicalPosition<f64>> {
        self.ask(|open| open.window.cursor_position().map_err(system_error))?
    }

    /// Returns the monitor that contains a point of the desktop, in physical pixels.
    ///
    /// # Errors
    /// Returns an error if the window is closed.
    pub fn monitor_from_point(&self, x: f64, y: f64) -> Result<Option<Monitor>> {
        self.ask(move |open| {
            open.window
                .monitor_from_point(x, y)
                .map(|monitor| Monitor::of(&monitor))
        })
    }

    /// Returns whether input to the window is enabled.
    ///
    /// # Errors
    /// Returns an error if the window is closed.
    pub fn is_enabled(&self) -> Result<bool> {
        self.ask(|open| {
            #[cfg(target_os = "linux")]
            {
                use gtk::prelude::WidgetExt;
                tao::platform::unix::WindowExtUnix::gtk_window(&open.window).is_sensitive()
            }
            #[cfg(not(target_os = "linux"))]
            {
                let _ = open;
                true
            }
        })
    }
}
