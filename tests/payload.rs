//! What becomes of values on their way between host and page.

mod support;

use std::{borrow::Cow, collections::BTreeMap, rc::Rc, sync::Arc};

use bytelane::{
    Bytes, Payload,
    ipc::{InvokeBody, InvokeResponseBody, IpcResponse, Request, Response},
    payload::{Attachment, Mixed},
    router::Outcome,
    wire::{Code, Element, Limits, PayloadKind},
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use support::{answer, argument, cross, json as text, look, mixed, read};

fn attachment(element: Element, bytes: impl Into<Bytes>) -> Attachment {
    Attachment {
        element,
        bytes: bytes.into(),
    }
}

fn untyped(bytes: &'static [u8]) -> Attachment {
    attachment(Element::Bytes, bytes)
}

// Round trips

/// Any value that JSON can say, with bytes in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum Tree {
    Nothing,
    Truth(bool),
    Number(i32),
    Text(String),
    Bytes(Bytes),
    List(Vec<Self>),
    Map(BTreeMap<String, Self>),
}

/// Text of every kind, among it such that looks like the name of an attachment.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        (any::<u64>(), 0..20_u32)
            .prop_map(|(nonce, index)| format!("\u{1}bytes:{nonce:016x}:{index}")),
        Just("\u{1}bytes:".to_owned()),
        Just("\u{1}".to_owned()),
    ]
}

fn blobs() -> impl Strategy<Value = Bytes> {
    prop_oneof![9 => proptest::collection::vec(any::<u8>(), 0..70), 1 => proptest::collection::vec(any::<u8>(), 1020..1030)].prop_map(Bytes::from)
}

fn trees() -> impl Strategy<Value = Tree> {
    let leaves = prop_oneof![
        Just(Tree::Nothing),
        any::<bool>().prop_map(Tree::Truth),
        any::<i32>().prop_map(Tree::Number),
        texts().prop_map(Tree::Text),
        blobs().prop_map(Tree::Bytes),
    ];
    leaves.prop_recursive(6, 64, 8, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..8).prop_map(Tree::List),
            proptest::collection::btree_map(texts(), inner, 0..8).prop_map(Tree::Map),
        ]
    })
}

/// A value with bytes in every position that serde has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Everywhere {
    name: String,
    field: Bytes,
    foreign: bytes::Bytes,
    vector: Vec<u8>,
    option: Option<Bytes>,
    list: Vec<Bytes>,
    map: BTreeMap<String, Bytes>,
    tuple: (u8, Bytes, String),
    newtype: Newtype,
    choices: Vec<Choice>,
    boxed: Option<Box<Self>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Newtype(Bytes);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Choice {
    Unit,
    One(Bytes),
    Two(Bytes, u8),
    Named { bytes: Bytes, depth: Option<Bytes> },
}

fn choices() -> impl Strategy<Value = Choice> {
    prop_oneof![
        Just(Choice::Unit),
        blobs().prop_map(Choice::One),
        (blobs(), any::<u8>()).prop_map(|(bytes, number)| Choice::Two(bytes, number)),
        (blobs(), proptest::option::of(blobs()))
            .prop_map(|(bytes, depth)| Choice::Named { bytes, depth }),
    ]
}

fn everywhere() -> impl Strategy<Value = Everywhere> {
    let maps = proptest::collection::btree_map(texts(), blobs(), 0..4);
    let parts = (
        (
            texts(),
            blobs(),
            blobs(),
            proptest::collection::vec(any::<u8>(), 0..9),
            proptest::option::of(blobs()),
        ),
        (
            proptest::collection::vec(blobs(), 0..4),
            maps,
            (any::<u8>(), blobs(), texts()),
            blobs(),
        ),
        proptest::collection::vec(choices(), 0..4),
    );
    let flat = parts.prop_map(
        |((name, field, foreign, vector, option), (list, map, tuple, newtype), choices)| {
            Everywhere {
                name,
                field,
                foreign: foreign.into(),
                vector,
                option,
                list,
                map,
                tuple,
                newtype: Newtype(newtype),
                choices,
                boxed: None,
            }
        },
    );
    flat.prop_recursive(4, 4, 1, |inner| {
        inner.prop_map(|value| Everywhere {
            boxed: Some(Box::new(value.clone())),
            ..value
        })
    })
}

/// The text as the page sees it after it has put the attachments in, done naively.
fn naive(payload: &Payload) -> Value {
    fn spell(value: Value, mixed: &Mixed) -> Value {
        match value {
            Value::String(text) => match (0..mixed.attachments.len())
                .find(|index| text == format!("\u{1}bytes:{:016x}:{index}", mixed.nonce))
            {
                Some(index) => json!(mixed.attachments[index].bytes.to_vec()),
                None => Value::String(text),
            },
            Value::Array(values) => values
                .into_iter()
                .map(|value| spell(value, mixed))
                .collect(),
            Value::Object(object) => object
                .into_iter()
                .map(|(key, value)| (key, spell(value, mixed)))
                .collect(),
            other => other,
        }
    }
    match payload {
        Payload::Raw(bytes) => json!(bytes.to_vec()),
        Payload::Json(text) => serde_json::from_slice(text).expect("JSON"),
        Payload::Mixed(mixed) => spell(serde_json::from_slice(&mixed.text).expect("JSON"), mixed),
        other => panic!("{other:?}"),
    }
}

