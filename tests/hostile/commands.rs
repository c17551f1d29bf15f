//! Commands whose values run code of their own in every frame of the engine that serializes, displays or drops them.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::Poll,
};

use bytelane::{
    Bytes, Router, State,
    event::EventHub,
    ipc::{Channel, Invoke, Receiver, Response, Upload},
    router::Executor,
    state::StateStore,
};
use serde::{Serialize, Serializer};

use super::panics::ON_PURPOSE;

/// Counts of the values with a destructor, and the receivers that are never read.
#[derive(Debug, Default)]
pub(crate) struct Traps {
    made: AtomicU64,
    dropped: AtomicU64,
    panicked: AtomicU64,
    called_back: AtomicU64,
    held: Mutex<Vec<Receiver<Bytes>>>,
}

impl Traps {
    /// Returns the numbers of created and of dropped values.
    pub(crate) fn made_and_dropped(&self) -> (u64, u64) {
        (
            self.made.load(Ordering::Relaxed),
            self.dropped.load(Ordering::Relaxed),
        )
    }

    /// Returns how many destructors, serializers and displays have panicked.
    pub(crate) fn panicked(&self) -> u64 {
        self.panicked.load(Ordering::Relaxed)
    }

    /// Returns how many destructors have called the engine.
    pub(crate) fn called_back(&self) -> u64 {
        self.called_back.load(Ordering::Relaxed)
    }

    /// Drops the receivers that a command has kept.
    pub(crate) fn release(&self) {
        let held = std::mem::take(&mut *self.held.lock().unwrap_or_else(PoisonError::into_inner));
        drop(held);
    }

    fn panic(&self) {
        // A second panic of the same thread would end the process, whatever the engine does.
        if !std::thread::panicking() {
            self.panicked.fetch_add(1, Ordering::Relaxed);
            std::panic::panic_any(ON_PURPOSE);
        }
    }
}

/// What a destructor does.
#[derive(Clone, Copy)]
enum Deed {
    Nothing,
    Panic,
    CallBack,
    CallBackAndPanic,
}

/// The owner of bytes whose destructor runs code of the application.
struct Trap {
    bytes: Vec<u8>,
    deed: Deed,
    channel: Channel<Bytes>,
    traps: Arc<Traps>,
}

impl Trap {
    fn bytes(kind: u8, length: usize, channel: &Channel<Bytes>, traps: &Arc<Traps>) -> Bytes {
        traps.made.fetch_add(1, Ordering::Relaxed);
        let deeds = [
            Deed::Nothing,
            Deed::Panic,
            Deed::CallBack,
            Deed::CallBackAndPanic,
        ];
        Bytes::from_owner(Self {
            bytes: vec![kind; length],
            deed: deeds[usize::from(kind) % deeds.len()],
            channel: channel.clone(),
            traps: Arc::clone(traps),
        })
    }
}

impl AsRef<[u8]> for Trap {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Trap {
    fn drop(&mut self) {
        self.traps.dropped.fetch_add(1, Ordering::Relaxed);
        if matches!(self.deed, Deed::CallBack | Deed::CallBackAndPanic) {
            self.traps.called_back.fetch_add(1, Ordering::Relaxed);
            // Both take the lock of the document.
            let _end = self.channel.closed();
            let _sent = self
                .channel
                .try_send(Bytes::from_static(b"from a destructor"));
        }
        if matches!(self.deed, Deed::Panic | Deed::CallBackAndPanic) {
            self.traps.panic();
        }
    }
}

/// A value whose serializer panics.
pub(crate) struct Unserializable(Arc<Traps>);

impl Serialize for Unserializable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.panic();
        serializer.serialize_unit()
    }
}

/// An error whose text panics.
struct Undisplayable(Arc<Traps>);

impl std::fmt::Display for Undisplayable {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.panic();
        Ok(())
    }
}

type Shared<'a> = State<'a, Arc<Traps>>;

#[bytelane::command]
pub(crate) fn echo(value: serde_json::Value) -> serde_json::Value {
    value
}

