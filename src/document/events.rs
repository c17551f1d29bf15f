//! Events of a document: its listeners, and the events that are sent to them.

use bytes::Bytes;

use super::{
    Document,
    event_name::{EventId, EventName},
    event_target::EventTarget,
    listeners::{LISTENERS_MAX, Listening},
    state::State,
};
use crate::{
    Refusal,
    payload::{Body, Payload},
    session::{Holding, SendRefused},
    wire::{Code, frame},
};

/// Bytes of a head besides the name of the event and the ids of the listeners, such as the id of a body.
const HEAD_SPARE_BYTES: usize = 64;
/// Maximum length in bytes of a listener's id with its comma.
const LISTENER_BYTES: usize = 11;

impl Document {
    /// Adds a listener of the page.
    ///
    /// # Errors
    /// Returns the code of the close reason if the document has ended, `too_many_listeners` at the limit, and `bad_arguments` for a name that is too
    /// long for the head of a frame.
    pub(crate) fn add_listener(
        &self,
        event: EventName,
        target: EventTarget,
    ) -> Result<EventId, Refusal> {
        if event.as_str().len() + HEAD_SPARE_BYTES + LISTENER_BYTES > self.head_bytes_max() {
            return Err(Refusal::new(
                Code::BadArguments,
                "the name of the event is too long for a frame",
            ));
        }
        let mut state = self.state();
        state.check_open("listener")?;
        state.listeners.add(event, target, &self.ledger).ok_or_else(|| {
            Refusal::new(
                Code::TooManyListeners,
                format!(
                    "the page may have {LISTENERS_MAX} event listeners of {} bytes with their names; call `unlisten` for listeners that are no longer needed",
                    self.ledger.bound(Holding::Listeners)
                ),
            )
        })
    }

    /// Removes a listener of the page.
    pub(crate) fn remove_listener(&self, event: &str, id: EventId) {
        self.state().listeners.remove(event, id, &self.ledger);
    }

    /// Returns the listeners of an event.
    pub(crate) fn listening(&self, event: &str) -> Option<Listening> {
        self.state().listeners.of(event)
    }

    /// Returns how many listeners the page has.
    pub fn event_listeners(&self) -> usize {
        self.state().listeners.len()
    }

    /// Returns whether the session has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.state().closed.is_some()
    }

    /// Receives an EVENT.
    pub(super) fn receive_event(&self, event: frame::Event) -> Result<(), Refusal> {
        // SPEC §5.2: only the body of a CALL or a DATA is uploaded.
        if event.body.is_deferred() {
            let refusal = "the payload of an event frame cannot be deferred; call `plugin:event|emit` for a larger one";
            return Err(Refusal::new(Code::BadFrame, refusal));
        }
        self.dispatch
            .emit(&self.caller, event, &self.limits, &self.ledger)
    }

    fn head_bytes_max(&self) -> usize {
        self.limits.head_bytes_max as usize
    }

    /// Sends an event to listeners of the page in one frame, or in several if their ids do not fit into one head.
    ///
    /// # Errors
    /// Returns the reason if the queue of the document is full, or the document has ended.
    pub(crate) fn send_event(
        &self,
        event: &str,
        listeners: &[EventId],
        payload: &Payload,
    ) -> Result<(), SendRefused> {
        let room = self
            .head_bytes_max()
            .saturating_sub(event.len() + HEAD_SPARE_BYTES);
        let mut state = self.state();
        if let Some(reason) = state.closed {
            return Err(SendRefused::Ended(reason.into()));
        }
        let (mut sent, count) = (Ok(()), listeners.len());
        for listeners in listeners.chunks((room / LISTENER_BYTES).max(1)) {
            sent = self.enqueue_event(&mut state, event, listeners, payload);
            if sent.is_err() {
                break;
            }
        }
        self.answer_poll(state);
        self.probe
            .event(event, payload.body_bytes(), count, sent.is_ok());
        sent
    }

    fn enqueue_event(
        &self,
        state: &mut State,
        event: &str,
        listeners: &[EventId],
        payload: &Payload,
    ) -> Result<(), SendRefused> {
        // Checked before a large body is inserted.
        state.outbox.check_event()?;
        // Deferred bodies of events need no credit, so they have a bound of their own.
        if payload.body_bytes() > self.limits.inline_body_bytes_max
            && state.bodies.event_bytes() >= self.limits.document_bytes_max
        {
            return Err(SendRefused::Full);
        }
        let body = Body::from(payload.clone());
        let message = self.message_of(state, body, |body| event_head(event, listeners, body))?;
        if let Some(body) = message.deferred {
            state.bodies.belongs_to_event(body);
        }
        state.outbox.enqueue_event(message)
    }
}

/// Encodes the head of an event (SPEC §4.6). The characters of a name need no escapes.
fn event_head(event: &str, listeners: &[EventId], body: Option<u64>) -> Bytes {
    use std::fmt::Write;

    let mut head = format!(r#"{{"event":"{event}","listeners":["#);
    for (index, id) in listeners.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(head, "{comma}{id}");
    }
    head.push(']');
    if let Some(body) = body {
        let _ = write!(head, r#","body":{body}"#);
    }
    head.push('}');
    head.into()
}
