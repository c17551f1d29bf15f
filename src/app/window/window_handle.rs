use std::{
    hash::{Hash, Hasher},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use serde::{Deserialize, Serialize};
use tao::{
    dpi::{PhysicalPosition, PhysicalSize, Position, Size},
    window::Fullscreen,
};

use crate::{
    app::{
        AppHandle, Color, CursorIcon, Error, Manager, ProgressBarState, ResizeDirection, Result,
        Runtime, UserAttentionType, WindowSizeConstraints, Wry,
        image::Image,
        lifecycle::app_handle::from_call,
        lifecycle::main_thread::{Notice, OpenWindow},
        lifecycle::shared::{WindowCore, sealed::Managed},
        system::resources::ResourceTable,
    },
    router::{CommandArg, CommandItem, InvokeError},
};

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

/// A monitor.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Monitor {
    name: Option<String>,
    size: PhysicalSize<u32>,
    position: PhysicalPosition<i32>,
    work_area: PhysicalRect,
    scale_factor: f64,
}

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PhysicalRect {
    /// Its top left corner.
    pub position: PhysicalPosition<i32>,
    /// Its size.
    pub size: PhysicalSize<u32>,
}

/// The part of a monitor that the system's own bars leave free.
#[cfg(target_os = "linux")]
fn work_area(monitor: &tao::monitor::MonitorHandle) -> PhysicalRect {
    use gtk::gdk::prelude::MonitorExt;
    use tao::platform::unix::MonitorHandleExtUnix;
    let area = monitor.gdk_monitor().workarea();
    let scale = monitor.scale_factor();
    PhysicalRect {
        position: tao::dpi::LogicalPosition::new(area.x(), area.y()).to_physical(scale),
        size: tao::dpi::LogicalSize::new(area.width(), area.height()).to_physical(scale),
    }
}

/// The whole monitor: tao does not say what the system's own bars take.
#[cfg(not(target_os = "linux"))]
fn work_area(monitor: &tao::monitor::MonitorHandle) -> PhysicalRect {
    PhysicalRect {
        position: monitor.position(),
        size: monitor.size(),
    }
}

impl Monitor {
    pub(crate) fn of(monitor: &tao::monitor::MonitorHandle) -> Self {
        Self {
            name: monitor.name(),
            size: monitor.size(),
            position: monitor.position(),
            work_area: work_area(monitor),
            scale_factor: monitor.scale_factor(),
        }
    }

    /// A name for people.
    pub const fn name(&self) -> Option<&String> {
        self.name.as_ref()
    }

    /// Its size.
    pub const fn size(&self) -> &PhysicalSize<u32> {
        &self.size
    }

    /// Where its top left corner is.
    pub const fn position(&self) -> &PhysicalPosition<i32> {
        &self.position
    }

    /// The part of it that the system's own bars leave free.
    pub const fn work_area(&self) -> &PhysicalRect {
        &self.work_area
    }

    /// Physical pixels of a logical one.
    pub const fn scale_factor(&self) -> f64 {
        self.scale_factor
    }
}

/// What happens to a window.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WindowEvent {
    /// Its inside has another size.
    Resized(PhysicalSize<u32>),
    /// It is somewhere else.
    Moved(PhysicalPosition<i32>),
    /// It is to close.
    #[non_exhaustive]
    CloseRequested {
        /// To prevent that.
        api: CloseRequestApi,
    },
    /// It was closed. Its label is free.
    Destroyed,
    /// It got the focus, or lost it.
    Focused(bool),
    /// A logical pixel has another size.
    #[non_exhaustive]
    ScaleFactorChanged {
        /// Physical pixels of a logical one.
        scale_factor: f64,
        /// Size of the window's inside.
        new_inner_size: PhysicalSize<u32>,
    },
    /// The system turned light or dark.
    ThemeChanged(Theme),
    /// Files are dragged over its page, or dropped there.
    DragDrop(DragDropEvent),
}

