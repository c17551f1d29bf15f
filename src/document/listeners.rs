use std::{collections::HashMap, sync::Arc};

use super::{
    event_name::{EventId, EventName},
    event_target::EventTarget,
};

/// Maximum number of listeners of one document.
pub(super) const LISTENERS_MAX: usize = 65_536;

/// Listeners of one event in one document, in the order in which they were added.
pub(crate) type Listening = Arc<Vec<(EventId, EventTarget)>>;

/// Event listeners of one document.
#[derive(Debug, Default)]
pub(crate) struct PageListeners {
    last_id: EventId,
    names: HashMap<EventId, EventName>,
    listeners: HashMap<EventName, Listening>,
}

impl PageListeners {
    /// Adds a listener. Returns `None` at the limit.
    pub(crate) fn add(&mut self, event: EventName, target: EventTarget) -> Option<EventId> {
        if self.names.len() >= LISTENERS_MAX {
            return None;
        }
        let id = next_free(&mut self.last_id, |id| self.names.contains_key(&id));
        self.names.insert(id, event.clone());
        Arc::make_mut(self.listeners.entry(event).or_default()).push((id, target));
        Some(id)
    }

    /// Removes a listener if the id belongs to this event.
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

    /// Returns the listeners of an event.
    pub(crate) fn of(&self, event: &str) -> Option<Listening> {
        self.listeners.get(event).cloned()
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

    #[test]
    fn ids_wrap_around_and_skip_used_ids() {
        let mut last = EventId::MAX - 1;
        let mut next = || next_free(&mut last, |id| id == 1);
        assert_eq!([next(), next(), next()], [EventId::MAX, 2, 3]);
    }

    #[test]
    fn listeners_are_removed_by_event_and_id() {
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
            "a list that was returned does not change"
        );
        assert!(listeners.of("b").is_none());
        assert_eq!(*listeners.of("a").unwrap(), [(a, EventTarget::Any)]);
    }
}
