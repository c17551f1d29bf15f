//! The two calls, by the COM interfaces of WebView2. Nothing of this file has run: it compiles for Windows, and no test of it exists.
//!
//! The interfaces belong to the thread of the webview, and stay in its thread-local variables. Other threads have numbers for them, and the address of the memory.

#![allow(
    unsafe_code,
    reason = "interfaces of COM, and memory that WebView2 maps, for which no crate has safe functions"
)]

use std::{
    cell::RefCell,
    collections::HashMap,
    mem::ManuallyDrop,
    ptr::{self, NonNull},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use webview2_com::Microsoft::Web::WebView2::Win32::{
    COREWEBVIEW2_SHARED_BUFFER_ACCESS_READ_ONLY, ICoreWebView2_17, ICoreWebView2Environment12,
    ICoreWebView2SharedBuffer,
};
use windows_core::{HSTRING, Interface};
use wry::WebViewExtWindows;

use super::{Calls, Memory};
use crate::router::Executor;

/// Interfaces of one webview.
#[derive(Clone)]
struct Webview {
    environment: ICoreWebView2Environment12,
    webview: ICoreWebView2_17,
}

thread_local! {
    /// The webviews of this thread that share buffers, by number.
    static WEBVIEWS: RefCell<HashMap<u64, Webview>> = RefCell::default();
    /// The buffers that were created on this thread and are not closed, by number. They are not released with the thread: another one may write to them.
    static BUFFERS: RefCell<HashMap<u64, ManuallyDrop<ICoreWebView2SharedBuffer>>> = RefCell::default();
}

/// Returns a number that no other webview or buffer has.
fn next_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The calls of one webview. Its drop, on any thread, releases the interfaces.
pub(crate) struct Com {
    number: u64,
    executor: Arc<dyn Executor>,
}

impl Com {
    /// Creates the calls of a webview that is to be built. They fail before [`connect`](Self::connect).
    pub(crate) fn new(executor: Arc<dyn Executor>) -> Arc<Self> {
        Arc::new(Self {
            number: next_number(),
            executor,
        })
    }

    /// Connects the calls to their webview, on its thread. An older runtime has no such calls; they fail then.
    pub(crate) fn connect(&self, webview: &wry::WebView) {
        let environment = webview.environment().cast();
        let interfaces = environment.and_then(|environment| {
            let webview = webview.webview().cast()?;
            Ok(Webview {
                environment,
                webview,
            })
        });
        match interfaces {
            Ok(interfaces) => {
                WEBVIEWS.with_borrow_mut(|webviews| webviews.insert(self.number, interfaces));
            }
            // The first call that fails is a warning.
            Err(error) => tracing::debug!(
                target: "bytelane::lane",
                %error,
                "the runtime of WebView2 has no shared buffers"
            ),
        }
    }

    /// Returns the interfaces. Without a borrow, because a call may run other code of the thread.
    fn webview(&self) -> Result<Webview, String> {
        let webview = WEBVIEWS.with_borrow(|webviews| webviews.get(&self.number).cloned());
        let reason = "the runtime of the webview is older than version 110, or this is not its thread, which `EngineBuilder::main_thread` has to run work on";
        webview.ok_or_else(|| reason.to_owned())
    }
}

impl Drop for Com {
    fn drop(&mut self) {
        let number = self.number;
        self.executor.run_on_main_thread(Box::new(move || {
            let webview = WEBVIEWS.with_borrow_mut(|webviews| webviews.remove(&number));
            // After the borrow: the release may run code of WebView2.
            drop(webview);
        }));
    }
}

impl Calls for Com {
    type Memory = Mapped;

    fn create(&self, bytes: usize) -> Result<Mapped, String> {
        let text = |error: windows_core::Error| error.to_string();
        let Webview { environment, .. } = self.webview()?;
        // SAFETY: a call of an interface on its thread, with a size by value.
        let buffer = unsafe { environment.CreateSharedBuffer(bytes as u64) }.map_err(text)?;
        let mut start = ptr::null_mut();
        // SAFETY: a call of an interface on its thread, with a valid place for the result.
        unsafe { buffer.Buffer(&raw mut start) }.map_err(text)?;
        let start = NonNull::new(start).ok_or("the buffer has no memory")?;
        let number = next_number();
        BUFFERS.with_borrow_mut(|buffers| buffers.insert(number, ManuallyDrop::new(buffer)));
        Ok(Mapped {
            number,
            start,
            bytes,
            executor: Arc::clone(&self.executor),
        })
    }

    fn post(&self, memory: &Mapped, json: &str) -> Result<(), String> {
        let json = HSTRING::from(json);
        let buffer = BUFFERS.with_borrow(|buffers| {
            let buffer = buffers.get(&memory.number);
            buffer.map(|buffer| ICoreWebView2SharedBuffer::clone(buffer))
        });
        let buffer = buffer.ok_or("the buffer was created on another thread")?;
        let Webview { webview, .. } = self.webview()?;
        let access = COREWEBVIEW2_SHARED_BUFFER_ACCESS_READ_ONLY;
        // SAFETY: a call of an interface on its thread, with an interface and a string that live as long as the call.
        let posted = unsafe { webview.PostSharedBufferToScript(&buffer, access, &json) };
        posted.map_err(|error| error.to_string())
    }
}

/// The memory of one buffer in this process.
pub(crate) struct Mapped {
    /// The number of its interface.
    number: u64,
    start: NonNull<u8>,
    bytes: usize,
    executor: Arc<dyn Executor>,
}

// SAFETY: `start` is the address of memory of the process, which every thread may write to. The interface of the buffer is not in this value.
unsafe impl Send for Mapped {}

impl Memory for Mapped {
    fn fill<R>(&mut self, write: impl FnOnce(&mut [u8]) -> R) -> R {
        // SAFETY: WebView2 has mapped `bytes` initialized bytes there, until the interface is closed, which is in `drop`. The only other mapping is that of
        // the page, which cannot write. The value is borrowed mutably, and has no clone.
        let memory = unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.bytes) };
        write(memory)
    }
}

impl Drop for Mapped {
    fn drop(&mut self) {
        let number = self.number;
        self.executor.run_on_main_thread(Box::new(move || {
            let buffer = BUFFERS.with_borrow_mut(|buffers| buffers.remove(&number));
            let Some(buffer) = buffer.map(ManuallyDrop::into_inner) else {
                return;
            };
            // SAFETY: a call of an interface on its thread. The memory is not used after it: its owner is being dropped.
            if let Err(error) = unsafe { buffer.Close() } {
                tracing::debug!(target: "bytelane::lane", %error, "a shared buffer was not closed");
            }
        }));
    }
}
