//! Messages of Tauri's channels, which go over one channel of bytelane for each page.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytelane::ipc::{
    Channel, CommandArg, CommandItem, Credit, Invoke, InvokeResponseBody as LaneBody,
};
use tauri::{
    Manager, Runtime, Webview,
    ipc::{CallbackFn, InvokeResponseBody},
};

/// The command with which a page opens its channel.
pub(crate) const COMMAND: &str = "__bytelane_tauri_channel__";

/// What may be on the way to a page. Tauri's `send` never waits, so there is room for bursts.
const CREDIT: Credit = Credit {
    bytes: 64 << 20,
    frames: 65_536,
};

/// Bytes before a short message of bytes: callback, index, and padding, so that the message stays aligned.
const HEAD_BYTES: usize = 16;

/// Length from which a message of bytes is sent by itself, after its callback and index: the page copies a shorter one out of its frame.
const APART_BYTES_MIN: usize = 16 << 10;

/// The open channels of the pages, by the label of their webview.
#[derive(Default)]
pub(crate) struct Tunnels {
    open: Mutex<HashMap<String, Arc<Tunnel>>>,
    /// Messages that went over the lane.
    pub(crate) accelerated: AtomicU64,
    /// Messages that Tauri sent its own way.
    pub(crate) original: AtomicU64,
}

/// The channel of a page. Locked while a message is sent, which may consist of two.
type Tunnel = Mutex<Channel<LaneBody>>;

impl Tunnels {
    fn open(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Tunnel>>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the channel of a webview that is closed.
    pub(crate) fn close(&self, label: &str) {
        let closed = self.open().remove(label);
        drop(closed);
    }

    /// Serves [`COMMAND`].
    pub(crate) fn accept(&self, invoke: Invoke) {
        let item = CommandItem {
            name: COMMAND,
            key: "channel",
            message: &invoke.message,
        };
        match Channel::from_command(item) {
            Ok(channel) => {
                channel.set_credit(CREDIT);
                let label = invoke.message.caller().label.clone();
                let before = self.open().insert(label, Arc::new(Mutex::new(channel)));
                drop(before);
                invoke.resolver.resolve(());
            }
            Err(error) => invoke.resolver.invoke_error(error),
        }
    }

    fn send(
        &self,
        label: &str,
        callback: CallbackFn,
        index: usize,
        body: &InvokeResponseBody,
    ) -> bool {
        let tunnel = self.open().get(label).map(Arc::clone);
        let (Some(tunnel), Ok(index)) = (tunnel, u32::try_from(index)) else {
            return false;
        };
        let channel = tunnel.lock().unwrap_or_else(PoisonError::into_inner);
        let callback = callback.0;
        match body {
            InvokeResponseBody::Json(text) => {
                let message = format!("[{callback},{index},{text}]");
                channel.try_send(LaneBody::Json(message)).is_ok()
            }
            InvokeResponseBody::Raw(bytes) if bytes.len() < APART_BYTES_MIN => {
                let mut message = Vec::with_capacity(HEAD_BYTES + bytes.len());
                message.extend_from_slice(&callback.to_le_bytes());
                message.extend_from_slice(&index.to_le_bytes());
                message.resize(HEAD_BYTES, 0);
                message.extend_from_slice(bytes);
                channel.try_send(LaneBody::from(message)).is_ok()
            }
            // If the second one is refused, the page discards the first one at the next message.
            InvokeResponseBody::Raw(bytes) => {
                let head = LaneBody::Json(format!("[{callback},{index}]"));
                // COPY: an interceptor has no more than a reference to the message.
                channel.try_send(head).is_ok()
                    && channel.try_send(LaneBody::from(bytes.clone())).is_ok()
            }
        }
    }
}

/// Sends messages of Tauri's channels over the lane, for `tauri::Builder::channel_interceptor`. Messages that the page has granted no credit for, and those
/// for pages without a client, go Tauri's own way; their order is kept.
///
/// # Examples
/// ```no_run
/// # fn build() -> tauri::Builder<tauri::Wry> {
/// tauri::Builder::default()
///     .plugin(tauri_plugin_bytelane::init())
///     .channel_interceptor(tauri_plugin_bytelane::intercept)
/// # }
/// ```
pub fn intercept<R: Runtime>(
    webview: &Webview<R>,
    callback: CallbackFn,
    index: usize,
    body: &InvokeResponseBody,
) -> bool {
    // Without the plugin nothing is managed.
    let Some(tunnels) = webview.try_state::<Arc<Tunnels>>() else {
        return false;
    };
    let sent = tunnels.send(webview.label(), callback, index, body);
    let counter = if sent {
        &tunnels.accelerated
    } else {
        &tunnels.original
    };
    counter.fetch_add(1, Ordering::Relaxed);
    sent
}
