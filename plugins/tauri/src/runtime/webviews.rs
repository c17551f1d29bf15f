//! The webviews that the engine is attached to.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use bytelane::WebviewHandle;
use glib::object::ObjectType;
use tauri::{Runtime, Webview};
use webkit2gtk::WebView;

use super::caller::Caller;

/// The attached webviews, by the address of their object.
pub(crate) struct Webviews<R: Runtime>(Mutex<HashMap<usize, Attached<R>>>);

struct Attached<R: Runtime> {
    caller: Caller<R>,
    handle: WebviewHandle,
}

impl<R: Runtime> Default for Webviews<R> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// The address of an object, which no other one has before the object is destroyed.
fn address(view: &WebView) -> usize {
    view.as_ptr() as usize
}

impl<R: Runtime> Webviews<R> {
    fn attached(&self) -> MutexGuard<'_, HashMap<usize, Attached<R>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a webview that has been attached. An older one with its label is closed, although it may not be destroyed yet: Tauri gives a label to one webview.
    pub(crate) fn add(&self, view: &WebView, caller: Caller<R>, handle: WebviewHandle) {
        let mut attached = self.attached();
        for older in attached.values() {
            if older.caller.label() == caller.label() {
                older.caller.close();
            }
        }
        attached.insert(address(view), Attached { caller, handle });
    }

    /// Stores the webview of Tauri that Tauri has announced.
    pub(crate) fn announce(&self, view: &WebView, webview: Webview<R>) {
        if let Some(attached) = self.attached().get(&address(view)) {
            attached.caller.announce(webview);
        }
    }

    /// Removes a webview that is destroyed. Returns its caller.
    pub(crate) fn remove(&self, view: &WebView) -> Option<Caller<R>> {
        let removed = self.attached().remove(&address(view))?;
        removed.caller.close();
        Some(removed.caller)
    }

    /// Removes all, and ends their sessions.
    pub(crate) fn shut_down(&self) {
        let ended: Vec<_> = self
            .attached()
            .drain()
            .map(|(_, attached)| attached)
            .collect();
        for attached in ended {
            attached.handle.shut_down();
        }
    }
}
