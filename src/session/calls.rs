use std::collections::HashMap;

use tokio_util::sync::CancellationToken;

use crate::{Refusal, wire::Code};

/// How far behind the highest id a call id is still remembered one by one (SPEC §6.2).
pub const REPLAY_WINDOW_IDS: u64 = 65_536;
/// Ids of one client: the page's frame, or one of its workers.
const CLIENT_IDS: u64 = 1 << 40;
/// Clients of one document.
const CLIENTS_MAX: u64 = 8_192;

const WORD_BITS: u64 = u64::BITS as u64;
const WINDOW_WORDS: usize = (REPLAY_WINDOW_IDS / WORD_BITS) as usize;

/// The calls of one document: each id at most once, at most so many at a time.
#[derive(Debug)]
pub struct Calls {
    in_flight_max: usize,
    running: HashMap<u64, CancellationToken>,
    taken: HashMap<u64, Window>,
}

/// Which of the last 65,536 ids of a client were taken: a ring of bits behind the highest.
#[derive(Debug)]
struct Window {
    highest: u64,
    bits: Box<[u64; WINDOW_WORDS]>,
}

impl Window {
    fn new() -> Self {
        Self {
            highest: 0,
            bits: Box::new([0; WINDOW_WORDS]),
        }
    }

    fn place(id: u64) -> (usize, u64) {
        let bit = id % REPLAY_WINDOW_IDS;
        ((bit / WORD_BITS) as usize, 1 << (bit % WORD_BITS))
    }

    /// Takes an id; `false` when it was taken before or lies behind the window.
    fn take(&mut self, id: u64) -> bool {
        if id > self.highest {
            self.forget(self.highest + 1, id);
            self.highest = id;
        } else if self.highest - id >= REPLAY_WINDOW_IDS {
            return false;
        }
        let (word, mask) = Self::place(id);
        let Some(bits) = self.bits.get_mut(word) else {
            return false;
        };
        let fresh = *bits & mask == 0;
        *bits |= mask;
        fresh
    }

    /// Clears the places of ids that come into the window.
    fn forget(&mut self, first: u64, last: u64) {
        if last - first >= REPLAY_WINDOW_IDS {
            self.bits.fill(0);
            return;
        }
        for id in first..=last {
            let (word, mask) = Self::place(id);
            if let Some(bits) = self.bits.get_mut(word) {
                *bits &= !mask;
            }
        }
    }
}

impl Calls {
    /// No calls yet.
    pub fn new(in_flight_max: usize) -> Self {
        Self {
            in_flight_max,
            running: HashMap::new(),
            taken: HashMap::new(),
        }
    }

    /// Admits a call and keeps the token that cancels it.
    ///
    /// # Errors
    /// `bad_frame` for an id outside the range of clients, `duplicate_request` for a second use, `too_many_inflight` at the limit (the id
    /// stays unused then).
    pub fn begin(&mut self, id: u64, cancel: CancellationToken) -> Result<(), Refusal> {
        check_client(id)?;
        // SPEC §6.2: at most `calls_in_flight_max` calls run at once.
        if self.running.len() >= self.in_flight_max {
            let limit = self.in_flight_max;
            return Err(Refusal::new(
                Code::TooManyInflight,
                format!("{limit} calls of this document are running; wait for one to end"),
            ));
        }
        self.take(id)?;
        self.running.insert(id, cancel);
        Ok(())
    }

    /// Takes an id without a call: for the body of a message, which is uploaded as that of a call is (SPEC §5.2).
    ///
    /// # Errors
    /// As [`begin`](Self::begin), but for the limit.
    pub fn take(&mut self, id: u64) -> Result<(), Refusal> {
        let client = check_client(id)?;
        // SPEC §6.2: a second use of an id is refused, and an id behind the window counts as used.
        let window = self.taken.entry(client).or_insert_with(Window::new);
        if window.take(id % CLIENT_IDS) {
            return Ok(());
        }
        Err(Refusal::new(
            Code::DuplicateRequest,
            format!("call {id} was sent before; the first result stands"),
        ))
    }