/// Files that are dragged over a page.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DragDropEvent {
    /// They have come.
    Enter {
        /// The files.
        paths: Vec<PathBuf>,
        /// Where the pointer is, from the page's top left corner.
        position: PhysicalPosition<f64>,
    },
    /// They are moved.
    Over {
        /// Where the pointer is.
        position: PhysicalPosition<f64>,
    },
    /// They are dropped.
    Drop {
        /// The files.
        paths: Vec<PathBuf>,
        /// Where the pointer is.
        position: PhysicalPosition<f64>,
    },
    /// They have gone again.
    Leave,
}

impl DragDropEvent {
    pub(crate) fn of(event: wry::DragDropEvent) -> Option<Self> {
        let point = |(x, y): (i32, i32)| PhysicalPosition::new(f64::from(x), f64::from(y));
        Some(match event {
            wry::DragDropEvent::Enter { paths, position } => Self::Enter {
                paths,
                position: point(position),
            },
            wry::DragDropEvent::Over { position } => Self::Over {
                position: point(position),
            },
            wry::DragDropEvent::Drop { paths, position } => Self::Drop {
                paths,
                position: point(position),
            },
            wry::DragDropEvent::Leave => Self::Leave,
            _ => return None,
        })
    }
}

impl WindowEvent {
    pub(crate) fn of(event: &tao::event::WindowEvent<'_>) -> Option<Self> {
        use tao::event::WindowEvent as Tao;
        Some(match event {
            Tao::Resized(size) => Self::Resized(*size),
            Tao::Moved(position) => Self::Moved(*position),
            Tao::Focused(focused) => Self::Focused(*focused),
            Tao::ScaleFactorChanged {
                scale_factor,
                new_inner_size,
            } => Self::ScaleFactorChanged {
                scale_factor: *scale_factor,
                new_inner_size: **new_inner_size,
            },
            Tao::ThemeChanged(theme) => Self::ThemeChanged((*theme).into()),
            _ => return None,
        })
    }
}

/// Prevents that a window closes.
#[derive(Clone, Debug)]
pub struct CloseRequestApi(pub(crate) Arc<AtomicBool>);

impl CloseRequestApi {
    /// The window stays.
    pub fn prevent_close(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A window, from any thread. Cheap to clone; as an argument of a command it is the window of the calling page.
///
/// What asks the window waits for the main thread's answer, except on the main thread itself. What changes the window does not wait.
/// Everything answers [`Error::WindowNotFound`] after the window has closed, or [`Error::EventLoopClosed`].
pub struct Window<R: Runtime = Wry> {
    app: AppHandle<R>,
    core: Arc<WindowCore>,
}

impl<R: Runtime> Clone for Window<R> {
    fn clone(&self) -> Self {
        Self {
            app: self.app.clone(),
            core: Arc::clone(&self.core),
        }
    }
}

impl<R: Runtime> std::fmt::Debug for Window<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window")
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> PartialEq for Window<R> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.core, &other.core)
    }
}

impl<R: Runtime> Eq for Window<R> {}

impl<R: Runtime> Hash for Window<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.label().hash(state);
    }
}

impl<R: Runtime> Managed<R> for Window<R> {
    fn managed_app(&self) -> &AppHandle<R> {
        &self.app
    }

    fn managed_resources(&self) -> &std::sync::Mutex<ResourceTable> {
        self.core.resources()
    }
}

impl<R: Runtime> Manager<R> for Window<R> {}

impl<'de> CommandArg<'de> for Window<Wry> {
    fn from_command(item: CommandItem<'de>) -> std::result::Result<Self, InvokeError> {
        from_call(item, "a window")
    }
}

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
                    $trial.map_err(refused)
                })?
            }
        )*
    };
}

impl<R: Runtime> Window<R> {
    pub(crate) const fn new(app: AppHandle<R>, core: Arc<WindowCore>) -> Self {
        Self { app, core }
    }

    pub(crate) fn document(&self) -> Option<Arc<crate::document::Document>> {
        self.core.document()
    }

