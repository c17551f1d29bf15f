//! Archives in every position, and archives that a page has damaged.

mod support;

use std::sync::mpsc;

use bytelane::{
    Bytes, Payload, Router,
    event::EventHub,
    ipc::{ArchiveArgument, Archived, Buffers, Channel, Receiver},
    lane::MemoryLane,
    payload::Attachment,
    rkyv,
    wire::{Code, PayloadKind, frame::Body},
};
use proptest::prelude::*;
use rkyv::{Archive, Deserialize, Serialize};
use support::{argument, json, mixed, relay_one};

#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize)]
#[rkyv(crate = bytelane::rkyv)]
enum Kind {
    Plain,
    Sized(u32, f32),
    Named { text: String },
}

#[allow(
    clippy::use_self,
    reason = "`Self` would be the archived type in the code that rkyv generates"
)]
#[derive(Archive, Deserialize, Serialize)]
#[rkyv(crate = bytelane::rkyv, serialize_bounds(
    __S: rkyv::ser::Writer + rkyv::ser::Allocator,
    __S::Error: rkyv::rancor::Source,
), deserialize_bounds(__D::Error: rkyv::rancor::Source), bytecheck(bounds(
    __C: rkyv::validation::ArchiveContext,
    __C::Error: rkyv::rancor::Source,
)))]
struct Chain {
    #[rkyv(omit_bounds)]
    next: Option<Box<Chain>>,
}

impl ArchiveArgument for Kind {}
impl ArchiveArgument for Chain {}

fn chain(length: usize) -> Chain {
    (0..length).fold(Chain { next: None }, |next, _| Chain {
        next: Some(Box::new(next)),
    })
}

#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize)]
#[rkyv(crate = bytelane::rkyv)]
struct Table {
    title: String,
    rows: Vec<Flat>,
}

#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize)]
#[rkyv(crate = bytelane::rkyv)]
struct Flat {
    id: u64,
    name: String,
    tags: Vec<String>,
    score: Option<f64>,
    kind: Kind,
    bytes: Vec<u8>,
    flag: bool,
    letter: char,
    pair: (u8, i32),
    fixed: [u16; 3],
    boxed: Option<Box<u32>>,
}

impl ArchiveArgument for Table {}
impl ArchiveArgument for Flat {}

fn back(table: &Archived<Table>) -> Table {
    rkyv::deserialize::<Table, rkyv::rancor::Error>(&**table).expect("a value")
}

fn kinds() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Plain),
        (any::<u32>(), -1e9_f32..1e9).prop_map(|(size, factor)| Kind::Sized(size, factor)),
        any::<String>().prop_map(|text| Kind::Named { text }),
    ]
}

fn flats() -> impl Strategy<Value = Flat> {
    let texts = (
        any::<u64>(),
        any::<String>(),
        proptest::collection::vec(any::<String>(), 0..4),
    );
    let others = (
        proptest::option::of(-1e9_f64..1e9),
        kinds(),
        proptest::collection::vec(any::<u8>(), 0..20),
        any::<bool>(),
        any::<char>(),
        any::<(u8, i32)>(),
        any::<[u16; 3]>(),
        any::<Option<u32>>(),
    );
    (texts, others).prop_map(|((id, name, tags), other)| {
        let (score, kind, bytes, flag, letter, pair, fixed, boxed) = other;
        let boxed = boxed.map(Box::new);
        Flat {
            id,
            name,
            tags,
            score,
            kind,
            bytes,
            flag,
            letter,
            pair,
            fixed,
            boxed,
        }
    })
}

fn tables() -> impl Strategy<Value = Table> {
    (any::<String>(), proptest::collection::vec(flats(), 0..6))
        .prop_map(|(title, rows)| Table { title, rows })
}

fn table() -> Table {
    let row = Flat {
        id: 1 << 60,
        name: "a name of more than eight bytes".into(),
        tags: vec!["short".into(), "much longer than that".into()],
        score: Some(0.5),
        kind: Kind::Named {
            text: "deep inside of it".into(),
        },
        bytes: vec![1, 2, 3],
        flag: true,
        letter: 'ß',
        pair: (7, -7),
        fixed: [1, 2, 3],
        boxed: Some(Box::new(5)),
    };
    Table {
        title: "title".into(),
        rows: vec![row.clone(), row],
    }
}

proptest! {
    #[test]
    fn a_value_arrives_as_it_left(table in tables()) {
        let sent = Archived::new(&table).expect("an archive");
        let payload = Payload::from_value(&sent).expect("a payload");
        prop_assert_eq!(payload.kind(), PayloadKind::Archive);
        let whole = argument::<Archived<Table>>(payload, "table").expect("an argument");
        prop_assert_eq!(back(&whole), table.clone());
        let inside = Payload::from_value(&std::collections::BTreeMap::from([("table", &sent)])).expect("a payload");
        let inside = argument::<Archived<Table>>(inside, "table").expect("an argument");
        prop_assert_eq!(back(&inside), table);
    }

    /// A damaged archive is refused, or is the archive of another value, which can be read to its end.
    #[test]
    fn damage_does_no_harm(table in tables(), damage in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5), cut in any::<prop::sample::Index>()) {
        let mut bytes = Vec::from(Archived::new(&table).expect("an archive").into_bytes());
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        for bytes in [bytes.clone(), bytes[..cut.index(bytes.len())].to_vec()] {
            match Archived::<Table>::from_bytes(bytes) {
                Ok(archived) => drop(back(&archived)),
                Err(error) => prop_assert_eq!(error.code(), Code::BadArchive),
            }
        }
    }
}

