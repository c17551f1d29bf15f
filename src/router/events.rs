use std::{ops::ControlFlow, sync::Arc};

use serde::{Deserialize, de::DeserializeOwned};

use super::{CommandArg, CommandItem, Executor, Invoke, InvokeError, InvokeMessage};
use crate::{
    Error, Refusal,
    document::upgrade,
    event::{Emission, EventHub, EventId, EventName, EventTarget, Scope, attachment_names},
    payload::Payload,
    session::Ledger,
    wire::{Code, Limits, WireError, frame},
};

/// Prefix of the names of the event commands.
const PREFIX: &str = "plugin:event|";

/// Returns whether a command is one of the event commands.
pub(super) fn is_served(command: &str) -> bool {
    let name = command.strip_prefix(PREFIX);
    matches!(name, Some("listen" | "unlisten" | "emit" | "emit_to"))
}

/// Serves a call of an event command. Continues with any other call.
pub(super) fn serve(hub: &Arc<EventHub>, invoke: Invoke) -> ControlFlow<(), Invoke> {
    let message = &invoke.message;
    match message.command().strip_prefix(PREFIX) {
        Some("listen") => {
            let result = listen(hub, message);
            invoke.resolver.respond(result);
        }
        Some("unlisten") => {
            let result = unlisten(message);
            invoke.resolver.respond(result);
        }
        Some("emit") => {
            let hub = Arc::clone(hub);
            invoke.collected(move |invoke| finish(emit(&hub, &invoke.message), invoke));
        }
        Some("emit_to") => {
            let hub = Arc::clone(hub);
            invoke.collected(move |invoke| finish(emit_to(&hub, &invoke.message), invoke));
        }
        _ => return ControlFlow::Continue(invoke),
    }
    ControlFlow::Break(())
}

/// Reads an argument. A refusal has the command's short name in its text, as in Tauri, and the full name in its `command` field.
fn argument<T: DeserializeOwned>(
    message: &InvokeMessage,
    name: &'static str,
    key: &'static str,
) -> Result<T, InvokeError> {
    let item = CommandItem { name, key, message };
    T::from_command(item).map_err(|error| match error.refusal() {
        Some(refusal) => refusal.clone().with_command(message.command()).into(),
        None => error,
    })
}

fn listen(hub: &EventHub, message: &InvokeMessage) -> Result<EventId, InvokeError> {
    let event: EventName = argument(message, "listen", "event")?;
    let target: EventTarget = argument(message, "listen", "target")?;
    // The page finds its handlers by the listener's id; the argument exists because Tauri's contract has it.
    let _handler: u32 = argument(message, "listen", "handler")?;
    let id = upgrade(message.document())
        .map_err(|reason| Refusal::new(Code::DocumentGone, reason.to_string()))
        .and_then(|document| document.add_listener(event, target))
        .map_err(|refusal| refusal.with_command(message.command()))?;
    hub.join(message.document());
    Ok(id)
}

fn unlisten(message: &InvokeMessage) -> Result<(), InvokeError> {
    let event: EventName = argument(message, "unlisten", "event")?;
    let id: EventId = argument(message, "unlisten", "eventId")?;
    // The listeners of a document end with it.
    if let Ok(document) = upgrade(message.document()) {
        document.remove_listener(event.as_str(), id);
    }
    Ok(())
}

fn emit(hub: &EventHub, message: &InvokeMessage) -> Result<Emission, InvokeError> {
    let event = argument(message, "emit", "event")?;
    begin(hub, message, event, Scope::All)
}

fn emit_to(hub: &EventHub, message: &InvokeMessage) -> Result<Emission, InvokeError> {
    let target: EventTarget = argument(message, "emit_to", "target")?;
    let event = argument(message, "emit_to", "event")?;
    begin(hub, message, event, Scope::To(&target))
}

