use std::{collections::HashMap, sync::Arc};

use tokio_util::sync::CancellationToken;

use super::ledger::{Holding, Ledger};
use crate::{Refusal, wire::Code};

/// Number of call ids below the highest id that are tracked individually (SPEC §6.2).
pub const REPLAY_WINDOW_IDS: u64 = 65_536;
/// Number of ids of one client: the main frame of the page, or one of its workers.
const CLIENT_IDS: u64 = 1 << 40;
/// Maximum number of clients of one document.
const CLIENTS_MAX: u64 = 8_192;

const WORD_BITS: u64 = u64::BITS as u64;
const WINDOW_WORDS: usize = (REPLAY_WINDOW_IDS / WORD_BITS) as usize;

/// The client of the ids below [`CLIENT_IDS`].
const MAIN_FRAME: u64 = 0;
/// Memory that the host holds for a client besides the record of its ids, in bytes.
const CLIENT_OVERHEAD: u64 = 128;

/// Calls of one document. Admits each id at most once, and a limited number of calls at once.
#[derive(Debug)]
pub struct Calls {
    in_flight_max: usize,
    running: HashMap<u64, Running>,
    /// Reserved ids by client.
    reserved: HashMap<u64, ReplayWindow>,
    /// The account of `reserved`.
    ledger: Arc<Ledger>,
    /// Bytes of `reserved` that are charged.
    charged: u64,
}

/// A call in flight.
#[derive(Debug)]
struct Running {
    cancel: CancellationToken,
    is_cancelled: bool,
    /// Bytes that the frame of the call holds.
    bytes: u64,
}

/// Ring of bits that records which of the last 65,536 ids of a client are reserved.
#[derive(Debug, Default)]
struct ReplayWindow {
    highest: u64,
    /// As many words as the ids up to the highest one need, up to those of the window.
    bits: Vec<u64>,
}

impl ReplayWindow {
    /// Returns the number of words that the window needs to record an id.
    fn words_for(&self, id: u64) -> usize {
        let words = (id / WORD_BITS + 1).min(WINDOW_WORDS as u64) as usize;
        self.bits.len().max(words.next_power_of_two())
    }

    fn position(id: u64) -> (usize, u64) {
        let bit = id % REPLAY_WINDOW_IDS;
        ((bit / WORD_BITS) as usize, 1 << (bit % WORD_BITS))
    }

    /// Reserves an id. Returns `false` if it is reserved already, or older than the window.
    fn reserve(&mut self, id: u64) -> bool {
        if id > self.highest {
            self.clear(self.highest + 1, id);
            self.highest = id;
        } else if self.highest - id >= REPLAY_WINDOW_IDS {
            return false;
        }
        let (word, mask) = Self::position(id);
        let Some(bits) = self.bits.get_mut(word) else {
            return false;
        };
        let fresh = *bits & mask == 0;
        *bits |= mask;
        fresh
    }

    /// Clears the bits of ids that enter the window.
    fn clear(&mut self, first: u64, last: u64) {
        if last - first >= REPLAY_WINDOW_IDS {
            self.bits.fill(0);
            return;
        }
        // Word by word: a page may skip as many ids as the window has with each call.
        let mut id = first;
        while id <= last {
            let in_word = id % WORD_BITS;
            let count = (WORD_BITS - in_word).min(last - id + 1);
            let (word, _) = Self::position(id);
            if let Some(bits) = self.bits.get_mut(word) {
                *bits &= !((u64::MAX >> (WORD_BITS - count)) << in_word);
            }
            id += count;
        }
    }
}

impl Calls {
    /// Creates an empty table, whose records of ids are charged to `ledger`.
    pub fn new(in_flight_max: usize, ledger: Arc<Ledger>) -> Self {
        Self {
            in_flight_max,
            running: HashMap::new(),
            reserved: HashMap::new(),
            ledger,
            charged: 0,
        }
    }

    /// Admits a call, and stores the token that cancels it and the bytes that its frame holds.
    ///
    /// # Errors
    /// Returns `bad_frame` for an id outside the range of clients, `duplicate_request` for a repeated id, and `too_many_inflight` at the limit of
    /// calls or over the bound of ids (the id is not reserved then).
    pub fn begin(&mut self, id: u64, cancel: CancellationToken, bytes: u64) -> Result<(), Refusal> {
        check_client(id)?;
        // SPEC §6.2: at most `calls_in_flight_max` calls run at once.
        if self.running.len() >= self.in_flight_max {
            let limit = self.in_flight_max;
            return Err(Refusal::new(
                Code::TooManyInflight,
                format!("at most {limit} calls of a page run at once; wait for one to end"),
            ));
        }
        self.reserve(id)?;
        let running = Running {
            cancel,
            is_cancelled: false,
            bytes,
        };
        self.running.insert(id, running);
        Ok(())
    }

    /// Reserves an id without a call, for the upload of a message's body (SPEC §5.2).
    ///
    /// # Errors
    /// Returns `bad_frame`, `duplicate_request` and `too_many_inflight` as [`begin`](Self::begin) does.
    pub fn reserve(&mut self, id: u64) -> Result<(), Refusal> {
        let client = check_client(id)?;
        // SPEC §6.2: a repeated id is refused, and an id older than the window counts as used.
        let of_client = id % CLIENT_IDS;
        let window = match self.reserved.get_mut(&client) {
            Some(window) if window.words_for(of_client) == window.bits.len() => window,
            _ => self.grow(client, of_client)?,
        };
        if window.reserve(of_client) {
            return Ok(());
        }
        Err(Refusal::new(
            Code::DuplicateRequest,
            format!("call id {id} was used before; a call runs at most once"),
        ))
    }

