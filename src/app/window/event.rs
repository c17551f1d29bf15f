//! Events of windows and webviews.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tao::dpi::{PhysicalPosition, PhysicalSize};

use crate::app::Theme;

/// An event of a window.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WindowEvent {
    /// The size of the client area has changed, in physical pixels.
    Resized(PhysicalSize<u32>),
    /// The position of the window has changed, in physical pixels of the desktop.
    Moved(PhysicalPosition<i32>),
    /// The window has been requested to close.
    #[non_exhaustive]
    CloseRequested {
        /// Prevents the close.
        api: CloseRequestApi,
    },
    /// The window has been closed. Its label is free.
    Destroyed,
    /// The window gained (`true`) or lost (`false`) the focus.
    Focused(bool),
    /// The scale factor of the window has changed.
    #[non_exhaustive]
    ScaleFactorChanged {
        /// The new scale factor: the ratio of physical pixels to logical pixels.
        scale_factor: f64,
        /// The new size of the client area in physical pixels.
        new_inner_size: PhysicalSize<u32>,
    },
    /// The theme of the system has changed.
    ThemeChanged(Theme),
    /// Files are dragged over the window's page, or dropped on it.
    DragDrop(DragDropEvent),
}

/// A drag-and-drop event: files dragged over a page.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DragDropEvent {
    /// The drag has entered the page.
    Enter {
        /// Paths of the files.
        paths: Vec<PathBuf>,
        /// Position of the cursor, in physical pixels from the top left corner of the page.
        position: PhysicalPosition<f64>,
    },
    /// The drag has moved over the page.
    Over {
        /// Position of the cursor, in physical pixels from the top left corner of the page.
        position: PhysicalPosition<f64>,
    },
    /// The files have been dropped on the page.
    Drop {
        /// Paths of the files.
        paths: Vec<PathBuf>,
        /// Position of the cursor, in physical pixels from the top left corner of the page.
        position: PhysicalPosition<f64>,
    },
    /// The drag has left the page or was cancelled.
    Leave,
}

impl DragDropEvent {
    /// Converts an event of wry's.
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
    /// Converts an event of tao's; `None` if the application does not receive it.
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

/// Prevents a window from closing.
#[derive(Clone, Debug)]
pub struct CloseRequestApi(pub(crate) Arc<AtomicBool>);

impl CloseRequestApi {
    /// Prevents the close.
    pub fn prevent_close(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// An event of a webview.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebviewEvent {
    /// Files are dragged over the webview, or dropped on it.
    DragDrop(DragDropEvent),
}

impl WebviewEvent {
    /// Returns the event of the webview that an event of its window implies.
    pub(crate) fn of(event: &WindowEvent) -> Option<Self> {
        match event {
            WindowEvent::DragDrop(event) => Some(Self::DragDrop(event.clone())),
            _ => None,
        }
    }
}
