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

/// Methods that change tao's window.
macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) = |$window:ident| $change:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// When the event loop has ended.
            pub fn $name(&self, $($argument: $type),*) -> Result<()> {
                self.change(move |open| {
                    let $window = &open.window;
                    $change;
                })
            }
        )*
    };
}

/// Methods that ask tao's window for what the system may refuse.
macro_rules! trials {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) = |$window:ident| $trial:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// # Errors
            /// When the window has closed, or the system cannot.
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
        /// Gives the window the focus.
        set_focus() = |window| window.set_focus();
        /// Maximizes the window.
        maximize() = |window| window.set_maximized(true);
        /// Undoes [`maximize`](Self::maximize).
        unmaximize() = |window| window.set_maximized(false);
        /// Maximizes the window, or undoes it.
        toggle_maximize() = |window| window.set_maximized(!window.is_maximized());
        /// Minimizes the window.
        minimize() = |window| window.set_minimized(true);
        /// Undoes [`minimize`](Self::minimize).
        unminimize() = |window| window.set_minimized(false);
        /// Puts the window in the middle of its monitor.
        center() = |window| center(window);
        /// Whether the user may change the size.
        set_resizable(resizable: bool) = |window| window.set_resizable(resizable);
        /// Whether the user may maximize the window.
        set_maximizable(maximizable: bool) = |window| window.set_maximizable(maximizable);
        /// Whether the user may minimize the window.
        set_minimizable(minimizable: bool) = |window| window.set_minimizable(minimizable);
        /// Whether the user may close the window.
        set_closable(closable: bool) = |window| window.set_closable(closable);
        /// Borders and title bar, or none.
        set_decorations(decorations: bool) = |window| window.set_decorations(decorations);
        /// Above other windows, or not.
        set_always_on_top(always: bool) = |window| window.set_always_on_top(always);
        /// Below other windows, or not.
        set_always_on_bottom(always: bool) = |window| window.set_always_on_bottom(always);
        /// Fullscreen, or not.
        set_fullscreen(fullscreen: bool) = |window| window.set_fullscreen(fullscreen.then_some(Fullscreen::Borderless(None)));
        /// Light, dark, or as the system.
        set_theme(theme: Option<Theme>) = |window| window.set_theme(theme.map(Into::into));
        /// Shows the pointer, or hides it.
        set_cursor_visible(visible: bool) = |window| window.set_cursor_visible(visible);
        /// Asks for the user's attention, or stops to.
        request_user_attention(kind: Option<UserAttentionType>) = |window| window.request_user_attention(kind.map(Into::into));
        /// On all workspaces, or on the current one.
        set_visible_on_all_workspaces(visible: bool) = |window| window.set_visible_on_all_workspaces(visible);
        /// Kept out of pictures that others take of the screen, where the system can.
        set_content_protected(protected: bool) = |window| window.set_content_protection(protected);
        /// Whether the window may have the focus.
        set_focusable(focusable: bool) = |window| window.set_focusable(focusable);
        /// How the pointer looks.
        set_cursor_icon(icon: CursorIcon) = |window| window.set_cursor_icon(icon.into());
        /// The colour behind the page.
        set_background_color(color: Option<Color>) = |window| window.set_background_color(color.map(Into::into));
        /// Greatest and least size of the inside.
        set_size_constraints(constraints: WindowSizeConstraints) = |window| window.set_inner_size_constraints(constraints.into());
        /// The bar of a task that goes on, beside the application's icon.
        set_progress_bar(progress: ProgressBarState) = |window| window.set_progress_bar(progress.into());
    }

    /// Sets the title.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn set_title(&self, title: &str) -> Result<()> {
        let title = title.to_owned();
        self.change(move |open| open.window.set_title(&title))
    }

    /// Sets the size of the inside.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn set_size<S: Into<Size>>(&self, size: S) -> Result<()> {
        let size = size.into();
        self.change(move |open| open.window.set_inner_size(size))
    }

    /// Sets the least size of the inside.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn set_min_size<S: Into<Size>>(&self, size: Option<S>) -> Result<()> {
        let size = size.map(Into::into);
        self.change(move |open| open.window.set_min_inner_size(size))
    }

    /// Sets the greatest size of the inside.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn set_max_size<S: Into<Size>>(&self, size: Option<S>) -> Result<()> {
        let size = size.map(Into::into);
        self.change(move |open| open.window.set_max_inner_size(size))
    }

    /// Puts the top left corner somewhere.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn set_position<P: Into<Position>>(&self, position: P) -> Result<()> {
        let position = position.into();
        self.change(move |open| open.window.set_outer_position(position))
    }

    trials! {
        /// Starts to move the window with the pointer, whose button is down.
        start_dragging() = |window| window.drag_window();
        /// Starts to change the window's size with the pointer, whose button is down.
        start_resize_dragging(direction: ResizeDirection) = |window| window.drag_resize_window(direction.into());
        /// Keeps the pointer inside, or lets it go.
        set_cursor_grab(grab: bool) = |window| window.set_cursor_grab(grab);
        /// Lets the pointer's events through to what is behind, or not.
        set_ignore_cursor_events(ignore: bool) = |window| window.set_ignore_cursor_events(ignore);
    }

    /// Puts the pointer somewhere in the window.
    ///
    /// # Errors
    /// When the window has closed, or the system cannot.
    pub fn set_cursor_position<P: Into<Position>>(&self, position: P) -> Result<()> {
        let position = position.into();
        self.ask(move |open| {
            open.window
                .set_cursor_position(position)
                .map_err(system_error)
        })?
    }

    /// Fullscreen on the monitor that a point is on.
    ///
    /// # Errors
    /// When the window has closed, or no monitor is there.
    pub fn set_fullscreen_on_monitor(&self, point: PhysicalPosition<f64>) -> Result<()> {
        self.ask(move |open| {
            let monitor = open.window.monitor_from_point(point.x, point.y);
            let monitor = monitor.ok_or_else(|| {
                Error::Window(format!("there is no monitor at {}, {}", point.x, point.y))
            })?;
            open.window
                .set_fullscreen(Some(Fullscreen::Borderless(Some(monitor))));
            Ok(())
        })?
    }

    /// Whether the window has an entry in the task bar.
    ///
    /// # Errors
    /// When the window has closed, or the system cannot.
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

    /// A number at the application's icon, where the system shows one.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn set_badge_count(&self, count: Option<i64>) -> Result<()> {
        self.change(move |open| {
            #[cfg(target_os = "linux")]
            tao::platform::unix::WindowExtUnix::set_badge_count(&open.window, count, None);
            #[cfg(not(target_os = "linux"))]
            let _ = (open, count);
        })
    }

    /// Lets the window take part in what the user does, or not.
    ///
    /// # Errors
    /// When the window has closed, or the system cannot.
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
                    "windows cannot be disabled on this system yet".into(),
                ))
            }
        })?
    }

    /// The window's icon.
    ///
    /// # Errors
    /// When the window has closed, or the image has more or fewer bytes than its pixels take.
    pub fn set_icon(&self, icon: Image<'_>) -> Result<()> {
        let icon = window_icon(icon)?;
        self.change(move |open| open.window.set_window_icon(Some(icon)))
    }

    /// Fullscreen without a space of its own on macOS; elsewhere the same as [`set_fullscreen`](Self::set_fullscreen).
    ///
    /// # Errors
    /// When the event loop has ended.
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

/// An image as an icon.
pub(crate) fn window_icon(icon: Image<'_>) -> Result<tao::window::Icon> {
    let (width, height) = (icon.width(), icon.height());
    // COPY: where the pixels are somebody else's.
    let rgba = icon.checked()?.into_rgba();
    tao::window::Icon::from_rgba(rgba, width, height).map_err(system_error)
}

/// Puts a window in the middle of its monitor.
fn center(window: &tao::window::Window) {
    let Some(monitor) = window
        .current_monitor()
        .or_else(|| window.primary_monitor())
    else {
        return;
    };
    window.set_outer_position(centered(&Monitor::of(&monitor), window.outer_size()));
}
