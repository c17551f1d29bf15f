//! Posts bytes as a batch of a page: the host answers, and holds nothing after the document has ended.

use bytelane::{
    Caller, Router,
    lane::{CloseReason, MemoryLane},
    wire::{Frame, Limits},
};
use bytes::Bytes;

pub(crate) fn run(data: &[u8]) {
    let mut limits = Limits::default();
    limits.channels_open_max = 4;
    limits.channel_bytes_max = 1 << 12;
    let input = Bytes::copy_from_slice(data);
    let Ok(frames) = Frame::decode_batch(input, &limits) else {
        return;
    };
    assert!(frames.len() <= limits.batch_frames_max);
    let lane = MemoryLane::with(Router::new(|_| false), Caller::default(), limits.clone());
    // Twice: a batch whose answer was lost is posted again (SPEC §5).
    for _ in 0..2 {
        // Accepted or refused.
        let _judged = lane.send_frames(frames.clone());
    }
    let stats = lane.stats();
    assert!(stats.channels_from_page <= limits.channels_open_max);
    assert!(stats.bytes_received <= data.len() as u64);
    lane.close(CloseReason::DocumentGone);
    let after = lane.stats();
    let held = (
        after.channels_open,
        after.channels_from_page,
        after.uploads_open,
    );
    assert_eq!((held, after.bytes_received), ((0, 0, 0), 0));
}