proptest! {
    #[test]
    fn a_tree_arrives_as_it_left(tree in trees()) {
        let expected = serde_json::to_value(&tree).expect("JSON");
        let payload = Payload::from_value(&tree).expect("a payload");
        let arrived = cross(&payload);
        prop_assert_eq!(&naive(&payload), &expected);
        prop_assert_eq!(&naive(&arrived), &expected);
        if arrived.kind() != PayloadKind::Raw {
            prop_assert_eq!(arrived.to_value::<Value>().expect("a value"), expected);
        }
    }

    #[test]
    fn bytes_arrive_in_every_position(value in everywhere()) {
        let payload = Payload::from_value(&value).expect("a payload");
        prop_assert_eq!(payload.kind(), PayloadKind::Mixed);
        let arrived = cross(&payload);
        prop_assert_eq!(&arrived.to_value::<Everywhere>().expect("a value"), &value);
        // From plain JSON with arrays of numbers, too.
        let spelled = text(&naive(&payload).to_string());
        prop_assert_eq!(spelled.to_value::<Everywhere>().expect("a value"), value);
    }

    #[test]
    fn bytes_are_views_of_what_arrived(value in everywhere()) {
        let arrived = cross(&Payload::from_value(&value).expect("a payload"));
        let Payload::Mixed(mixed) = &arrived else { panic!("{arrived:?}") };
        let received: Vec<_> = mixed.attachments.iter().map(|attachment| (attachment.bytes.as_ptr(), attachment.bytes.len())).collect();
        let is_view = |bytes: &[u8]| bytes.is_empty() || received.contains(&(bytes.as_ptr(), bytes.len()));
        let value: Everywhere = arrived.to_value().expect("a value");
        prop_assert!(is_view(&value.field) && is_view(&value.foreign) && is_view(&value.tuple.1) && is_view(&value.newtype.0));
        prop_assert!(value.option.iter().chain(&value.list).chain(value.map.values()).all(|bytes| is_view(bytes)));
    }

    /// Whatever is done to a body, reading it ends with a value or a refusal.
    #[test]
    fn a_damaged_body_does_no_harm(value in everywhere(), damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>()) {
        let mut body = Payload::from_value(&value).expect("a payload").into_segments().concat();
        for (at, byte) in damage {
            let at = at.index(body.len().min(400));
            body[at] = byte;
        }
        for body in [body.clone(), body[..cut.index(body.len())].to_vec()] {
            if let Ok(payload) = Payload::decode(PayloadKind::Mixed, Element::Bytes, body.into(), &Limits::default()) {
                let _ = payload.to_value::<Value>();
                let _ = payload.to_value::<Everywhere>();
                let _ = argument::<Bytes>(payload, "field");
            }
        }
    }

    /// Arguments are found as a naive reader finds them.
    #[test]
    fn arguments_are_found(object in proptest::collection::vec((texts(), any::<i32>()), 0..8), spaced in any::<bool>()) {
        let space = if spaced { " \n" } else { "" };
        let members: Vec<_> = object.iter().map(|(key, number)| format!("{}{space}:{space}{number}{space}", json!(key))).collect();
        let payload = text(&format!("{space}{{{}}}{space}", members.join(",")));
        let naive: BTreeMap<_, _> = object.into_iter().collect();
        for (key, number) in naive {
            if !key.is_empty() {
                prop_assert_eq!(argument::<i32>(payload.clone(), String::leak(key)), Ok(number));
            }
        }
    }
}

// What goes as bytes

#[track_caller]
fn goes_raw<T: Serialize + Clone>(value: T, expected: &[u8]) {
    let by_reference = Payload::from_value(&value).expect("a payload");
    assert_eq!(by_reference, Payload::Raw(expected.to_vec().into()));
    let InvokeResponseBody::Raw(bytes) = IpcResponse::body(value.clone()).expect("a body") else {
        panic!("JSON")
    };
    assert_eq!(bytes, expected);
    assert_eq!(
        Payload::from_owned(value).expect("a payload"),
        Payload::Raw(expected.to_vec().into())
    );
}

#[test]
fn bytes_as_a_whole_go_raw() {
    let local = [1, 2, 3];
    goes_raw(vec![1_u8, 2, 3], &local);
    goes_raw(Bytes::from(local), &local);
    goes_raw(bytes::Bytes::copy_from_slice(&local), &local);
    goes_raw(&local[..], &local);
    goes_raw(Box::<[u8]>::from(local), &local);
    goes_raw(Arc::<[u8]>::from(local), &local);
    goes_raw(Cow::Borrowed(&local[..]), &local);
    goes_raw(Cow::<[u8]>::Owned(local.to_vec()), &local);
    goes_raw(Newtype(Bytes::from(local)), &local);
    goes_raw(Vec::<u8>::new(), &[]);
    goes_raw(Bytes::new(), &[]);
}

#[test]
fn everything_else_goes_as_json() {
    for (payload, expected) in [
        (Payload::from_owned(vec![1_i8]), "[1]"),
        (Payload::from_owned(vec![vec![1_u8]]), "[[1]]"),
        (Payload::from_owned([1_u8, 2]), "[1,2]"),
        (
            Payload::from_owned("\u{1}bytes:0000000000000000:0"),
            "\"\\u0001bytes:0000000000000000:0\"",
        ),
        (Payload::from_owned(()), "null"),
        (Payload::from_owned(None::<Bytes>), "null"),
        (Payload::from_owned(Vec::<Bytes>::new()), "[]"),
    ] {
        assert_eq!(payload.expect("a payload"), text(expected));
    }
}

#[test]
fn a_result_answers_as_what_it_is() {
    assert_eq!(
        answer(|| vec![1_u8, 2]).into_bytes().expect("bytes"),
        [1, 2]
    );
    assert_eq!(
        answer(|| "text").into_value::<String>().expect("text"),
        "text"
    );
    assert_eq!(
        answer(|| ()).into_value::<Option<u8>>().expect("nothing"),
        None
    );
    assert_eq!(
        answer(|| vec![Bytes::from("ab")])
            .into_value::<Vec<Bytes>>()
            .expect("bytes"),
        [Bytes::from("ab")]
    );
    assert_eq!(
        answer(|| Response::new(vec![3_u8]))
            .into_value::<Bytes>()
            .expect("bytes"),
        [3]
    );
    assert_eq!(
        answer(|| Response::new("[1]".to_owned()))
            .into_value::<Vec<u32>>()
            .expect("numbers"),
        [1]
    );
    assert_eq!(
        answer(|| InvokeResponseBody::Raw(vec![4]))
            .into_bytes()
            .expect("bytes"),
        [4]
    );
    assert_eq!(
        answer(|| Response::new(InvokeBody::Json(json!({ "a": 1 }))))
            .into_value::<Value>()
            .expect("an object"),
        json!({ "a": 1 })
    );
    let reply = answer(|| {
        Response::new(vec![0_u8])
            .with_status(http::StatusCode::CREATED)
            .with_content_type("image/png")
            .with_header("x-größe", "1")
    });
    assert_eq!(
        reply.refusal().map(|refusal| refusal.code()),
        Some(Code::BadHeader),
        "a name that HTTP cannot carry"
    );
    let reply = answer(|| {
        Response::new(vec![0_u8])
            .with_status(http::StatusCode::CREATED)
            .with_content_type("image/png")
            .with_header("x-size", "größe")
    });
    assert_eq!(reply.status, 201);
    assert_eq!(reply.headers["content-type"], "image/png");
    assert_eq!(reply.headers["x-size"].as_bytes(), "größe".as_bytes());
    let reply = answer(|| Response::new(vec![0_u8]).with_header("x", "a\r\nb: c"));
    assert_eq!(
        reply.refusal().map(|refusal| refusal.code()),
        Some(Code::BadHeader)
    );
}

#[test]
fn a_value_that_cannot_be_written_is_the_commands_error() {
    let reply = answer(|| BTreeMap::from([((1, 2), 3)]));
    let Outcome::Failed(body) = reply.outcome else {
        panic!("{reply:?}")
    };
    assert_eq!(body.read().expect("in memory"), "\"key must be a string\"");
}

/// A type that says itself what its body is.
struct Own;

