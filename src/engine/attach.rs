use std::sync::{Arc, Weak};

use super::{
    builder::Engine,
    client,
    handle::{CallingWebview, WebviewHandle},
    lane::LaneChoice,
    options::{AttachOptions, OnPageLoad, Scripts, Tauri},
};
use crate::{file::ServePages, lane::gate::Gate};

/// Schemes of a webview besides that of the protocol lane.
struct Schemes {
    /// Servers of pages and other files.
    files: Vec<(String, Arc<dyn ServePages>)>,
    /// Handlers of the application layer.
    #[cfg(target_os = "linux")]
    answered: Vec<(String, crate::lane::protocol::SchemeHandler)>,
}

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
        let AttachOptions {
            label,
            origins,
            mut extensions,
            mut served,
            #[cfg(target_os = "linux")]
            answered,
            pages,
            tauri,
            scripts,
            frame_scripts,
            on_page_load,
            url,
        } = options;
        crate::router::set_event_loop_thread();
        let gate = Arc::new_cyclic(|gate| {
            // A weak reference, because the gate holds the extensions.
            extensions.insert(CallingWebview(Weak::clone(gate)));
            Gate::new(
                label,
                origins,
                extensions,
                self.router.clone(),
                self.limits.clone(),
            )
        });
        let (builder, lane) = self.prepare_lane(&gate, builder);
        #[cfg(target_os = "linux")]
        let schemes = answered.iter().map(|(scheme, _)| scheme.as_str()).collect();
        // On other systems wry reads the bodies.
        #[cfg(not(target_os = "linux"))]
        let schemes = Vec::new();
        let mut of_engine = vec![client::script(
            &gate,
            self.debug,
            lane.as_str(),
            schemes,
            tauri != Tauri::None,
        )];
        if tauri == Tauri::Global {
            of_engine.push(client::tauri_global());
        }
        let of_application = Scripts {
            main_frame: scripts,
            all_frames: frame_scripts,
        };
        served.extend(pages);
        let schemes = Schemes {
            files: served,
            #[cfg(target_os = "linux")]
            answered,
        };
        let webview = self.connect(
            Arc::clone(&gate),
            schemes,
            on_page_load,
            builder,
            |builder| build_with_scripts(&gate, &of_engine, &of_application, builder, build),
        )?;
        if let Some(url) = url {
            webview.load_url(&url)?;
        }
        Ok((webview, WebviewHandle { gate }))
    }

    /// Prepares the web process for the lane. If that fails, logs the reason and falls back to the protocol lane.
    #[cfg(target_os = "linux")]
    fn prepare_lane<'a>(
        &self,
        gate: &Gate,
        builder: wry::WebViewBuilder<'a>,
    ) -> (wry::WebViewBuilder<'a>, LaneChoice) {
        use wry::WebViewBuilderExtUnix;

        if self.lane == LaneChoice::Protocol {
            return (builder, self.lane);
        }
        match crate::lane::shm::host::handshake::extension_directory(gate.origins()) {
            Ok(directory) => (builder.with_extensions_path(directory), self.lane),
            Err(reason) => {
                tracing::warn!(
                    label = gate.label(),
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
        _gate: &Gate,
        builder: wry::WebViewBuilder<'a>,
    ) -> (wry::WebViewBuilder<'a>, LaneChoice) {
        (builder, LaneChoice::Protocol)
    }

    #[cfg(target_os = "linux")]
    fn connect<'a>(
        &self,
        gate: Arc<Gate>,
        schemes: Schemes,
        on_page_load: Option<OnPageLoad>,
        mut builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<wry::WebView> {
        use wry::WebViewExtUnix;

        use crate::{
            document::Share,
            lane::protocol::webkitgtk::{Served, serve},
        };

        if let Some(handler) = on_page_load {
            builder = builder.with_on_page_load_handler(handler);
        }
        let webview = build(builder)?;
        let executor = Arc::clone(self.router.executor());
        if self.lane != LaneChoice::Protocol {
            let (gate, executor) = (Arc::clone(&gate), Arc::clone(&executor));
            crate::lane::shm::host::handshake::serve(&webview.webview(), gate, executor);
        }
        serve(
            &webview.webview(),
            Served {
                gate,
                served: schemes.files,
                answered: schemes.answered,
                executor,
                files: Arc::new(Share::new(Served::FILES_MAX)),
            },
        );
        Ok(webview)
    }

    #[cfg(not(target_os = "linux"))]
    fn connect<'a>(
        &self,
        gate: Arc<Gate>,
        schemes: Schemes,
        on_page_load: Option<OnPageLoad>,
        mut builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<wry::WebView> {
        use crate::lane::protocol::{SCHEME, wry_scheme};

        let (loading, executor) = (Arc::clone(&gate), Arc::clone(self.router.executor()));
        builder = builder
            .with_asynchronous_custom_protocol(SCHEME.to_owned(), move |_, request, responder| {
                wry_scheme::handle_ipc_request(&gate, &executor, request, responder);
            })
            .with_on_page_load_handler(move |event, url| {
                if matches!(event, wry::PageLoadEvent::Started) {
                    loading.document_loaded(&url);
                }
                if let Some(handler) = &on_page_load {
                    handler(event, url);
                }
            });
        for (scheme, pages) in schemes.files {
            let executor = Arc::clone(self.router.executor());
            builder =
                builder.with_asynchronous_custom_protocol(scheme, move |_, request, responder| {
                    wry_scheme::handle_page_request(&pages, &executor, request, responder);
                });
        }
        build(builder)
    }
}

/// Builds the webview with scripts that run at document start in its main frame: those of the engine, and those of the application after them. The former
/// run in documents of allowed origins only.
#[cfg(target_os = "linux")]
fn build_with_scripts<'a>(
    gate: &Gate,
    of_engine: &[String],
    of_application: &Scripts,
    builder: wry::WebViewBuilder<'a>,
    build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
) -> wry::Result<wry::WebView> {
    use wry::WebViewExtUnix;

    let webview = build(builder)?;
    super::user_scripts::add(
        &webview.webview(),
        gate.origins(),
        of_engine,
        of_application,
    );
    Ok(webview)
}

/// Builds the webview with scripts that run at document start in its main frame: those of the engine, which check the origin themselves, and those of
/// the application after them.
#[cfg(not(target_os = "linux"))]
fn build_with_scripts<'a>(
    _gate: &Gate,
    of_engine: &[String],
    of_application: &Scripts,
    mut builder: wry::WebViewBuilder<'a>,
    build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
) -> wry::Result<wry::WebView> {
    for script in of_engine.iter().chain(&of_application.main_frame) {
        builder = builder.with_initialization_script_for_main_only(script.clone(), true);
    }
    for script in &of_application.all_frames {
        builder = builder.with_initialization_script_for_main_only(script.clone(), false);
    }
    build(builder)
}
