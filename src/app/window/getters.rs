//! The methods of [`Window`] that query the window.

use tao::dpi::{PhysicalPosition, PhysicalSize};

use crate::app::{Monitor, Result, Runtime, Theme, Window, system::error::system_error};

/// Methods that ask tao's window.
macro_rules! getters {
    ($($(#[$doc:meta])* $name:ident -> $type:ty = |$window:ident| $answer:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// When the window has closed.
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
        /// The title.
        title -> String = |window| window.title();
        /// Size of the inside.
        inner_size -> PhysicalSize<u32> = |window| window.inner_size();
        /// Size with borders and title bar.
        outer_size -> PhysicalSize<u32> = |window| window.outer_size();
        /// Physical pixels of a logical one.
        scale_factor -> f64 = |window| window.scale_factor();
        /// Whether the window is fullscreen.
        is_fullscreen -> bool = |window| window.fullscreen().is_some();
        /// Whether the window is minimized.
        is_minimized -> bool = |window| window.is_minimized();
        /// Whether the window is maximized.
        is_maximized -> bool = |window| window.is_maximized();
        /// Whether the window has the focus.
        is_focused -> bool = |window| window.is_focused();
        /// Whether the window has borders and a title bar.
        is_decorated -> bool = |window| window.is_decorated();
        /// Whether the user may change the size.
        is_resizable -> bool = |window| window.is_resizable();
        /// Whether the user may maximize the window.
        is_maximizable -> bool = |window| window.is_maximizable();
        /// Whether the user may minimize the window.
        is_minimizable -> bool = |window| window.is_minimizable();
        /// Whether the user may close the window.
        is_closable -> bool = |window| window.is_closable();
        /// Whether the window is visible.
        is_visible -> bool = |window| window.is_visible();
        /// Whether the window is above others.
        is_always_on_top -> bool = |window| window.is_always_on_top();
        /// Light or dark.
        theme -> Theme = |window| window.theme().into();
        /// The monitor that the window is on.
        current_monitor -> Option<Monitor> = |window| window.current_monitor().map(|monitor| Monitor::of(&monitor));
        /// The primary monitor, where the system has one.
        primary_monitor -> Option<Monitor> = |window| window.primary_monitor().map(|monitor| Monitor::of(&monitor));
        /// All monitors.
        available_monitors -> Vec<Monitor> = |window| window.available_monitors().map(|monitor| Monitor::of(&monitor)).collect();
    }

    /// Where the top left corner of the inside is.
    ///
    /// # Errors
    /// When the window has closed, or the system does not tell.
    pub fn inner_position(&self) -> Result<PhysicalPosition<i32>> {
        self.ask(|open| open.window.inner_position().map_err(system_error))?
    }

    /// Where the top left corner is.
    ///
    /// # Errors
    /// When the window has closed, or the system does not tell.
    pub fn outer_position(&self) -> Result<PhysicalPosition<i32>> {
        self.ask(|open| open.window.outer_position().map_err(system_error))?
    }

    /// Where the pointer is on the screen.
    ///
    /// # Errors
    /// When the window has closed, or the system does not tell.
    pub fn cursor_position(&self) -> Result<PhysicalPosition<f64>> {
        self.ask(|open| open.window.cursor_position().map_err(system_error))?
    }

    /// The monitor that a point is on.
    ///
    /// # Errors
    /// When the window has closed.
    pub fn monitor_from_point(&self, x: f64, y: f64) -> Result<Option<Monitor>> {
        self.ask(move |open| {
            open.window
                .monitor_from_point(x, y)
                .map(|monitor| Monitor::of(&monitor))
        })
    }

    /// Whether the window takes part in what the user does.
    ///
    /// # Errors
    /// When the window has closed.
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
