//! All entries as one program for libFuzzer; `BYTELANE_FUZZ_ENTRY` names the one to run.

#![no_main]

#[path = "../allocation.rs"]
mod allocation;
#[path = "../entries/mod.rs"]
mod entries;
#[path = "../../hostile/mod.rs"]
mod hostile;

use std::sync::LazyLock;

// Names of this crate in the sources that the entries include.
use bytelane::{Refusal, wire};

static ENTRY: LazyLock<&entries::Entry> = LazyLock::new(|| {
    hostile::silence_panics_on_purpose();
    let name = std::env::var("BYTELANE_FUZZ_ENTRY").unwrap_or_default();
    if name == "list" {
        for entry in entries::ENTRIES {
            let kind = if entry.is_stateful { "stateful" } else { "parser" };
            println!("{} {kind}", entry.name);
        }
        std::process::exit(0);
    }
    let mut all = entries::ENTRIES.iter().chain(entries::CANARIES);
    all.find(|entry| entry.name == name).unwrap_or_else(|| {
        let names: Vec<_> = entries::ENTRIES.iter().map(|entry| entry.name).collect();
        panic!("BYTELANE_FUZZ_ENTRY must be one of {names:?}")
    })
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| ENTRY.run_guarded(data));