impl IpcResponse for Own {
    fn body(self) -> bytelane::Result<InvokeResponseBody> {
        Ok("{\"own\":true}".to_owned().into())
    }
}

#[test]
fn a_type_may_say_what_its_body_is() {
    assert_eq!(
        answer(|| Own).into_value::<Value>().expect("an object"),
        json!({ "own": true })
    );
}

#[test]
fn the_body_of_an_answer_is_read_as_a_value() {
    let text = |text: &str| InvokeResponseBody::Json(text.to_owned());
    assert_eq!(
        text("[1,2]").deserialize::<Vec<u8>>().ok(),
        Some(vec![1, 2])
    );
    assert_eq!(
        text("\"a\"").deserialize::<String>().ok(),
        Some("a".to_owned())
    );
    assert!(text("\"a\"").deserialize::<Vec<u8>>().is_err());
    assert!(text("{").deserialize::<Value>().is_err());
    for body in [vec![1, 255].into(), Bytes::from(vec![1, 255]).into()] {
        let body: InvokeResponseBody = body;
        assert_eq!(
            body.clone().deserialize::<Vec<u8>>().ok(),
            Some(vec![1, 255])
        );
        assert!(body.deserialize::<String>().is_err());
    }
}

#[test]
fn bytes_in_other_formats_are_what_they_are_there() {
    #[derive(Serialize)]
    struct Inner {
        text: String,
        bytes: Bytes,
    }
    // A value that writes JSON into itself meets no attachment.
    let inner = serde_json::to_string(&Bytes::from("a")).expect("JSON");
    assert_eq!(inner, "[97]");
    let payload = Payload::from_value(&Inner {
        text: inner,
        bytes: Bytes::from("a"),
    })
    .expect("a payload");
    assert_eq!(naive(&payload), json!({ "text": "[97]", "bytes": [97] }));
    assert_eq!(
        serde_json::from_str::<Bytes>("[1, 2]").expect("bytes"),
        [1, 2]
    );
    assert_eq!(
        serde_json::from_value::<Bytes>(json!([1, 2])).expect("bytes"),
        [1, 2]
    );
    let error = serde_json::from_str::<Bytes>("\"text\"").expect_err("no bytes");
    assert!(
        error
            .to_string()
            .starts_with("invalid type: string \"text\", expected bytes"),
        "{error}"
    );
    assert!(serde_json::from_str::<Bytes>("[256]").is_err());
}

// What a reader gets

fn value<T: DeserializeOwned>(payload: &Payload) -> T {
    payload.to_value().expect("a value")
}

#[test]
fn a_typed_array_is_a_sequence_of_its_elements() {
    let floats: Vec<u8> = [1.5_f32, -0.25]
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    let payload = mixed(
        "{\"a\":<0>,\"b\":[<1>]}",
        vec![
            attachment(Element::F32, floats.clone()),
            attachment(Element::I64, (-5_i64).to_le_bytes()),
        ],
    );
    #[derive(Debug, PartialEq, Deserialize)]
    struct Numbers {
        a: Vec<f32>,
        b: (Vec<i64>,),
    }
    assert_eq!(
        value::<Numbers>(&payload),
        Numbers {
            a: vec![1.5, -0.25],
            b: (vec![-5],)
        }
    );
    assert_eq!(
        argument::<Vec<f64>>(payload.clone(), "a"),
        Ok(vec![1.5, -0.25])
    );
    assert_eq!(argument::<[f32; 2]>(payload.clone(), "a"), Ok([1.5, -0.25]));
    assert_eq!(
        argument::<Bytes>(payload.clone(), "a"),
        Ok(floats.clone().into())
    );
    assert_eq!(
        argument::<Vec<u8>>(payload.clone(), "a"),
        Ok(floats.clone()),
        "bytes are bytes"
    );
    assert!(
        argument::<Vec<i32>>(payload.clone(), "a").is_err(),
        "a float is no integer"
    );
    assert!(argument::<[f32; 3]>(payload.clone(), "a").is_err());
    assert_eq!(
        value::<Value>(&payload),
        json!({ "a": [1.5, -0.25], "b": [[-5]] })
    );
    let typed = Payload::Typed(attachment(Element::F32, floats.clone()));
    assert_eq!(
        argument::<Vec<f32>>(typed.clone(), "any"),
        Ok(vec![1.5, -0.25])
    );
    assert_eq!(
        argument::<Vec<u8>>(typed.clone(), "any"),
        Ok(floats.clone())
    );
    assert_eq!(argument::<Bytes>(typed, "any"), Ok(floats.into()));
}

#[test]
fn every_element_has_its_vector() {
    fn check<T: DeserializeOwned + PartialEq + std::fmt::Debug + Copy>(
        element: Element,
        number: T,
        bytes: &[u8],
    ) {
        let bytes = bytes.repeat(3);
        let payload = mixed("{\"a\":<0>}", vec![attachment(element, bytes.clone())]);
        let expected = BTreeMap::from([("a".to_owned(), vec![number; 3])]);
        assert_eq!(value::<BTreeMap<String, Vec<T>>>(&payload), expected);
        let one_by_one = value::<BTreeMap<String, std::collections::VecDeque<T>>>(&payload);
        assert_eq!(Vec::from(one_by_one["a"].clone()), expected["a"]);
        assert_eq!(
            value::<Vec<T>>(&Payload::Typed(attachment(element, bytes))),
            expected["a"]
        );
    }
    check(Element::I8, -2_i8, &(-2_i8).to_le_bytes());
    check(Element::U8, 200_u8, &[200]);
    check(Element::U8Clamped, 200_u8, &[200]);
    check(Element::I16, -300_i16, &(-300_i16).to_le_bytes());
    check(Element::U16, 60_000_u16, &60_000_u16.to_le_bytes());
    check(Element::I32, i32::MIN, &i32::MIN.to_le_bytes());
    check(Element::U32, u32::MAX, &u32::MAX.to_le_bytes());
    check(Element::I64, i64::MIN, &i64::MIN.to_le_bytes());
    check(Element::U64, u64::MAX, &u64::MAX.to_le_bytes());
    check(Element::F32, 0.1_f32, &0.1_f32.to_le_bytes());
    check(Element::F64, 0.1_f64, &0.1_f64.to_le_bytes());
    assert_eq!(
        value::<Vec<f64>>(&Payload::Typed(attachment(
            Element::F32,
            0.5_f32.to_le_bytes()
        ))),
        [0.5],
        "another number, one by one"
    );
}

/// Bytes as a foreign crate has them: they say so to serde, and know nothing of the engine.
#[derive(Clone, Debug, PartialEq)]
struct Foreign(Vec<u8>);

impl Serialize for Foreign {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Foreign {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Foreign;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Foreign, E> {
                Ok(Foreign(bytes.to_vec()))
            }
        }
        deserializer.deserialize_byte_buf(Visitor)
    }
}

