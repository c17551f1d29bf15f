use crate::{Refusal, wire::Code};

/// Why a value could not be converted to or from a payload.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PayloadError {
    code: Code,
    message: String,
}

impl PayloadError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// Returns the stable code.
    pub const fn code(&self) -> Code {
        self.code
    }
}

impl From<PayloadError> for Refusal {
    fn from(error: PayloadError) -> Self {
        Self::new(error.code, error.message)
    }
}
