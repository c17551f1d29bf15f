//! The methods of [`Window`] that change the window.

use tao::{
    dpi::{PhysicalPosition, Position, Size},
    window::Fullscreen,
};

use crate::app::{
    Color, CursorIcon, Error, Monitor, ProgressBarState, ResizeDirection, Result, Runtime, Theme,
    UserAttentionType, Window, WindowSizeConstraints, image::Image, system::error::system_error,
    window::monitor::centered,
};

/// Defines methods that change tao's window.
macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) = |$window:ident| $change:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// Returns an error if the event loop has ended.
            pub fn $name(&self, $($argument: $type),*) -> Result<()> {
                self.change(move |open| {
                    let $window = &open.window;
                    $change;
                })
            }
        )*
    };
}

/// Defines methods that request a change that the system may refuse.
macro_rules! trials {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) = |$window:ident| $trial:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// Returns an error if the window is closed, or if the system does not support the request.
            pub fn $name(&self, $($argument: $type),*) -> Result<()> {
                self.ask(move |open| {
                    let $window = &open.window;
                    $trial.map_err(system_error)
                })?
            }
        )*
    };
}

impl<R: Runtime> Window<R> {
    setters! {
        /// Shows the window.
        show() = |window| window.set_visible(true);
        /// Hides the window.
        hide() = |window| window.set_visible(false);
        /// Brings the window to front and focuses it.
        set_focus() = |window| window.set_focus();
        /// Maximizes the window.
        maximize() = |window| window.set_maximized(true);
        /// Unmaximizes the window.
        unmaximize() = |window| window.set_maximized(false);
        /// Toggles the maximized state of the window.
        toggle_maximize() = |window| window.set_maximized(!window.is_maximized());
        /// Minimizes the window.
        minimize() = |window| window.set_minimized(true);
        /// Unminimizes the window.
        unminimize() = |window| window.set_minimized(false);
        /// Centers the window on its monitor.
        center() = |window| center(window);
        /// Sets whether the user can resize the window.
        set_resizable(resizable: bool) = |window| window.set_resizable(resizable);
        /// Sets whether the user can maximize the window.
        set_maximizable(maximizable: bool) = |window| window.set_maximizable(maximizable);
        /// Sets whether the user can minimize the window.
        set_minimizable(minimizable: bool) = |window| window.set_minimizable(minimizable);
        /// Sets whether the user can close the window.
        set_closable(closable: bool) = |window| window.set_closable(closable);
        /// Sets whether the window has borders and a title bar.
        set_decorations(decorations: bool) = |window| window.set_decorations(decorations);
        /// Sets whether the window is always on top of other windows.
        set_always_on_top(always: bool) = |window| window.set_always_on_top(always);
        /// Sets whether the window is always below other windows.
        set_always_on_bottom(always: bool) = |window| window.set_always_on_bottom(always);
        /// Sets whether the window is in fullscreen mode.
        set_fullscreen(fullscreen: bool) = |window| window.set_fullscreen(fullscreen.then_some(Fullscreen::Borderless(None)));
        /// Sets the theme of the window; `None` follows the system.
        set_theme(theme: Option<Theme>) = |window| window.set_theme(theme.map(Into::into));
        /// Sets the visibility of the cursor.
        set_cursor_visible(visible: bool) = |window| window.set_cursor_visible(visible);
        /// Requests the user's attention; `None` cancels the request.
        request_user_attention(kind: Option<UserAttentionType>) = |window| window.request_user_attention(kind.map(Into::into));
        /// Sets whether the window is visible on all workspaces or only on the current one.
        set_visible_on_all_workspaces(visible: bool) = |window| window.set_visible_on_all_workspaces(visible);
        /// Excludes the window from screen capture, if the system supports it.
        set_content_protected(protected: bool) = |window| window.set_content_protection(protected);
        /// Sets whether the window can be focused.
        set_focusable(focusable: bool) = |window| window.set_focusable(focusable);
        /// Sets the icon of the cursor over the window.
        set_cursor_icon(icon: CursorIcon) = |window| window.set_cursor_icon(icon.into());
        /// Sets the background color of the window; `None` resets it.
        set_background_color(color: Option<Color>) = |window| window.set_background_color(color.map(Into::into));
        /// Sets the minimum and maximum size of the client area.
        set_size_constraints(constraints: WindowSizeConstraints) = |window| window.set_inner_size_constraints(constraints.into());
        /// Sets the progress bar at the application's icon in the taskbar.
        set_progress_bar(progress: ProgressBarState) = |window| window.set_progress_bar(progress.into());
    }