    /// Waits for what the main thread says of the window.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&OpenWindow) -> T + Send + 'static,
    ) -> Result<T> {
        let core = Arc::clone(&self.core);
        self.app
            .core
            .main_thread
            .run_and_wait(move |main| main.window_of(&core).map(|open| question(&open)))?
    }

    /// Has the main thread change the window: at once when called there.
    pub(crate) fn change(&self, change: impl FnOnce(&OpenWindow) + Send + 'static) -> Result<()> {
        if self.app.core.main_thread.is_here() {
            return self.ask(change);
        }
        let core = Arc::clone(&self.core);
        self.app.core.main_thread.run(move |main| {
            if let Ok(open) = main.window_of(&core) {
                change(&open);
            }
        })
    }

    /// Name by which the application knows the window.
    pub fn label(&self) -> &str {
        self.core.label()
    }

    /// Runs a closure on the main thread: at once when called there, else some time later.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn run_on_main_thread<F: FnOnce() + Send + 'static>(&self, work: F) -> Result<()> {
        self.app.run_on_main_thread(work)
    }

    /// Calls a closure on the main thread with everything that happens to the window.
    pub fn on_window_event<F: Fn(&WindowEvent) + Send + 'static>(&self, listener: F) {
        self.core.listen(listener);
    }

    /// Closes the window, unless a listener of [`WindowEvent::CloseRequested`] prevents it.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn close(&self) -> Result<()> {
        let core = Arc::clone(&self.core);
        self.app
            .core
            .main_thread
            .run(move |main| main.notify(Notice::Close(core)))
    }

    /// Closes the window without asking. Its label is free when this returns.
    ///
    /// # Errors
    /// When the window has closed already.
    pub fn destroy(&self) -> Result<()> {
        let core = Arc::clone(&self.core);
        self.app
            .core
            .main_thread
            .run_and_wait(move |main| main.destroy(&core))?
    }

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
        self.ask(|open| {
            open.window
                .inner_position()
                .map_err(|error| Error::Window(error.to_string()))
        })?
    }

    /// Where the top left corner is.
    ///
    /// # Errors
    /// When the window has closed, or the system does not tell.
    pub fn outer_position(&self) -> Result<PhysicalPosition<i32>> {
        self.ask(|open| {
            open.window
                .outer_position()
                .map_err(|error| Error::Window(error.to_string()))
        })?
    }

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
        self.ask(move |open| open.window.set_cursor_position(position).map_err(refused))?
    }

    /// Where the pointer is on the screen.
    ///
    /// # Errors
    /// When the window has closed, or the system does not tell.
    pub fn cursor_position(&self) -> Result<PhysicalPosition<f64>> {
        self.ask(|open| open.window.cursor_position().map_err(refused))?
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
                    .map_err(refused)
            }
            #[cfg(windows)]
            {
                tao::platform::windows::WindowExtWindows::set_skip_taskbar(&open.window, skip)
                    .map_err(refused)
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
    tao::window::Icon::from_rgba(rgba, width, height).map_err(refused)
}

/// What the system says when it cannot.
fn refused(error: impl std::fmt::Display) -> Error {
    Error::Window(error.to_string())
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

/// Where a thing of this size is in the middle of a monitor.
pub(crate) fn centered(monitor: &Monitor, size: PhysicalSize<u32>) -> PhysicalPosition<i32> {
    let middle = |start: i32, whole: u32, part: u32| {
        start + (i64::from(whole).saturating_sub(i64::from(part)) / 2).max(0) as i32
    };
    PhysicalPosition::new(
        middle(monitor.position.x, monitor.size.width, size.width),
        middle(monitor.position.y, monitor.size.height, size.height),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_a_monitor() {
        let monitor = Monitor {
            name: None,
            size: PhysicalSize::new(1000, 500),
            position: PhysicalPosition::new(100, -50),
            work_area: PhysicalRect {
                position: PhysicalPosition::new(100, -50),
                size: PhysicalSize::new(1000, 500),
            },
            scale_factor: 1.0,
        };
        assert_eq!(
            centered(&monitor, PhysicalSize::new(400, 100)),
            PhysicalPosition::new(400, 150)
        );
        assert_eq!(
            centered(&monitor, PhysicalSize::new(4000, 100)),
            PhysicalPosition::new(100, 150)
        );
    }
}
