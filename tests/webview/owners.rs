//! Commands whose results are owned by values with destructors that panic, block, or use the document.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use bytelane::{
    Bytes,
    ipc::{Channel, Response},
};
use parking_lot::Mutex;

use crate::commands::pattern;

/// How a destructor behaves.
#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Manner {
    Panics,
    Blocks,
    /// Sends on the channel of [`keep_channel`].
    Sends,
}

static KEPT: Mutex<Option<Channel<u64>>> = Mutex::new(None);
static DROPPED: AtomicU64 = AtomicU64::new(0);

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
                let kept = KEPT.lock().clone();
                if let Some(channel) = kept {
                    // The channel may be full.
                    let _ = channel.try_send(7);
                }
            }
        }
    }
}

fn bytes_of(length: usize, manner: Manner) -> Bytes {
    Bytes::from_owner(Owner(pattern(length), manner))
}

#[bytelane::command]
pub(crate) fn owned(length: usize, manner: Manner) -> Bytes {
    bytes_of(length, manner)
}

/// Returns two values of this manner as a stream.
#[bytelane::command]
pub(crate) fn owned_stream(length: usize, manner: Manner) -> Response {
    let chunks = [bytes_of(length, manner), bytes_of(length, manner)];
    Response::stream(futures_util::stream::iter(chunks.map(Ok::<_, String>)))
}

#[bytelane::command]
pub(crate) fn send_owned(
    messages: Channel<Bytes>,
    count: usize,
    length: usize,
    manner: Manner,
) -> Result<(), String> {
    (0..count).try_for_each(|_| {
        let sent = messages.send(bytes_of(length, manner));
        sent.map_err(|error| error.to_string())
    })
}

#[bytelane::command]
pub(crate) fn keep_channel(channel: Channel<u64>) {
    *KEPT.lock() = Some(channel);
}

#[bytelane::command]
pub(crate) fn forget_channel() {
    let kept = KEPT.lock().take();
    drop(kept);
}

#[bytelane::command]
pub(crate) fn dropped() -> u64 {
    DROPPED.load(Ordering::SeqCst)
}
