#![no_main]

#[path = "../entries/mod.rs"]
#[allow(dead_code, reason = "each target uses its part")]
mod entries;
// Names of this crate in the sources that the entries include.
#[allow(unused_imports, reason = "only the paths need them")]
use bytelane::{Refusal, wire};

libfuzzer_sys::fuzz_target!(|data: &[u8]| entries::archive::run(data));
