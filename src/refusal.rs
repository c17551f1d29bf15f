use std::borrow::Cow;

use serde::Serialize;

use crate::wire::{Code, WireError};

/// A refusal by the engine: a stable code, a message, and the command and the argument that it concerns (SPEC §4.3).
///
/// An error that a *command* returns is never a refusal: it reaches the page as the value that the command returned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub struct Refusal {
    code: Code,
    message: Cow<'static, str>,
    command: Option<String>,
    key: Option<String>,
}

/// The head of a refused reply, as it stands on the wire.
#[derive(Serialize)]
struct RefusalHead<'a> {
    code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
}

impl Refusal {
    /// A refusal with its text.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            command: None,
            key: None,
        }
    }

    /// Names the command that it concerns.
    #[must_use]
    pub fn with_command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Names the argument that it concerns.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The text.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The command that it concerns.
    pub fn command(&self) -> Option<&str> {
        self.command.as_deref()
    }

    /// The argument that it concerns.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// The JSON text of SPEC §4.3.
    pub fn to_json(&self) -> String {
        let head = RefusalHead {
            code: self.code.as_str(),
            message: &self.message,
            command: self.command.as_deref(),
            key: self.key.as_deref(),
        };
        serde_json::to_string(&head)
            .unwrap_or_else(|_| format!(r#"{{"code":"{}","message":""}}"#, self.code))
    }
}

impl From<WireError> for Refusal {
    fn from(error: WireError) -> Self {
        Self::new(error.code(), error.reason())
    }
}
