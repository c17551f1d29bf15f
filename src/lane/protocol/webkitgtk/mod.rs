//! The protocol lane on WebKitGTK: the engine's own schemes on the webview's context, not wry's.
//!
//! Everything here runs on the GTK main loop. No turn of it reads, copies or parses more than [`TURN_BYTES_MAX`](super::turn::TURN_BYTES_MAX),
//! however many requests there are; what is larger goes in several turns or to another thread. The request body is asked for only after the gate has said yes: asking WebKitGTK for a body that
//! holds a `Blob` ends the process.

mod body_reader;
#[allow(unsafe_code, reason = "GLib offers these functions only to C")]
mod ffi;
mod main_loop;
mod pending;

use std::{
    cell::RefCell,
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::{Arc, Once},
};

use bytes::Bytes;
use gtk::prelude::WidgetExt;
pub(crate) use main_loop::run_on_main_thread;
use rkyv::util::AlignedVec;
use webkit2gtk::{
    LoadEvent, SecurityManagerExt, URISchemeRequest, URISchemeRequestExt, WebContext,
    WebContextExt, WebProcessTerminationReason, WebView, WebViewExt,
};

use self::{body_reader::read_body, main_loop::run_on_main_thread_local, pending::PendingRequest};
use super::{Gate, HttpAnswer, Responder, SCHEME, exchange, gate::Decision, path::Route, turn};
use crate::{
    Refusal,
    document::{CloseReason, Document, Loan},
    file::ServePages,
    router::Executor,
    wire::{Code, HEADER_BYTES},
};

/// One webview that the lane serves.
pub(crate) struct Served {
    pub(crate) gate: Arc<Gate>,
    /// Servers of files by their schemes.
    pub(crate) served: Vec<(String, Arc<dyn ServePages>)>,
    pub(crate) executor: Arc<dyn Executor>,
}

thread_local! {
    /// Webviews by their handle: identity comes from the engine.
    static SERVED: RefCell<HashMap<usize, Rc<Served>>> = RefCell::default();
    /// Schemes that are registered, by context: a scheme can be registered once.
    static REGISTERED: RefCell<Vec<(glib::WeakRef<WebContext>, String)>> = RefCell::default();
    static COUNT_TURNS: Once = const { Once::new() };
}

fn handle_of(webview: &WebView) -> usize {
    glib::prelude::ObjectType::as_ptr(webview) as usize
}

/// Connects a webview. It is let go of when it is destroyed.
pub(crate) fn serve(webview: &WebView, served: Served) {
    COUNT_TURNS.with(|once| once.call_once(ffi::count_turns));
    let handle = handle_of(webview);
    let gate = Arc::clone(&served.gate);
    if let Some(context) = webview.context() {
        register(&context, SCHEME);
        for (scheme, _) in &served.served {
            register(&context, scheme);
        }
    }
    SERVED.with_borrow_mut(|all| all.insert(handle, Rc::new(served)));

    let loading = Arc::clone(&gate);
    webview.connect_load_changed(move |_, event| {
        if event == LoadEvent::Committed {
            loading.end_document(CloseReason::DocumentGone);
        }
    });
    let crashed = Arc::clone(&gate);
    webview.connect_web_process_terminated(move |_, reason| {
        let reason = if reason == WebProcessTerminationReason::TerminatedByApi {
            CloseReason::WindowClosed
        } else {
            CloseReason::PageCrashed
        };
        crashed.end_document(reason);
    });
    webview.connect_destroy(move |_| {
        gate.end_document(CloseReason::WindowClosed);
        SERVED.with_borrow_mut(|all| all.remove(&handle));
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
    context.register_uri_scheme(scheme, move |request| take(request, is_ipc));
}

/// Takes a request in a turn that has bytes left for its headers.
fn take(request: &URISchemeRequest, is_ipc: bool) {
    if turn::left() < ffi::HEADERS_BYTES_KEPT_MAX {
        let request = request.clone();
        return run_on_main_thread_local(move || take(&request, is_ipc));
    }
    // A panic must not cross into C.
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        if is_ipc {
            take_ipc(request)
        } else {
            take_page(request)
        }
    }));
    if outcome.is_err() {
        tracing::error!("a scheme request panicked");
        let refusal = Refusal::new(Code::Internal, "the request panicked in the engine");
        pending::finish_at_once(request, HttpAnswer::refused(&refusal));
    }
}

