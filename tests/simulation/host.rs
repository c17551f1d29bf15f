//! The host: commands that send, receive and relay, and a ledger of their runs.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use bytelane::{
    Bytes, Router, State,
    ipc::{Channel, Invoke, Receiver},
    state::StateStore,
};

use crate::{
    hostile::{self, Traps},
    random::Random,
    tasks::Tasks,
};

/// A command whose call is forgotten, for [`Canary::ForgetCall`](crate::canary::Canary::ForgetCall).
pub(crate) const FORGET: &str = "forget";

/// Returns message `index` of the stream of a seed, of at most `bytes_max` bytes.
pub(crate) fn message(seed: u64, index: u64, bytes_max: usize) -> Vec<u8> {
    let mut random = Random::new(seed ^ index.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let length = match random.below(10) {
        0 => 0,
        1..8 => random.below(300),
        _ => random.below(4_000),
    };
    let first = random.next().to_le_bytes();
    first
        .into_iter()
        .cycle()
        .take(length.min(bytes_max))
        .collect()
}

/// Runs of the commands, by the number that the page gave each call.
#[derive(Debug, Default)]
pub(crate) struct Ledger(Mutex<BTreeMap<u64, Entry>>);

#[derive(Clone, Debug, Default)]
pub(crate) struct Entry {
    pub(crate) started: u32,
    /// Returned, or dropped.
    pub(crate) ended: u32,
    pub(crate) sent: u64,
    pub(crate) received: u64,
}

impl Ledger {
    fn entries(&self) -> MutexGuard<'_, BTreeMap<u64, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn of(&self, call: u64) -> Entry {
        self.entries().get(&call).cloned().unwrap_or_default()
    }

    pub(crate) fn all(&self) -> BTreeMap<u64, Entry> {
        self.entries().clone()
    }

    fn change(&self, call: u64, change: impl FnOnce(&mut Entry)) {
        change(self.entries().entry(call).or_default());
    }
}

/// One run of a command.
struct Run {
    ledger: Arc<Ledger>,
    call: u64,
}

impl Run {
    fn start(ledger: &State<'_, Arc<Ledger>>, call: u64) -> Self {
        ledger.change(call, |entry| entry.started += 1);
        Self {
            ledger: Arc::clone(ledger),
            call,
        }
    }

    fn sent(&self) {
        self.ledger.change(self.call, |entry| entry.sent += 1);
    }

    fn received(&self) {
        self.ledger.change(self.call, |entry| entry.received += 1);
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.ledger.change(self.call, |entry| entry.ended += 1);
    }
}

/// Sends a stream.
#[bytelane::command]
async fn produce(
    ledger: State<'_, Arc<Ledger>>,
    call: u64,
    seed: u64,
    count: u64,
    messages: Channel<Bytes>,
) -> Result<u64, String> {
    let run = Run::start(&ledger, call);
    for index in 0..count {
        let message = message(seed, index, usize::MAX);
        messages
            .send_async(message.into())
            .await
            .map_err(|error| error.to_string())?;
        run.sent();
    }
    Ok(count)
}

/// Receives a stream and checks every message.
#[bytelane::command]
async fn consume(
    ledger: State<'_, Arc<Ledger>>,
    call: u64,
    seed: u64,
    bytes_max: usize,
    mut messages: Receiver<Bytes>,
) -> Result<u64, String> {
    let run = Run::start(&ledger, call);
    let mut index = 0;
    while let Some(bytes) = messages
        .recv_async()
        .await
        .map_err(|error| error.to_string())?
    {
        if bytes != message(seed, index, bytes_max) {
            return Err(format!("WRONG: message {index} differs from the sent one"));
        }
        index += 1;
        run.received();
    }
    Ok(index)
}

/// Forwards the messages that it receives.
#[bytelane::command]
async fn relay(
    ledger: State<'_, Arc<Ledger>>,
    call: u64,
    mut from: Receiver<Bytes>,
    to: Channel<Bytes>,
) -> Result<u64, String> {
    let run = Run::start(&ledger, call);
    let mut count = 0;
    while let Some(bytes) = from.recv_async().await.map_err(|error| error.to_string())? {
        run.received();
        to.send_async(bytes)
            .await
            .map_err(|error| error.to_string())?;
        run.sent();
        count += 1;
    }
    Ok(count)
}

/// Returns a router of the commands, and of those that the hostile page calls.
pub(crate) fn router(ledger: &Arc<Ledger>, traps: &Arc<Traps>, tasks: &Tasks) -> Router {
    let state = StateStore::default();
    state.set(Arc::clone(ledger));
    let commands = hostile::handler_with![produce, consume, relay,];
    let handler = move |invoke: Invoke| {
        if invoke.message.command() == FORGET {
            // Without the guard that answers a dropped call, nothing answers this one.
            std::mem::forget(invoke);
            return true;
        }
        commands(invoke)
    };
    hostile::router(handler, traps, state, tasks.clone())
}