    /// Makes room for an id in the record of its client, and charges the record.
    fn grow(&mut self, client: u64, id: u64) -> Result<&mut ReplayWindow, Refusal> {
        let known = self.reserved.get(&client);
        let (before, words, overhead) = known.map_or_else(
            || (0, ReplayWindow::default().words_for(id), CLIENT_OVERHEAD),
            |window| (window.bits.len(), window.words_for(id), 0),
        );
        // The record of the main frame is a constant of the document.
        let cost = match client {
            MAIN_FRAME => 0,
            _ => ((words - before) * size_of::<u64>()) as u64 + overhead,
        };
        if self.ledger.try_add(Holding::Ids, cost).is_err() {
            let bytes = self.ledger.held(Holding::Ids);
            let clients = self.reserved.len();
            return Err(Refusal::new(
                Code::TooManyInflight,
                format!(
                    "call id {id} is refused: the call ids of {clients} clients of the page hold {bytes} bytes; reload the page, or start fewer workers"
                ),
            ));
        }
        self.charged += cost;
        let window = self.reserved.entry(client).or_default();
        window.bits.resize(words, 0);
        Ok(window)
    }

    /// Returns the charge of the records of ids, at the end of the session. The records stay.
    pub fn clear(&mut self) {
        self.ledger
            .sub(Holding::Ids, std::mem::take(&mut self.charged));
    }

    /// Marks a running call as cancelled, once. Returns its token, which the caller cancels without a lock, because that runs wakers. Returns `None` for a
    /// call that has ended.
    #[must_use = "the token is cancelled without a lock"]
    pub fn cancel(&mut self, id: u64) -> Option<CancellationToken> {
        let running = self.running.get_mut(&id)?;
        let was_cancelled = std::mem::replace(&mut running.is_cancelled, true);
        (!was_cancelled).then(|| running.cancel.clone())
    }

    /// Returns whether a call is running and was cancelled.
    pub fn is_cancelled(&self, id: u64) -> bool {
        self.running
            .get(&id)
            .is_some_and(|running| running.is_cancelled)
    }

    /// Removes a call that has ended. Returns the bytes that its frame held.
    pub fn end(&mut self, id: u64) -> u64 {
        self.running.remove(&id).map_or(0, |running| running.bytes)
    }

    /// Returns how many calls are running.
    pub fn running(&self) -> usize {
        self.running.len()
    }
}

impl Drop for Calls {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Returns the client of a call id. Ids start at 1, and a document has at most 8,192 clients (SPEC §6.2).
fn check_client(id: u64) -> Result<u64, Refusal> {
    let client = id / CLIENT_IDS;
    if id.is_multiple_of(CLIENT_IDS) || client >= CLIENTS_MAX {
        return Err(Refusal::new(
            Code::BadFrame,
            format!("call id {id} is outside the range of a client"),
        ));
    }
    Ok(client)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::wire::Limits;

    fn calls(in_flight_max: usize) -> Calls {
        Calls::new(in_flight_max, Ledger::alone(&Limits::default()))
    }

    fn begin(calls: &mut Calls, id: u64) -> Result<(), Code> {
        let result = calls
            .begin(id, CancellationToken::new(), 0)
            .map_err(|refusal| refusal.code());
        calls.end(id);
        result
    }

    #[test]
    fn an_id_older_than_the_window_counts_as_used() {
        let mut calls = calls(8);
        assert_eq!(begin(&mut calls, REPLAY_WINDOW_IDS + 1), Ok(()));
        assert_eq!(begin(&mut calls, 1), Err(Code::DuplicateRequest));
        assert_eq!(begin(&mut calls, 2), Ok(()));
        assert_eq!(begin(&mut calls, 2), Err(Code::DuplicateRequest));
    }

    #[test]
    fn ids_of_clients_are_independent() {
        let mut calls = calls(8);
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
    fn a_call_refused_at_the_limit_does_not_reserve_its_id() {
        let mut calls = calls(1);
        calls.begin(1, CancellationToken::new(), 0).unwrap();
        let refused = calls.begin(2, CancellationToken::new(), 0).unwrap_err();
        assert_eq!(refused.code(), Code::TooManyInflight);
        calls.end(1);
        calls.begin(2, CancellationToken::new(), 0).unwrap();
    }

    #[test]
    fn records_of_ids_grow_with_use_and_are_charged() {
        let ledger = Ledger::alone(&Limits::default());
        let mut calls = Calls::new(8, Arc::clone(&ledger));
        // A worker that calls little costs little.
        for client in 0..CLIENTS_MAX {
            for id in 1..=100 {
                assert_eq!(begin(&mut calls, client * CLIENT_IDS + id), Ok(()));
            }
        }
        assert_eq!(
            ledger.held(Holding::Ids),
            (CLIENTS_MAX - 1) * (CLIENT_OVERHEAD + 16)
        );
        // Clients whose first id is a high one are refused at the bound, and the others go on.
        let high = |client| client * CLIENT_IDS + REPLAY_WINDOW_IDS;
        let results = (1..CLIENTS_MAX).map(|client| begin(&mut calls, high(client)));
        let refused = results.filter(|result| *result == Err(Code::TooManyInflight));
        assert!(refused.count() > 6_000);
        assert!(ledger.held(Holding::Ids) <= ledger.bound(Holding::Ids));
        assert_eq!(begin(&mut calls, 101), Ok(()));
        assert_eq!(begin(&mut calls, 101), Err(Code::DuplicateRequest));
        drop(calls);
        assert!(ledger.all().is_nothing());
    }

    proptest! {
        /// Compares with a model: a set of all reserved ids, and the rule of the window.
        #[test]
        fn agrees_with_a_set(ids in prop::collection::vec(prop_oneof![1u64..300, 65_000u64..66_500, 130_000u64..132_000], 1..400)) {
            let mut calls = calls(usize::MAX);
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
