//! Code of the application on the lane: destructors of bytes, and panics on the threads of a link.

use super::{super::packet::PacketKind, *};
use crate::{
    Refusal,
    document::{Call, CommandWork, Dispatch, ReplySlot},
    session::{Ledger, ProcessLedger},
    wire::frame,
};

/// How the destructor of bytes behaves.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
pub(super) enum Manner {
    Panics,
    Blocks,
    /// Sends on the channel of [`KEPT`].
    Sends,
}

/// A channel of the document, for destructors.
static KEPT: Mutex<Option<Channel<u64>>> = Mutex::new(None);
/// The number of destructors that ran.
static DROPPED: AtomicUsize = AtomicUsize::new(0);

struct Owner(Vec<u8>, Manner);

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        DROPPED.fetch_add(1, Ordering::SeqCst);
        match self.1 {
            Manner::Panics => panic!("on purpose"),
            Manner::Blocks => std::thread::sleep(Duration::from_millis(50)),
            Manner::Sends => {
                let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).clone();
                if let Some(channel) = kept {
                    // The channel may be full, or its page gone.
                    let _ = channel.try_send(7);
                }
            }
        }
    }
}

#[crate::command]
pub(super) fn owned(length: usize, manner: Manner) -> crate::Bytes {
    crate::Bytes::from_owner(Owner(pattern(length), manner))
}

/// Sends messages whose destructors behave in this manner.
#[crate::command]
pub(super) fn send_owned(
    messages: Channel<crate::Bytes>,
    count: usize,
    length: usize,
    manner: Manner,
) -> Result<(), String> {
    (0..count).try_for_each(|_| {
        let message = crate::Bytes::from_owner(Owner(pattern(length), manner));
        messages.send(message).map_err(|error| error.to_string())
    })
}

/// Keeps a channel for the destructors.
#[crate::command]
pub(super) fn keep(channel: Channel<u64>) {
    *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
}

#[test]
fn destructors_that_panic_block_or_send_leave_every_call_answered() {
    let _alone = alone();
    for manner in ["Panics", "Blocks", "Sends"] {
        let (host, mut peer) = open();
        let keep = json(&serde_json::json!({ "channel": "__CHANNEL__:9" }));
        peer.send_frames(&[call(1, "keep", PayloadKind::Json, keep)]);
        assert_eq!(peer.replies()[0].call, 1);
        let before = DROPPED.load(Ordering::SeqCst);
        let mut id = 1;
        // In the packet, in a slot, and deferred.
        for length in [100, 50_000, 3_000_000] {
            id += 1;
            let arguments = serde_json::json!({ "length": length, "manner": manner });
            if length < 65_536 {
                let arguments = json(&arguments);
                peer.send_frames(&[call(id, "owned", PayloadKind::Json, arguments)]);
                let replies = peer.replies();
                assert_eq!(replies[0].body.as_slice(), pattern(length), "{manner}");
            } else {
                let (body, length) = peer.call_for_body(id, "owned", &arguments);
                assert!(peer.whole(body, length).0 == pattern(length as usize));
                peer.release(body);
            }
        }
        // Several messages in one batch, small and large ones.
        let mut messages = 0;
        for length in [100, 50_000, 100_000] {
            id += 1;
            let arguments = serde_json::json!({
                "messages": format!("__CHANNEL__:{}", id + 100), "count": 4, "length": length, "manner": manner,
            });
            let arguments = json(&arguments);
            peer.send_frames(&[call(id, "send_owned", PayloadKind::Json, arguments)]);
            let wanted = messages + 4;
            let mut replied = false;
            while messages < wanted || !replied {
                let packet = peer.next().expect("the link is open");
                if packet.header.slot != super::super::limits::NO_SLOT {
                    peer.free(packet.header.slot);
                }
                match packet.header.kind {
                    PacketKind::Replies => {
                        replied = true;
                        peer.acknowledge(1, 0);
                    }
                    PacketKind::Frames => {
                        let frames = Frame::decode_batch(packet.payload, &Limits::default());
                        for frame in frames.expect("frames") {
                            let Frame::Data(data) = frame else { continue };
                            if data.channel == 9 {
                                continue;
                            }
                            messages += 1;
                            if let Ok(head) =
                                serde_json::from_slice::<serde_json::Value>(&data.head)
                            {
                                peer.release(head["body"].as_u64().expect("a body"));
                            }
                        }
                        peer.acknowledge(0, 1);
                    }
                    _ => {}
                }
            }
        }
        until("every destructor has run", || {
            DROPPED.load(Ordering::SeqCst) == before + 3 + 12
        });
        for _ in 0..10 {
            id += 1;
            peer.send_frames(&[call(id, "echo", PayloadKind::Raw, "beside it")]);
            assert_eq!(peer.replies()[0].call, id, "{manner}");
        }
        assert_eq!(host.violated.load(Ordering::SeqCst), 0, "{manner}");
        assert_eq!(host.failed.load(Ordering::SeqCst), 0, "{manner}");
        *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = None;
        drop(peer);
        assert_released(host);
    }
}

