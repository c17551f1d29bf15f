use std::{collections::HashMap, sync::Arc};

use super::body_source::BodySource;
use crate::{
    Refusal,
    inspector::{CallProbe, Step},
    session::{Charge, Holding, Ledger},
    wire::Code,
};

/// Deferred bodies of one document, by id.
#[derive(Debug)]
pub(super) struct Bodies {
    count_max: usize,
    next_id: u64,
    held: HashMap<u64, HeldBody>,
    /// Bodies by the calls that they answer.
    of_calls: HashMap<u64, u64>,
    /// Bytes of the bodies of events.
    event_bytes: u64,
}

#[derive(Debug)]
struct HeldBody {
    source: Arc<BodySource>,
    /// The call that the body answers, if any.
    call: Option<u64>,
    /// Whether the body belongs to an event.
    is_of_event: bool,
    probe: CallProbe,
    charge: Charge,
}

impl Bodies {
    pub(super) fn new(count_max: usize) -> Self {
        Self {
            count_max,
            next_id: 1,
            held: HashMap::new(),
            of_calls: HashMap::new(),
            event_bytes: 0,
        }
    }

    /// Inserts a body, which stays until the page releases it or cancels the call that it answers. Returns its id.
    pub(super) fn insert(
        &mut self,
        body: BodySource,
        call: Option<u64>,
        ledger: &Arc<Ledger>,
    ) -> Result<u64, Refusal> {
        if self.is_full() {
            let limit = self.count_max;
            return Err(Refusal::new(
                Code::TooManyBodies,
                format!(
                    "{limit} large bodies are waiting for the page, which has not read or released them"
                ),
            ));
        }
        let id = self.next_id;
        self.next_id += 1;
        let charge = if body.may_block() {
            ledger.charge(Holding::Files, 1)
        } else {
            ledger.charge(Holding::Results, body.length())
        };
        let source = Arc::new(body);
        let held = HeldBody {
            source,
            call,
            is_of_event: false,
            probe: CallProbe::default(),
            charge,
        };
        self.held.insert(id, held);
        self.of_calls.extend(call.map(|call| (call, id)));
        Ok(id)
    }

    /// Reports the release of the body that answers a call.
    pub(super) fn report_to(&mut self, probe: &CallProbe, call: u64) {
        let body = self.of_calls.get(&call);
        if let Some(held) = body.and_then(|body| self.held.get_mut(body)) {
            held.probe.clone_from(probe);
        }
    }

    /// Counts a body among those of events, until the page releases it.
    pub(super) fn belongs_to_event(&mut self, id: u64) {
        if let Some(held) = self.held.get_mut(&id)
            && !std::mem::replace(&mut held.is_of_event, true)
        {
            self.event_bytes += held.source.length();
        }
    }

    /// Returns the bytes of the bodies of events that the page has not released.
    pub(super) const fn event_bytes(&self) -> u64 {
        self.event_bytes
    }

    /// Returns whether the table is full until the page releases a body.
    pub(super) fn is_full(&self) -> bool {
        self.held.len() >= self.count_max
    }

    /// Returns a body.
    ///
    /// # Errors
    /// Returns `unknown_body` if the page has released it.
    pub(super) fn get(&self, id: u64) -> Result<Arc<BodySource>, Refusal> {
        self.held
            .get(&id)
            .map(|held| Arc::clone(&held.source))
            .ok_or_else(|| {
                Refusal::new(
                    Code::UnknownBody,
                    format!("the page has no body {id}; it was released"),
                )
            })
    }

    /// Removes a body. The caller drops it without a lock, because its owner may be foreign code.
    #[must_use = "the body is dropped without a lock"]
    pub(super) fn release(&mut self, id: u64) -> Option<(Arc<BodySource>, Charge)> {
        let held = self.held.remove(&id)?;
        held.probe.reached(Step::Read);
        if let Some(call) = held.call {
            self.of_calls.remove(&call);
        }
        if held.is_of_event {
            self.event_bytes -= held.source.length();
        }
        let mut charge = held.charge;
        charge.clear();
        Some((held.source, charge))
    }

    /// Returns the id of the body that answers a call.
    pub(super) fn of_call(&self, call: u64) -> Option<u64> {
        self.of_calls.get(&call).copied()
    }

    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    /// Removes all bodies, as [`release`](Self::release) does.
    #[must_use = "the bodies are dropped without a lock"]
    pub(super) fn clear(&mut self) -> impl Iterator<Item = (Arc<BodySource>, Charge)> {
        self.of_calls.clear();
        self.event_bytes = 0;
        self.held
            .drain()
            .map(|(_, held)| (held.source, held.charge))
    }
}
