/// How the application has the plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Not at all: the control.
    Absent,
    /// Without acceleration.
    Present,
    Accelerated,
}

impl Mode {
    pub(crate) fn of_environment() -> Self {
        match setting("MODE").as_deref() {
            Some("absent") => Self::Absent,
            Some("present") => Self::Present,
            Some("accelerated") => Self::Accelerated,
            other => panic!("PLUGGED_MODE is {other:?}"),
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Present => "present",
            Self::Accelerated => "accelerated",
        }
    }
}

/// Returns a setting of the suite.
pub(crate) fn setting(name: &str) -> Option<String> {
    std::env::var(format!("PLUGGED_{name}")).ok()
}

/// Returns whether the suite has set a flag.
pub(crate) fn flag(name: &str) -> bool {
    setting(name).is_some()
}
