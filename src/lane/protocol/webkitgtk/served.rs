use std::{cell::RefCell, collections::HashMap, rc::Rc, sync::Arc};

use webkit2gtk::{URISchemeRequest, URISchemeRequestExt, WebView};

use super::unanswered::Unanswered;
use crate::{
    document::Share,
    file::ServePages,
    lane::{
        gate::Gate,
        protocol::{HttpAnswer, Responder, SchemeHandler},
    },
    router::Executor,
};

/// A webview that the lane serves.
pub(crate) struct Served {
    pub(crate) gate: Arc<Gate>,
    /// The scheme of the lane.
    pub(crate) scheme: Arc<str>,
    /// Servers of pages and other files by their schemes.
    pub(crate) served: Vec<(String, Arc<dyn ServePages>)>,
    /// Handlers of the application by their schemes.
    pub(crate) answered: Vec<(String, SchemeHandler)>,
    pub(crate) executor: Arc<dyn Executor>,
    /// The files that are served at once.
    pub(crate) files: Arc<Share>,
    pub(crate) unanswered: Rc<Unanswered>,
    /// The responder of the request that the open document never gets an answer to.
    pub(crate) watch: RefCell<Option<Responder>>,
}

impl Served {
    /// Files of one webview that are served at once. All webviews share 64 threads.
    pub(crate) const FILES_MAX: usize = 16;

    /// Holds a request until the next one or the end of the webview: the client learns by it that WebKit has given its requests up.
    pub(super) fn watch(&self, responder: Responder) {
        if let Some(former) = self.watch.replace(Some(responder)) {
            former.answer(HttpAnswer::bytes(Vec::new()));
            // The client sends it again after a loss, and the engine may have received more requests by now.
            self.unanswered.compare();
        }
    }
}

thread_local! {
    /// Webviews by their handle: a request is identified by the webview that the engine names, not by its content.
    static SERVED: RefCell<HashMap<usize, Rc<Served>>> = RefCell::default();
}

fn handle_of(webview: &WebView) -> usize {
    glib::prelude::ObjectType::as_ptr(webview) as usize
}

pub(super) fn insert(webview: &WebView, served: Served) {
    let former = SERVED.with_borrow_mut(|all| all.insert(handle_of(webview), Rc::new(served)));
    drop(former);
}

pub(super) fn remove(webview: &WebView) {
    let removed = SERVED.with_borrow_mut(|all| all.remove(&handle_of(webview)));
    // After the borrow has ended: its servers of pages are the application's.
    drop(removed);
}

/// Returns the webview that a request comes from, if the lane serves it.
pub(super) fn of_request(request: &URISchemeRequest) -> Option<Rc<Served>> {
    of_webview(&request.web_view()?)
}

/// Returns the gate of a webview that the lane serves.
pub(crate) fn gate_of(webview: &WebView) -> Option<Arc<Gate>> {
    of_webview(webview).map(|served| Arc::clone(&served.gate))
}

fn of_webview(webview: &WebView) -> Option<Rc<Served>> {
    SERVED.with_borrow(|all| all.get(&handle_of(webview)).cloned())
}
