use http::{HeaderMap, StatusCode};

use serde::de::DeserializeOwned;

use crate::{
    Bytes, Refusal,
    file::{self, Conditions},
    payload::{Body, BodyStream},
    wire::Code,
};

/// What became of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The command returned a value.
    Done(Body),
    /// The command returned an error value.
    Failed(Body),
    /// The command returned a body that is still being made.
    Stream(BodyStream),
    /// The engine refused the call.
    Refused(Refusal),
}

/// The answer to a call.
#[derive(Debug)]
pub struct Reply {
    /// What became of the call.
    pub outcome: Outcome,
    /// Status, for commands that speak HTTP; 200 otherwise.
    pub status: StatusCode,
    /// Headers, for commands that speak HTTP.
    pub headers: HeaderMap,
}

impl Reply {
    /// The command returned `body`.
    pub fn done(body: impl Into<Body>) -> Self {
        Self::from(Outcome::Done(body.into()))
    }

    /// The command returned the error `body`.
    pub fn failed(body: impl Into<Body>) -> Self {
        Self::from(Outcome::Failed(body.into()))
    }

    /// The refusal, when it is one.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Outcome::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The value of an answer that was successful; a file is read as bytes.
    ///
    /// # Errors
    /// The refusal of a call that was refused; `bad_json` and `bad_arguments` as [`Payload::to_value`](crate::Payload::to_value); for a call that
    /// failed, [`Error::Io`](crate::Error::Io) with the text of its error value.
    pub fn into_value<T: DeserializeOwned>(self) -> crate::Result<T> {
        match self.into_body()? {
            Body::Payload(payload) => Ok(payload.to_value()?),
            Body::File(file) => {
                Ok(crate::Payload::Raw(file.read(0..file.len())?.into()).to_value()?)
            }
        }
    }

    /// The body of an answer that was successful, as it stands on the wire, in one piece.
    ///
    /// # Errors
    /// As [`into_value`](Self::into_value).
    pub fn into_bytes(self) -> crate::Result<Bytes> {
        Ok(self.into_body()?.read()?)
    }

    /// The body of an answer that was successful.
    ///
    /// # Errors
    /// As [`into_value`](Self::into_value).
    pub fn into_body(self) -> crate::Result<Body> {
        match self.outcome {
            Outcome::Done(body) => Ok(body),
            Outcome::Refused(refusal) => Err(refusal.into()),
            Outcome::Stream(_) => Err(Refusal::new(
                Code::TypeUnsupported,
                "the answer is a stream, which is no value and no message; only a call of a page reads it",
            )
            .into()),
            Outcome::Failed(body) => {
                let text = body.read()?;
                Err(std::io::Error::other(String::from_utf8_lossy(&text)).into())
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

    /// Cuts a file to what the call asks for. Every other answer stays as it is.
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
                "the range lies outside the file",
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

/// The one place where the answer to a call goes. Dropping it unused answers `no_reply`, so a call is never left without one.
pub struct ReplySlot {
    deliver: Option<Box<dyn FnOnce(Reply) + Send>>,
}

impl std::fmt::Debug for ReplySlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplySlot")
            .field("open", &self.deliver.is_some())
            .finish()
    }
}

impl ReplySlot {
    /// A slot that hands the answer to `deliver`.
    pub fn new(deliver: impl FnOnce(Reply) + Send + 'static) -> Self {
        Self {
            deliver: Some(Box::new(deliver)),
        }
    }

    /// Answers the call.
    pub fn send(mut self, reply: impl Into<Reply>) {
        if let Some(deliver) = self.deliver.take() {
            deliver(reply.into());
        }
    }
}

impl Drop for ReplySlot {
    fn drop(&mut self) {
        if let Some(deliver) = self.deliver.take() {
            deliver(
                Refusal::new(
                    Code::NoReply,
                    "the command let go of the call without an answer",
                )
                .into(),
            );
        }
    }
}
