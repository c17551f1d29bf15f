//! The events of a document: its listeners, and what is sent to them.

use bytes::Bytes;

use super::{Document, EventId, EventName, EventTarget, Listening, PageListeners, State};
use crate::{
    Refusal,
    payload::{Body, Payload},
    session::SendRefused,
    wire::{Code, Flags, Frame},
};

/// Bytes of a head that are kept for all but the event's name and its listeners, a body's id among it.
const HEAD_SPARE_BYTES: usize = 64;
/// Bytes of one listener's id with its comma.
const LISTENER_BYTES: usize = 11;

impl Document {
    /// Adds a listener of the page.
    ///
    /// # Errors
    /// The code of the end when the document has ended, `too_many_listeners` at the limit, `bad_arguments` for a name that fits into no head.
    pub(crate) fn add_listener(
        &self,
        event: EventName,
        target: EventTarget,
    ) -> Result<EventId, Refusal> {
        if event.as_str().len() + HEAD_SPARE_BYTES + LISTENER_BYTES > self.head_bytes_max() {
            return Err(Refusal::new(
                Code::BadArguments,
                "the name of the event is too long",
            ));
        }
        let mut state = self.state();
        state.check_open("listener")?;
        state.listeners.add(event, target).ok_or_else(|| {
            Refusal::new(
                Code::TooManyListeners,
                "the document has too many listeners; is one added again and again?",
            )
        })
    }

    /// Takes a listener of the page away.
    pub(crate) fn remove_listener(&self, event: &str, id: EventId) {
        self.state().listeners.remove(event, id);
    }

    /// Who listens to an event.
    pub(crate) fn listening(&self, event: &str) -> Option<Listening> {
        self.state().listeners.of(event)
    }

    /// Listeners of the page.
    pub fn event_listeners(&self) -> usize {
        self.state().listeners.len()
    }

    /// Whether the session has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.state().closed.is_some()
    }

    /// Takes an EVENT of the page.
    pub(super) fn receive_event(&self, frame: Frame) -> Result<(), Refusal> {
        // SPEC §5.2: only the body of a CALL is uploaded.
        if frame.flags.contains(Flags::DEFERRED) {
            let refusal = "an event of the page carries its payload; emit a larger one by a call";
            return Err(Refusal::new(Code::BadFrame, refusal));
        }
        let capabilities = self.router.capabilities();
        if let Err(denied) = capabilities.check(self.caller(), "plugin:event|emit_to") {
            // An event has no answer, and the frames beside it are no less right.
            tracing::warn!(label = self.caller().label, "{denied}");
            return Ok(());
        }
        let (hub, executor) = (self.router.events(), self.router.executor());
        crate::router::receive_event(hub, &**executor, frame, &self.limits)
    }

    fn head_bytes_max(&self) -> usize {
        self.limits.head_bytes_max as usize
    }

    /// Sends an event to listeners of the page: one frame, unless their ids do not fit into its head.
    ///
    /// # Errors
    /// Why it was not taken: the document's queue is full, or the document has ended.
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
        let mut taken = Ok(());
        for listeners in listeners.chunks((room / LISTENER_BYTES).max(1)) {
            taken = self.queue_event(&mut state, event, listeners, payload);
            if taken.is_err() {
                break;
            }
        }
        self.answer_poll(state);
        taken
    }

    fn queue_event(
        &self,
        state: &mut State,
        event: &str,
        listeners: &[EventId],
        payload: &Payload,
    ) -> Result<(), SendRefused> {
        // Before a large body is held for it.
        state.outbox.check_event()?;
        if payload.body_bytes() > self.limits.inline_body_bytes_max {
            self.check_room_for_body(state)?;
        }
        let body = Body::from(payload.clone());
        let mut held = None;
        let message = self.message_of(state, body, |body| {
            held = body;
            event_head(event, listeners, body)
        })?;
        state.event_bodies.extend(held);
        state.outbox.enqueue_event(message)
    }

    /// Events need no credit, so their bodies that the page has not fetched are counted here.
    fn check_room_for_body(&self, state: &mut State) -> Result<(), SendRefused> {
        let State {
            bodies,
            event_bodies,
            ..
        } = state;
        let mut held = 0;
        event_bodies.retain(|id| {
            bodies.get(*id).is_ok_and(|body| {
                held += body.length();
                true
            })
        });
        if held < self.limits.document_bytes_max {
            Ok(())
        } else {
            Err(SendRefused::Full)
        }
    }
}

/// SPEC §4.6. The characters of a name need no escapes.
fn event_head(event: &str, listeners: &[EventId], body: Option<u64>) -> Bytes {
    use std::fmt::Write;

    let mut head = format!(r#"{{"event":"{event}","listeners":["#);
    for (index, id) in listeners.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        // A string takes everything.
        let _ = write!(head, "{comma}{id}");
    }
    head.push(']');
    if let Some(body) = body {
        let _ = write!(head, r#","body":{body}"#);
    }
    head.push('}');
    head.into()
}

impl State {
    /// The document ends: its listeners go with it.
    pub(super) fn forget_listeners(&mut self) {
        self.event_bodies.clear();
        self.listeners = PageListeners::default();
    }
}
