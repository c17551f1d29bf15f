//! The probes of a build without the inspector.

use super::Step;
use crate::wire::frame::ReplyOutcome;

/// Reports of one document.
#[derive(Clone, Debug, Default)]
pub(crate) struct DocumentProbe {}

/// Reports of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallProbe {}

impl DocumentProbe {
    pub(crate) const fn call(&self, _id: u64, _command: &str, _bytes_in: u64) -> CallProbe {
        CallProbe {}
    }

    pub(crate) const fn event(&self, _name: &str, _bytes: u64, _listeners: usize, _is_sent: bool) {}
}

impl CallProbe {
    pub(crate) const fn is_active(&self) -> bool {
        false
    }

    pub(crate) const fn rename(&self, _command: &str) {}

    pub(crate) const fn reached(&self, _step: Step) {}

    pub(crate) const fn answered(&self, _: ReplyOutcome, _code: Option<&str>, _bytes_out: u64) {}
}
