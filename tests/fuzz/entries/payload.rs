//! Bytes as a payload: read as whatever it says it is, in every way a command may ask for it.

use bytelane::{
    Bytes, Payload,
    wire::{Element, Limits, PayloadKind},
};
use serde_json::Value;

use super::Source;

const KINDS: [PayloadKind; 6] = [
    PayloadKind::None,
    PayloadKind::Raw,
    PayloadKind::Json,
    PayloadKind::Mixed,
    PayloadKind::Typed,
    PayloadKind::Archive,
];
const ELEMENTS: [Element; 4] = [Element::Bytes, Element::I16, Element::F32, Element::U64];

pub(crate) fn run(data: &[u8]) {
    let mut source = Source::new(data);
    let kind = KINDS[usize::from(source.byte()) % KINDS.len()];
    let element = match kind {
        PayloadKind::Typed => ELEMENTS[usize::from(source.byte()) % ELEMENTS.len()],
        _ => Element::Bytes,
    };
    let limits = Limits::default();
    let body = bytes::Bytes::copy_from_slice(source.rest());
    let Ok(payload) = Payload::decode(kind, element, body, &limits) else {
        return;
    };
    // What is not what it says is an error, and never more.
    let _bytes = payload.to_value::<Bytes>();
    let _vector = payload.to_value::<Vec<u8>>();
    let _numbers = payload.to_value::<Vec<f32>>();
    let _text = payload.to_value::<&str>();
    let value = payload.to_value::<Value>();
    let written = payload.clone().into_segments().concat();
    assert_eq!(payload.body_bytes(), written.len() as u64);
    let again =
        Payload::decode(kind, element, written.into(), &limits).expect("what was read is written");
    if let (Ok(before), Ok(after)) = (value, again.to_value::<Value>()) {
        assert_eq!(before, after);
    }
}