fn served_of(request: &URISchemeRequest) -> Option<Rc<Served>> {
    let webview = request.web_view()?;
    SERVED.with_borrow(|all| all.get(&handle_of(&webview)).cloned())
}

/// Path of the request, as it came: not decoded, without the query.
fn path_of(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
    path.find(['?', '#']).map_or(path, |end| &path[..end])
}

/// A request on the engine's scheme.
fn take_ipc(request: &URISchemeRequest) {
    let Some(served) = served_of(request) else {
        // SPEC §5.1: a request of no known webview has no origin that could be allowed.
        let refusal = Refusal::new(
            Code::OriginDenied,
            "the request comes from no webview of the engine",
        );
        return pending::finish_at_once(request, HttpAnswer::refused(&refusal));
    };
    let method = request
        .http_method()
        .map_or_else(|| "GET".to_owned(), Into::into);
    let uri = request.uri().map_or_else(String::new, Into::into);
    let headers = ffi::RequestHeaders::of(request);
    let origin = headers.text("origin");
    let head = super::gate::RequestHead {
        method: &method,
        path: path_of(&uri),
        header_count: headers.count,
        headers_bytes: headers.bytes,
        header_bytes_longest: headers.longest,
        origin,
        secret: headers.bytes_of("bytelane-secret"),
    };
    let readable_by = served.gate.readable_by(origin).map(str::to_owned);
    match served.gate.decide(&head) {
        Decision::Refused(refusal) => pending::finish_at_once(
            request,
            HttpAnswer::refused(&refusal).readable_by(readable_by.as_deref()),
        ),
        Decision::Preflight => pending::finish_at_once(
            request,
            HttpAnswer::preflight().readable_by(readable_by.as_deref()),
        ),
        Decision::Admitted(admitted) => exchange_with(
            request,
            &served,
            admitted.document,
            admitted.route,
            readable_by,
        ),
    }
}

/// Reads the body that the route has, and answers.
fn exchange_with(
    request: &URISchemeRequest,
    served: &Rc<Served>,
    document: Arc<Document>,
    route: Route,
    readable_by: Option<String>,
) {
    let limits = document.limits();
    let slack = (HEADER_BYTES + limits.head_bytes_max as usize + turn::TURN_BYTES_MAX) as u64;
    let executor = Arc::clone(&served.executor);
    let (responder, pending) = pending::hold(request, readable_by);
    match route {
        Route::Call => {
            let bytes_max = limits.inline_body_bytes_max + slack;
            let abandonment = pending.abandonment();
            read_whole(
                pending,
                executor,
                bytes_max,
                responder,
                move |body, responder| {
                    exchange::call(&document, body, responder, &abandonment);
                },
            );
        }
        Route::Frames { length } => {
            let bytes_max = limits.batch_bytes_max + slack;
            read_whole(
                pending,
                executor,
                bytes_max,
                responder,
                move |body, responder| {
                    exchange::frames(&document, length, body, responder);
                },
            );
        }
        Route::Upload {
            call,
            offset,
            length,
        } => take_chunk(
            pending,
            executor,
            document,
            (call, offset, length),
            responder,
        ),
        Route::Body {
            body,
            offset,
            length,
        } => exchange::body(
            &document,
            &*executor,
            body,
            offset..offset.saturating_add(length),
            responder,
        ),
        Route::Poll { sequence } => exchange::poll(&document, &executor, sequence, responder),
    }
}

/// Reads the whole body and hands it on with the responder; one that cannot be read is refused.
fn read_whole(
    pending: PendingRequest,
    executor: Arc<dyn Executor>,
    bytes_max: u64,
    responder: Responder,
    work: impl FnOnce(Bytes, Responder) + Send + 'static,
) {
    read_body(
        pending,
        AlignedVec::new(),
        bytes_max,
        move |body| match body {
            Err(refusal) => responder.refuse(&refusal),
            Ok(body) => {
                exchange::with_body(&*executor, body.into(), move |body| work(body, responder));
            }
        },
    );
}

