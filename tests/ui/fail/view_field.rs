//! A field of a type with a view has a type that a page can read, and, unless the type is read only, write.

use std::{
    collections::{BTreeMap, HashMap},
    rc::Rc,
};

use bytelane::rkyv;

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
#[view(read_only)]
struct Shared {
    text: Rc<String>,
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
#[view(read_only)]
struct Sizes {
    length: usize,
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
enum Sorted {
    Words(BTreeMap<String, u32>),
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
struct Writable {
    words: HashMap<String, u32>,
}

fn main() {}