#[bytelane::command]
pub(crate) fn bytes(data: Bytes) -> Bytes {
    data
}

/// Returns bytes whose owner has a destructor of its own: within the reply, or deferred.
#[bytelane::command]
pub(crate) fn trap(traps: Shared<'_>, kind: u8, length: usize, messages: Channel<Bytes>) -> Bytes {
    Trap::bytes(kind, length, &messages, &traps)
}

/// Sends such bytes as messages: within the credit, or none.
#[bytelane::command]
pub(crate) fn send_traps(
    traps: Shared<'_>,
    kind: u8,
    length: usize,
    messages: Channel<Bytes>,
) -> usize {
    let send = |_: &usize| {
        let message = Trap::bytes(kind, length, &messages, &traps);
        messages.try_send(message).is_ok()
    };
    (0..4).filter(send).count()
}

#[bytelane::command]
pub(crate) fn panic_now(traps: Shared<'_>) {
    traps.panic();
}

#[bytelane::command]
pub(crate) async fn panic_later(traps: Shared<'_>) -> Result<(), ()> {
    let mut waited = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut waited, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
    traps.panic();
    Ok(())
}

#[bytelane::command]
pub(crate) fn unserializable(traps: Shared<'_>) -> Unserializable {
    Unserializable(Arc::clone(&traps))
}

/// Returns a stream whose error panics when it is displayed.
#[bytelane::command]
pub(crate) fn undisplayable(traps: Shared<'_>) -> Response {
    let traps = Arc::clone(&traps);
    Response::stream(futures_util::stream::iter([
        Ok(Bytes::from_static(b"before the error")),
        Err(Undisplayable(traps)),
    ]))
}

/// Keeps a receiver without receiving.
#[bytelane::command]
pub(crate) fn hold(traps: Shared<'_>, messages: Receiver<Bytes>) {
    traps
        .held
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(messages);
}

/// Receives all of an upload.
#[bytelane::command]
pub(crate) async fn take(mut content: Upload) -> Result<usize, String> {
    let mut length = 0;
    while let Some(chunk) = content
        .chunk_async()
        .await
        .map_err(|error| error.to_string())?
    {
        length += chunk.len();
    }
    Ok(length)
}

#[bytelane::command]
pub(crate) fn stream(length: usize) -> Response {
    let chunks = (0..4).map(move |_| Ok::<_, String>(Bytes::from(vec![7; length])));
    Response::stream(futures_util::stream::iter(chunks))
}

/// Returns headers of this length.
#[bytelane::command]
pub(crate) fn headers(length: usize) -> Response {
    Response::new(Vec::new()).with_header("x-long", "x".repeat(length))
}

/// Returns a handler of the commands and of `$more`.
macro_rules! handler_with {
    ($($more:tt)*) => {
        bytelane::generate_handler![
            $($more)*
            crate::hostile::commands::echo,
            crate::hostile::commands::bytes,
            crate::hostile::commands::trap,
            crate::hostile::commands::send_traps,
            crate::hostile::commands::panic_now,
            crate::hostile::commands::panic_later,
            crate::hostile::commands::unserializable,
            crate::hostile::commands::undisplayable,
            crate::hostile::commands::hold,
            crate::hostile::commands::take,
            crate::hostile::commands::stream,
            crate::hostile::commands::headers
        ]
    };
}
pub(crate) use handler_with;

/// Returns a router with this handler, and a Rust listener for the events of the page.
pub(crate) fn router(
    handler: impl Fn(Invoke) -> bool + Send + Sync + 'static,
    traps: &Arc<Traps>,
    state: StateStore,
    executor: impl Executor,
) -> Router {
    state.set(Arc::clone(traps));
    let events = Arc::new(EventHub::new());
    let panics = Arc::clone(traps);
    events.listen("e", bytelane::EventTarget::Any, move |event| {
        if event.payload().len() % 5 == 0 {
            panics.panic();
        }
    });
    Router::new(handler)
        .with_state(Arc::new(state))
        .with_executor(executor)
        .with_events(events)
}
