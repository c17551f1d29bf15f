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
    message: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Cow<'a, str>>,
}

/// Bytes of the text of a refusal or an END (SPEC §4.3, §4.4). Escaped as JSON it is up to six times as long, and still fits into one packet of a link.
pub(crate) const TEXT_BYTES_MAX: usize = 4096;
/// Bytes of the name of a command or an argument in a refusal.
const NAME_BYTES_MAX: usize = 256;

fn name_of(name: &str) -> Cow<'_, str> {
    excerpt(name, NAME_BYTES_MAX)
}

/// Returns the start of a text that is longer than `bytes_max`, with an ellipsis.
pub(crate) fn excerpt(text: &str, bytes_max: usize) -> Cow<'_, str> {
    if text.len() <= bytes_max {
        return text.into();
    }
    let end = (0..=bytes_max)
        .rev()
        .find(|end| text.is_char_boundary(*end));
    format!("{}…", &text[..end.unwrap_or_default()]).into()
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

    /// Encodes the head of a refused REPLY as JSON (SPEC §4.3). A text that is too long for a head is cut.
    pub fn to_json(&self) -> String {
        let head = RefusalHead {
            code: self.code.as_str(),
            message: excerpt(&self.message, TEXT_BYTES_MAX),
            command: self.command.as_deref().map(name_of),
            key: self.key.as_deref().map(name_of),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_a_character() {
        assert_eq!(excerpt("abc", 3), "abc");
        assert_eq!(excerpt("abcd", 3), "abc…");
        assert_eq!(excerpt("aé", 2), "a…");
        let text = "\u{1}".repeat(1 << 20);
        let refusal = Refusal::new(Code::Internal, text.clone())
            .with_command(text.clone())
            .with_key(text);
        let json = refusal.to_json();
        assert!(json.len() < 32 * 1024, "{} bytes", json.len());
        assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
    }
}
