use std::borrow::Cow;

use serde::Serialize;

use crate::wire::{Code, WireError};

/// Error of the engine: a stable code, a message, and the command and argument concerned (SPEC §4.3).
///
/// An error that a command returns is not a refusal: the page receives it as a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message} ({code})")]
pub struct Refusal {
    code: Code,
    message: Cow<'static, str>,
    command: Option<String>,
    key: Option<String>,
}

/// Head of a refused REPLY.
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
    /// Creates a refusal.
    pub fn new(code: Code, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code,
            message: message.into(),
            command: None,
            key: None,
        }
    }

    /// Sets the command concerned.
    #[must_use]
    pub fn with_command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Sets the argument concerned.
    #[must_use]
    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// Returns the stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Returns the message.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the command concerned, if any.
    pub fn command(&self) -> Option<&str> {
        self.command.as_deref()
    }

    /// Returns the argument concerned, if any.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Encodes the head of a refused REPLY as JSON (SPEC §4.3).
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
