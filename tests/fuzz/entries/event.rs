//! Bytes as an EVENT of a page: its head, its target, its payload with attachments. It reaches listeners in Rust and in another page, or is refused.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytelane::{
    Caller, Payload, Router,
    event::EventHub,
    lane::MemoryLane,
    wire::{
        Element, Frame, Limits, PayloadKind,
        frame::{Body, Event},
    },
};
use bytes::Bytes;

use super::{Source, poll_once};

pub(crate) fn run(data: &[u8]) {
    let mut source = Source::new(data);
    let kinds = [
        PayloadKind::None,
        PayloadKind::Raw,
        PayloadKind::Json,
        PayloadKind::Mixed,
        PayloadKind::Typed,
    ];
    let kind = kinds[usize::from(source.byte()) % kinds.len()];
    let head_length = usize::from(source.byte());
    let head = Bytes::copy_from_slice(source.take(head_length));
    let body = Bytes::copy_from_slice(source.rest());

    let events = Arc::new(EventHub::new());
    let heard = Arc::new(AtomicUsize::new(0));
    let wrong = Arc::new(AtomicUsize::new(0));
    let (counted, malformed) = (Arc::clone(&heard), Arc::clone(&wrong));
    events.listen("e", bytelane::EventTarget::Any, move |event| {
        // The payload as text, in which an attachment is an array of numbers. JSON of the page is passed on as it is, alone or with attachments, except that no text is empty.
        let text = event.payload();
        let is_written = matches!(kind, PayloadKind::Raw | PayloadKind::Typed);
        let is_right = if is_written {
            serde_json::from_str::<serde_json::Value>(text).is_ok()
        } else {
            !text.is_empty()
        };
        malformed.fetch_add(usize::from(!is_right), Ordering::Relaxed);
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let router = Router::new(|_| false).with_events(events);
    let limits = Limits::default();
    let caller = |label: &str| Caller {
        label: label.to_owned(),
        ..Caller::default()
    };
    let listening = MemoryLane::with(router.clone(), caller("main"), limits.clone());
    let arguments = r#"{"event":"e","target":{"kind":"Any"},"handler":1}"#;
    let arguments = Payload::Json(arguments.as_bytes().into());
    poll_once(listening.call("plugin:event|listen", arguments))
        .expect("answered at once")
        .expect("a listener");

    let sending = MemoryLane::with(router, caller("other"), limits);
    let event = Event {
        head,
        body: Body::new(kind, Element::Bytes, body),
    };
    let accepted = sending.send_frames(vec![event.into()]).is_ok();
    let heard = heard.load(Ordering::Relaxed);
    assert!(heard <= usize::from(accepted));
    assert_eq!(wrong.load(Ordering::Relaxed), 0);
    if heard == 1 {
        let frames = poll_once(listening.next_frames())
            .expect("an event is in the queue")
            .expect("the document is open");
        let [Frame::Event(event)] = &frames[..] else {
            panic!("one event, and not {frames:?}");
        };
        let head: serde_json::Value = serde_json::from_slice(&event.head).expect("JSON");
        assert_eq!(head["event"], "e");
    }
}