    /// Cancels a running call. One that has ended is left alone.
    pub fn cancel(&self, id: u64) {
        if let Some(token) = self.running.get(&id) {
            token.cancel();
        }
    }

    /// Whether the page let go of a call that has not ended.
    pub fn is_cancelled(&self, id: u64) -> bool {
        self.running
            .get(&id)
            .is_some_and(CancellationToken::is_cancelled)
    }

    /// The call has ended.
    pub fn end(&mut self, id: u64) {
        self.running.remove(&id);
    }

    /// How many run.
    pub fn running(&self) -> usize {
        self.running.len()
    }
}

/// SPEC §6.2: ids start at 1, a document has at most 8,192 clients.
fn check_client(id: u64) -> Result<u64, Refusal> {
    let client = id / CLIENT_IDS;
    if id.is_multiple_of(CLIENT_IDS) || client >= CLIENTS_MAX {
        return Err(Refusal::new(
            Code::BadFrame,
            format!("call id {id} belongs to no client"),
        ));
    }
    Ok(client)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn begin(calls: &mut Calls, id: u64) -> Result<(), Code> {
        let result = calls
            .begin(id, CancellationToken::new())
            .map_err(|refusal| refusal.code());
        calls.end(id);
        result
    }

    #[test]
    fn an_id_behind_the_window_counts_as_used() {
        let mut calls = Calls::new(8);
        assert_eq!(begin(&mut calls, REPLAY_WINDOW_IDS + 1), Ok(()));
        assert_eq!(begin(&mut calls, 1), Err(Code::DuplicateRequest));
        assert_eq!(begin(&mut calls, 2), Ok(()));
        assert_eq!(begin(&mut calls, 2), Err(Code::DuplicateRequest));
    }

    #[test]
    fn clients_count_by_themselves() {
        let mut calls = Calls::new(8);
        assert_eq!(begin(&mut calls, 1), Ok(()));
        assert_eq!(begin(&mut calls, CLIENT_IDS + 1), Ok(()));
        assert_eq!(
            begin(&mut calls, CLIENT_IDS + 1),
            Err(Code::DuplicateRequest)
        );
        assert_eq!(begin(&mut calls, 0), Err(Code::BadFrame));
        assert_eq!(begin(&mut calls, CLIENT_IDS), Err(Code::BadFrame));
        assert_eq!(
            begin(&mut calls, (CLIENTS_MAX - 1) * CLIENT_IDS + 1),
            Ok(())
        );
        assert_eq!(
            begin(&mut calls, CLIENTS_MAX * CLIENT_IDS + 1),
            Err(Code::BadFrame)
        );
    }

    #[test]
    fn the_limit_turns_away_without_using_the_id() {
        let mut calls = Calls::new(1);
        calls.begin(1, CancellationToken::new()).unwrap();
        let refused = calls.begin(2, CancellationToken::new()).unwrap_err();
        assert_eq!(refused.code(), Code::TooManyInflight);
        calls.end(1);
        calls.begin(2, CancellationToken::new()).unwrap();
    }

    proptest! {
        /// Against the obvious: a set of all ids ever taken, and the rule about the window.
        #[test]
        fn agrees_with_a_set(ids in prop::collection::vec(prop_oneof![1u64..300, 65_000u64..66_500, 130_000u64..132_000], 1..400)) {
            let mut calls = Calls::new(usize::MAX);
            let (mut seen, mut highest) = (HashSet::new(), 0);
            for id in ids {
                let expected = highest < id + REPLAY_WINDOW_IDS && !seen.contains(&id);
                prop_assert_eq!(begin(&mut calls, id).is_ok(), expected, "id {} highest {}", id, highest);
                if expected {
                    seen.insert(id);
                    highest = highest.max(id);
                }
            }
        }
    }
}
