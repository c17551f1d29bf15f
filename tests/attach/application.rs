//! An application on WebKitGTK that knows nothing of the engine: it creates contexts, serves pages and commands on schemes of its own, and builds webviews.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use bytelane::{AttachOptions, Bytes, Engine, LaneChoice, Router, WebviewHandle, webkit2gtk};
use gtk::prelude::*;
use webkit2gtk::{
    LoadEvent, URISchemeRequest, URISchemeRequestExt, WebContext, WebContextExt, WebView,
    WebViewExt,
};

/// The scheme of the application's pages.
pub(crate) const PAGES: &str = "app";
/// The scheme of the application's own calls, and their number.
const CALLS: &str = "ipc";
pub(crate) static CALLED: AtomicUsize = AtomicUsize::new(0);
pub(crate) const ORIGIN: &str = "app://localhost";
pub(crate) const URL: &str = "app://localhost/";

/// Time to wait for an event that a machine under load may delay.
const PATIENCE: Duration = Duration::from_secs(60);

#[bytelane::command]
fn double(number: u32) -> u32 {
    number * 2
}

#[bytelane::command]
fn reverse(bytes: Bytes) -> Bytes {
    bytes.iter().rev().copied().collect::<Vec<u8>>().into()
}

#[bytelane::command]
fn label(webview: WebviewHandle) -> String {
    webview.label().to_owned()
}

/// Starts GTK.
pub(crate) fn start() {
    gtk::init().expect("a display");
}

/// Returns an engine with a few commands, on a scheme of its own.
pub(crate) fn engine() -> Engine {
    engine_on("bytelane")
}

pub(crate) fn engine_on(scheme: &str) -> Engine {
    let router = Router::new(bytelane::generate_handler![double, reverse, label]);
    Engine::builder(router).scheme(scheme).build()
}

/// Returns options that allow the application's pages.
pub(crate) fn options(label: &str) -> AttachOptions {
    let mut options = AttachOptions::new(label);
    options.origins.push(ORIGIN.to_owned());
    options
}

/// Returns the lane that the environment selects.
pub(crate) fn expected_lane() -> &'static str {
    match LaneChoice::from_environment() {
        LaneChoice::Shm => "shm",
        LaneChoice::Protocol => "protocol",
        other => panic!("the case needs a lane, not {other}"),
    }
}

/// Creates a context with the application's schemes.
pub(crate) fn context() -> WebContext {
    let context = context_without_calls();
    context.register_uri_scheme(CALLS, |request| {
        CALLED.fetch_add(1, Ordering::Relaxed);
        answer(request, "of the application", "text/plain");
    });
    context
}

/// Creates a context on which the scheme `ipc` is free.
pub(crate) fn context_without_calls() -> WebContext {
    let context = WebContext::new();
    context.register_uri_scheme(PAGES, |request| {
        let path = request.path().unwrap_or_default();
        let policy = if path == "/policy" {
            "<meta http-equiv=Content-Security-Policy content=\"default-src 'self' 'unsafe-inline' 'unsafe-eval'\">"
        } else {
            ""
        };
        // The page's first script records the client that it finds.
        let page = format!("<!doctype html><meta charset=utf-8>{policy}<script>window.found = typeof bytelane</script>");
        answer(request, &page, "text/html");
    });
    context
}

fn answer(request: &URISchemeRequest, text: &str, content_type: &str) {
    let bytes = glib::Bytes::from(text.as_bytes());
    let length = bytes.len() as i64;
    let stream = gio::MemoryInputStream::from_bytes(&bytes);
    request.finish(&stream, length, Some(content_type));
}

/// A webview in a window.
pub(crate) struct Page {
    window: gtk::Window,
    pub(crate) view: WebView,
    loads: Rc<Cell<usize>>,
}

/// Builds a webview, without loading anything.
pub(crate) fn build(context: &WebContext) -> Page {
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    let view = WebView::with_context(context);
    window.add(&view);
    window.show_all();
    let loads = Rc::new(Cell::new(0));
    let counted = Rc::clone(&loads);
    view.connect_load_changed(move |_, event| {
        if event == LoadEvent::Finished {
            counted.set(counted.get() + 1);
        }
    });
    Page {
        window,
        view,
        loads,
    }
}

/// Builds a webview and loads the application's page.
pub(crate) fn open(context: &WebContext) -> Page {
    let page = build(context);
    page.load(URL);
    page
}

impl Page {
    /// Loads a page and waits until it has loaded.
    pub(crate) fn load(&self, url: &str) {
        self.after_load(|| self.view.load_uri(url));
    }

    /// Waits until the load that `start` starts has finished.
    pub(crate) fn after_load(&self, start: impl FnOnce()) {
        let before = self.loads.get();
        start();
        until("a load to finish", || self.loads.get() > before);
    }

    /// Runs the body of an async function in the page and returns its result as a text.
    pub(crate) fn run(&self, body: &str) -> String {
        let result = Rc::new(RefCell::new(None));
        let slot = Rc::clone(&result);
        self.call(body, move |value| *slot.borrow_mut() = Some(value));
        until("a script to end", || result.borrow().is_some());
        let result = result.take().expect("a result");
        result.unwrap_or_else(|error| panic!("{body}: {error}"))
    }

    /// Starts an async function in the page.
    pub(crate) fn start(&self, body: &str) {
        self.call(body, drop);
    }

    fn call(&self, body: &str, done: impl FnOnce(Result<String, glib::Error>) + 'static) {
        let cancellable: Option<&gio::Cancellable> = None;
        self.view.call_async_javascript_function(
            body,
            None,
            None,
            None,
            cancellable,
            move |value| done(value.map(|value| value.to_string())),
        );
    }

    /// Checks that the client was there at the page's first script, and that calls work on this lane.
    pub(crate) fn check(&self, lane: &str) {
        assert_eq!(self.run("return window.found"), "object");
        assert_eq!(
            self.run("return await bytelane.invoke('double', { number: 21 })"),
            "42"
        );
        let reversed = "const bytes = new Uint8Array(3 << 20).map((_, index) => index * 7)
            const got = new Uint8Array(await bytelane.invoke('reverse', { bytes }))
            return got.length === bytes.length && got.reverse().every((byte, index) => byte === bytes[index])";
        assert_eq!(self.run(reversed), "true");
        assert_eq!(self.run("return bytelane.lane()"), lane);
    }

    pub(crate) fn has_loaded(&self) -> bool {
        self.loads.get() > 0
    }

    /// Closes the window and waits for the end of the webview.
    pub(crate) fn close(self) {
        self.window.close();
        let view = self.view.downgrade();
        drop((self.view, self.window));
        until("the webview to be destroyed", || view.upgrade().is_none());
    }
}

/// Runs the main loop until a condition holds.
pub(crate) fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    let context = glib::MainContext::default();
    // Wakes the loop to look at the clock.
    let tick = glib::timeout_add_local(Duration::from_millis(20), || glib::ControlFlow::Continue);
    while !condition() {
        assert!(Instant::now() < deadline, "timed out waiting for {what}");
        context.iteration(true);
    }
    tick.remove();
}