    /// Sets the title of the window.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn set_title(&self, title: &str) -> Result<()> {
        let title = title.to_owned();
        self.change(move |open| open.window.set_title(&title))
    }

    /// Sets the size of the client area, in physical or logical pixels.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn set_size<S: Into<Size>>(&self, size: S) -> Result<()> {
        let size = size.into();
        self.change(move |open| open.window.set_inner_size(size))
    }

    /// Sets the minimum size of the client area, in physical or logical pixels; `None` removes it.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn set_min_size<S: Into<Size>>(&self, size: Option<S>) -> Result<()> {
        let size = size.map(Into::into);
        self.change(move |open| open.window.set_min_inner_size(size))
    }

    /// Sets the maximum size of the client area, in physical or logical pixels; `None` removes it.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn set_max_size<S: Into<Size>>(&self, size: Option<S>) -> Result<()> {
        let size = size.map(Into::into);
        self.change(move |open| open.window.set_max_inner_size(size))
    }

    /// Sets the position of the top left corner of the window on the desktop, in physical or logical pixels.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn set_position<P: Into<Position>>(&self, position: P) -> Result<()> {
        let position = position.into();
        self.change(move |open| open.window.set_outer_position(position))
    }

    trials! {
        /// Starts dragging the window while the left mouse button is held down.
        start_dragging() = |window| window.drag_window();
        /// Starts resizing the window by an edge or corner while the left mouse button is held down.
        start_resize_dragging(direction: ResizeDirection) = |window| window.drag_resize_window(direction.into());
        /// Grabs the cursor, which keeps it inside the window, or releases it.
        set_cursor_grab(grab: bool) = |window| window.set_cursor_grab(grab);
        /// Sets whether cursor events pass through the window to the windows behind it.
        set_ignore_cursor_events(ignore: bool) = |window| window.set_ignore_cursor_events(ignore);
    }

    /// Sets the position of the cursor in the client area, in physical or logical pixels.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the system does not support the request.
    pub fn set_cursor_position<P: Into<Position>>(&self, position: P) -> Result<()> {
        let position = position.into();
        self.ask(move |open| {
            open.window
                .set_cursor_position(position)
                .map_err(system_error)
        })?
    }

    /// Sets fullscreen mode on the monitor that contains a point of the desktop.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if no monitor contains the point.
    pub fn set_fullscreen_on_monitor(&self, point: PhysicalPosition<f64>) -> Result<()> {
        self.ask(move |open| {
            let monitor = open.window.monitor_from_point(point.x, point.y);
            let monitor = monitor.ok_or_else(|| {
                Error::Window(format!(
                    "no monitor contains the point {}, {}",
                    point.x, point.y
                ))
            })?;
            open.window
                .set_fullscreen(Some(Fullscreen::Borderless(Some(monitor))));
            Ok(())
        })?
    }

    /// Sets whether the window is hidden from the taskbar.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the system does not support the request.
    pub fn set_skip_taskbar(&self, skip: bool) -> Result<()> {
        self.ask(move |open| {
            #[cfg(target_os = "linux")]
            {
                tao::platform::unix::WindowExtUnix::set_skip_taskbar(&open.window, skip)
                    .map_err(system_error)
            }
            #[cfg(windows)]
            {
                tao::platform::windows::WindowExtWindows::set_skip_taskbar(&open.window, skip)
                    .map_err(system_error)
            }
            #[cfg(not(any(target_os = "linux", windows)))]
            {
                let _ = (open, skip);
                Ok(())
            }
        })?
    }

    /// Sets the badge count at the application's icon, on systems that show one; `None` removes it.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn set_badge_count(&self, count: Option<i64>) -> Result<()> {
        self.change(move |open| {
            #[cfg(target_os = "linux")]
            tao::platform::unix::WindowExtUnix::set_badge_count(&open.window, count, None);
            #[cfg(not(target_os = "linux"))]
            let _ = (open, count);
        })
    }

    /// Enables or disables input to the window.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the system does not support the request.
    pub fn set_enabled(&self, enabled: bool) -> Result<()> {
        self.ask(move |open| {
            #[cfg(target_os = "linux")]
            {
                use gtk::prelude::WidgetExt;
                tao::platform::unix::WindowExtUnix::gtk_window(&open.window).set_sensitive(enabled);
                Ok(())
            }
            #[cfg(not(target_os = "linux"))]
            {
                let _ = (open, enabled);
                Err(Error::Window(
                    "disabling a window is not supported on this system".into(),
                ))
            }
        })?
    }

    /// Sets the icon of the window.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended, or if the length of the image's bytes does not match its size.
    pub fn set_icon(&self, icon: Image<'_>) -> Result<()> {
        let icon = window_icon(icon)?;
        self.change(move |open| open.window.set_window_icon(Some(icon)))
    }

    /// Sets simple fullscreen mode on macOS, which does not create a new space; [`set_fullscreen`](Self::set_fullscreen) on other systems.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn set_simple_fullscreen(&self, fullscreen: bool) -> Result<()> {
        #[cfg(target_os = "macos")]
        {
            self.change(move |open| {
                let window = &open.window;
                tao::platform::macos::WindowExtMacOS::set_simple_fullscreen(window, fullscreen);
            })
        }
        #[cfg(not(target_os = "macos"))]
        {
            self.set_fullscreen(fullscreen)
        }
    }
}

/// Converts an image to an icon of tao's.
pub(crate) fn window_icon(icon: Image<'_>) -> Result<tao::window::Icon> {
    let (width, height) = (icon.width(), icon.height());
    // COPY: if the image borrows its pixels.
    let rgba = icon.checked()?.into_rgba();
    tao::window::Icon::from_rgba(rgba, width, height).map_err(system_error)
}

/// Centers a window on its monitor.
fn center(window: &tao::window::Window) {
    let Some(monitor) = window
        .current_monitor()
        .or_else(|| window.primary_monitor())
    else {
        return;
    };
    window.set_outer_position(centered(&Monitor::of(&monitor), window.outer_size()));
}