#[test]
fn an_argument_is_read_where_it_is() {
    let sent = Archived::new(&table()).expect("an archive");
    let bytes = sent.clone().into_bytes();
    let range = bytes.as_ptr_range();
    let received = Archived::<Table>::from_bytes(bytes).expect("an archive");
    let name = received.rows[0].name.as_str();
    assert!(range.contains(&name.as_ptr()) && name.starts_with("a name"));
    assert_eq!(back(&received), table());
    // What this process has written is readable too.
    assert_eq!(sent.rows.len(), 2);
    assert_eq!(received.clone().rows[1].id.to_native(), 1 << 60);
    assert_eq!(
        format!("{sent:?}"),
        format!("Archived({})", sent.clone().into_bytes().len())
    );
}

#[test]
fn what_is_not_an_archive_is_refused() {
    for payload in [json("{\"a\":[1]}"), json("{\"a\":\"text\"}")] {
        let refusal = argument::<Archived<Table>>(payload, "a").expect_err("JSON");
        assert_eq!(
            (refusal.code(), refusal.key()),
            (Code::BadArguments, Some("a"))
        );
        assert!(refusal.message().contains("pass a buffer"), "{refusal}");
    }
    let refusal = argument::<Archived<Table>>(json("{}"), "a").expect_err("missing");
    assert_eq!(refusal.message(), "command cmd missing required key a");
    let refusal = argument::<Archived<Table>>(Payload::Raw(vec![0xFF; 64].into()), "a");
    let refusal = refusal.expect_err("no archive");
    assert_eq!(refusal.code(), Code::BadArchive);
    assert_eq!((refusal.command(), refusal.key()), (Some("cmd"), Some("a")));
    assert!(
        refusal
            .message()
            .starts_with("invalid args `a` for command `cmd`: the archive is not valid: ")
    );
    let inside = mixed(
        "{\"a\":<0>}",
        vec![Attachment::from(Bytes::from(vec![1; 40]))],
    );
    assert_eq!(
        argument::<Archived<Table>>(inside, "a")
            .expect_err("no archive")
            .code(),
        Code::BadArchive
    );
}

#[track_caller]
fn is_bad<T: ArchiveArgument>(bytes: impl Into<Bytes>) -> String {
    let error = Archived::<T>::from_bytes(bytes).expect_err("not an archive");
    assert_eq!(error.code(), Code::BadArchive);
    error.to_string()
}

#[test]
fn nesting_has_a_limit() {
    let archive = |depth| {
        Archived::new(&chain(depth))
            .expect("an archive")
            .into_bytes()
    };
    assert!(Archived::<Chain>::from_bytes(archive(63)).is_ok());
    assert!(is_bad::<Chain>(archive(64)).contains("depth"));
    // 2.4 MB of nested boxes. Dropping the value itself would overflow the stack of this thread, so the bytes are written here.
    let boxes = 300_000_u32;
    let mut bytes = Vec::new();
    for index in 0..boxes {
        let (tag, offset) = if index == 0 { (0_u32, 0_i32) } else { (1, -12) };
        bytes.extend_from_slice(&tag.to_le_bytes());
        bytes.extend_from_slice(&offset.to_le_bytes());
    }
    assert_eq!(bytes.len(), 2_400_000);
    assert!(is_bad::<Chain>(bytes).contains("depth"));
}

