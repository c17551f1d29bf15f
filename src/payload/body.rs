use super::Payload;

/// The body of an answer: in memory, or still in a file.
#[derive(Debug)]
#[non_exhaustive]
pub enum Body {
    /// In memory.
    Payload(Payload),
}

impl From<Payload> for Body {
    fn from(payload: Payload) -> Self {
        Self::Payload(payload)
    }
}