#[test]
fn foreign_bytes_are_attached_too() {
    let value = vec![Foreign(vec![1, 2]), Foreign(Vec::new())];
    let payload = cross(&Payload::from_value(&value).expect("a payload"));
    assert_eq!(payload.kind(), PayloadKind::Mixed);
    assert_eq!(payload.to_value::<Vec<Foreign>>().expect("a value"), value);
    assert_eq!(
        Payload::from_owned(Foreign(vec![3])).expect("a payload"),
        Payload::Raw(vec![3].into())
    );
    assert_eq!(
        argument::<Foreign>(Payload::Raw(vec![3].into()), "any"),
        Ok(Foreign(vec![3]))
    );
}

#[test]
fn a_visitor_of_somebody_else_gets_its_elements() {
    /// Makes a `Vec<u8>`, but not as serde does.
    fn doubled<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        struct Doubling;
        impl<'de> serde::de::Visitor<'de> for Doubling {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("numbers")
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut numbers: A,
            ) -> Result<Vec<u8>, A::Error> {
                let mut doubled = Vec::new();
                while let Some(number) = numbers.next_element::<u8>()? {
                    doubled.push(number * 2);
                }
                Ok(doubled)
            }
        }
        deserializer.deserialize_seq(Doubling)
    }
    #[derive(Deserialize)]
    struct Own {
        #[serde(deserialize_with = "doubled")]
        bytes: Vec<u8>,
    }
    assert_eq!(
        value::<Own>(&mixed("{\"bytes\":<0>}", vec![untyped(&[1, 2])])).bytes,
        [2, 4]
    );
}

#[test]
fn borrowed_arguments_point_into_the_payload() {
    let payload = mixed("{\"name\":\"plain\",\"bytes\":<0>}", vec![untyped(b"abc")]);
    look(payload.clone(), |message| {
        assert_eq!(read::<&str>(message, "name"), Ok("plain"));
        let bytes: &[u8] = read(message, "bytes").expect("bytes");
        let Payload::Mixed(mixed) = message.raw_payload() else {
            panic!("mixed")
        };
        assert_eq!(bytes.as_ptr(), mixed.attachments[0].bytes.as_ptr());
        assert_eq!(read::<Option<&str>>(message, "name"), Ok(Some("plain")));
        assert!(read::<&str>(message, "bytes").is_err());
    });
    look(Payload::Raw(b"abc".into()), |message| {
        assert_eq!(read::<&[u8]>(message, "any"), Ok(&b"abc"[..]));
        assert_eq!(
            read::<Cow<'_, [u8]>>(message, "any").as_deref(),
            Ok(&b"abc"[..])
        );
    });
}

/// Borrows in every position that serde has.
#[derive(Debug, PartialEq, Deserialize)]
struct Borrowing<'a> {
    text: &'a str,
    option: Option<&'a str>,
    list: Vec<&'a str>,
    #[serde(borrow)]
    either: Cow<'a, str>,
    map: BTreeMap<&'a str, &'a str>,
    pair: (&'a str, &'a str),
    path: &'a std::path::Path,
    #[serde(borrow)]
    choice: BorrowingChoice<'a>,
    #[serde(borrow)]
    untagged: Untagged<'a>,
    #[serde(borrow)]
    boxed: Option<Box<Self>>,
}

