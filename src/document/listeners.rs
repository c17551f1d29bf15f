use std::{collections::HashMap, sync::Arc};

use super::{EventId, EventName, EventTarget};

/// Most listeners of one document.
const LISTENERS_MAX: usize = 65_536;

/// The listeners of one event in one document, in the order in which they came.
pub(crate) type Listening = Arc<Vec<(EventId, EventTarget)>>;

/// The listeners of one document. They live and end with it.
#[derive(Debug, Default)]
pub(crate) struct PageListeners {
    last_id: EventId,
    names: HashMap<EventId, EventName>,
    listeners: HashMap<EventName, Listening>,
}

impl PageListeners {
    /// Adds a listener; `None` when there are too many.
    pub(crate) fn add(&mut self, event: EventName, target: EventTarget) -> Option<EventId> {
        if self.names.len() >= LISTENERS_MAX {
            return None;
        }
        let id = next_free(&mut self.last_id, |id| self.names.contains_key(&id));
        self.names.insert(id, event.clone());
        Arc::make_mut(self.listeners.entry(event).or_default()).push((id, target));
        Some(id)
    }

    /// Takes a listener away, when there is one of this id for this event.
    pub(crate) fn remove(&mut self, event: &str, id: EventId) {
        if self
            .names
            .get(&id)
            .is_none_or(|name| name.as_str() != event)
        {
            return;
        }
        self.names.remove(&id);
        if let Some(listening) = self.listeners.get_mut(event) {
            Arc::make_mut(listening).retain(|(listener, _)| *listener != id);
            if listening.is_empty() {
                self.listeners.remove(event);
            }
        }
    }

    /// Who listens to an event.
    pub(crate) fn of(&self, event: &str) -> Option<Listening> {
        self.listeners.get(event).cloned()
    }

    pub(crate) fn len(&self) -> usize {
        self.names.len()
    }
}

/// The next id that is not taken. Ids start at 1 and come round again after 2^32.
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

    #[test]
    fn ids_come_round_and_pass_over_those_taken() {
        let mut last = EventId::MAX - 1;
        let mut next = || next_free(&mut last, |id| id == 1);
        assert_eq!([next(), next(), next()], [EventId::MAX, 2, 3]);
    }

    #[test]
    fn listeners_come_and_go_by_event_and_id() {
        let mut listeners = PageListeners::default();
        let name = |name: &str| EventName::new(name).unwrap();
        let a = listeners.add(name("a"), EventTarget::Any).unwrap();
        let b = listeners.add(name("b"), EventTarget::App).unwrap();
        listeners.remove("a", b);
        listeners.remove("a", 99);
        assert_eq!(listeners.len(), 2);
        let seen = listeners.of("b").unwrap();
        listeners.remove("b", b);
        assert_eq!(
            *seen,
            [(b, EventTarget::App)],
            "who looked keeps what it saw"
        );
        assert!(listeners.of("b").is_none());
        assert_eq!(*listeners.of("a").unwrap(), [(a, EventTarget::Any)]);
    }
}
