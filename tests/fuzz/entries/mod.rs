//! What is fuzzed, each as one function of bytes that panics when something is wrong. `tests/fuzz.rs` runs them on the kept corpus, on the vectors and
//! on random bytes; `tests/fuzz/bin/fuzz.rs` passes them to libFuzzer.

pub(crate) mod archive;
pub(crate) mod batch;
pub(crate) mod call;
pub(crate) mod canary;
pub(crate) mod document;
pub(crate) mod event;
pub(crate) mod frame;
pub(crate) mod head;
#[cfg(target_os = "linux")]
pub(crate) mod link;
pub(crate) mod origin;
pub(crate) mod packet;
pub(crate) mod path;
pub(crate) mod payload;
pub(crate) mod range;
pub(crate) mod session;
pub(crate) mod upload;

use crate::allocation::peak_bytes;

/// Allowance for memory that does not depend on the input: the values of one run, and those that a first run creates.
const KIB: usize = 1024;

/// One function of bytes, with the memory that it may use.
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    run: fn(&[u8]),
    /// Whether it is a state machine, whose runs are slower than those of a parser.
    pub(crate) is_stateful: bool,
    /// The most bytes that the process may hold at once for each byte of the input.
    per_byte: usize,
    /// The most bytes that it may hold in addition.
    constant: usize,
}

impl Entry {
    const fn parser(name: &'static str, run: fn(&[u8]), per_byte: usize, constant: usize) -> Self {
        Self {
            name,
            run,
            is_stateful: false,
            per_byte,
            constant,
        }
    }

    const fn stateful(
        name: &'static str,
        run: fn(&[u8]),
        per_byte: usize,
        constant: usize,
    ) -> Self {
        Self {
            is_stateful: true,
            ..Self::parser(name, run, per_byte, constant)
        }
    }

    /// Runs the entry, and asserts that memory grows with the received bytes and not with what they claim.
    pub(crate) fn run_guarded(&self, data: &[u8]) {
        let most = peak_bytes(|| (self.run)(data));
        let allowed = data.len() * self.per_byte + self.constant;
        assert!(
            most <= allowed,
            "{}: {} bytes of input made the process hold {most} bytes; {allowed} are allowed",
            self.name,
            data.len()
        );
    }
}

/// All entries. A JSON value in memory is up to 50 times as long as its text: `[0,0` costs 32 bytes for two, in a vector that doubles.
pub(crate) const ENTRIES: &[Entry] = &[
    Entry::parser("archive", archive::run, 64, 256 * KIB),
    Entry::parser("frame", frame::run, 8, 64 * KIB),
    Entry::parser("head", head::run, 64, 64 * KIB),
    Entry::parser("origin", origin::run, 16, 64 * KIB),
    Entry::parser("packet", packet::run, 8, 64 * KIB),
    Entry::parser("path", path::run, 64, 256 * KIB),
    Entry::parser("payload", payload::run, 400, 64 * KIB),
    Entry::parser("range", range::run, 64, 256 * KIB),
    Entry::stateful("batch", batch::run, 64, 256 * KIB),
    Entry::stateful("call", call::run, 400, 256 * KIB),
    Entry::stateful("document", document::run, 8 * KIB, 1024 * KIB),
    Entry::stateful("event", event::run, 400, 2 * 1024 * KIB),
    #[cfg(target_os = "linux")]
    Entry::stateful("link", link::run, 16 * KIB, 8 * 1024 * KIB),
    Entry::stateful("session", session::run, 4 * KIB, 256 * KIB),
    Entry::stateful("upload", upload::run, 400, 256 * KIB),
];

/// Entries that must fail: they test the instrument.
pub(crate) const CANARIES: &[Entry] = &[
    Entry::parser("canary_crash", canary::crash, 8, 64 * KIB),
    Entry::parser("canary_claim", canary::claim, 8, 64 * KIB),
];

/// Takes a fuzzer's bytes apart. After the end there are zeros.
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

    /// Returns the next `count` bytes, or as many as are left.
    pub(crate) fn take(&mut self, count: usize) -> &'a [u8] {
        let (first, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        first
    }

    pub(crate) const fn rest(self) -> &'a [u8] {
        self.0
    }
}

/// Returns the result of a future that needs no executor, or `None` if it waits.
pub(crate) fn poll_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(result) => Some(result),
        std::task::Poll::Pending => None,
    }
}
