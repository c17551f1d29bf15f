//! Typed arrays in every position: arguments, results, messages, events, and fields of JSON.

mod support;

use std::{fmt::Debug, sync::mpsc};

use bytelane::{
    Bytes, Payload, Router,
    event::EventHub,
    ipc::{Channel, InvokeResponseBody, IpcResponse, Number, Receiver, Typed},
    lane::MemoryLane,
    payload::{Attachment, Mixed},
    wire::{Code, Element, PayloadKind, frame::Body},
};
use half::f16;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use support::{answer, argument, cross, json, mixed, relay_one};

fn array(element: Element, bytes: impl Into<Bytes>) -> Attachment {
    Attachment {
        element,
        bytes: bytes.into(),
    }
}

/// A payload in memory that is aligned for every element, as a lane receives it.
fn arrive(payload: &Payload) -> Payload {
    let body = payload.clone().into_segments().concat();
    let length = body.len();
    let mut padded = body;
    padded.resize(length.next_multiple_of(8), 0);
    let words = padded.as_chunks::<8>().0;
    let words = words.iter().map(|word| u64::from_ne_bytes(*word));
    let bytes = Typed::from_iter(words).into_bytes().slice(..length);
    Payload::decode(
        payload.kind(),
        payload.element(),
        bytes.into(),
        &bytelane::wire::Limits::default(),
    )
    .expect("a payload")
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
struct Named<T: Number> {
    name: String,
    values: Typed<T>,
    more: Vec<Typed<T>>,
    none: Option<Typed<T>>,
}

fn travels<T: Number + PartialEq + Serialize>(values: &[T]) {
    travels_as(values, &serde_json::to_string(values).expect("text"));
}

/// `numbers` is the JSON text of the values.
fn travels_as<T: Number + PartialEq>(values: &[T], numbers: &str) {
    let typed = Typed::copy_from_slice(values);
    let whole = Payload::from_value(&typed).expect("a payload");
    assert_eq!(
        (whole.kind(), whole.element()),
        (PayloadKind::Typed, T::ELEMENT)
    );
    assert_eq!(
        whole,
        Payload::from_owned(typed.clone()).expect("a payload")
    );
    assert_eq!(
        arrive(&whole).to_value::<Typed<T>>().expect("an array"),
        typed
    );
    assert_eq!(
        argument::<Typed<T>>(arrive(&whole), "any").expect("an argument"),
        typed
    );
    let value = Named {
        name: "n".into(),
        values: typed.clone(),
        more: vec![typed.clone(), Typed::default()],
        none: None,
    };
    let Payload::Mixed(parts) = Payload::from_value(&value).expect("a payload") else {
        panic!("attachments")
    };
    assert!(
        parts
            .attachments
            .iter()
            .all(|part| part.element == T::ELEMENT)
    );
    let received = arrive(&Payload::Mixed(parts));
    assert_eq!(received.to_value::<Named<T>>().expect("a value"), value);
    // In other formats, numbers are numbers.
    let text = serde_json::to_string(&typed).expect("text");
    assert_eq!(text, numbers);
    assert_eq!(
        serde_json::from_str::<Typed<T>>(&text).expect("numbers"),
        typed
    );
    assert_eq!(
        Payload::Json(text.into())
            .to_value::<Typed<T>>()
            .expect("numbers"),
        typed
    );
    assert_eq!(typed.into_bytes().len(), size_of_val(values));
}

#[test]
fn every_number_travels_in_both_directions() {
    travels::<i8>(&[i8::MIN, -1, 0, i8::MAX]);
    travels::<u8>(&[0, 1, u8::MAX]);
    travels::<i16>(&[i16::MIN, 0, i16::MAX]);
    travels::<u16>(&[0, u16::MAX]);
    travels::<i32>(&[i32::MIN, 0, i32::MAX]);
    travels::<u32>(&[0, u32::MAX]);
    travels::<i64>(&[i64::MIN, 0, i64::MAX]);
    travels::<u64>(&[0, u64::MAX]);
    travels::<f32>(&[f32::MIN, -0.0, 1.5, f32::MAX]);
    travels::<f64>(&[f64::MIN, -0.0, 1.5, f64::MAX]);
    travels::<f32>(&[]);
    travels::<u64>(&[]);
    let halves = [1.5, -0.0, 65504.0].map(f16::from_f32);
    travels_as(&halves, "[1.5,-0.0,65504.0]");
}

proptest! {
    #[test]
    fn any_numbers_travel(ints in proptest::collection::vec(any::<i64>(), 0..40), floats in proptest::collection::vec(-1e30_f32..1e30, 0..40)) {
        travels::<i64>(&ints);
        travels::<f32>(&floats);
    }
}

#[test]
fn an_array_of_other_elements_is_refused() {
    let f32s = Payload::Typed(array(Element::F32, vec![0; 16]));
    let refusal = argument::<Typed<i32>>(f32s.clone(), "samples").expect_err("another element");
    assert_eq!(refusal.code(), Code::BadArguments);
    assert_eq!(
        refusal.message(),
        "invalid args `samples` for command `cmd`: a typed array of F32, expected a Int32Array"
    );
    let raw = argument::<Typed<f32>>(Payload::Raw(vec![0; 16].into()), "a").expect_err("raw");
    assert!(raw.message().contains("`typed(array)`"), "{raw}");
    let archive = argument::<Typed<u8>>(Payload::Archive(vec![0; 16].into()), "a");
    assert!(archive.is_ok(), "bytes of an archive are bytes");
    let inside = mixed("{\"a\":<0>}", vec![array(Element::F32, vec![0; 16])]);
    let refusal = argument::<Typed<f64>>(inside, "a").expect_err("another element");
    assert!(
        refusal
            .message()
            .ends_with("a typed array of F32, expected a Float64Array")
    );
    for text in [
        "{\"a\":\"text\"}",
        "{\"a\":{}}",
        "{\"a\":[1,null]}",
        "{\"a\":3}",
    ] {
        let refusal = argument::<Typed<f64>>(json(text), "a").expect_err("not numbers");
        assert_eq!(refusal.code(), Code::BadArguments, "{refusal}");
    }
    assert!(argument::<Typed<f64>>(json("{}"), "a").is_err());
    assert_eq!(argument::<Option<Typed<f64>>>(json("{}"), "a"), Ok(None));
}

#[test]
fn bytes_are_numbers_of_one_byte() {
    for payload in [
        Payload::Raw(vec![1, 2].into()),
        Payload::Typed(array(Element::U8, vec![1, 2])),
        Payload::Typed(array(Element::U8Clamped, vec![1, 2])),
    ] {
        assert_eq!(argument::<Typed<u8>>(payload, "a"), Ok(vec![1, 2].into()));
    }
    let refusal = argument::<Typed<i8>>(Payload::Raw(vec![1, 2].into()), "a");
    assert!(refusal.is_err());
}

#[test]
fn misaligned_and_cut_elements_are_refused() {
    let memory = Typed::from(vec![0_u64; 3]).into_bytes();
    for offset in 1..8 {
        let moved = memory.slice(offset..offset + 8);
        let error = Typed::<f64>::from_bytes(moved.clone()).expect_err("misaligned");
        assert_eq!(error.code(), Code::BadArguments);
        assert!(error.to_string().contains("multiple of 8"), "{error}");
        let argument = argument::<Typed<f64>>(Payload::Typed(array(Element::F64, moved)), "a");
        assert_eq!(argument.expect_err("misaligned").code(), Code::BadArguments);
    }
    let error = Typed::<f64>::from_bytes(memory.slice(..9)).expect_err("cut");
    assert!(error.to_string().contains("9 bytes"), "{error}");
    // An empty array has no elements to be misaligned.
    assert!(
        Typed::<f64>::from_bytes(memory.slice(1..1))
            .expect("empty")
            .is_empty()
    );
}

#[test]
fn elements_are_read_where_they_are() {
    let numbers = vec![1.5_f32; 4096];
    let address = numbers.as_ptr();
    let typed = Typed::from(numbers);
    assert_eq!(typed.as_slice().as_ptr(), address);
    let Payload::Typed(sent) = Payload::from_value(&typed).expect("a payload") else {
        panic!("a typed array")
    };
    assert_eq!(sent.bytes.as_ptr(), address.cast());
    let read = argument::<Typed<f32>>(Payload::Typed(sent), "a").expect("an array");
    assert_eq!(read.as_ptr(), address);
    let body = answer(|| vec![Typed::from(vec![7_u64])])
        .into_bytes()
        .expect("bytes");
    assert_eq!(body[body.len() - 8..], 7_u64.to_le_bytes());
}

#[test]
fn a_body_without_attachments_is_the_bytes() {
    let body = Typed::from(vec![1_u16, 2]).body().expect("a body");
    assert_eq!(body, InvokeResponseBody::Raw(vec![1, 0, 2, 0]));
    let (sender, receiver) = mpsc::channel();
    let channel = Channel::new(move |body| {
        sender.send(body).expect("the test waits");
        Ok(())
    });
    channel.send(Typed::from(vec![1_u16])).expect("sent");
    assert_eq!(receiver.recv(), Ok(InvokeResponseBody::Raw(vec![1, 0])));
}

#[test]
fn an_event_carries_an_array() {
    let hub = EventHub::new();
    let (sender, receiver) = mpsc::channel();
    hub.listen("samples", "main", move |event| {
        let samples = event.value::<Typed<f32>>().expect("an array");
        let text = event.payload().to_owned();
        sender.send((samples, text)).expect("the test waits");
    });
    hub.emit("samples", Typed::from(vec![0.5_f32, 2.0]))
        .expect("emitted");
    let (samples, text) = receiver.recv().expect("an event");
    assert_eq!(*samples, [0.5, 2.0]);
    assert_eq!(text, "[0.5,2.0]");
}

#[bytelane::command]
fn double(samples: Typed<f32>) -> Typed<f32> {
    samples.iter().map(|sample| 2.0 * sample).collect()
}

#[bytelane::command]
async fn relay(mut from: Receiver<Typed<i64>>, to: Channel<Typed<i64>>) -> Result<usize, String> {
    let mut count = 0;
    while let Some(numbers) = from.recv_async().await.map_err(|error| error.to_string())? {
        count += numbers.len();
        to.send_async(numbers)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(count)
}

#[tokio::test]
async fn calls_and_channels_of_a_document_carry_arrays() {
    let lane = MemoryLane::new(Router::new(bytelane::generate_handler![double, relay]));
    let samples = Payload::from_owned(Typed::from(vec![1.0_f32, -2.5])).expect("a payload");
    let doubled = lane.call("double", samples).await.expect("a result");
    assert_eq!(
        doubled.to_value::<Typed<f32>>().expect("an array")[..],
        [2.0, -5.0]
    );
    let inside = mixed("{\"samples\":<0>}", vec![Typed::from(vec![3.0_f32]).into()]);
    let doubled = lane
        .call("double", arrive(&inside))
        .await
        .expect("a result");
    assert_eq!(
        doubled.to_value::<Typed<f32>>().expect("an array")[..],
        [6.0]
    );

    let message = Payload::from_owned(Typed::from(vec![i64::MIN, 7])).expect("a payload");
    let body = message.clone().into_segments().concat();
    let relayed = Body::new(message.kind(), message.element(), body.into());
    let (count, data) = relay_one(&lane, relayed).await;
    assert_eq!(count.to_value::<usize>().expect("a number"), 2);
    assert_eq!(
        (data.channel, data.body.payload, data.body.element),
        (2, PayloadKind::Typed, Element::I64)
    );
    assert_eq!(
        data.body.bytes.expect("a small body")[8..],
        7_i64.to_le_bytes()
    );
}

#[test]
fn a_mixed_payload_of_one_array_is_that_array() {
    let nested: Mixed = match Payload::from_value(&[Typed::from(vec![1_i8])]).expect("a payload") {
        Payload::Mixed(mixed) => mixed,
        other => panic!("{other:?}"),
    };
    assert_eq!(nested.attachments[0].element, Element::I8);
    assert_eq!(
        cross(&Payload::Mixed(nested.clone())),
        Payload::Mixed(nested)
    );
}

fn is_shared<T: Debug + Clone + Send + Sync + 'static>() {}

#[test]
fn an_array_is_shared_between_threads() {
    is_shared::<Typed<f64>>();
    assert_eq!(format!("{:?}", Typed::from(vec![1_u8])), "Typed(1 u8)");
}
