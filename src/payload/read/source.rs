use std::cell::Cell;

use serde::de::Error;

use super::unescaped::{Lender, Unescaped};
use crate::{
    payload::{Attachment, Mixed, mixed::PREFIX},
    wire::Code,
};

/// Limit on the bytes of one attachment that become numbers for a type that does not ask for bytes.
const SPELLED_BYTES_MAX: usize = 1 << 20;

/// Limit on the bytes that are copied or become numbers for one value, as a multiple of the received bytes: a text can name the same attachment many times.
const COPIES_MAX: usize = 4;

/// The data that strings of a text refer to: attachments, and storage for unescaped strings.
pub(super) struct Source<'de> {
    mixed: Option<&'de Mixed>,
    lender: Option<Lender<'de>>,
    /// Bytes that may still be copied or become numbers.
    budget: Cell<usize>,
    defect: Cell<Option<Code>>,
}

impl<'de> Source<'de> {
    pub(super) fn new(mixed: Option<&'de Mixed>, unescaped: Option<&'de Unescaped>) -> Self {
        let attachments = mixed.map_or(&[][..], |mixed| &mixed.attachments);
        let received = attachments
            .iter()
            .fold(SPELLED_BYTES_MAX, |sum, attachment| {
                sum.saturating_add(attachment.bytes.len())
            });
        Self {
            mixed,
            lender: unescaped.map(Unescaped::lender),
            budget: Cell::new(received.saturating_mul(COPIES_MAX)),
            defect: Cell::new(None),
        }
    }

    /// Whether strings with escapes can be borrowed.
    pub(super) const fn lends(&self) -> bool {
        self.lender.is_some()
    }

    /// Stores an unescaped string, so that it can be borrowed. Returns `None` if there is no storage.
    pub(super) fn lend(&self, string: &str) -> Option<&'de str> {
        Some(self.lender.as_ref()?.lend(string))
    }

    /// Returns the code of an error that serde's error type cannot carry.
    pub(super) const fn defect(&self) -> Option<Code> {
        self.defect.get()
    }

    /// Returns the attachment that a string names, if it names one.
    pub(super) fn find<E: Error>(&self, string: &str) -> Result<Option<&'de Attachment>, E> {
        // The common case: an ordinary string.
        let Some(mixed) = self.mixed.filter(|_| string.starts_with('\u{1}')) else {
            return Ok(None);
        };
        match mixed.index_of(string) {
            Ok(index) => Ok(index.and_then(|index| mixed.attachments.get(index))),
            Err(error) => {
                self.defect.set(Some(error.code()));
                Err(E::custom(error.reason()))
            }
        }
    }

    /// Charges the bytes of an attachment to the budget.
    pub(super) fn spend<E: Error>(&self, attachment: &Attachment) -> Result<(), E> {
        let Some(left) = self.budget.get().checked_sub(attachment.bytes.len()) else {
            self.defect.set(Some(Code::BodyTooLarge));
            return Err(E::custom(
                "the same attached bytes are named too many times to be copied each time; use `bytelane::Bytes`",
            ));
        };
        self.budget.set(left);
        Ok(())
    }

    /// Charges the bytes of an attachment that becomes numbers because the type does not ask for bytes.
    pub(super) fn spend_spelled<E: Error>(&self, attachment: &Attachment) -> Result<(), E> {
        if attachment.bytes.len() > SPELLED_BYTES_MAX {
            return Err(E::custom(
                "attached bytes over 1 MiB would become an array of numbers here; use `bytelane::Bytes` outside `flatten`, `untagged` and \
                 `serde_json::Value`",
            ));
        }
        self.spend(attachment)
    }

    /// Replaces the names of attachments in the text of an error by "byte array".
    pub(super) fn without_names(&self, message: &str) -> String {
        let Some(Mixed { nonce, .. }) = self.mixed else {
            return message.to_owned();
        };
        let start = format!("string {:?}", format!("{PREFIX}{nonce:016x}:"));
        let start = start.trim_end_matches('"');
        let mut text = String::with_capacity(message.len());
        let mut rest = message;
        while let Some((before, name)) = rest.split_once(start) {
            text.push_str(before);
            text.push_str("byte array");
            rest = name.split_once('"').map_or("", |(_, after)| after);
        }
        text.push_str(rest);
        text
    }
}