#[derive(Debug, PartialEq, Deserialize)]
enum BorrowingChoice<'a> {
    One(&'a str),
    Named { text: &'a str },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Untagged<'a> {
    Text(&'a str),
    Number(u32),
}

impl<'a> Borrowing<'a> {
    fn of(text: &'a str, other: &'a str, boxed: Option<Self>) -> Self {
        Self {
            text,
            option: Some(other),
            list: vec![text, other, text],
            either: text.into(),
            map: BTreeMap::from([(text, other), (other, text)]),
            pair: (other, text),
            path: std::path::Path::new(other),
            choice: match boxed {
                Some(_) => BorrowingChoice::One(text),
                None => BorrowingChoice::Named { text },
            },
            untagged: Untagged::Text(other),
            boxed: boxed.map(Box::new),
        }
    }
}

/// What `Borrowing::of` stands for, written by serde alone.
fn borrowing_json(text: &str, other: &str, boxed: Option<Value>) -> Value {
    json!({
        "text": text, "option": other, "list": [text, other, text], "either": text, "map": BTreeMap::from([(text, other), (other, text)]),
        "pair": [other, text], "path": other,
        "choice": if boxed.is_some() { json!({ "One": text }) } else { json!({ "Named": { "text": text } }) },
        "untagged": other, "boxed": boxed,
    })
}

/// JSON text in which every character of a string stands as `\u` escapes.
fn all_escaped(value: &Value) -> String {
    let string = |text: &str| {
        let units: String = text
            .encode_utf16()
            .map(|unit| format!("\\u{unit:04x}"))
            .collect();
        format!("\"{units}\"")
    };
    match value {
        Value::String(text) => string(text),
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(all_escaped).collect();
            format!("[{}]", values.join(","))
        }
        Value::Object(map) => {
            let pair =
                |(key, value): (&String, &Value)| format!("{}:{}", string(key), all_escaped(value));
            let pairs: Vec<String> = map.iter().map(pair).collect();
            format!("{{{}}}", pairs.join(","))
        }
        other => other.to_string(),
    }
}

const ESCAPED: &str = "a \"quoted\"\nline \\ \u{e9} \u{1f600}\t\u{0}\u{7f}/";

#[test]
fn borrowed_text_may_have_escapes() {
    for spelling in [Value::to_string, all_escaped] {
        let arguments = json!({
            "text": ESCAPED, "plain": "plain", "nothing": null, "list": [ESCAPED, "plain", ESCAPED], "map": { (ESCAPED): ESCAPED, "plain": 1 },
        });
        look(text(&spelling(&arguments)), |message| {
            // All of them live at once, until the call ends.
            let first: &str = read(message, "text").expect("text");
            let second: Option<&str> = read(message, "text").expect("text");
            let list: Vec<&str> = read(message, "list").expect("a list");
            let plain: &str = read(message, "plain").expect("text");
            let either: Cow<'_, str> = read(message, "text").expect("text");
            let map: BTreeMap<&str, Value> = read(message, "map").expect("a map");
            assert_eq!(read::<Option<&str>>(message, "nothing"), Ok(None));
            assert_eq!((first, second, &*either), (ESCAPED, Some(ESCAPED), ESCAPED));
            assert_eq!((list, plain), (vec![ESCAPED, "plain", ESCAPED], "plain"));
            assert_eq!(
                map,
                BTreeMap::from([(ESCAPED, json!(ESCAPED)), ("plain", json!(1))])
            );
            assert_eq!(read::<String>(message, "text").as_deref(), Ok(ESCAPED));
            assert_eq!(read::<&[u8]>(message, "text"), Ok(ESCAPED.as_bytes()));
        });
    }
}

#[test]
fn borrowed_text_beside_attachments_may_have_escapes() {
    let payload = mixed(
        "{\"text\":\"\\\"\\n\",\"both\":[\"\\\\\",<0>],\"map\":{\"\\n\":<0>,\"\\u0001bytes:\":\"\\t\"}}",
        vec![untyped(b"abc")],
    );
    look(payload, |message| {
        assert_eq!(read::<&str>(message, "text"), Ok("\"\n"));
        assert_eq!(
            read::<(&str, &[u8])>(message, "both"),
            Ok(("\\", &b"abc"[..]))
        );
        // SPEC §3.2: an attachment stands in a value position; a key is a key.
        let map: BTreeMap<&str, Value> = read(message, "map").expect("a map");
        assert_eq!(
            map,
            BTreeMap::from([("\n", json!([97, 98, 99])), ("\u{1}bytes:", json!("\t"))])
        );
        assert!(read::<(&str, &str)>(message, "both").is_err());
        assert!(read::<BTreeMap<&str, &str>>(message, "map").is_err());
    });
}

#[test]
fn raw_text_is_borrowed_as_it_stands() {
    let payload = text("{\"raw\":{\"a\" : \"\\n\"},\"list\":[\"\\t\", 1]}");
    look(payload, |message| {
        let raw: &serde_json::value::RawValue = read(message, "raw").expect("text");
        assert_eq!(raw.get(), "{\"a\" : \"\\n\"}");
        let list: Vec<&serde_json::value::RawValue> = read(message, "list").expect("a list");
        assert_eq!(
            list.iter().map(|raw| raw.get()).collect::<Vec<_>>(),
            ["\"\\t\"", "1"]
        );
    });
}

#[test]
fn bad_escapes_are_refused() {
    for bad in [
        "\"\\x\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u12\"",
        "\"\\",
    ] {
        look(text(&format!("{{\"text\":{bad}}}")), move |message| {
            let error = read::<&str>(message, "text").expect_err(bad);
            assert_eq!(error.code(), Code::BadJson, "{bad}");
        });
    }
}

#[test]
fn what_has_no_call_borrows_text_without_escapes_alone() {
    assert_eq!(text("\"plain\"").to_value::<&str>().ok(), Some("plain"));
    assert_eq!(
        text("\"\\n\"").to_value::<Cow<'_, str>>().ok(),
        Some("\n".into())
    );
    let escaped = text("\"\\n\"");
    let error = escaped
        .to_value::<&str>()
        .expect_err("nothing to borrow from");
    assert_eq!(error.code(), Code::BadArguments);
}

proptest! {
    #[test]
    fn borrowed_text_is_what_owned_text_is(one in texts(), other in texts(), nested: bool, escaped: bool) {
        let boxed = nested.then(|| borrowing_json(&other, &one, None));
        let arguments = json!({ "value": borrowing_json(&one, &other, boxed) });
        let spelled = if escaped { all_escaped(&arguments) } else { arguments.to_string() };
        let read_as_expected = look(text(&spelled), move |message| {
            let boxed = nested.then(|| Borrowing::of(&other, &one, None));
            read::<Borrowing<'_>>(message, "value") == Ok(Borrowing::of(&one, &other, boxed))
        });
        prop_assert!(read_as_expected);
    }
}

#[derive(Debug, PartialEq, Deserialize)]
struct Flattened {
    id: u32,
    #[serde(flatten)]
    rest: Rest,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Rest {
    name: String,
    pixels: Bytes,
    numbers: Vec<u8>,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(untagged)]
enum Either {
    Bytes { bytes: Bytes },
    Text { text: String },
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Picture { pixels: Bytes },
}

#[test]
fn buffered_readers_get_small_attachments_too() {
    let payload = mixed(
        "{\"id\":1,\"name\":\"n\",\"pixels\":<0>,\"numbers\":<1>}",
        vec![untyped(b"ab"), untyped(&[1, 2])],
    );
    let expected = Flattened {
        id: 1,
        rest: Rest {
            name: "n".into(),
            pixels: "ab".into(),
            numbers: vec![1, 2],
        },
    };
    assert_eq!(value::<Flattened>(&payload), expected);
    assert_eq!(
        value::<Either>(&mixed("{\"bytes\":<0>}", vec![untyped(b"ab")])),
        Either::Bytes { bytes: "ab".into() }
    );
    assert_eq!(
        value::<Either>(&mixed("{\"text\":\"t\"}", vec![untyped(b"ab")])),
        Either::Text { text: "t".into() }
    );
    assert_eq!(
        value::<Tagged>(&mixed(
            "{\"kind\":\"Picture\",\"pixels\":<0>}",
            vec![untyped(b"ab")]
        )),
        Tagged::Picture {
            pixels: "ab".into()
        }
    );
}

#[test]
fn buffered_readers_get_no_large_attachments() {
    const MIB: usize = 1 << 20;
    let at = |length| {
        mixed(
            "{\"id\":1,\"name\":\"n\",\"pixels\":<0>,\"numbers\":[]}",
            vec![attachment(Element::Bytes, vec![7; length])],
        )
    };
    assert_eq!(value::<Flattened>(&at(MIB)).rest.pixels.len(), MIB);
    let error = at(MIB + 1)
        .to_value::<Flattened>()
        .expect_err("over the limit");
    assert_eq!(error.code(), Code::BadArguments);
    assert!(
        error
            .to_string()
            .contains("use `bytelane::Bytes` outside `flatten`"),
        "{error}"
    );
    assert_eq!(
        at(MIB + 1)
            .to_value::<Rest>()
            .expect("not buffered")
            .pixels
            .len(),
        MIB + 1
    );
}

#[test]
fn an_attachment_named_again_and_again_is_not_copied_each_time() {
    let names = vec!["<0>"; 2000].join(",");
    let payload = mixed(
        &format!("{{\"list\":[{names}]}}"),
        vec![attachment(Element::Bytes, vec![1; 1 << 20])],
    );
    assert_eq!(
        argument::<Vec<Bytes>>(payload.clone(), "list").map(|list| list.len()),
        Ok(2000),
        "views cost nothing"
    );
    let refused = argument::<Vec<Vec<u8>>>(payload.clone(), "list").expect_err("2 GiB");
    assert_eq!(refused.code(), Code::BodyTooLarge);
    let refused = argument::<Value>(payload, "list").expect_err("64 GiB");
    assert_eq!(refused.code(), Code::BodyTooLarge);
}

#[test]
fn the_shape_of_tauri() {
    fn body(payload: Payload) -> Result<InvokeBody, bytelane::Refusal> {
        look(payload, |message| {
            read::<Request<'_>>(message, "request").map(|request| request.body().clone())
        })
    }
    assert_eq!(body(Payload::None), Ok(InvokeBody::Json(json!({}))));
    assert_eq!(
        body(Payload::Raw(b"ab".into())),
        Ok(InvokeBody::Raw(b"ab".into()))
    );
    assert_eq!(
        body(text("{\"a\":[1]}")),
        Ok(InvokeBody::Json(json!({ "a": [1] })))
    );
    assert_eq!(
        body(mixed("{\"a\":<0>}", vec![untyped(&[1, 2])])),
        Ok(InvokeBody::Json(json!({ "a": [1, 2] })))
    );
    assert_eq!(body(text("{")).expect_err("no JSON").code(), Code::BadJson);
    let large = mixed(
        "{\"a\":<0>}",
        vec![attachment(Element::Bytes, vec![0; (1 << 20) + 1])],
    );
    assert_eq!(
        body(large).expect_err("too large to spell").code(),
        Code::BadArguments
    );
}

// What a reader is refused

#[track_caller]
fn refused<T: for<'a> bytelane::ipc::CommandArg<'a> + Send + 'static>(
    payload: Payload,
    key: &'static str,
    code: Code,
    message: &str,
) {
    let refusal = argument::<T>(payload, key).err().expect("a refusal");
    assert_eq!((refusal.code(), refusal.message()), (code, message));
    assert_eq!(refusal.command(), Some("cmd"));
    assert_eq!(refusal.key(), Some(key));
}

#[test]
fn the_texts_of_refusals_are_tauris() {
    const BAD: Code = Code::BadArguments;
    refused::<u32>(
        text("{}"),
        "key",
        BAD,
        "invalid args `key` for command `cmd`: command cmd missing required key key",
    );
    refused::<u32>(
        Payload::None,
        "key",
        BAD,
        "invalid args `key` for command `cmd`: command cmd missing required key key",
    );
    refused::<u32>(
        text("[1]"),
        "key",
        BAD,
        "invalid args `key` for command `cmd`: command cmd missing required key key",
    );
    refused::<u32>(
        text("\"key\""),
        "key",
        BAD,
        "invalid args `key` for command `cmd`: command cmd missing required key key",
    );
    refused::<()>(
        text("{}"),
        "key",
        BAD,
        "invalid args `key` for command `cmd`: command cmd missing required key key",
    );
    let bytes = "invalid args `key` for command `cmd`: command cmd expected a value for key key but the IPC call used a bytes payload";
    for payload in [
        Payload::Raw("a".into()),
        Payload::Archive("a".into()),
        Payload::Typed(untyped(b"a")),
    ] {
        refused::<u32>(payload.clone(), "key", BAD, bytes);
        refused::<Option<u32>>(payload.clone(), "key", BAD, bytes);
        refused::<String>(payload.clone(), "key", BAD, bytes);
        refused::<BTreeMap<String, u32>>(payload, "key", BAD, bytes);
    }
    refused::<Vec<u32>>(Payload::Raw("a".into()), "key", BAD, bytes);
    refused::<Vec<i8>>(Payload::Raw("a".into()), "key", BAD, bytes);
    refused::<u32>(
        text("{}"),
        "",
        BAD,
        "invalid args `` for command `cmd`: command cmd has an argument with no name with a non-optional value",
    );
    refused::<u32>(
        text("{\"key\":\"a\"}"),
        "key",
        BAD,
        "invalid args `key` for command `cmd`: invalid type: string \"a\", expected u32",
    );
    refused::<u32>(
        text("{\"key\":-1}"),
        "key",
        BAD,
        "invalid args `key` for command `cmd`: invalid value: integer `-1`, expected u32",
    );
    refused::<Bytes>(
        text("{\"key\":\"a\"}"),
        "key",
        BAD,
        "invalid args `key` for command `cmd`: invalid type: string \"a\", expected bytes",
    );
}

#[test]
fn attachments_are_bytes_to_a_reader_of_something_else() {
    let payload = || mixed("{\"key\":<0>,\"list\":[1,<0>]}", vec![untyped(b"ab")]);
    let bytes = |expected: &str| {
        format!(
            "invalid args `key` for command `cmd`: invalid type: byte array, expected {expected}"
        )
    };
    refused::<u32>(payload(), "key", Code::BadArguments, &bytes("u32"));
    refused::<bool>(payload(), "key", Code::BadArguments, &bytes("a boolean"));
    refused::<String>(payload(), "key", Code::BadArguments, &bytes("a string"));
    refused::<char>(payload(), "key", Code::BadArguments, &bytes("a character"));
    refused::<()>(payload(), "key", Code::BadArguments, &bytes("unit"));
    refused::<BTreeMap<String, u8>>(payload(), "key", Code::BadArguments, &bytes("a map"));
    refused::<Vec<u32>>(
        payload(),
        "list",
        Code::BadArguments,
        "invalid args `list` for command `cmd`: invalid type: byte array, expected u32",
    );
}

#[test]
fn options_are_tauris() {
    assert_eq!(argument::<Option<u32>>(text("{}"), "key"), Ok(None));
    assert_eq!(
        argument::<Option<u32>>(text("{\"key\":null}"), "key"),
        Ok(None)
    );
    assert_eq!(
        argument::<Option<u32>>(text("{\"key\":5}"), "key"),
        Ok(Some(5))
    );
    assert_eq!(argument::<Option<u32>>(Payload::None, "key"), Ok(None));
    assert_eq!(argument::<Option<u32>>(text("{}"), ""), Ok(None));
    let payload = mixed("{\"key\":<0>,\"no\":null}", vec![untyped(b"ab")]);
    assert_eq!(
        argument::<Option<Bytes>>(payload.clone(), "key"),
        Ok(Some("ab".into()))
    );
    assert_eq!(argument::<Option<Bytes>>(payload.clone(), "no"), Ok(None));
    assert_eq!(
        argument::<Option<Vec<u8>>>(payload.clone(), "key"),
        Ok(Some(b"ab".to_vec()))
    );
    assert_eq!(argument::<Option<Bytes>>(payload, "missing"), Ok(None));
    // Beyond Tauri, where it is an error: the body for who can do without.
    assert_eq!(
        argument::<Option<Bytes>>(Payload::Raw("ab".into()), "key"),
        Ok(Some("ab".into()))
    );
}

#[test]
fn a_raw_body_is_every_bytes_argument() {
    for payload in [
        Payload::Raw("ab".into()),
        Payload::Archive("ab".into()),
        Payload::Typed(untyped(b"ab")),
    ] {
        assert_eq!(argument::<Bytes>(payload.clone(), "a"), Ok("ab".into()));
        assert_eq!(
            argument::<bytes::Bytes>(payload.clone(), "b"),
            Ok("ab".into())
        );
        assert_eq!(
            argument::<Vec<u8>>(payload.clone(), "c"),
            Ok(b"ab".to_vec())
        );
        assert_eq!(
            argument::<Box<[u8]>>(payload.clone(), "d"),
            Ok(Box::from(*b"ab"))
        );
        assert_eq!(
            argument::<Arc<[u8]>>(payload.clone(), "e"),
            Ok(Arc::from(*b"ab"))
        );
        assert_eq!(
            argument::<Newtype>(payload.clone(), "f"),
            Ok(Newtype("ab".into()))
        );
        let _: Rc<[u8]> = look(payload, |message| {
            read::<Vec<u8>>(message, "g").expect("bytes")
        })
        .into();
    }
}

#[test]
fn the_last_of_several_keys_wins() {
    assert_eq!(argument::<u32>(text("{\"key\":1,\"key\":2}"), "key"), Ok(2));
    assert_eq!(
        argument::<u32>(text("{\"key\":1,\"k\\u0065y\":2}"), "key"),
        Ok(2)
    );
    assert_eq!(
        argument::<u32>(text("{\"k\\u0065y\":2,\"key\":1}"), "key"),
        Ok(1)
    );
}

#[test]
fn text_that_is_not_json_is_bad_json() {
    for bad in [
        "",
        "{",
        "{\"key\":}",
        "{\"key\":1}}",
        "{\"key\":1,}",
        "{\"key\":01}",
        "{\"key\":NaN}",
        "nul",
        "{\"\\x\":1}",
    ] {
        let refusal = argument::<u32>(text(bad), "key").expect_err(bad);
        assert_eq!(refusal.code(), Code::BadJson, "{bad}");
        assert_eq!(refusal.command(), Some("cmd"), "{bad}");
    }
    // In an argument that is read: what JavaScript can write and Rust cannot hold.
    for bad in ["{\"key\":\"\\ud800\"}", "{\"key\":1e999}"] {
        assert_eq!(
            argument::<Value>(text(bad), "key").expect_err(bad).code(),
            Code::BadJson,
            "{bad}"
        );
    }
    let invalid = Payload::Json(b"{\"key\":\"\xff\"}".to_vec().into());
    assert_eq!(
        argument::<String>(invalid, "key")
            .expect_err("no UTF-8")
            .code(),
        Code::BadJson
    );
}

#[test]
fn depth_has_a_limit() {
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(text(&nested(127)).to_value::<Value>().is_ok());
    assert_eq!(
        text(&nested(128))
            .to_value::<Value>()
            .expect_err("too deep")
            .code(),
        Code::TooDeep
    );
    assert_eq!(
        text(&"[".repeat(1_000_000))
            .to_value::<Value>()
            .expect_err("too deep")
            .code(),
        Code::TooDeep
    );
    // The object of the arguments is the first level.
    let argument_of = |levels: usize, key| {
        argument::<Value>(
            text(&format!("{{\"key\":{},\"b\":1}}", nested(levels))),
            key,
        )
    };
    assert!(argument_of(126, "key").is_ok());
    assert_eq!(
        argument_of(127, "key").expect_err("too deep").code(),
        Code::TooDeep
    );
    assert_eq!(
        argument_of(127, "b")
            .expect_err("too deep, though not read")
            .code(),
        Code::TooDeep
    );
    let brackets = format!("{{\"key\":\"{}\\\"[[\"}}", "[".repeat(500));
    assert!(
        argument::<String>(text(&brackets), "key").is_ok(),
        "brackets in a string"
    );
}

#[test]
fn a_name_without_attachment_is_a_bad_frame() {
    let payload = mixed(
        "{\"key\":\"\\u0001bytes:0123456789abcdef:1\",\"other\":\"\\u0001bytes:0123456789abcdee:1\"}",
        vec![untyped(b"a")],
    );
    assert_eq!(
        argument::<Bytes>(payload.clone(), "key")
            .expect_err("no such attachment")
            .code(),
        Code::BadFrame
    );
    assert_eq!(
        argument::<String>(payload.clone(), "key")
            .expect_err("no such attachment")
            .code(),
        Code::BadFrame
    );
    assert_eq!(
        argument::<String>(payload, "other").as_deref(),
        Ok("\u{1}bytes:0123456789abcdee:1"),
        "another call's text"
    );
}

#[test]
fn attachments_have_a_limit() {
    let list = vec![Bytes::new(); 65_536];
    let payload = Payload::from_value(&list).expect("at the limit");
    assert_eq!(
        cross(&payload)
            .to_value::<Vec<Bytes>>()
            .expect("at the limit")
            .len(),
        65_536
    );
    let error = Payload::from_value(&vec![Bytes::new(); 65_537]).expect_err("one past it");
    assert!(error.to_string().contains("65,536"), "{error}");
    assert_eq!(u64::from(Limits::default().attachments_max), 65_536);
}

#[test]
fn text_has_a_limit() {
    let mut limits = Limits::default();
    assert_eq!(limits.json_bytes_max, limits.body_bytes_max);
    limits.json_bytes_max = 64 * 1024;
    let decode = |length: usize| {
        Payload::decode(
            PayloadKind::Json,
            Element::Bytes,
            vec![b' '; length].into(),
            &limits,
        )
    };
    let max = usize::try_from(limits.json_bytes_max).expect("a length");
    assert!(decode(max).is_ok());
    assert_eq!(
        decode(max + 1).expect_err("one past it").code(),
        Code::BodyTooLarge
    );
}

#[test]
fn debug_prints_lengths_alone() {
    let bytes = Bytes::from("secret");
    assert_eq!(format!("{bytes:?}"), "Bytes(6)");
    assert!(
        !format!(
            "{:?}",
            Payload::from_value(&vec![bytes]).expect("a payload")
        )
        .contains("secret")
    );
}

#[test]
fn bytes_convert() {
    use std::collections::HashMap;
    let bytes = Bytes::from(vec![1, 2, 3]);
    assert_eq!(bytes, [1, 2, 3]);
    assert_eq!(bytes, vec![1, 2, 3]);
    assert_eq!(&bytes[..], bytes);
    assert_eq!(bytes, bytes::Bytes::from_static(&[1, 2, 3]));
    assert_eq!(bytes.slice(1..).as_ptr(), bytes[1..].as_ptr());
    assert_eq!([1_u8, 2, 3].into_iter().collect::<Bytes>(), bytes);
    assert_eq!(bytes.clone().into_iter().collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(
        (&bytes)
            .into_iter()
            .map(|byte| u32::from(*byte))
            .sum::<u32>(),
        6
    );
    let owner = Bytes::from_owner(vec![1, 2, 3]);
    assert_eq!(owner, bytes);
    let map = HashMap::from([(bytes, "found")]);
    assert_eq!(map.get(&[1_u8, 2, 3][..]), Some(&"found"));
    let address = owner.as_ptr();
    assert_eq!(Vec::<u8>::from(Bytes::from(vec![4; 9])), [4; 9]);
    assert_eq!(owner.into_inner().as_ptr(), address);
}

// Arrays in place of sequences of fixed length

/// A visitor that reads one element of a sequence and leaves the others.
#[derive(Debug, PartialEq)]
struct First(u8);

impl<'de> Deserialize<'de> for First {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = First;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a sequence")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut list: A,
            ) -> Result<First, A::Error> {
                list.next_element()?
                    .map(First)
                    .ok_or_else(|| serde::de::Error::invalid_length(0, &"an element"))
            }
        }
        deserializer.deserialize_seq(Visitor)
    }
}

