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

/// What happens to a webview.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum WebviewEvent {
    /// Files are dragged over the page.
    DragDrop(DragDropEvent),
}

impl WebviewEvent {
    /// What of a window's events is its webview's.
    pub(crate) fn of(event: &WindowEvent) -> Option<Self> {
        match event {
            WindowEvent::DragDrop(event) => Some(Self::DragDrop(event.clone())),
            _ => None,
        }
    }
}
