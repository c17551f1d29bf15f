use std::{collections::HashMap, sync::Arc};

use super::body_source::BodySource;
use crate::{Refusal, wire::Code};

/// Deferred bodies of one document, by id.
#[derive(Debug)]
pub(super) struct Bodies {
    count_max: usize,
    next_id: u64,
    held: HashMap<u64, HeldBody>,
}

#[derive(Debug)]
struct HeldBody {
    source: Arc<BodySource>,
    /// The call that the body answers, if any.
    call: Option<u64>,
}

impl Bodies {
    pub(super) fn new(count_max: usize) -> Self {
        Self {
            count_max,
            next_id: 1,
            held: HashMap::new(),
        }
    }

    /// Inserts a body, which stays until the page releases it or cancels the call that it answers. Returns its id.
    pub(super) fn insert(&mut self, body: BodySource, call: Option<u64>) -> Result<u64, Refusal> {
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
        let source = Arc::new(body);
        self.held.insert(id, HeldBody { source, call });
        Ok(id)
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

    pub(super) fn release(&mut self, id: u64) {
        self.held.remove(&id);
    }

    /// Returns the id of the body that answers a call.
    pub(super) fn of_call(&self, call: u64) -> Option<u64> {
        let mut held = self.held.iter();
        held.find(|(_, held)| held.call == Some(call))
            .map(|(id, _)| *id)
    }

    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    pub(super) fn clear(&mut self) {
        self.held.clear();
    }
}
