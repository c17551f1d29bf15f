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
mod upload;

use std::{
    cell::RefCell,
    sync::{Arc, Once},
};

use gtk::prelude::WidgetExt;
use webkit2gtk::{
    LoadEvent, SecurityManagerExt, URISchemeRequest, WebContext, WebContextExt,
    WebProcessTerminationReason, WebView, WebViewExt,
};

use self::main_loop::run_on_main_thread_local;
pub(crate) use self::{main_loop::run_on_main_thread, served::Served};
use super::{HttpAnswer, SCHEME, turn};
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
        register(&context, SCHEME);
        let files = served.served.iter().map(|(scheme, _)| scheme);
        let answered = served.answered.iter().map(|(scheme, _)| scheme);
        for scheme in files.chain(answered) {
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
    let is_ipc = scheme == SCHEME;
    context.register_uri_scheme(scheme, move |request| handle(request, is_ipc));
}

/// Handles a request, in a turn that has bytes left for its headers.
fn handle(request: &URISchemeRequest, is_ipc: bool) {
    if turn::left() < ffi::HEADERS_BYTES_KEPT_MAX {
        let request = request.clone();
        return run_on_main_thread_local(move || handle(&request, is_ipc));
    }
    // A panic must not cross into C.
    let outcome = foreign::contain("the handler of a scheme request", || {
        if is_ipc {
            ipc_request::handle(request)
        } else if let Some((served, handler)) = scheme_request::handler_of(request) {
            scheme_request::handle(request, &served, handler);
        } else {
            page_request::handle(request)
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
