//! The protocol lane on WebKitGTK: the engine registers its own schemes on the webview's context, without wry.
//!
//! Everything here runs on the main thread. No turn of the main loop reads, copies or parses more than
//! [`TURN_BYTES_MAX`](super::turn::TURN_BYTES_MAX), however many requests it serves; larger work takes several turns or another thread. A
//! request's body is asked for only after the gate has admitted the request: asking WebKitGTK for a body that holds a `Blob` ends the process.

mod body_reader;
#[allow(unsafe_code, reason = "GLib offers these functions only to C")]
mod ffi;
mod ipc_request;
mod main_loop;
mod page_request;
mod pending;
mod scheme_request;
mod served;
mod unanswered;
mod upload;

use std::{
    cell::RefCell,
    sync::{Arc, Once},
};

use gtk::prelude::WidgetExt;
use webkit2gtk::{
    LoadEvent, SecurityManagerExt, URISchemeRequest, URISchemeRequestExt, WebContext,
    WebContextExt, WebProcessTerminationReason, WebView, WebViewExt,
};

use self::main_loop::run_on_main_thread_local;
pub(crate) use self::{
    main_loop::run_on_main_thread,
    served::{Served, gate_of},
    unanswered::Unanswered,
};
use super::{HttpAnswer, turn};
use crate::{Refusal, document::CloseReason, foreign, wire::Code};

thread_local! {
    /// Registered schemes with their context, because a context accepts a scheme once.
    static REGISTERED: RefCell<Vec<(glib::WeakRef<WebContext>, String)>> = RefCell::default();
    static COUNT_TURNS: Once = const { Once::new() };
}

/// Connects a webview. It is disconnected when it is destroyed.
pub(crate) fn serve(webview: &WebView, served: Served) {
    COUNT_TURNS.with(|once| once.call_once(ffi::count_turns));
    let gate = Arc::clone(&served.gate);
    if let Some(context) = webview.context() {
        register(&context, &served.scheme);
        let files = served.served.iter().map(|(scheme, _)| scheme);
        let answered = served.answered.iter().map(|(scheme, _)| scheme);
        for scheme in files.chain(answered) {
            if **scheme == *served.scheme {
                tracing::error!(
                    target: "bytelane::lane",
                    label = gate.label(),
                    scheme,
                    "the scheme of pages is that of the protocol lane, so the pages are not served: set another one with `EngineBuilder::scheme`"
                );
            }
            register(&context, scheme);
        }
    }
    served::insert(webview, served);

    let loading = Arc::clone(&gate);
    webview.connect_load_changed(move |webview, event| {
        if event == LoadEvent::Committed {
            loading.document_loaded(webview.uri().as_deref().unwrap_or_default());
        }
    });
    let crashed = Arc::clone(&gate);
    webview.connect_web_process_terminated(move |_, reason| {
        // The application may load a page again after it has terminated the process.
        let reason = if reason == WebProcessTerminationReason::TerminatedByApi {
            CloseReason::DocumentGone
        } else {
            CloseReason::PageCrashed
        };
        crashed.end_document(reason);
    });
    webview.connect_destroy(move |webview| {
        gate.end_document(CloseReason::WindowClosed);
        // A panic must not cross into C.
        foreign::contain("the end of a webview", || served::remove(webview));
    });
}

/// Registers a scheme on a context, once.
fn register(context: &WebContext, scheme: &str) {
    let fresh = REGISTERED.with_borrow_mut(|registered| {
        registered.retain(|(known, _)| known.upgrade().is_some());
        let known = registered
            .iter()
            .any(|(known, name)| known.upgrade().as_ref() == Some(context) && name == scheme);
        if !known {
            registered.push((
                glib::prelude::ObjectExt::downgrade(context),
                scheme.to_owned(),
            ));
        }
        !known
    });
    if !fresh {
        return;
    }
    if let Some(manager) = context.security_manager() {
        manager.register_uri_scheme_as_secure(scheme);
        manager.register_uri_scheme_as_cors_enabled(scheme);
    }
    context.register_uri_scheme(scheme, handle);
}

/// Handles a request, in a turn that has bytes left for its headers.
fn handle(request: &URISchemeRequest) {
    if turn::left() < ffi::HEADERS_BYTES_KEPT_MAX {
        let request = request.clone();
        return run_on_main_thread_local(move || handle(&request));
    }
    // A panic must not cross into C.
    let outcome = foreign::contain("the handler of a scheme request", || {
        let Some(served) = served::of_request(request) else {
            // SPEC §5.1: a request of an unknown webview has no origin that could be allowed.
            let refusal = Refusal::new(
                Code::OriginDenied,
                "the request comes from a webview that the engine is not attached to",
            );
            return pending::finish_at_once(request, HttpAnswer::refused(&refusal));
        };
        // The same scheme may be that of the lane in one webview of the context and of pages in another.
        let scheme = request.scheme().unwrap_or_default();
        if scheme == *served.scheme {
            ipc_request::handle(request, &served);
        } else if let Some(handler) = scheme_request::handler_of(&served, &scheme) {
            scheme_request::handle(request, &served, handler);
        } else {
            page_request::handle(request, &served, &scheme);
        }
    });
    if outcome.is_none() {
        let refusal = Refusal::new(
            Code::Internal,
            "the engine panicked while it handled the request",
        );
        pending::finish_at_once(request, HttpAnswer::refused(&refusal));
    }
}
