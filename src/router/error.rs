use serde::Serialize;

use super::Reply;
use crate::{
    Error, Refusal,
    payload::{Body, InvokeBody, Payload, PayloadError},
};

/// Why a call failed: an error value of the command, or a refusal of the engine.
#[derive(Debug)]
pub struct InvokeError(ErrorKind);

#[derive(Debug)]
enum ErrorKind {
    Value(Payload),
    Refused(Refusal),
}

impl InvokeError {
    /// Creates an error whose value is the text of `error`.
    pub fn from_error<E: std::error::Error>(error: E) -> Self {
        Self::from(error.to_string())
    }

    /// Creates an error whose value is the text of an `anyhow::Error` and of its causes.
    pub fn from_anyhow(error: impl std::fmt::Display) -> Self {
        Self::from(format!("{error:#}"))
    }

    /// Creates an error that refuses the call.
    pub const fn refused(refusal: Refusal) -> Self {
        Self(ErrorKind::Refused(refusal))
    }

    /// Returns the refusal, if the error is one.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.0 {
            ErrorKind::Refused(refusal) => Some(refusal),
            ErrorKind::Value(_) => None,
        }
    }

    pub(crate) fn into_reply(self) -> Reply {
        match self.0 {
            ErrorKind::Value(payload) => Reply::failed(Body::from(payload)),
            ErrorKind::Refused(refusal) => refusal.into(),
        }
    }
}

impl<T: Serialize> From<T> for InvokeError {
    fn from(value: T) -> Self {
        match Payload::from_value(&value) {
            Ok(payload) => Self(ErrorKind::Value(payload)),
            // As in Tauri, a value that cannot be serialized is replaced by the text of the serialization error.
            Err(error) => Self::from_error(error),
        }
    }
}

impl From<Refusal> for InvokeError {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

impl From<PayloadError> for InvokeError {
    fn from(error: PayloadError) -> Self {
        Self::refused(error.into())
    }
}

impl From<Error> for InvokeError {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused(refusal) => Self::refused(refusal),
            Error::Command { value } => match value {
                InvokeBody::Json(value) => Self::from(value),
                InvokeBody::Raw(bytes) => Self(ErrorKind::Value(Payload::Raw(bytes))),
            },
            error => Self::from_error(error),
        }
    }
}
