use std::{borrow::Cow, sync::Arc};

use super::{builder::Engine, handle::WebviewHandle, lane::LaneChoice, options::AttachOptions};
use crate::{
    Refusal,
    file::ServePages,
    lane::protocol::{HttpAnswer, wry_scheme},
    router::Executor,
    wire::Code,
};

/// The engine's part of a webview whose requests and scripts something else handles. Cheap to clone, usable from any thread.
///
/// Returned by [`Engine::attach_scheme`].
#[derive(Clone, Debug)]
pub struct SchemeAttachment {
    handle: WebviewHandle,
    parts: Arc<Parts>,
}

struct Parts {
    scheme: Arc<str>,
    executor: Arc<dyn Executor>,
    files: Vec<(String, Arc<dyn ServePages>)>,
    scripts: Vec<String>,
    frame_scripts: Vec<String>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Attaches the engine to a webview through the custom schemes of the library that builds it, on any system: `tauri::Builder::register_asynchronous_uri_scheme_protocol`, or
    /// a custom protocol of wry. Its pages use the protocol lane.
    ///
    /// The caller
    /// - registers [`Engine::scheme`], and the schemes of files in `options`, and passes their requests to [`SchemeAttachment::serve`];
    /// - runs [`SchemeAttachment::scripts`] at document start in the main frame, before other scripts;
    /// - calls [`WebviewHandle::document_loaded`] when the main frame has started a document, before requests of that document arrive;
    /// - calls [`WebviewHandle::close`] when the webview is destroyed.
    ///
    /// On Linux prefer [`Engine::attach_webkitgtk`]: it reads bodies only of admitted requests, and a library that reads all of them can be ended by a page.
    ///
    /// [`AttachOptions::url`] and a page-load handler have no effect.
    ///
    /// # Examples
    /// ```
    /// use bytelane::{AttachOptions, Engine, Router};
    ///
    /// let engine = Engine::builder(Router::new(bytelane::generate_handler![])).scheme("bytelane").build();
    /// let mut options = AttachOptions::new("main");
    /// options.origins.push("http://tauri.localhost".into());
    /// let attachment = engine.attach_scheme(options);
    ///
    /// // In the handler of the scheme:
    /// let request = http::Request::post("bytelane://localhost/poll/0").body(Vec::new())?;
    /// attachment.serve(request, |response| println!("{}", response.status()));
    /// # Ok::<(), http::Error>(())
    /// ```
    #[cfg_attr(
        not(target_os = "linux"),
        allow(rustdoc::broken_intra_doc_links, reason = "the method of Linux")
    )]
    pub fn attach_scheme(&self, options: AttachOptions) -> SchemeAttachment {
        let attachment = self.prepare(options, LaneChoice::Protocol);
        let mut scripts = attachment.of_engine;
        scripts.extend(attachment.of_application.main_frame);
        SchemeAttachment {
            handle: WebviewHandle {
                gate: attachment.gate,
            },
            parts: Arc::new(Parts {
                scheme: Arc::clone(&self.scheme),
                executor: Arc::clone(self.router.executor()),
                files: attachment.files,
                scripts,
                frame_scripts: attachment.of_application.all_frames,
            }),
        }
    }
}

impl SchemeAttachment {
    /// Returns the handle of the webview.
    pub const fn handle(&self) -> &WebviewHandle {
        &self.handle
    }

    /// Returns the scripts that run at document start in the main frame, in order. The first one is the client, which does nothing in documents of other
    /// origins.
    pub fn scripts(&self) -> &[String] {
        &self.parts.scripts
    }

    /// Returns the scripts that run at document start in every frame, after those of the main frame.
    pub fn frame_scripts(&self) -> &[String] {
        &self.parts.frame_scripts
    }

    /// Answers a request of the webview on the scheme of the lane, or on one of files. `respond` is called once, on any thread; a request of a call is answered
    /// when the call is.
    ///
    /// The origin of the page is read from the header `Origin`, which the webview must set and pages must not be able to change.
    pub fn serve(
        &self,
        request: http::Request<Vec<u8>>,
        respond: impl FnOnce(http::Response<Cow<'static, [u8]>>) + Send + 'static,
    ) {
        let Parts {
            scheme, executor, ..
        } = &*self.parts;
        let requested = request.uri().scheme_str().unwrap_or_default();
        if requested == &**scheme {
            return wry_scheme::handle_ipc_request(
                &self.handle.gate,
                executor,
                None,
                request,
                respond,
            );
        }
        let server = self.parts.files.iter().find(|(name, _)| name == requested);
        match server {
            Some((_, pages)) => {
                wry_scheme::handle_page_request(pages, executor, request, respond);
            }
            None => {
                let text = "the engine serves neither the lane nor files on this scheme";
                let refusal = Refusal::new(Code::NotFound, text);
                respond(wry_scheme::into_response(HttpAnswer::refused(&refusal)));
            }
        }
    }
}
