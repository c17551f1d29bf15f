use std::fmt;

use subtle::ConstantTimeEq;

use crate::{Refusal, wire::Code};

const KEY_BYTES: usize = 32;
const NONCE_DIGITS: usize = 32;

/// The document's half of the secret, which the page draws: lower-case hexadecimal digits.
pub(super) type Nonce = [u8; NONCE_DIGITS];

/// The webview's half of the secret. Never printed.
pub(super) struct Key([u8; KEY_BYTES * 2]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Draws a key.
    ///
    /// # Panics
    /// If the system has no randomness: without it there is no secret, and without a secret no engine.
    pub(super) fn draw() -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut random = [0; KEY_BYTES];
        getrandom::fill(&mut random)
            .unwrap_or_else(|error| panic!("the system returned no random bytes: {error}"));
        let mut text = [0; KEY_BYTES * 2];
        for (pair, byte) in text.chunks_exact_mut(2).zip(random) {
            // COPY: two digits.
            pair.copy_from_slice(&[
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]);
        }
        Self(text)
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Returns the document's half of a secret whose other half is this key.
    ///
    /// # Errors
    /// `token_missing` without a secret, `token_bad` for a wrong one.
    pub(super) fn nonce_of(&self, secret: Option<&[u8]>) -> Result<Nonce, Refusal> {
        let secret = secret
            .ok_or_else(|| Refusal::new(Code::TokenMissing, "the request carries no secret"))?;
        let bad = || Refusal::new(Code::TokenBad, "the request carries a wrong secret");
        let (key, rest) = secret.split_at_checked(KEY_BYTES * 2).ok_or_else(bad)?;
        if !bool::from(key.ct_eq(&self.0)) {
            return Err(bad());
        }
        let nonce = rest
            .strip_prefix(b".")
            .and_then(|nonce| Nonce::try_from(nonce).ok())
            .ok_or_else(bad)?;
        let is_hex = nonce
            .iter()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex { Ok(nonce) } else { Err(bad()) }
    }
}
