use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use crate::{
    Error, Refusal,
    file::{self, Conditions},
    one_shot::OneShot,
    payload::{Body, BodyStream, Bytes, InvokeBody},
    wire::Code,
};

/// Outcome of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The command returned a value.
    Done(Body),
    /// The command returned an error value.
    Failed(Body),
    /// The command returned a stream.
    Stream(BodyStream),
    /// The engine refused the call.
    Refused(Refusal),
}

/// Reply to a call.
#[derive(Debug)]
pub struct Reply {
    /// The outcome.
    pub outcome: Outcome,
    /// HTTP status; 200 unless the command sets it.
    pub status: StatusCode,
    /// HTTP headers; empty unless the command sets them.
    pub headers: HeaderMap,
}

impl Reply {
    /// Creates a reply with the value of a command.
    pub fn done(body: impl Into<Body>) -> Self {
        Self::from(Outcome::Done(body.into()))
    }

    /// Creates a reply with the error value of a command.
    pub fn failed(body: impl Into<Body>) -> Self {
        Self::from(Outcome::Failed(body.into()))
    }

    /// Returns the refusal if the engine refused the call.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Outcome::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// Returns the value of a successful reply. A file is read as bytes. **Blocks** for a file.
    ///
    /// # Errors
    /// Returns [`Error::Refused`](crate::Error::Refused) if the call was refused, [`Error::Command`](crate::Error::Command) with the error value if the
    /// command failed, and `bad_json` and `bad_arguments` as [`Payload::to_value`](crate::Payload::to_value) does.
    pub fn into_value<T: DeserializeOwned>(self) -> crate::Result<T> {
        match self.into_body()? {
            Body::Payload(payload) => Ok(payload.to_value()?),
            Body::File(file) => {
                Ok(crate::Payload::Raw(file.read(0..file.len())?.into()).to_value()?)
            }
        }
    }

    /// Returns the encoded body of a successful reply in one piece. **Blocks** for a file.
    ///
    /// # Errors
    /// Returns the errors of [`into_value`](Self::into_value).
    pub fn into_bytes(self) -> crate::Result<Bytes> {
        Ok(self.into_body()?.read()?)
    }

    /// Returns the body of a successful reply.
    ///
    /// # Errors
    /// Returns the errors of [`into_value`](Self::into_value).
    pub fn into_body(self) -> crate::Result<Body> {
        match self.outcome {
            Outcome::Done(body) => Ok(body),
            Outcome::Refused(refusal) => Err(refusal.into()),
            Outcome::Stream(_) => Err(Refusal::new(
                Code::TypeUnsupported,
                "the command returned a stream, which only a page can read; it is not a value or a message",
            )
            .into()),
            Outcome::Failed(body) => {
                let value = match body {
                    Body::Payload(payload) => InvokeBody::from_payload(&payload)?,
                    file => InvokeBody::Raw(file.read()?),
                };
                Err(Error::Command { value })
            }
        }
    }

    pub(crate) fn from_http(response: http::Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            ..Self::done(body)
        }
    }

    /// Applies the range and the conditions of the call to a file. Other replies are left unchanged.
    pub(crate) fn resolve(self, wanted: &Conditions) -> Self {
        let Self {
            outcome: Outcome::Done(body @ Body::File(_)),
            status,
            headers,
        } = self
        else {
            return self;
        };
        let mut whole = http::Response::new(body);
        *whole.status_mut() = status;
        *whole.headers_mut() = headers;
        let mut reply = Self::from_http(file::answer(whole, wanted));
        if reply.status == StatusCode::RANGE_NOT_SATISFIABLE {
            reply.outcome = Outcome::Refused(Refusal::new(
                Code::RangeInvalid,
                "the range is outside the file",
            ));
        }
        reply
    }
}

impl From<Outcome> for Reply {
    fn from(outcome: Outcome) -> Self {
        Self {
            outcome,
            status: StatusCode::OK,
            headers: HeaderMap::new(),
        }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.code().status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            ..Self::from(Outcome::Refused(refusal))
        }
    }
}

/// Destination of the reply to one call. Replies `no_reply` if it is dropped unused, so every call gets a reply.
pub struct ReplySlot(OneShot<Reply>);

impl std::fmt::Debug for ReplySlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplySlot").finish_non_exhaustive()
    }
}

impl ReplySlot {
    /// Creates a slot that passes the reply to `deliver`.
    pub fn new(deliver: impl FnOnce(Reply) + Send + 'static) -> Self {
        Self(OneShot::new(deliver, || {
            Refusal::new(
                Code::NoReply,
                "the command dropped the call without a reply",
            )
            .into()
        }))
    }

    /// Sends the reply.
    pub fn send(self, reply: impl Into<Reply>) {
        self.0.send(reply.into());
    }
}
