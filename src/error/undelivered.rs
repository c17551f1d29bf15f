use std::fmt;

use crate::{Refusal, wire::Code};

/// An event was not delivered to some documents, because their queues are full: their pages do not read fast enough. All other listeners received it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("event `{event}` was not delivered to {}: the queue of the page is full, because the page does not read fast enough", Labels(.labels))]
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

    /// Returns the name of the event.
    pub fn event(&self) -> &str {
        &self.event
    }

    /// Returns the labels of the webviews that did not receive the event.
    pub fn labels(&self) -> &[String] {
        &self.labels
    }
}

impl From<Undelivered> for Refusal {
    fn from(error: Undelivered) -> Self {
        Self::new(Code::QueueFull, error.to_string())
    }
}
