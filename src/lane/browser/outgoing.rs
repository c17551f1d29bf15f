//! The answers that wait for the socket.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;
use parking_lot::Mutex;
use tokio::sync::{Notify, OwnedSemaphorePermit};

use crate::{
    Refusal,
    lane::protocol::HttpAnswer,
    session::{Charge, Holding, Ledger},
    wire::Code,
};

/// Bytes of waiting answers over which the host reads no further request: a page that does not read is not read either.
const WAITING_BYTES_MAX: u64 = 4 * 1024 * 1024;
/// Number of waiting answers over which the host reads no further request.
const WAITING_MAX: usize = 1024;
/// Memory of a waiting answer besides its body, in bytes.
const OVERHEAD: u64 = 256;

/// One answer.
pub(super) struct Outgoing {
    pub(super) number: u64,
    pub(super) is_refused: bool,
    pub(super) sequence: u64,
    pub(super) body: Vec<Bytes>,
    /// Held until the answer is written.
    _charge: Charge,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Outgoing {
    pub(super) fn body_bytes(&self) -> usize {
        self.body.iter().map(Bytes::len).sum()
    }
}

/// The queue of answers of one socket, charged to the ledger of its document.
pub(super) struct Queue {
    ledger: Arc<Ledger>,
    state: Mutex<State>,
    arrived: Notify,
    written: Notify,
}

#[derive(Default)]
struct State {
    answers: VecDeque<Outgoing>,
    bytes: u64,
    is_closed: bool,
}

impl Queue {
    pub(super) fn new(ledger: Arc<Ledger>) -> Self {
        Self {
            ledger,
            state: Mutex::default(),
            arrived: Notify::new(),
            written: Notify::new(),
        }
    }

    /// Queues the answer to request `number`. Over the bound of `packets` it is replaced by a refusal, unless it is one.
    pub(super) fn push(
        &self,
        number: u64,
        answer: HttpAnswer,
        permit: Option<OwnedSemaphorePermit>,
    ) {
        let is_refused = answer.status != http::StatusCode::OK;
        let bytes = answer.body_bytes() as u64 + OVERHEAD;
        let charge = if is_refused {
            Ok(self.ledger.charge(Holding::Packets, bytes))
        } else {
            self.ledger.try_charge(Holding::Packets, bytes)
        };
        let Ok(charge) = charge else {
            let message = "the page does not read the answers to its requests: those that wait hold as many bytes as `document_bytes_max` allows";
            let refusal = Refusal::new(Code::TooManyInflight, message);
            return self.push(number, HttpAnswer::refused(&refusal), permit);
        };
        let outgoing = Outgoing {
            number,
            is_refused,
            sequence: answer.sequence(),
            body: answer.body,
            _charge: charge,
            _permit: permit,
        };
        let mut state = self.state.lock();
        if state.is_closed {
            drop(state);
            return drop(outgoing);
        }
        state.bytes += bytes;
        state.answers.push_back(outgoing);
        drop(state);
        self.arrived.notify_one();
    }

    /// Waits for the next answer.
    pub(super) async fn next(&self) -> Outgoing {
        loop {
            if let Some(answer) = self.pop() {
                self.written.notify_one();
                return answer;
            }
            self.arrived.notified().await;
        }
    }

    fn pop(&self) -> Option<Outgoing> {
        let mut state = self.state.lock();
        let answer = state.answers.pop_front()?;
        state.bytes -= answer.body_bytes() as u64 + OVERHEAD;
        Some(answer)
    }

    /// Returns whether no answer waits.
    pub(super) fn is_empty(&self) -> bool {
        self.state.lock().answers.is_empty()
    }

    /// Waits until the host may read a further request.
    pub(super) async fn room(&self) {
        loop {
            if self.has_room() {
                return;
            }
            self.written.notified().await;
        }
    }

    fn has_room(&self) -> bool {
        let state = self.state.lock();
        state.bytes < WAITING_BYTES_MAX && state.answers.len() < WAITING_MAX
    }

    /// Drops the answers that wait, and every later one.
    pub(super) fn close(&self) {
        let mut state = self.state.lock();
        state.is_closed = true;
        state.bytes = 0;
        let answers = std::mem::take(&mut state.answers);
        drop(state);
        // Bytes of the application, whose destructors may panic.
        for answer in answers {
            crate::foreign::drop_value(answer);
        }
    }
}
