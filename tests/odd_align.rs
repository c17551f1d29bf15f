//! Payloads at unaligned addresses: every byte buffer starts at an odd address.

#![allow(unsafe_code, reason = "a global allocator is unsafe to write")]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};

use bytelane::{
    Bytes, Payload,
    payload::Attachment,
    wire::{
        Element, Frame, Limits,
        frame::{Body, Call},
    },
};
use serde::{Deserialize, Serialize};
use support::{argument, cross, mixed};

/// The system's allocator, moved by one byte where that is allowed.
struct Odd;

/// The layout that holds an odd block of this size.
fn around(layout: Layout) -> Option<Layout> {
    let size = layout.size().checked_add(1)?;
    if layout.align() == 1 && layout.size() > 0 {
        Layout::from_size_align(size, 2).ok()
    } else {
        None
    }
}

// SAFETY: a block with an alignment of 1 is one byte larger, aligned to 2, and begins one byte later; it is given back as it was taken, because both
// methods derive the same layout from the caller's. Every other block is the system's. Neither method unwinds. `realloc` and `alloc_zeroed` are the
// provided ones, which call these two.
unsafe impl GlobalAlloc for Odd {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let Some(around) = around(layout) else {
            // SAFETY: the caller keeps the contract of this very method.
            return unsafe { System.alloc(layout) };
        };
        // SAFETY: the size is at least 2.
        let block = unsafe { System.alloc(around) };
        if block.is_null() {
            return block;
        }
        // SAFETY: the block is one byte larger than the requested size.
        unsafe { block.add(1) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        let Some(around) = around(layout) else {
            // SAFETY: the caller keeps the contract of this very method.
            return unsafe { System.dealloc(place, layout) };
        };
        // SAFETY: `alloc` went one byte the other way.
        let block = unsafe { place.sub(1) };
        // SAFETY: this is the block and the layout of `alloc`.
        unsafe { System.dealloc(block, around) }
    }
}

#[global_allocator]
static ALLOCATOR: Odd = Odd;

#[test]
fn the_allocator_is_hostile() {
    let (bytes, words) = (vec![0_u8; 100], vec![0_u64; 100]);
    assert_eq!(bytes.as_ptr().addr() % 2, 1);
    assert_eq!(words.as_ptr().addr() % 8, 0);
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Everything {
    name: String,
    bytes: Bytes,
    vector: Vec<Bytes>,
}

#[test]
fn frames_and_payloads_at_odd_addresses() {
    let value = Everything {
        name: "odd".into(),
        bytes: vec![1; 33].into(),
        vector: vec![vec![2; 17].into(), Bytes::new()],
    };
    let payload = Payload::from_value(&value).expect("a payload");
    let kind = payload.kind();
    let bytes: bytes::Bytes = payload.into_segments().concat().into();
    let frame = Frame::from(Call {
        id: 1,
        head: b"{\"cmd\":\"a\"}"[..].into(),
        body: Body::new(kind, Element::Bytes, bytes),
    });
    let mut wire = bytes::BytesMut::new();
    frame.encode(&mut wire);
    let mut wire = bytes::Bytes::from(wire.to_vec());
    assert_eq!(wire.as_ptr().addr() % 2, 1);
    let limits = Limits::default();
    let Ok(Frame::Call(Call { body, .. })) = Frame::decode(&mut wire, &limits) else {
        panic!("a call");
    };
    let bytes = body.bytes.expect("the body is in the frame");
    let payload = Payload::decode(body.payload, body.element, bytes, &limits).expect("a payload");
    assert_eq!(payload.to_value::<Everything>().expect("a value"), value);
}

#[test]
fn numbers_at_odd_addresses() {
    let doubles: Vec<u8> = [1.5_f64, f64::MIN, -0.0]
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    let array = Attachment {
        element: Element::F64,
        bytes: doubles.into(),
    };
    assert_eq!(array.bytes.as_ptr().addr() % 2, 1);
    assert_eq!(
        argument::<Vec<f64>>(Payload::Typed(array.clone()), "any"),
        Ok(vec![1.5, f64::MIN, -0.0])
    );
    let payload = cross(&mixed("{\"numbers\":<0>}", vec![array]));
    assert_eq!(
        argument::<Vec<f64>>(payload, "numbers"),
        Ok(vec![1.5, f64::MIN, -0.0])
    );
}

#[test]
fn every_kind_crosses() {
    for payload in [
        Payload::Raw(vec![1; 5].into()),
        Payload::Archive(vec![2; 48].into()),
        Payload::Json("{\"a\":1}".into()),
    ] {
        assert_eq!(cross(&payload), payload);
    }
}
