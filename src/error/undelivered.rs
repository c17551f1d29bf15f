use std::fmt;

use crate::{Refusal, wire::Code};

/// Some documents did not get an event: their pages do not keep up, and their queues are full. Everyone else got it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event `{event}` was not taken by {}: the page does not keep up, and its queue is full", Labels(.labels))]
pub struct Undelivered {
    event: String,
    labels: Vec<String>,
}

struct Labels<'a>(&'a [String]);

impl fmt::Display for Labels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("webview")?;
        for (index, label) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { " `" } else { ", `" })?;
            write!(f, "{label}`")?;
        }
        Ok(())
    }
}

impl Undelivered {
    pub(crate) const fn new(event: String, labels: Vec<String>) -> Self {
        Self { event, labels }
    }

    /// Name of the event.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// Labels of the webviews that did not get it.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}

impl From<Undelivered> for Refusal {
    fn from(error: Undelivered) -> Self {
        Self::new(Code::QueueFull, error.to_string())
    }
}
