use std::{collections::HashMap, sync::Arc};

use super::{
    event_name::{EventId, EventName},
    event_target::EventTarget,
};
use crate::session::{Holding, Ledger};

/// Maximum number of listeners of one document.
pub(super) const LISTENERS_MAX: usize = 65_536;

/// Listeners of one event in one document, in the order in which they were added.
pub(crate) type Listening = Arc<Vec<(EventId, EventTarget)>>;

/// Event listeners of one document.
#[derive(Debug, Default)]
pub(crate) struct PageListeners {
    last_id: EventId,
    names: HashMap<EventId, EventName>,
    listeners: HashMap<EventName, EventListeners>,
    /// Bytes that are charged for each listener.
    costs: HashMap<EventId, u64>,
    /// The number of entries that removals have visited.
    #[cfg(test)]
    steps: usize,
}

/// The listeners of one event. A removed one stays in the list until the list is used, or until half of the list is removed, so that a removal takes amortised
/// constant time.
#[derive(Debug, Default)]
struct EventListeners {
    listening: Listening,
    removed: usize,
}

/// Memory that the host holds for a listener besides the names, in bytes.
const LISTENER_OVERHEAD: u64 = 160;

impl PageListeners {
    /// Adds a listener, and charges its memory. Returns `None` at a limit.
    pub(crate) fn add(
        &mut self,
        event: EventName,
        target: EventTarget,
        ledger: &Ledger,
    ) -> Option<EventId> {
        let cost = (event.as_str().len() + target.label_bytes()) as u64 + LISTENER_OVERHEAD;
        if self.names.len() >= LISTENERS_MAX || ledger.try_add(Holding::Listeners, cost).is_err() {
            return None;
        }
        let id = next_free(&mut self.last_id, |id| self.names.contains_key(&id));
        self.names.insert(id, event.clone());
        self.costs.insert(id, cost);
        let list = self.listeners.entry(event).or_default();
        Arc::make_mut(&mut list.listening).push((id, target));
        Some(id)
    }

    /// Removes a listener if the id belongs to this event.
    pub(crate) fn remove(&mut self, event: &str, id: EventId, ledger: &Ledger) {
        if self
            .names
            .get(&id)
            .is_none_or(|name| name.as_str() != event)
        {
            return;
        }
        self.names.remove(&id);
        if let Some(cost) = self.costs.remove(&id) {
            ledger.sub(Holding::Listeners, cost);
        }
        let Some(list) = self.listeners.get_mut(event) else {
            return;
        };
        list.removed += 1;
        if list.removed == list.listening.len() {
            self.listeners.remove(event);
        } else if list.removed * 2 > list.listening.len() {
            self.drop_removed(event);
        }
    }

    /// Drops the removed listeners from the list of an event.
    fn drop_removed(&mut self, event: &str) {
        let Some(list) = self.listeners.get_mut(event) else {
            return;
        };
        #[cfg(test)]
        {
            self.steps += list.listening.len();
        }
        let names = &self.names;
        Arc::make_mut(&mut list.listening).retain(|(id, _)| names.contains_key(id));
        list.removed = 0;
    }

    /// Removes all listeners.
    pub(crate) fn clear(&mut self, ledger: &Ledger) {
        ledger.sub(Holding::Listeners, self.costs.values().sum());
        *self = Self::default();
    }

    /// Returns the listeners of an event.
    pub(crate) fn of(&mut self, event: &str) -> Option<Listening> {
        if self.listeners.get(event)?.removed > 0 {
            self.drop_removed(event);
        }
        Some(Arc::clone(&self.listeners.get(event)?.listening))
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Returns the next free id. Ids start at 1 and wrap around after 2^32.
pub(crate) fn next_free(last: &mut EventId, is_taken: impl Fn(EventId) -> bool) -> EventId {
    loop {
        *last = last.wrapping_add(1);
        if *last != 0 && !is_taken(*last) {
            return *last;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Limits;

    #[test]
    fn ids_wrap_around_and_skip_used_ids() {
        let mut last = EventId::MAX - 1;
        let mut next = || next_free(&mut last, |id| id == 1);
        assert_eq!([next(), next(), next()], [EventId::MAX, 2, 3]);
    }

    #[test]
    fn listeners_are_removed_by_event_and_id() {
        let ledger = &*Ledger::alone(&Limits::default());
        let mut listeners = PageListeners::default();
        let name = |name: &str| EventName::new(name).unwrap();
        let a = listeners.add(name("a"), EventTarget::Any, ledger).unwrap();
        let b = listeners.add(name("b"), EventTarget::App, ledger).unwrap();
        listeners.remove("a", b, ledger);
        listeners.remove("a", 99, ledger);
        assert_eq!(listeners.len(), 2);
        let seen = listeners.of("b").unwrap();
        listeners.remove("b", b, ledger);
        assert_eq!(
            *seen,
            [(b, EventTarget::App)],
            "a list that was returned does not change"
        );
        assert!(listeners.of("b").is_none());
        assert_eq!(*listeners.of("a").unwrap(), [(a, EventTarget::Any)]);
        assert_eq!(ledger.held(Holding::Listeners), 1 + LISTENER_OVERHEAD);
        listeners.clear(ledger);
        assert!(ledger.all().is_nothing());
    }

    #[test]
    fn a_removal_takes_amortised_constant_time() {
        const LISTENERS: usize = 4_000;
        let ledger = &*Ledger::alone(&Limits::default());
        let mut listeners = PageListeners::default();
        let add = |listeners: &mut PageListeners| {
            let name = EventName::new("a").unwrap();
            listeners.add(name, EventTarget::Any, ledger).unwrap()
        };
        let ids: Vec<_> = (0..LISTENERS).map(|_| add(&mut listeners)).collect();
        for id in &ids {
            listeners.remove("a", *id, ledger);
        }
        assert!(listeners.steps <= 2 * LISTENERS, "{}", listeners.steps);
        assert_eq!(listeners.len(), 0);
        let id = add(&mut listeners);
        assert_eq!(*listeners.of("a").unwrap(), [(id, EventTarget::Any)]);
    }
}
