use std::cell::Cell;

use serde::de::Error;

use super::unescaped::{Lender, Unescaped};
use crate::{
    payload::{Attachment, Mixed, mixed::PREFIX},
    wire::Code,
};

/// Most bytes of one attachment that are spelled out as numbers for a reader that does not say what it wants.
const SPELLED_BYTES_MAX: usize = 1 << 20;

/// Most bytes that are spelled out or copied for one value, in multiples of what was received: a text may name an attachment again and again.
const COPIES_MAX: usize = 4;

/// Where the strings of a text find their attachments, and a place where they can be borrowed.
pub(super) struct Source<'de> {
    mixed: Option<&'de Mixed>,
    lender: Option<Lender<'de>>,
    /// Bytes that may still be spelled out or copied.
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

    /// Whether strings of the text can be borrowed that are not in it as they are.
    pub(super) const fn lends(&self) -> bool {
        self.lender.is_some()
    }

    /// A string of the text, where its reader can borrow it; `None` where nothing outlives the reading.
    pub(super) fn lend(&self, string: &str) -> Option<&'de str> {
        Some(self.lender.as_ref()?.lend(string))
    }

    /// The code of what went wrong, where the error of serde cannot say it.
    pub(super) const fn defect(&self) -> Option<Code> {
        self.defect.get()
    }

    /// The attachment that a string stands for, when it stands for one.
    pub(super) fn find<E: Error>(&self, string: &str) -> Result<Option<&'de Attachment>, E> {
        // Nearly every string is done with here.
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

    /// Takes the bytes of an attachment from what may be copied.
    pub(super) fn spend<E: Error>(&self, attachment: &Attachment) -> Result<(), E> {
        let Some(left) = self.budget.get().checked_sub(attachment.bytes.len()) else {
            self.defect.set(Some(Code::BodyTooLarge));
            return Err(E::custom(
                "the same attached bytes are named too often to be copied each time; use `bytelane::Bytes`",
            ));
        };
        self.budget.set(left);
        Ok(())
    }

    /// As [`spend`](Self::spend), for a reader that takes numbers one by one without saying so.
    pub(super) fn spend_spelled<E: Error>(&self, attachment: &Attachment) -> Result<(), E> {
        if attachment.bytes.len() > SPELLED_BYTES_MAX {
            return Err(E::custom(
                "attached bytes over 1 MiB would be spelled out as numbers here; use `bytelane::Bytes` outside of `flatten`, `untagged` and \
                 `serde_json::Value`",
            ));
        }
        self.spend(attachment)
    }

    /// An error's text in which attachments are what they are, not the strings that they stand as.
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
            rest = name.split_once('"').map_or("", |(_, behind)| behind);
        }
        text.push_str(rest);
        text
    }
}
