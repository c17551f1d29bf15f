//! What is fuzzed, each as one function of bytes that panics when something is wrong. `tests/fuzz.rs` runs them on the vectors and on random bytes;
//! `tests/fuzz/bin/` gives them to libFuzzer.

pub(crate) mod archive;
pub(crate) mod batch;
pub(crate) mod call;
pub(crate) mod frame;
pub(crate) mod packet;
pub(crate) mod path;
pub(crate) mod payload;
pub(crate) mod range;
pub(crate) mod session;

/// One function of bytes.
pub(crate) type Entry = fn(&[u8]);

/// All of them, by name.
pub(crate) const ENTRIES: &[(&str, Entry)] = &[
    ("archive", archive::run),
    ("batch", batch::run),
    ("call", call::run),
    ("frame", frame::run),
    ("packet", packet::run),
    ("path", path::run),
    ("payload", payload::run),
    ("range", range::run),
    ("session", session::run),
];

/// Takes a fuzzer's bytes apart. Behind the end there are zeros.
pub(crate) struct Source<'a>(&'a [u8]);

impl<'a> Source<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    pub(crate) const fn rest(self) -> &'a [u8] {
        self.0
    }
}
