use std::{cell::RefCell, sync::Arc};

use webkit2gtk::{WebView, WebViewExt};

use super::{super::attachment::Attachment, contexts};
use crate::{
    AttachOptions, Engine, LaneChoice, WebviewHandle,
    document::Share,
    engine::user_scripts,
    lane::{
        protocol::webkitgtk::{self, Served, Unanswered},
        shm::host::handshake,
    },
};

impl Engine {
    /// Attaches the engine to a webview that something else has built, such as Tauri. Its client runs in every document that is committed afterwards.
    ///
    /// Must be called on the main thread, before the first document is committed: after the webview has been built, or when it starts to load
    /// ([`on_load_started`](super::on_load_started)). The engine detaches when the webview is destroyed.
    ///
    /// The shared-memory lane needs [`prepare_contexts`](super::prepare_contexts); without it pages use the protocol lane. The scheme of the protocol lane
    /// must be free on the webview's context ([`EngineBuilder::scheme`](crate::EngineBuilder::scheme)).
    ///
    /// Returns the handle of the first attachment if an engine is attached already; nothing else happens then.
    ///
    /// # Examples
    /// ```no_run
    /// use bytelane::{AttachOptions, Engine, Router, engine::webkitgtk::prepare_contexts, webkit2gtk};
    ///
    /// # fn attach(view: &webkit2gtk::WebView) -> bytelane::Result<()> {
    /// // Before the first web context is created:
    /// prepare_contexts(&["tauri://localhost"])?;
    ///
    /// let engine = Engine::builder(Router::new(bytelane::generate_handler![])).scheme("bytelane").build();
    /// let mut options = AttachOptions::new("main");
    /// options.origins.push("tauri://localhost".into());
    /// let handle = engine.attach_webkitgtk(options, view);
    /// # Ok(())
    /// # }
    /// ```
    pub fn attach_webkitgtk(&self, options: AttachOptions, webview: &WebView) -> WebviewHandle {
        if let Some(gate) = webkitgtk::gate_of(webview) {
            tracing::warn!(
                target: "bytelane::lane",
                label = options.label,
                attached = gate.label(),
                "the webview has an engine already; it keeps the first one"
            );
            return WebviewHandle { gate };
        }
        let mut attachment = self.prepare(options, self.lane);
        #[cfg(feature = "webview")]
        if let Some(handler) = attachment.on_page_load.take() {
            notify_of_loads(webview, handler);
        }
        contexts::allow(attachment.gate.label(), attachment.gate.origins());
        let (gate, url) = (Arc::clone(&attachment.gate), attachment.url.take());
        self.connect_webkitgtk(attachment, webview);
        if let Some(url) = url {
            webview.load_uri(&url);
        }
        WebviewHandle { gate }
    }

    /// Connects the lanes and adds the scripts.
    pub(in crate::engine) fn connect_webkitgtk(&self, attachment: Attachment, webview: &WebView) {
        let Attachment { gate, lane, .. } = attachment;
        user_scripts::add(
            webview,
            gate.origins(),
            &attachment.of_engine,
            &attachment.of_application,
        );
        let executor = self.router.executor();
        if lane != LaneChoice::Protocol {
            handshake::serve(webview, Arc::clone(&gate), Arc::clone(executor));
        }
        webkitgtk::serve(
            webview,
            Served {
                gate,
                scheme: Arc::clone(&self.scheme),
                served: attachment.files,
                answered: attachment.answered,
                executor: Arc::clone(executor),
                files: Arc::new(Share::new(Served::FILES_MAX)),
                unanswered: Unanswered::of(webview),
                watch: RefCell::default(),
            },
        );
    }
}

/// Calls a page-load handler at the events at which wry calls one.
#[cfg(feature = "webview")]
fn notify_of_loads(webview: &WebView, handler: crate::OnPageLoad) {
    use webkit2gtk::LoadEvent;
    use wry::PageLoadEvent;

    webview.connect_load_changed(move |webview, event| {
        let event = match event {
            LoadEvent::Committed => PageLoadEvent::Started,
            LoadEvent::Finished => PageLoadEvent::Finished,
            _ => return,
        };
        let url = webview.uri().map_or_else(String::new, Into::into);
        // A panic must not cross into C.
        crate::foreign::contain("a page-load handler", || handler(event, url));
    });
}