/// Returns the refusal of an event that was not emitted.
fn refusal_of(error: Error) -> Refusal {
    match error {
        Error::Refused(refusal) => refusal,
        Error::Wire(error) => error.into(),
        error => Refusal::new(Code::Internal, error.to_string()),
    }
}

/// Emits an event of a page, which is charged to its document.
fn begin(
    hub: &EventHub,
    message: &InvokeMessage,
    event: EventName,
    scope: Scope<'_>,
) -> Result<Emission, InvokeError> {
    let document = upgrade(message.document()).ok();
    let ledger = document.as_ref().map(|document| document.ledger());
    hub.begin(event, payload(message)?, scope, ledger)
        .map_err(|error| refusal_of(error).with_command(message.command()).into())
}

/// Returns the payload of the event, which shares the memory of the call's payload; `null` if the call has none.
fn payload(message: &InvokeMessage) -> Result<Payload, InvokeError> {
    let whole = message.raw_payload();
    let refused = |refusal: Refusal| refusal.with_command(message.command());
    let arguments = message
        .arguments()
        .map_err(|error| refused(error.clone()))?;
    let payload = arguments
        .part(whole, "payload")
        .unwrap_or_else(|| Payload::Json(b"null".into()));
    checked(payload).map_err(|error| refused(error.into()).into())
}

/// Checks that every attachment that a payload names exists, before the payload is delivered. A payload without attachments becomes plain JSON.
fn checked(payload: Payload) -> Result<Payload, WireError> {
    let Payload::Mixed(mixed) = payload else {
        return Ok(payload);
    };
    let mut is_plain = true;
    for (_, index) in attachment_names(&mixed) {
        index?;
        is_plain = false;
    }
    Ok(if is_plain {
        Payload::Json(mixed.text)
    } else {
        Payload::Mixed(mixed)
    })
}

/// The head of an EVENT of the page (SPEC §4.6).
#[derive(Deserialize)]
struct EventHead {
    event: EventName,
    target: EventTarget,
}

/// Emits an event that a page has sent, as `emit_to` does, without a reply.
///
/// # Errors
/// Returns `bad_frame` if the head is malformed or the payload violates SPEC §3, `body_too_large` if a page with a listener does not accept its length,
/// and `queue_full` if too many events wait for listeners in Rust.
pub(crate) fn receive(
    hub: &EventHub,
    executor: &dyn Executor,
    event: frame::Event,
    limits: &Limits,
    ledger: &Arc<Ledger>,
) -> Result<(), Refusal> {
    let head: EventHead = serde_json::from_slice(&event.head)
        .map_err(|error| Refusal::new(Code::BadFrame, format!("head of an event: {error}")))?;
    let body = event.body;
    let bytes = body.bytes.unwrap_or_default();
    let payload = Payload::decode(body.payload, body.element, bytes, limits)?;
    let scope = Scope::To(&head.target);
    let emission = hub
        .begin(head.event, checked(payload)?, scope, Some(ledger))
        .map_err(refusal_of)?;
    if emission.is_done() {
        return Ok(());
    }
    let finish = move || {
        if let Err(undelivered) = emission.finish() {
            tracing::warn!(target: "bytelane::event", "{undelivered}");
        }
    };
    executor.run_blocking(Box::new(finish));
    Ok(())
}

/// Runs the listeners in Rust, on a thread that may block, and answers the call afterwards. The pages have the event already.
fn finish(emission: Result<Emission, InvokeError>, invoke: Invoke) {
    let Invoke {
        message,
        resolver,
        executor,
    } = invoke;
    let emission = match emission {
        Ok(emission) => emission,
        Err(error) => return resolver.invoke_error(error),
    };
    let has_handlers = !emission.is_done();
    let finish = move || {
        let result = emission.finish().map_err(|undelivered| {
            let refusal = Refusal::from(undelivered).with_command(message.command());
            InvokeError::refused(refusal)
        });
        resolver.respond(result);
    };
    if has_handlers {
        executor.run_blocking(Box::new(finish));
    } else {
        finish();
    }
}