#[test]
fn offsets_tags_and_texts_are_checked() {
    let whole = Archived::new(&"a text that is out of line".to_owned()).expect("an archive");
    let bytes = Vec::from(whole.into_bytes());
    let root = bytes.len() - 8;
    // The offset of a text
    for offset in [i32::MIN, -1_000_000, 0, 1, 8, i32::MAX] {
        let mut moved = bytes.clone();
        moved[root + 4..].copy_from_slice(&offset.to_le_bytes());
        is_bad::<String>(moved);
    }
    // Its length
    let mut long = bytes.clone();
    long[root..root + 4].copy_from_slice(&0xFFFF_FFBF_u32.to_le_bytes());
    is_bad::<String>(long);
    // UTF-8
    let mut text = bytes.clone();
    text[3] = 0xFF;
    is_bad::<String>(text);
    for length in 0..8 {
        is_bad::<String>(bytes[..length].to_vec());
    }
    // The bytes before a cut are an archive only if its last 8 bytes are a short text.
    for length in 8..bytes.len() {
        match Archived::<String>::from_bytes(bytes[..length].to_vec()) {
            Ok(text) => assert_eq!(text.as_bytes(), &bytes[length - 8..length]),
            Err(error) => assert_eq!(error.code(), Code::BadArchive),
        }
    }
    is_bad::<bool>(vec![2]);
    is_bad::<char>(0xD800_u32.to_le_bytes().to_vec());
    is_bad::<Option<u8>>(vec![2, 0]);
    is_bad::<Kind>(vec![9; 64]);
    // A vector of more elements than there are bytes, and one whose elements are misaligned
    let vector = |offset: i32, length: u32| {
        let mut bytes = vec![0; 24];
        bytes[16..20].copy_from_slice(&offset.to_le_bytes());
        bytes[20..].copy_from_slice(&length.to_le_bytes());
        bytes
    };
    assert_eq!(
        Archived::<Vec<u32>>::from_bytes(vector(-16, 4))
            .expect("an archive")
            .len(),
        4
    );
    is_bad::<Vec<u32>>(vector(-16, u32::MAX));
    is_bad::<Vec<u32>>(vector(-15, 3));
    is_bad::<Vec<u32>>(vector(-16, 5));
    // The same bytes twice: a page cannot multiply the work by pointing at them again and again
    let twice = |first: i32, second: i32| {
        let mut bytes = vec![0; 16 + 16];
        for (at, offset) in [(16, first), (24, second)] {
            bytes[at..at + 4].copy_from_slice(&offset.to_le_bytes());
            bytes[at + 4..at + 8].copy_from_slice(&8_u32.to_le_bytes());
        }
        bytes
    };
    assert!(Archived::<(Vec<u8>, Vec<u8>)>::from_bytes(twice(-16, -16)).is_ok());
    is_bad::<(Vec<u8>, Vec<u8>)>(twice(-16, -24));
}

#[test]
fn unaligned_bytes_are_moved() {
    let sent = Vec::from(Archived::new(&table()).expect("an archive").into_bytes());
    let mut shifted = vec![0; sent.len() + 16];
    let start = (17 - shifted.as_ptr().addr() % 16) % 16;
    let start = if start == 0 { 1 } else { start };
    shifted[start..start + sent.len()].copy_from_slice(&sent);
    let shifted = Bytes::from(shifted).slice(start..start + sent.len());
    assert_eq!(
        back(&Archived::from_bytes(shifted).expect("an archive")),
        table()
    );
}

#[test]
fn an_event_and_a_channel_carry_an_archive() {
    let hub = EventHub::new();
    let (sender, receiver) = mpsc::channel();
    hub.listen("table", "main", move |event| {
        let table = Archived::<Table>::from_payload(event.raw_payload()).expect("an archive");
        sender.send(back(&table)).expect("the test waits");
    });
    hub.emit("table", Archived::new(&table()).expect("an archive"))
        .expect("emitted");
    assert_eq!(receiver.recv(), Ok(table()));
    let (sender, receiver) = mpsc::channel();
    let channel = Channel::new(move |body| {
        sender.send(body).expect("the test waits");
        Ok(())
    });
    let archive = Archived::new(&table()).expect("an archive");
    channel.send(archive.clone()).expect("sent");
    assert_eq!(receiver.recv(), Ok(archive.into_bytes().into()));
}

#[bytelane::command]
fn titled(table: Archived<Table>, title: &str) -> bytelane::Result<Archived<Table>> {
    let title = title.to_owned();
    let rows = back(&table).rows;
    Ok(Archived::new(&Table { title, rows })?)
}

#[bytelane::command]
fn buffered(table: Archived<Table>, buffers: Buffers) -> bytelane::Result<Archived<Table>> {
    Ok(buffers.archive(&back(&table))?)
}

#[bytelane::command]
async fn relay(
    mut from: Receiver<Archived<Table>>,
    to: Channel<Archived<Table>>,
) -> Result<usize, String> {
    let mut rows = 0;
    while let Some(table) = from.recv_async().await.map_err(|error| error.to_string())? {
        rows += table.rows.len();
        to.send_async(table)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(rows)
}

#[tokio::test]
async fn a_document_sends_and_receives_archives() {
    let lane = MemoryLane::new(Router::new(bytelane::generate_handler![
        titled, buffered, relay
    ]));
    let archive = Archived::new(&table()).expect("an archive");
    let arguments = mixed(
        "{\"title\":\"new\",\"table\":<0>}",
        vec![archive.clone().into_bytes().into()],
    );
    let reply = lane.call("titled", arguments).await.expect("a result");
    let returned = Archived::<Table>::from_payload(&reply).expect("an archive");
    assert_eq!(
        (reply.kind(), returned.title.as_str()),
        (PayloadKind::Archive, "new")
    );
    let reply = lane
        .call("buffered", Payload::Raw(archive.clone().into_bytes()))
        .await
        .expect("a result");
    assert_eq!(reply, Payload::Archive(archive.clone().into_bytes()));

    let body = archive.clone().into_bytes().into_inner();
    let relayed = Body::new(
        PayloadKind::Raw,
        bytelane::wire::Element::Bytes,
        body.clone(),
    );
    let (rows, data) = relay_one(&lane, relayed).await;
    assert_eq!(rows.to_value::<usize>().expect("a number"), 2);
    assert_eq!(
        (data.body.payload, data.body.bytes),
        (PayloadKind::Archive, Some(body))
    );
}
