use std::{
    fmt,
    hash::{Hash, Hasher},
};

use subtle::ConstantTimeEq;

use crate::{Refusal, wire::Code};

const DIGITS: usize = 32;

/// The secret of a document, which its client draws: lower-case hexadecimal digits. Never printed.
#[derive(Clone, Copy)]
pub(super) struct Nonce([u8; DIGITS]);

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Nonce(…)")
    }
}

impl PartialEq for Nonce {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Nonce {}

/// Finds nonces of ended documents, which are not secret.
impl Hash for Nonce {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl Nonce {
    /// Reads the secret of a request.
    ///
    /// # Errors
    /// `token_missing` without a secret, `token_bad` for a malformed one.
    pub(super) fn read(secret: Option<&[u8]>) -> Result<Self, Refusal> {
        let secret = secret
            .ok_or_else(|| Refusal::new(Code::TokenMissing, "the request carries no secret"))?;
        <[u8; DIGITS]>::try_from(secret)
            .ok()
            .filter(|nonce| {
                nonce
                    .iter()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
            })
            .map(Self)
            .ok_or_else(|| Refusal::new(Code::TokenBad, "the request carries a malformed secret"))
    }
}
