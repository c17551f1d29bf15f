//! What a type with a view cannot be.

use bytelane::rkyv;

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
struct Generic<T> {
    value: T,
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
enum Numbered {
    One = 1,
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
struct Boxed {
    #[rkyv(with = rkyv::with::AsBox)]
    value: u32,
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
struct Reserved {
    #[allow(non_snake_case)]
    toObject: u32,
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
#[view(write_only)]
struct Unknown {
    value: u32,
}

#[derive(rkyv::Archive, bytelane::View)]
#[rkyv(crate = bytelane::rkyv)]
struct Empty {}

fn main() {}