#[derive(Debug, Deserialize, PartialEq)]
struct Pair(u8, u16);

#[derive(Debug, Deserialize, PartialEq)]
struct Point {
    x: i64,
    y: i64,
}

#[derive(Debug, Deserialize, PartialEq)]
enum Shape {
    Dot,
    Line(u8, u8),
    Size { width: u8, height: u8 },
    Bytes(Vec<u8>),
}

/// The types that read a sequence, each with a bound on its length or without one.
fn reads_as_json(element: Element, bytes: &[u8], numbers: &Value) -> Result<(), TestCaseError> {
    fn same<T: DeserializeOwned + PartialEq + std::fmt::Debug>(
        element: Element,
        bytes: &[u8],
        around: impl Fn(Value) -> Value,
        numbers: &Value,
    ) -> Result<(), TestCaseError> {
        let expected = serde_json::from_str::<T>(&around(numbers.clone()).to_string());
        let name = std::any::type_name::<T>();
        let template = around(json!("<0>")).to_string().replace("\"<0>\"", "<0>");
        let payload = mixed(&template, vec![attachment(element, bytes.to_vec())]);
        let whole =
            (template == "<0>").then(|| Payload::Typed(attachment(element, bytes.to_vec())));
        for payload in [Some(payload), whole].into_iter().flatten() {
            let read = payload.to_value::<T>();
            match (&read, &expected) {
                (Ok(read), Ok(expected)) => prop_assert_eq!(read, expected, "{}", name),
                (Err(_), Err(_)) => {}
                _ => prop_assert!(
                    false,
                    "{name} of {numbers}: {read:?}, but {expected:?} from JSON"
                ),
            }
        }
        Ok(())
    }
    macro_rules! alone {
        ($($ty:ty),* $(,)?) => {$( same::<$ty>(element, bytes, |numbers| numbers, numbers)?; )*};
    }
    alone! {
        [u8; 0], [u8; 1], [u8; 4], [i64; 3], (u8,), (u8, u8), (u8, Option<u8>, i64, i64), [Option<u8>; 2], Pair, First,
        Option<[u8; 2]>, Vec<i64>, Vec<Option<i64>>, std::collections::VecDeque<u8>, std::collections::BTreeSet<u8>,
    }
    if element != Element::I16 {
        // They take the bytes of an array of any element.
        alone! { Vec<u8>, Box<[u8]> }
        same::<Shape>(
            element,
            bytes,
            |numbers| json!({ "Bytes": numbers }),
            numbers,
        )?;
    }
    same::<Point>(element, bytes, |numbers| json!([numbers]), numbers)?;
    same::<(Point,)>(element, bytes, |numbers| json!([numbers]), numbers)?;
    same::<Vec<[u8; 2]>>(element, bytes, |numbers| json!([numbers, numbers]), numbers)?;
    same::<BTreeMap<String, [u8; 3]>>(element, bytes, |numbers| json!({ "a": numbers }), numbers)?;
    same::<(BTreeMap<u8, u8>,)>(element, bytes, |numbers| json!([numbers]), numbers)?;
    for variant in ["Dot", "Line", "Size"] {
        same::<Shape>(
            element,
            bytes,
            |numbers| json!({ variant: numbers }),
            numbers,
        )?;
    }
    Ok(())
}

