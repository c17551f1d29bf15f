use std::sync::Arc;

use super::{
    attachment::Attachment, builder::Engine, handle::WebviewHandle, lane::LaneChoice,
    options::AttachOptions,
};

impl Engine {
    /// Attaches the engine to a webview: prepares `builder`, creates the webview with `build`, and connects the lanes.
    ///
    /// Must be called on the main thread. The engine detaches when the webview is destroyed.
    ///
    /// A page-load handler must be passed as [`AttachOptions::on_page_load`], because on macOS and Windows the engine sets the builder's own handler
    /// to learn that a document has ended.
    ///
    /// # Errors
    /// Returns the error of `build`, or that of loading [`AttachOptions::url`].
    pub fn attach<'a>(
        &self,
        options: AttachOptions,
        builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<(wry::WebView, WebviewHandle)> {
        let (builder, lane) = self.prepare_lane(&options, builder);
        let mut attachment = self.prepare(options, lane);
        let (gate, url) = (Arc::clone(&attachment.gate), attachment.url.take());
        let webview = self.connect(attachment, builder, build)?;
        if let Some(url) = url {
            webview.load_url(&url)?;
        }
        Ok((webview, WebviewHandle { gate }))
    }

    /// Prepares the web process for the lane. If that fails, logs the reason and falls back to the protocol lane.
    #[cfg(target_os = "linux")]
    fn prepare_lane<'a>(
        &self,
        options: &AttachOptions,
        builder: wry::WebViewBuilder<'a>,
    ) -> (wry::WebViewBuilder<'a>, LaneChoice) {
        use wry::WebViewBuilderExtUnix;

        if self.lane == LaneChoice::Protocol {
            return (builder, self.lane);
        }
        match crate::lane::shm::host::handshake::extension_directory(&options.origins) {
            Ok(directory) => (builder.with_extensions_path(directory), self.lane),
            Err(reason) => {
                tracing::warn!(
                    target: "bytelane::lane",
                    label = options.label,
                    reason,
                    "the shared-memory lane is not available: its extension could not be installed"
                );
                let auto = self.lane == LaneChoice::Auto;
                let lane = if auto {
                    LaneChoice::Protocol
                } else {
                    self.lane
                };
                (builder, lane)
            }
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn prepare_lane<'a>(
        &self,
        _options: &AttachOptions,
        builder: wry::WebViewBuilder<'a>,
    ) -> (wry::WebViewBuilder<'a>, LaneChoice) {
        #[cfg(windows)]
        if self.lane == LaneChoice::Webview2 {
            return (builder, self.lane);
        }
        (builder, LaneChoice::Protocol)
    }

    #[cfg(target_os = "linux")]
    fn connect<'a>(
        &self,
        mut attachment: Attachment,
        mut builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<wry::WebView> {
        use wry::WebViewExtUnix;

        if let Some(handler) = attachment.on_page_load.take() {
            builder = builder.with_on_page_load_handler(handler);
        }
        let webview = build(builder)?;
        self.connect_webkitgtk(attachment, &webview.webview());
        Ok(webview)
    }

    /// Builds the webview with scripts that run at document start in its main frame: those of the engine, which check the origin themselves, and those of
    /// the application after them.
    #[cfg(not(target_os = "linux"))]
    fn connect<'a>(
        &self,
        mut attachment: Attachment,
        mut builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<wry::WebView> {
        use crate::lane::protocol::wry_scheme;

        let on_page_load = attachment.on_page_load.take();
        let (gate, executor) = (
            Arc::clone(&attachment.gate),
            Arc::clone(self.router.executor()),
        );
        #[cfg(windows)]
        let (calls, sharing) = self.share(&attachment);
        #[cfg(not(windows))]
        let sharing: Option<Arc<dyn crate::lane::protocol::ShareBodies>> = None;
        builder = builder
            .with_asynchronous_custom_protocol(
                self.scheme.to_string(),
                move |_, request, responder| {
                    wry_scheme::handle_ipc_request(
                        &gate,
                        &executor,
                        sharing.as_deref(),
                        request,
                        |response| responder.respond(response),
                    );
                },
            )
            .with_on_page_load_handler(move |event, url| {
                if matches!(event, wry::PageLoadEvent::Started) {
                    attachment.gate.document_loaded(&url);
                }
                if let Some(handler) = &on_page_load {
                    handler(event, url);
                }
            });
        for (scheme, pages) in attachment.files {
            let executor = Arc::clone(self.router.executor());
            builder =
                builder.with_asynchronous_custom_protocol(scheme, move |_, request, responder| {
                    wry_scheme::handle_page_request(&pages, &executor, request, |response| {
                        responder.respond(response)
                    });
                });
        }
        let main_frame = attachment.of_application.main_frame;
        for script in attachment.of_engine.into_iter().chain(main_frame) {
            builder = builder.with_initialization_script_for_main_only(script, true);
        }
        for script in attachment.of_application.all_frames {
            builder = builder.with_initialization_script_for_main_only(script, false);
        }
        let webview = build(builder)?;
        #[cfg(windows)]
        if let Some(calls) = calls {
            calls.connect(&webview);
        }
        Ok(webview)
    }

    /// Creates the shared buffers of a webview on the lane that has them, and the calls that they are made with.
    #[cfg(windows)]
    fn share(
        &self,
        attachment: &Attachment,
    ) -> (
        Option<Arc<crate::lane::webview2::Com>>,
        Option<Arc<dyn crate::lane::protocol::ShareBodies>>,
    ) {
        use crate::lane::webview2::{Com, Sharing};

        if attachment.lane != LaneChoice::Webview2 {
            return (None, None);
        }
        let executor = self.router.executor();
        let calls = Com::new(Arc::clone(executor));
        let label = attachment.gate.label();
        let sharing = Sharing::new(Arc::clone(&calls), Arc::clone(executor), label);
        (Some(calls), Some(sharing))
    }
}
