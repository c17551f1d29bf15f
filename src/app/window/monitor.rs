//! Monitors, and positions on them.

use serde::Serialize;
use tao::dpi::{PhysicalPosition, PhysicalSize};

/// A monitor that is available on the system.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Monitor {
    name: Option<String>,
    size: PhysicalSize<u32>,
    position: PhysicalPosition<i32>,
    work_area: PhysicalRect,
    scale_factor: f64,
}

/// A rectangle of the desktop in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PhysicalRect {
    /// Position of the top left corner.
    pub position: PhysicalPosition<i32>,
    /// Size of the rectangle.
    pub size: PhysicalSize<u32>,
}

/// Returns the work area of a monitor: the part that taskbars and panels leave free.
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

/// Returns the whole monitor: tao does not report the work area.
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

    /// Returns the human-readable name of the monitor, or `None` if it is unknown.
    pub const fn name(&self) -> Option<&String> {
        self.name.as_ref()
    }

    /// Returns the resolution of the monitor in physical pixels.
    pub const fn size(&self) -> &PhysicalSize<u32> {
        &self.size
    }

    /// Returns the position of the top left corner of the monitor, in physical pixels of the desktop.
    pub const fn position(&self) -> &PhysicalPosition<i32> {
        &self.position
    }

    /// Returns the work area of the monitor: the part that taskbars and panels leave free.
    pub const fn work_area(&self) -> &PhysicalRect {
        &self.work_area
    }

    /// Returns the scale factor: the ratio of physical pixels to logical pixels.
    pub const fn scale_factor(&self) -> f64 {
        self.scale_factor
    }
}

/// Returns the position that centers a window of this size on a monitor.
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
    fn a_window_is_centered_on_its_monitor() {
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