proptest! {
    /// An attachment is read as the array of its numbers would be, and refused where that is refused.
    #[test]
    fn an_attachment_is_read_as_its_numbers(bytes in proptest::collection::vec(any::<u8>(), 0..6), numbers in proptest::collection::vec(-3_i16..300, 0..5)) {
        reads_as_json(Element::Bytes, &bytes, &json!(bytes))?;
        reads_as_json(Element::U8, &bytes, &json!(bytes))?;
        let words: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        reads_as_json(Element::I16, &words, &json!(numbers))?;
    }
}

#[test]
fn an_array_of_fixed_length_refuses_a_longer_buffer() {
    let payload = |count: u8| {
        let bytes: Vec<u8> = (0..count).collect();
        mixed("{\"key\":<0>}", vec![attachment(Element::Bytes, bytes)])
    };
    assert_eq!(argument::<[u8; 4]>(payload(4), "key"), Ok([0, 1, 2, 3]));
    refused::<[u8; 4]>(
        payload(5),
        "key",
        Code::BadArguments,
        "invalid args `key` for command `cmd`: invalid length 5, expected fewer elements in array",
    );
    refused::<[u8; 4]>(
        payload(3),
        "key",
        Code::BadArguments,
        "invalid args `key` for command `cmd`: invalid length 3, expected an array of length 4",
    );
}

