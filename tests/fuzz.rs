//! The entries of `tests/fuzz/`, run briefly on stable Rust: with every seed, whole and damaged, and with random bytes.
//!
//! `BYTELANE_FUZZ_CORPUS=<directory>` writes the seeds there as libFuzzer's first corpus, as CONTRIBUTING.md describes.

#[path = "fuzz/entries/mod.rs"]
mod entries;

use std::{collections::BTreeSet, fs, path::Path};

// Names of this crate in the sources that the entries include.
use bytelane::{Refusal, wire};
use entries::ENTRIES;
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;

/// Paths that a page may request: most must be refused, some are valid.
const PATHS: &[&str] = &[
    "/call",
    "/frames/96",
    "/poll/9007199254740991",
    "/upload/1/2/3",
    "/body/4/0/65536",
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
        "payload" => {
            let kinds = |bytes: Vec<u8>| (0..6).map(move |kind| [&[kind], &bytes[..]].concat());
            vectors().into_iter().flat_map(kinds).collect()
        }
        "session" => (0..64_u8)
            .map(|seed| {
                let step = |index: u32| (index.wrapping_mul(2_654_435_761) >> 13) as u8 ^ seed;
                (0..400).map(step).collect()
            })
            .collect(),
        _ => vectors().into_iter().collect(),
    }
}

#[test]
fn seeds_and_their_damage() {
    for (name, run) in ENTRIES {
        let seeds = seeds(name);
        assert!(seeds.len() > 10, "{name} begins with nothing");
        if let Some(corpus) = std::env::var_os("BYTELANE_FUZZ_CORPUS") {
            let folder = Path::new(&corpus).join(name);
            fs::create_dir_all(&folder).expect("a directory");
            for (index, seed) in seeds.iter().enumerate() {
                fs::write(folder.join(format!("seed-{index:04}")), seed).expect("a file");
            }
        }
        for seed in &seeds {
            run(seed);
            // Long ones are long by repetition.
            for at in 0..seed.len().min(96) {
                run(&seed[..at]);
                for bit in [0x01, 0x80] {
                    let mut damaged = seed.clone();
                    damaged[at] ^= bit;
                    run(&damaged);
                }
            }
        }
    }
}

#[test]
fn random_bytes() {
    for (name, run) in ENTRIES {
        let cases = ProptestConfig {
            cases: if *name == "session" { 4_096 } else { 1_024 },
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        TestRunner::new(cases)
            .run(&proptest::collection::vec(any::<u8>(), 0..600), |bytes| {
                run(&bytes);
                Ok(())
            })
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
