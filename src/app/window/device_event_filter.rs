//! The events of devices that the system reports.

/// When the system reports the events of devices to the application.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum DeviceEventFilter {
    /// Never: all events are filtered out.
    Always,
    /// While a window of the application is focused.
    #[default]
    Unfocused,
    /// Always: no event is filtered out.
    Never,
}

impl From<DeviceEventFilter> for tao::event_loop::DeviceEventFilter {
    fn from(filter: DeviceEventFilter) -> Self {
        match filter {
            DeviceEventFilter::Always => Self::Always,
            DeviceEventFilter::Unfocused => Self::Unfocused,
            DeviceEventFilter::Never => Self::Never,
        }
    }
}