#[test]
fn bytes_that_the_page_never_takes_are_dropped_with_the_link() {
    let _alone = alone();
    for manner in ["Panics", "Sends"] {
        let (host, mut peer) = open();
        let before = DROPPED.load(Ordering::SeqCst);
        for id in 1..=40 {
            let arguments = json(&serde_json::json!({ "length": 40_000, "manner": manner }));
            peer.send_frames(&[call(id, "owned", PayloadKind::Json, arguments)]);
        }
        until("all have run", || host.document.stats().replies == 40);
        drop(peer);
        until("every destructor has run", || {
            DROPPED.load(Ordering::SeqCst) == before + 40
        });
        assert_released(host);
    }
}

/// Panics wherever a document calls it.
#[derive(Debug)]
struct Panics(Arc<ProcessLedger>);

impl Dispatch for Panics {
    fn dispatch(&self, _: Call, _: ReplySlot) -> Option<CommandWork> {
        panic!("on purpose")
    }

    fn execute(&self, _: CommandWork) {}

    fn emit(
        &self,
        _: &Caller,
        _: frame::Event,
        _: &Limits,
        _: &Arc<Ledger>,
    ) -> Result<(), Refusal> {
        panic!("on purpose")
    }

    fn spawn(&self, _: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) {}

    fn ledger(&self) -> &Arc<ProcessLedger> {
        &self.0
    }
}

#[test]
fn a_call_that_panics_in_the_engine_is_answered() {
    let _alone = alone();
    let (host, mut peer) = open_dispatching(Panics(Arc::default()), PATIENCE);
    for id in 1..=3 {
        peer.send_frames(&[call(id, "echo", PayloadKind::Raw, "x")]);
        let replies = peer.replies();
        assert_eq!(
            (replies[0].call, replies[0].outcome),
            (id, ReplyOutcome::Refused)
        );
    }
    assert_eq!(host.failed.load(Ordering::SeqCst), 0);
    drop(peer);
    assert_released(host);
}

/// The page learns that the link has failed: its calls are refused instead of waiting for ever.
#[test]
fn a_panic_on_a_thread_of_a_link_closes_the_link_and_ends_the_document() {
    let _alone = alone();
    let (host, mut peer) = open_dispatching(Panics(Arc::default()), PATIENCE);
    let event = frame::Event {
        head: Bytes::from_static(br#"{"event":"x","target":{"kind":"Any"}}"#),
        body: frame::Body::default(),
    };
    peer.send_frames(&[event.into()]);
    assert_eq!(peer.closing_code().as_deref(), Some("internal"));
    until("the document has ended", || {
        host.failed.load(Ordering::SeqCst) == 1
    });
    assert!(host.document.check_open(true).is_err());
    drop(peer);
    assert_released(host);
}
