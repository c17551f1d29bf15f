//! The entries of `tests/fuzz/`, run briefly: with every seed and every input of the kept corpus, whole and damaged, and with random bytes.
//!
//! `BYTELANE_FUZZ_CORPUS=<directory>` writes the seeds there as libFuzzer's first corpus; `cargo xtask soak --fuzz` does it.

#![allow(unsafe_code, reason = "a global allocator is unsafe to write")]

#[path = "fuzz/allocation.rs"]
mod allocation;
#[path = "fuzz/entries/mod.rs"]
mod entries;
#[path = "hostile/mod.rs"]
mod hostile;

use std::{
    collections::BTreeSet,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

// Names of this crate in the sources that the entries include.
use bytelane::{Refusal, wire};
use entries::{CANARIES, ENTRIES, Entry};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;

/// Paths that a page may request: most must be refused, some are valid.
const PATHS: &[&str] = &[
    "/call",
    "/frames/96",
    "/poll/9007199254740991",
    "/upload/1/2/3",
    "/body/4/0/65536",
    "/buffer/9007199254740991/4/0/65536",
    "/release/9007199254740991",
    "f",
    "a/b/f",
    "d/f",
    "../f",
    "a/../../f",
    "a/l",
    "u/f",
    "%2e%2e/f",
    "%252e%252e/f",
    "a%2ff",
    "/proc/self/environ",
    "a\0b",
    "C:\\f",
];
const RANGES: &[&str] = &[
    "bytes=0-",
    "bytes=0-999",
    "bytes=999-",
    "bytes=-1",
    "bytes=-1001",
    "bytes=1000-",
    "bytes=0-0,1-1",
    "bytes=9-1",
    "bytes=-0",
    "bytes=18446744073709551615-",
    "bytes=",
    "lines=1-2",
    "bytes=1-2\n\"0\"\n*",
];

/// Addresses of patterns of origins and of pages, a line each.
const ORIGINS: &[&str] = &[
    "https://example.org\nhttps://example.org/path",
    "https://*.example.org\nhttps://a.b.example.org",
    "https://*.example.org\nhttps://a.example.org.evil.com",
    "https://*.example.org:8080\nhttps://a.example.org:8080",
    "http://localhost:*\nhttp://localhost:1420",
    "http://localhost:*\nhttp://localhost:1.evil.com",
    "http://[::1]:80\nhttp://[::1]:80/",
    "https://example.org\nhttps://user@example.org",
    "bytelane://localhost\nbytelane://localhost?x",
    "https://*.example.org\nhttps://\u{661}.example.org",
    "https://*\nnull",
];
/// Heads of calls.
const HEADS: &[&str] = &[
    r#"{"cmd":"a"}"#,
    r#"{"cmd":"plugin:x|y","headers":[["name","value"]]}"#,
    r#"{"cmd":"a","headers":[["a b","c"]]}"#,
    r#"{"cmd":"a","headers":[["a","\r\n"]]}"#,
    r#"{"cmd":"a","streams":[{"attachment":0,"channel":1,"length":5}]}"#,
    r#"{"cmd":"a","streams":[{"attachment":-1,"channel":1e99}]}"#,
    r#"{"cmd":"","headers":null}"#,
    r#"{"cmd":"a","cmd":"b"}"#,
    r#"{"cmd":"\ud800"}"#,
    r#"[["cmd","a"]]"#,
    "{}",
];
/// Heads and payloads of events, as the entry takes them apart.
const EVENTS: &[(u8, &str, &str)] = &[
    (2, r#"{"event":"e"}"#, "1"),
    (2, r#"{"event":"e","target":{"kind":"Any"}}"#, "[1]"),
    (
        2,
        r#"{"event":"e","target":{"kind":"AnyLabel","label":"main"}}"#,
        "{}",
    ),
    (
        2,
        r#"{"event":"e","target":{"kind":"Webview","label":"main"}}"#,
        "\"x\"",
    ),
    (2, r#"{"event":"a b"}"#, "1"),
    (2, r#"{"event":""}"#, "1"),
    (2, r#"{"event":"e","listeners":[1]}"#, "1"),
    (1, r#"{"event":"e"}"#, "raw bytes"),
    (0, r#"{"event":"e"}"#, ""),
    (4, r#"{"event":"e"}"#, "\0\0\0\0"),
    (2, r#"{"event":"e"}"#, "{"),
];

/// Runs one test at a time: the bytes that the process holds are counted.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    hostile::silence_panics_on_purpose();
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the inputs that `cargo xtask soak --fuzz` has found and kept, one in each line of a file.
fn kept(entry: &str) -> Vec<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fuzz/kept/{entry}.hex"));
    let text = fs::read_to_string(path).unwrap_or_default();
    let digit = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).expect("ASCII");
        u8::from_str_radix(pair, 16).expect("hexadecimal digits")
    };
    let bytes = |line: &str| line.as_bytes().chunks(2).map(digit).collect();
    text.lines().map(bytes).collect()
}

/// Returns every string of hexadecimal digits in the vectors, as bytes.
fn vectors() -> BTreeSet<Vec<u8>> {
    fn collect(value: &Value, all: &mut BTreeSet<Vec<u8>>) {
        match value {
            Value::String(text) => all.extend(bytes_of(text)),
            Value::Array(values) => values.iter().for_each(|value| collect(value, all)),
            Value::Object(values) => values.values().for_each(|value| collect(value, all)),
            _ => {}
        }
    }
    fn bytes_of(text: &str) -> Option<Vec<u8>> {
        if text.len() < 16 || !text.len().is_multiple_of(2) || !text.is_ascii() {
            return None;
        }
        let digit = |at| u8::from_str_radix(&text[at..at + 2], 16).ok();
        (0..text.len()).step_by(2).map(digit).collect()
    }
    let mut all = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol/vectors");
    for folder in ["batch", "frame", "payload"].map(|name| folder.join(name)) {
        for file in fs::read_dir(folder).expect("the vectors") {
            let text = fs::read_to_string(file.expect("a file").path()).expect("text");
            // Some nest deeper than this reader allows; the others suffice as seeds.
            if let Ok(value) = serde_json::from_str(&text) {
                collect(&value, &mut all);
            }
        }
    }
    all
}

/// Returns the seeds of an entry.
fn seeds(entry: &str) -> Vec<Vec<u8>> {
    let texts = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect();
    match entry {
        "archive" => entries::archive::seeds(),
        "path" => texts(PATHS),
        "range" => texts(RANGES),
        "origin" => texts(ORIGINS),
        "head" => texts(HEADS),
        "event" => EVENTS
            .iter()
            .map(|(kind, head, body)| {
                let start = [*kind, head.len() as u8];
                [&start[..], head.as_bytes(), body.as_bytes()].concat()
            })
            .chain(mixed_events())
            .collect(),
        "payload" => {
            let kinds = |bytes: Vec<u8>| (0..6).map(move |kind| [&[kind], &bytes[..]].concat());
            vectors().into_iter().flat_map(kinds).collect()
        }
        "session" | "document" | "upload" | "link" => (0..64_u8)
            .map(|seed| {
                let step = |index: u32| (index.wrapping_mul(2_654_435_761) >> 13) as u8 ^ seed;
                (0..400).map(step).collect()
            })
            .collect(),
        _ => vectors().into_iter().collect(),
    }
}

/// Returns the payloads of the vectors as those of events.
fn mixed_events() -> impl Iterator<Item = Vec<u8>> {
    let head = br#"{"event":"e"}"#;
    let event = move |bytes: Vec<u8>| [&[3, head.len() as u8], &head[..], &bytes[..]].concat();
    vectors().into_iter().map(event)
}

/// Runs an input, whole, shortened and damaged.
fn run_damaged(entry: &Entry, seed: &[u8]) {
    entry.run_guarded(seed);
    // Long ones are long by repetition.
    let places = seed.len().min(96);
    for at in 0..places {
        entry.run_guarded(&seed[..at]);
        for bit in [0x01, 0x80] {
            let mut damaged = seed.to_vec();
            damaged[at] ^= bit;
            entry.run_guarded(&damaged);
        }
    }
}

#[test]
fn the_kept_corpus_passes() {
    let _alone = alone();
    for entry in ENTRIES {
        kept(entry.name)
            .iter()
            .for_each(|input| entry.run_guarded(input));
    }
}

/// The instrument finds a defect that it is given: a crash, and an allocation by a stated length.
#[test]
fn a_canary_is_found() {
    let _alone = alone();
    for (canary, input) in CANARIES.iter().zip([&b"bytes"[..], &[0, 0, 255, 0]]) {
        canary.run_guarded(b"");
        let found = catch_unwind(AssertUnwindSafe(|| canary.run_guarded(input)));
        assert!(found.is_err(), "{} was missed", canary.name);
    }
}

#[test]
fn seeds_and_their_damage() {
    let _alone = alone();
    for entry in ENTRIES {
        let name = entry.name;
        let seeds: Vec<_> = seeds(name).into_iter().chain(kept(name)).collect();
        assert!(seeds.len() > 10, "{name} begins with nothing");
        if let Some(corpus) = std::env::var_os("BYTELANE_FUZZ_CORPUS") {
            let folder = Path::new(&corpus).join(name);
            fs::create_dir_all(&folder).expect("a directory");
            for (index, seed) in seeds.iter().enumerate() {
                fs::write(folder.join(format!("seed-{index:04}")), seed).expect("a file");
            }
        }
        seeds.iter().for_each(|seed| run_damaged(entry, seed));
    }
}

#[test]
fn random_bytes() {
    let _alone = alone();
    for entry in ENTRIES {
        let cases = ProptestConfig {
            cases: if entry.is_stateful { 2_048 } else { 1_024 },
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let bytes = proptest::collection::vec(any::<u8>(), 0..600);
        TestRunner::new(cases)
            .run(&bytes, |bytes| {
                entry.run_guarded(&bytes);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{}: {error}", entry.name));
    }
}
