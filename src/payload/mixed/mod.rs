//! JSON with attached bytes (SPEC §3.2).

mod nonce;
mod write;

pub(crate) use write::Written;
pub(super) use write::is_attaching;

use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, LE, U32, U64, Unaligned};

use super::Bytes;
use crate::wire::{ALIGNMENT_BYTES, Code, Element, Limits, WireError, align_up};

/// Maximum number of attachments of one payload (SPEC §3.2).
pub(super) const ATTACHMENTS_MAX: usize = 65_536;

/// Prefix of the name of an attachment, before the nonce.
pub(super) const PREFIX: &str = "\u{1}bytes:";

const PADDING: &[u8; ALIGNMENT_BYTES] = &[0; ALIGNMENT_BYTES];

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct RawHeader {
    json_bytes: U32<LE>,
    attachments: U32<LE>,
    nonce: U64<LE>,
}

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct RawEntry {
    length: U64<LE>,
    element: u8,
    zero: [u8; 7],
}

const _: () = assert!(size_of::<RawHeader>() == ALIGNMENT_BYTES);
const _: () = assert!(size_of::<RawEntry>() == ALIGNMENT_BYTES);

/// Bytes beside a JSON text, with the element type that they have in the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Element type.
    pub element: Element,
    /// The bytes.
    pub bytes: Bytes,
}

impl Attachment {
    /// Returns the element type and the bytes.
    pub(super) const fn parts(&self) -> (Element, &::bytes::Bytes) {
        (self.element, self.bytes.as_inner())
    }
}

impl From<Bytes> for Attachment {
    fn from(bytes: Bytes) -> Self {
        Self {
            element: Element::Bytes,
            bytes,
        }
    }
}

/// A JSON text with attached bytes (SPEC §3.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mixed {
    /// The JSON text.
    pub text: Bytes,
    /// A random number for this payload, which is part of the name of every attachment in the text.
    pub nonce: u64,
    /// The attachments.
    pub attachments: Vec<Attachment>,
}

impl Mixed {
    /// Decodes the body of a frame. Text and attachments are views of it. The text is not parsed, and no stated length sizes an allocation.
    ///
    /// # Errors
    /// Returns `body_too_large` for a text over `json_bytes_max`, and `bad_frame` for any other length, count or element type that does not match the body.
    pub fn decode(body: &Bytes, limits: &Limits) -> Result<Self, WireError> {
        const CUT: WireError = WireError::new(
            Code::BadFrame,
            "the payload is shorter than its header states",
        );
        let (header, rest) = RawHeader::read_from_prefix(body).map_err(|_| CUT)?;
        // SPEC §7: `json_bytes_max`.
        if u64::from(header.json_bytes.get()) > limits.json_bytes_max {
            return Err(WireError::new(
                Code::BodyTooLarge,
                "JSON text over its limit",
            ));
        }
        // SPEC §3.2: at most 65,536 attachments.
        if header.attachments.get() > limits.attachments_max {
            return Err(WireError::new(Code::BadFrame, "too many attachments"));
        }
        let (table, _) =
            <[RawEntry]>::ref_from_prefix_with_elems(rest, header.attachments.get() as usize)
                .map_err(|_| CUT)?;
        let text_start = size_of::<RawHeader>() + size_of_val(table);
        let mut cursor = Cursor {
            body,
            end: text_start,
        };
        let text = cursor.next(u64::from(header.json_bytes.get())).ok_or(CUT)?;
        // SPEC §3.2: the text is padded, whether or not an attachment follows.
        if align_up(cursor.end) > body.len() {
            return Err(CUT);
        }
        let mut attachments = Vec::with_capacity(table.len());
        for entry in table {
            let element = Element::from_wire(entry.element)?;
            element.check_length(entry.length.get())?;
            // SPEC §3.2: 7 zero bytes.
            if entry.zero != [0; 7] {
                return Err(WireError::new(
                    Code::BadFrame,
                    "a reserved field of an attachment is not zero",
                ));
            }
            attachments.push(Attachment {
                element,
                bytes: cursor.next(entry.length.get()).ok_or(CUT)?,
            });
        }
        let end = if attachments.is_empty() {
            align_up(cursor.end)
        } else {
            cursor.end
        };
        // SPEC §3.2: nothing follows the last attachment.
        if end != body.len() {
            return Err(WireError::new(
                Code::BadFrame,
                "the payload has bytes after its last attachment",
            ));
        }
        Ok(Self {
            text,
            nonce: header.nonce.get(),
            attachments,
        })
    }

