//! Monitors, and positions on them.

use serde::Serialize;
use tao::dpi::{PhysicalPosition, PhysicalSize};

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