#[test]
fn the_body_of_an_answer_is_json_or_bytes() {
    let kind = |body: InvokeResponseBody| match body {
        InvokeResponseBody::Json(text) => text,
        InvokeResponseBody::Raw(bytes) => format!("{} bytes", bytes.len()),
    };
    assert_eq!(kind("[]".to_owned().into()), "[]");
    assert_eq!(kind(Bytes::from("ab").into()), "2 bytes");
    let kind = |body: InvokeBody| match body {
        InvokeBody::Json(value) => value.to_string(),
        InvokeBody::Raw(bytes) => format!("{} bytes", bytes.len()),
    };
    assert_eq!(kind(vec![1_u8].into()), "1 bytes");
    assert_eq!(kind(json!(null).into()), "null");
}

#[test]
fn a_channel_is_written_as_its_id() {
    let channel = bytelane::ipc::Channel::<u32>::new(|_| Ok(()));
    let text = serde_json::to_value(json!({ "channel": channel })).expect("JSON");
    assert_eq!(
        text,
        json!({ "channel": format!("__CHANNEL__:{}", channel.id()) })
    );
    let id: bytelane::ipc::JavaScriptChannelId =
        serde_json::from_value(text["channel"].clone()).expect("an id");
    assert_eq!(
        format!("{id:?}"),
        format!("JavaScriptChannelId({})", channel.id())
    );
}