    /// Returns the index of the attachment that a string of the text names; `None` for an ordinary string.
    ///
    /// # Errors
    /// Returns `bad_frame` for a string that has the prefix of an attachment's name but names no attachment.
    pub fn index_of(&self, string: &str) -> Result<Option<usize>, WireError> {
        let Some(rest) = string.strip_prefix(PREFIX) else {
            return Ok(None);
        };
        let Some((nonce, index)) = rest.split_at_checked(16) else {
            return Ok(None);
        };
        if !is_nonce(nonce, self.nonce) || !index.starts_with(':') {
            return Ok(None);
        }
        let digits = &index[1..];
        let is_decimal = !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0'));
        let index = if is_decimal {
            digits.parse().ok()
        } else {
            None
        };
        // SPEC §3.2: a string that starts with that prefix and names no attachment is `bad_frame`.
        match index {
            Some(index) if index < self.attachments.len() => Ok(Some(index)),
            _ => Err(WireError::new(
                Code::BadFrame,
                "the text names an attachment that does not exist",
            )),
        }
    }

    /// Returns the length of the body, in bytes.
    pub fn body_bytes(&self) -> u64 {
        let start = size_of::<RawHeader>() + self.attachments.len() * size_of::<RawEntry>();
        let mut end = align_up(start + self.text.len()) as u64;
        let mut bytes = end;
        for attachment in &self.attachments {
            bytes = end + attachment.bytes.len() as u64;
            end = bytes.next_multiple_of(ALIGNMENT_BYTES as u64);
        }
        bytes
    }

    /// Returns the segments of the body: header and table, text, attachments, and their padding. Text and attachments are not copied.
    pub(super) fn into_segments(self) -> Vec<::bytes::Bytes> {
        let header = RawHeader {
            json_bytes: U32::new(u32::try_from(self.text.len()).unwrap_or(u32::MAX)),
            attachments: U32::new(u32::try_from(self.attachments.len()).unwrap_or(u32::MAX)),
            nonce: U64::new(self.nonce),
        };
        let mut start = Vec::with_capacity(size_of::<RawHeader>() * (1 + self.attachments.len()));
        start.extend_from_slice(header.as_bytes()); // COPY: 16 bytes of header
        for attachment in &self.attachments {
            let length = U64::new(attachment.bytes.len() as u64);
            let entry = RawEntry {
                length,
                element: attachment.element as u8,
                zero: [0; 7],
            };
            start.extend_from_slice(entry.as_bytes()); // COPY: 16 bytes per attachment
        }
        let mut segments = Vec::with_capacity(3 + 2 * self.attachments.len());
        let mut push = |segment: ::bytes::Bytes| {
            if !segment.is_empty() {
                segments.push(segment);
            }
        };
        push(start.into());
        let mut padding = padding_after(self.text.len());
        push(self.text.into());
        if self.attachments.is_empty() {
            push(std::mem::take(&mut padding));
        }
        for attachment in self.attachments {
            push(std::mem::replace(
                &mut padding,
                padding_after(attachment.bytes.len()),
            ));
            push(attachment.bytes.into());
        }
        segments
    }
}

/// Returns the padding after a part of this length, up to a multiple of 16 bytes.
fn padding_after(length: usize) -> ::bytes::Bytes {
    ::bytes::Bytes::from_static(&PADDING[..align_up(length) - length])
}

/// Whether `digits` are the nonce in lower-case hexadecimal.
fn is_nonce(digits: &str, nonce: u64) -> bool {
    let is_lower_hex = digits
        .bytes()
        .all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    is_lower_hex && u64::from_str_radix(digits, 16) == Ok(nonce)
}

/// Reads consecutive parts of a body, each of which starts at a multiple of 16 bytes.
struct Cursor<'a> {
    body: &'a Bytes,
    end: usize,
}

impl Cursor<'_> {
    /// Returns the next part, or `None` if it does not lie in the body.
    fn next(&mut self, length: u64) -> Option<Bytes> {
        let start = align_up(self.end);
        let end = start.checked_add(usize::try_from(length).ok()?)?;
        if end > self.body.len() {
            return None;
        }
        self.end = end;
        Some(self.body.slice(start..end))
    }
}
