use http::{HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    wire::{Code, Limits},
};

/// The head of a CALL (SPEC §4.2).
#[derive(Debug, Deserialize)]
pub(crate) struct CallHead {
    pub(crate) cmd: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    /// Attachments that are streamed.
    #[serde(default)]
    pub(crate) streams: Vec<StreamHead>,
}

/// An attachment whose bytes follow as messages of a channel (SPEC §4.2).
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct StreamHead {
    /// Index of the attachment; 0 if the whole payload is bytes.
    pub(crate) attachment: usize,
    /// Id of the channel.
    pub(crate) channel: u64,
    /// Length in bytes, if known.
    #[serde(default)]
    pub(crate) length: Option<u64>,
}

impl CallHead {
    /// Decodes the head of a CALL frame and checks the command name.
    pub(crate) fn decode(head: &[u8], limits: &Limits) -> Result<Self, Refusal> {
        // SPEC §4: a missing required key, a wrong type or bad JSON in a head is `bad_frame`.
        let head: Self = serde_json::from_slice(head)
            .map_err(|_| Refusal::new(Code::BadFrame, "the head of the call is malformed"))?;
        check_command(&head.cmd, limits)?;
        Ok(head)
    }

    /// Decodes the headers of the call and checks their limits.
    pub(crate) fn headers(&self, limits: &Limits) -> Result<HeaderMap, Refusal> {
        let mut total = 0;
        // SPEC §4.2: at most 64 headers and 16 KiB in all, 8 KiB each.
        if self.headers.len() > limits.header_count_max {
            return Err(Refusal::new(
                Code::HeadersTooLarge,
                format!("the call has more than {} headers", limits.header_count_max),
            ));
        }
        let mut map = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            let length = name.len() + value.len();
            total += length;
            if length > limits.header_bytes_max || total > limits.headers_bytes_max {
                return Err(Refusal::new(
                    Code::HeadersTooLarge,
                    format!(
                        "the headers of the call are over {} bytes, or one is over {} bytes",
                        limits.headers_bytes_max, limits.header_bytes_max
                    ),
                ));
            }
            // SPEC §4.2: names are HTTP tokens, values are any text without CR, LF and NUL.
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| Refusal::new(Code::BadHeader, "a header name is not a token"))?;
            if value.contains(['\r', '\n', '\0']) {
                return Err(Refusal::new(
                    Code::BadHeader,
                    format!("the value of header {name} contains CR, LF or NUL"),
                ));
            }
            let value = HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
                Refusal::new(
                    Code::BadHeader,
                    format!("the value of header {name} contains a control character"),
                )
            })?;
            map.append(name, value);
        }
        Ok(map)
    }
}

/// Checks a command name: 1 to 128 bytes of a restricted alphabet (SPEC §4.2).
fn check_command(name: &str, limits: &Limits) -> Result<(), Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.:/|-".contains(&byte);
    if name.is_empty() || name.len() > limits.command_bytes_max || !name.bytes().all(allowed) {
        return Err(Refusal::new(
            Code::BadPath,
            "a command name must have 1 to 128 characters of A-Z a-z 0-9 _ . : / | -",
        ));
    }
    Ok(())
}

/// The head of a REPLY that is not a refusal (SPEC §4.3).
#[derive(Debug, Default, Serialize)]
pub(crate) struct ReplyHead {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stream: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) length: Option<u64>,
}

/// Bytes that the other fields of a head need at most.
const FIELDS_BYTES: usize = 256;

impl ReplyHead {
    /// Creates the head of a reply with these headers.
    ///
    /// # Errors
    /// Returns `headers_too_large` if they do not fit into the head of a frame.
    pub(crate) fn new(
        status: http::StatusCode,
        headers: &HeaderMap,
        limits: &Limits,
    ) -> Result<Self, Refusal> {
        let head = Self::unchecked(status, headers);
        // SPEC §4.3: the head with its headers is at most `head_bytes_max` long.
        let bytes = if headers.is_empty() {
            0
        } else {
            head.encode().len()
        };
        if bytes + FIELDS_BYTES > limits.head_bytes_max as usize {
            return Err(Refusal::new(
                Code::HeadersTooLarge,
                format!(
                    "the headers that the command returned are {bytes} bytes long as JSON, and the head of a reply holds {}",
                    limits.head_bytes_max
                ),
            ));
        }
        Ok(head)
    }

    fn unchecked(status: http::StatusCode, headers: &HeaderMap) -> Self {
        let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        Self {
            status: (status != http::StatusCode::OK).then_some(status.as_u16()),
            headers: headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value)))
                .collect(),
            ..Self::default()
        }
    }

    /// Encodes the head as JSON; empty if every field has its default.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let is_plain = self.status.is_none() && self.headers.is_empty();
        if is_plain && self.body.is_none() && self.stream.is_none() {
            return Vec::new();
        }
        serde_json::to_vec(self).unwrap_or_default()
    }
}
