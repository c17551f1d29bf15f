use std::sync::{Arc, Weak};

use super::{
    builder::Engine,
    client,
    handle::CallingWebview,
    lane::LaneChoice,
    options::{AttachOptions, Scripts, Tauri},
};
use crate::{file::ServePages, lane::gate::Gate};

/// The engine's part of a webview, before it is connected to it.
pub(super) struct Attachment {
    pub(super) gate: Arc<Gate>,
    /// The lane of its pages, after the fallback if another is not available.
    #[cfg(any(target_os = "linux", all(windows, feature = "webview")))]
    pub(super) lane: LaneChoice,
    /// Scripts of the engine, which run in the main frame of documents of allowed origins.
    pub(super) of_engine: Vec<String>,
    pub(super) of_application: Scripts,
    /// Servers of pages and other files by their schemes.
    pub(super) files: Vec<(String, Arc<dyn ServePages>)>,
    /// Handlers of the application layer by their schemes.
    #[cfg(target_os = "linux")]
    pub(super) answered: Vec<(String, crate::lane::protocol::SchemeHandler)>,
    #[cfg(feature = "webview")]
    pub(super) on_page_load: Option<super::options::OnPageLoad>,
    /// The URL to load once the lanes are connected.
    pub(super) url: Option<String>,
}

impl Engine {
    /// Creates the gate and the scripts of a webview whose pages use `lane`.
    pub(super) fn prepare(&self, options: AttachOptions, lane: LaneChoice) -> Attachment {
        #[cfg(feature = "inspector")]
        let key = self.inspect(&options);
        let AttachOptions {
            label,
            origins,
            mut extensions,
            served: mut files,
            #[cfg(target_os = "linux")]
            answered,
            pages,
            tauri,
            scripts,
            frame_scripts,
            #[cfg(feature = "webview")]
            on_page_load,
            url,
        } = options;
        crate::router::set_event_loop_thread();
        let gate = Arc::new_cyclic(|gate| {
            // A weak reference, because the gate holds the extensions.
            extensions.insert(CallingWebview(Weak::clone(gate)));
            let gate = Gate::new(
                label,
                origins,
                extensions,
                self.router.clone(),
                self.limits.clone(),
            );
            #[cfg(all(windows, feature = "webview"))]
            if lane == LaneChoice::Webview2 {
                return gate.with_buffers();
            }
            gate
        });
        #[cfg(target_os = "linux")]
        let schemes = client::Schemes {
            answered: answered.iter().map(|(scheme, _)| scheme.as_str()).collect(),
            guarded: crate::lane::shm::host::handshake::guarded(),
        };
        // On other systems the library of the webview reads the bodies.
        #[cfg(not(target_os = "linux"))]
        let schemes = client::Schemes::default();
        let mut of_engine = vec![client::script(
            &gate,
            &self.scheme,
            self.debug,
            lane.as_str(),
            &schemes,
            tauri != Tauri::None,
        )];
        if tauri == Tauri::Global {
            of_engine.push(client::tauri_global());
        }
        #[cfg(feature = "inspector")]
        of_engine.extend(key);
        files.extend(pages);
        Attachment {
            gate,
            #[cfg(any(target_os = "linux", all(windows, feature = "webview")))]
            lane,
            of_engine,
            of_application: Scripts {
                main_frame: scripts,
                all_frames: frame_scripts,
            },
            files,
            #[cfg(target_os = "linux")]
            answered,
            #[cfg(feature = "webview")]
            on_page_load,
            url,
        }
    }
}