/// Reads a chunk of an upload straight into its place.
fn take_chunk(
    pending: PendingRequest,
    executor: Arc<dyn Executor>,
    document: Arc<Document>,
    (call, offset, length): (u64, u64, u64),
    responder: Responder,
) {
    // The turn of the chunk may come at once, or after the chunk before; either way it is read on the main loop.
    document.lend_upload(call, offset, move |loan| match loan {
        Err(refusal) => responder.refuse(&refusal),
        Ok(loan) => {
            let mut chunk = Chunk {
                loan,
                offset,
                length,
                responder,
            };
            let remaining = chunk.loan.remaining();
            let checked = exchange::check_chunk(chunk.loan.document(), remaining, length);
            if let Err(refusal) = checked {
                return chunk.refuse(refusal);
            }
            let remaining = usize::try_from(remaining).unwrap_or(usize::MAX);
            let mut bytes = chunk.loan.take_grown();
            // One byte more than may come tells that more did.
            let room = usize::try_from(length)
                .unwrap_or(usize::MAX)
                .saturating_add(1);
            let is_moved = bytes.capacity() - bytes.len() < room;
            if is_moved && bytes.len() > body_reader::SECOND_BYTES {
                // More than the main loop may copy.
                executor.run_blocking(Box::new(move || {
                    // As much again, but no more than what is still to come.
                    let growth = bytes.len().min(remaining.saturating_add(1)).max(room);
                    bytes.reserve_exact(growth); // COPY: an upload grows with what arrives, and not by what it announces
                    run_on_main_thread(move || chunk.read(pending, bytes));
                }));
            } else {
                run_on_main_thread(move || chunk.read(pending, bytes));
            }
        }
    });
}

/// A chunk of an upload whose turn it is.
struct Chunk {
    loan: Loan,
    offset: u64,
    length: u64,
    responder: Responder,
}

impl Chunk {
    fn refuse(self, refusal: Refusal) {
        self.responder.refuse(&refusal);
        self.loan.refuse(refusal);
    }

    /// Reads it behind the chunks before it.
    fn read(self, pending: PendingRequest, buffer: AlignedVec<16>) {
        read_body(pending, buffer, self.length, move |body| match body {
            Err(refusal) => self.refuse(refusal),
            // SPEC §5.2: a chunk of another length than its path says is `body_truncated`.
            Ok(body) if body.len() as u64 != self.offset + self.length => {
                self.refuse(Refusal::new(
                    Code::BodyTruncated,
                    "a chunk ended before its stated length",
                ))
            }
            Ok(body) => {
                self.responder.answer(HttpAnswer::bytes(Vec::new()));
                self.loan.complete(body.into_inner());
            }
        });
    }
}

/// A request on the scheme of the engine's own pages.
fn take_page(request: &URISchemeRequest) {
    let uri = request.uri().map_or_else(String::new, Into::into);
    let scheme = uri.split_once(':').map_or("", |(scheme, _)| scheme);
    let server = served_of(request).and_then(|served| {
        let (_, server) = served.served.iter().find(|(name, _)| name == scheme)?;
        Some((Arc::clone(server), Arc::clone(&served.executor)))
    });
    let Some((server, executor)) = server else {
        let refusal = Refusal::new(Code::NotFound, "this webview has no such scheme");
        return pending::finish_at_once(request, HttpAnswer::refused(&refusal));
    };
    let mut page = http::Request::new(());
    if let Some(method) = request.http_method() {
        *page.method_mut() = method.parse().unwrap_or(http::Method::GET);
    }
    match uri.parse() {
        Ok(uri) => *page.uri_mut() = uri,
        Err(_) => {
            let refusal = Refusal::new(Code::BadPath, "the address is not well formed");
            return pending::finish_at_once(request, HttpAnswer::refused(&refusal));
        }
    }
    ffi::RequestHeaders::of(request).copy_to(page.headers_mut());
    let (responder, _pending) = pending::hold(request, None);
    executor.run_blocking(Box::new(move || {
        let answer = catch_unwind(AssertUnwindSafe(|| HttpAnswer::page(server.serve(page))));
        responder.answer(answer.unwrap_or_else(|_| {
            HttpAnswer::refused(&Refusal::new(Code::Internal, "serving the page panicked"))
        }));
    }));
}
