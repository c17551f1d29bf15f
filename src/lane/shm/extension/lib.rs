//! The page's end of the shared-memory lane. WebKitGTK's web process loads this library, which gives the client in the main frame a few natives
//! that reach the host over a socket and shared memory (SPEC §9). It holds no secret and trusts no page.

#![cfg(target_os = "linux")]
#![allow(
    unsafe_code,
    unreachable_pub,
    clippy::multiple_unsafe_ops_per_block,
    reason = "a library of its own that calls C; a call and the transfer of ownership of its result are one step"
)]

// Tests link the libraries that a web process has loaded.
#[cfg(test)]
extern crate webkit2gtk as _;

#[allow(dead_code, reason = "the host uses more of it")]
#[path = "../common/mod.rs"]
mod common;

#[allow(dead_code, reason = "the host uses more of it")]
#[path = "../../../origin.rs"]
mod origin;

#[allow(dead_code, reason = "the host uses more of it")]
#[path = "../../../huge_pages.rs"]
mod huge_pages;

mod bodies;
mod cache;
mod connection;
mod ffi;
mod fresh;
mod guard;
mod host_memory;
mod link;
mod listener;
mod mapping;
mod natives;
mod object;
mod origins;
mod pool;
mod requests;
mod socket;
#[cfg(test)]
mod tests;
mod turn;
mod watch;

use std::{cell::RefCell, collections::HashMap, ffi::c_void, rc::Rc};

use link::PageLink;
use object::Context;

thread_local! {
    /// The link of the document of each page, by the page's address.
    static LINKS: RefCell<HashMap<usize, Rc<PageLink>>> = RefCell::default();
}

/// Entry point that WebKit calls after it has loaded the library.
///
/// # Safety
/// `extension` is the extension of the web process, which lives as long as the process.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webkit_web_extension_initialize_with_user_data(
    extension: *mut c_void,
    _data: *mut c_void,
) {
    type Cleared = unsafe extern "C" fn(
        *mut ffi::WebKitScriptWorld,
        *mut ffi::WebKitWebPage,
        *mut ffi::WebKitFrame,
        *mut c_void,
    );
    type Created = unsafe extern "C" fn(*mut c_void, *mut ffi::WebKitWebPage, *mut c_void);
    let handler: Created = guard::page_created;
    // SAFETY: the extension lives as long as the process, and the handler has the signal's signature.
    unsafe {
        ffi::g_signal_connect_data(
            extension,
            c"page-created".as_ptr(),
            std::mem::transmute::<Created, ffi::Callback>(handler),
            std::ptr::null_mut(),
            None,
            0,
        )
    };
    let handler: Cleared = window_object_cleared;
    // SAFETY: the default world lives as long as the process, and the handler has the signal's signature.
    unsafe {
        ffi::g_signal_connect_data(
            ffi::webkit_script_world_get_default().cast(),
            c"window-object-cleared".as_ptr(),
            std::mem::transmute::<Cleared, ffi::Callback>(handler),
            std::ptr::null_mut(),
            None,
            0,
        )
    };
}

/// Entry point under the name of newer versions.
///
/// # Safety
/// That of the other entry point.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn webkit_web_process_extension_initialize_with_user_data(
    extension: *mut c_void,
    data: *mut c_void,
) {
    // SAFETY: as the caller promises.
    unsafe { webkit_web_extension_initialize_with_user_data(extension, data) };
}

/// Handles the start of a document: closes the link of the former document and installs the natives for the client.
unsafe extern "C" fn window_object_cleared(
    world: *mut ffi::WebKitScriptWorld,
    page: *mut ffi::WebKitWebPage,
    frame: *mut ffi::WebKitFrame,
    _data: *mut c_void,
) {
    // SAFETY: the signal's own objects.
    if unsafe { ffi::webkit_frame_is_main_frame(frame) } == 0 {
        return;
    }
    let key = page.addr();
    let former = LINKS.with_borrow_mut(|links| links.remove(&key));
    let is_first = former.is_none();
    if let Some(former) = former {
        former.close();
    }
    // SAFETY: the signal's own frame.
    let uri = unsafe { ffi::webkit_frame_get_uri(frame) };
    if uri.is_null() {
        return;
    }
    // SAFETY: a C string that the frame owns; no script runs while it is used.
    let uri = unsafe { std::ffi::CStr::from_ptr(uri) };
    if !origins::allow(&uri.to_string_lossy()) {
        return;
    }
    // SAFETY: the signal's own frame and world; the context is the caller's.
    let context = unsafe {
        Context::from_full(ffi::webkit_frame_get_js_context_for_script_world(
            frame, world,
        ))
    };
    let Some(context) = context else { return };
    let link = PageLink::new(context);
    natives::install(&link, page);
    LINKS.with_borrow_mut(|links| links.insert(key, link));
    if is_first {
        // SAFETY: a live page; the notification is about its address only.
        unsafe { ffi::g_object_weak_ref(page.cast(), page_gone, std::ptr::null_mut()) };
    }
}

unsafe extern "C" fn page_gone(_data: *mut c_void, page: *mut c_void) {
    let link = LINKS.with_borrow_mut(|links| links.remove(&page.addr()));
    if let Some(link) = link {
        link.close();
    }
}
