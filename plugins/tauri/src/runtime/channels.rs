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

use super::{attacher::is_main_thread, caller::Caller, main_thread::MainThread};

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
pub(crate) struct Tunnels {
    main: Arc<MainThread>,
    open: Mutex<HashMap<String, Open>>,
    /// Messages that went over the lane.
    pub(crate) accelerated: AtomicU64,
    /// Messages that Tauri sent its own way.
    pub(crate) original: AtomicU64,
}

/// The channel of a page, and the number of its webview.
struct Open {
    webview: u64,
    tunnel: Arc<Mutex<Tunnel>>,
}

/// The channel of a page. Locked while a message is sent, which may consist of two frames.
struct Tunnel {
    channel: Channel<LaneBody>,
    /// Whether the page has a head whose message was refused. It takes the next frame of bytes for that message, unless another head comes first.
    is_headed: bool,
}

impl Tunnel {
    /// Returns whether the page gets the message.
    fn send(&mut self, callback: u32, index: u32, body: &InvokeResponseBody) -> bool {
        match body {
            InvokeResponseBody::Json(text) => {
                let message = format!("[{callback},{index},{text}]");
                let is_sent = self.channel.try_send(LaneBody::Json(message)).is_ok();
                self.is_headed &= !is_sent;
                is_sent
            }
            InvokeResponseBody::Raw(bytes) if bytes.len() < APART_BYTES_MIN && !self.is_headed => {
                let mut message = Vec::with_capacity(HEAD_BYTES + bytes.len());
                message.extend_from_slice(&callback.to_le_bytes());
                message.extend_from_slice(&index.to_le_bytes());
                message.resize(HEAD_BYTES, 0);
                message.extend_from_slice(bytes);
                self.channel.try_send(LaneBody::from(message)).is_ok()
            }
            InvokeResponseBody::Raw(bytes) => {
                let head = LaneBody::Json(format!("[{callback},{index}]"));
                if self.channel.try_send(head).is_err() {
                    return false;
                }
                // COPY: an interceptor has no more than a reference to the message.
                let is_sent = self.channel.try_send(LaneBody::from(bytes.clone())).is_ok();
                self.is_headed = !is_sent;
                is_sent
            }
        }
    }
}

impl Tunnels {
    pub(crate) fn new(main: Arc<MainThread>) -> Self {
        Self {
            main,
            open: Mutex::default(),
            accelerated: AtomicU64::default(),
            original: AtomicU64::default(),
        }
    }

    fn open(&self) -> std::sync::MutexGuard<'_, HashMap<String, Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Forgets the channel of a webview that is closed, unless another one has its label already.
    pub(crate) fn close(&self, label: &str, webview: u64) {
        let mut open = self.open();
        let is_of_webview = open.get(label).is_some_and(|open| open.webview == webview);
        let closed = if is_of_webview {
            open.remove(label)
        } else {
            None
        };
        drop(open);
        drop(closed);
    }

    /// Serves [`COMMAND`].
    pub(crate) fn accept<R: Runtime>(&self, invoke: Invoke) {
        let caller = invoke.message.caller().extensions.get::<Caller<R>>();
        let Some(caller) = caller.filter(|caller| !caller.is_closed()) else {
            return invoke
                .resolver
                .reject("failed to acquire webview reference");
        };
        let (label, webview) = (caller.label().to_owned(), caller.number());
        let item = CommandItem {
            name: COMMAND,
            key: "channel",
            message: &invoke.message,
        };
        match Channel::from_command(item) {
            Ok(channel) => {
                channel.set_credit(CREDIT);
                let tunnel = Arc::new(Mutex::new(Tunnel {
                    channel,
                    is_headed: false,
                }));
                let before = self.open().insert(label, Open { webview, tunnel });
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
        let open = self.open();
        let tunnel = open.get(label).map(|open| Arc::clone(&open.tunnel));
        drop(open);
        let (Some(tunnel), Ok(index)) = (tunnel, u32::try_from(index)) else {
            return false;
        };
        if !is_main_thread() {
            self.main.answered_elsewhere();
        }
        let mut tunnel = tunnel.lock().unwrap_or_else(PoisonError::into_inner);
        tunnel.send(callback.0, index, body)
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
