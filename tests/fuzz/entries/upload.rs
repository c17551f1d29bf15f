//! The body of a deferred call in chunks: in any order, twice, with gaps, past the end. The command gets all of the bytes or is not called.

use bytelane::{
    Bytes, Caller, Router,
    lane::{CloseReason, MemoryLane},
    wire::{
        Element, Frame, Limits, PayloadKind,
        frame::{Body, Call, ReplyOutcome},
    },
};

use super::Source;

#[bytelane::command]
fn bytes(data: Bytes) -> Bytes {
    data
}

fn content(at: u64) -> u8 {
    (at.wrapping_mul(31) >> 3) as u8
}

pub(crate) fn run(data: &[u8]) {
    let mut source = Source::new(data);
    let mut limits = Limits::default();
    limits.inline_body_bytes_max = 16 * 1024;
    let lane = MemoryLane::with(
        Router::new(bytelane::generate_handler![bytes]),
        Caller::default(),
        limits.clone(),
    );
    let length = u64::from(source.u16()) % 2_048;
    let call = Call {
        id: 1,
        head: r#"{"cmd":"bytes"}"#.into(),
        body: Body::deferred(PayloadKind::Raw, Element::Bytes, length),
    };
    let request = Frame::encode_batch(&[call.into()]);
    let mut exchange = std::pin::pin!(lane.exchange(request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let mut reply = None;
    while reply.is_none() {
        if let std::task::Poll::Ready(answer) = exchange.as_mut().poll(&mut context) {
            reply = Some(answer);
            break;
        }
        if source.is_empty() {
            // The page is gone.
            lane.close(CloseReason::DocumentGone);
            continue;
        }
        let (offset, count) = (u64::from(source.u16()) % 2_100, u64::from(source.byte()));
        let offset = if count % 7 == 0 {
            u64::MAX - offset
        } else {
            offset
        };
        let chunk: Vec<_> = (0..count)
            .map(|at| content(offset.wrapping_add(at)))
            .collect();
        lane.upload(1, offset, &chunk);
    }
    let answer = reply.expect("a call is answered").expect("a CALL");
    let frame = Frame::decode(&mut { answer }, &limits).expect("the host writes frames");
    let Frame::Reply(reply) = frame else {
        panic!("a call is answered by a reply, and not by {frame:?}");
    };
    if reply.outcome == ReplyOutcome::Done {
        let expected: Vec<_> = (0..length).map(content).collect();
        assert!(
            reply.body.as_slice() == expected,
            "a part arrived as the whole"
        );
    }
    lane.close(CloseReason::DocumentGone);
    let stats = lane.stats();
    assert_eq!((stats.calls_running, stats.uploads_open), (0, 0));
}
