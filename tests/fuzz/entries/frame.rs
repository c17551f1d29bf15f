//! Decodes bytes as a frame: an accepted frame is the same after it is encoded again, and a refused one leaves the input unchanged.

use bytelane::wire::{Frame, Limits};
use bytes::{Bytes, BytesMut};

pub(crate) fn run(data: &[u8]) {
    let limits = Limits::default();
    let whole = Bytes::copy_from_slice(data);
    let mut input = whole.clone();
    let Ok(frame) = Frame::decode(&mut input, &limits) else {
        assert_eq!(input, whole, "a refused frame leaves the input unchanged");
        return;
    };
    assert_eq!(whole.len() - input.len(), frame.encoded_bytes());
    assert!(frame.head().len() <= limits.head_bytes_max as usize);
    let mut written = BytesMut::new();
    frame.encode(&mut written);
    let again = Frame::decode(&mut written.freeze(), &limits);
    assert_eq!(again.as_ref(), Ok(&frame));
}
