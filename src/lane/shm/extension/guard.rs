//! The guard of schemes that the host names: a request on one of them leaves the web process only with a mark that the client has drawn for it (SPEC §9.6).

use std::{
    cell::RefCell,
    collections::VecDeque,
    ffi::{CStr, c_int, c_void},
};

use crate::{LINKS, ffi, origins};

/// The parameter of the query that carries a mark.
const PARAMETER: &str = "bytelane-mark=";
/// Hexadecimal digits of a mark.
const DIGITS: usize = 32;
/// Unused marks of one document that are kept.
const MARKS_MAX: usize = 65_536;

/// Marks of one document that no request has used, oldest first. Each is good for one request.
#[derive(Default)]
pub struct Marks(RefCell<VecDeque<u128>>);

impl Marks {
    /// Draws a mark. Returns `None` if the system has no random numbers.
    pub fn draw(&self) -> Option<String> {
        let mut bytes = [0; 16];
        // SAFETY: as many writable bytes as stated.
        let drawn = unsafe { ffi::getrandom(bytes.as_mut_ptr().cast(), bytes.len(), 0) };
        if drawn != bytes.len() as isize {
            return None;
        }
        let mark = u128::from_ne_bytes(bytes);
        let mut marks = self.0.borrow_mut();
        if marks.len() == MARKS_MAX {
            marks.pop_front();
        }
        marks.push_back(mark);
        Some(format!("{mark:032x}"))
    }

    /// Removes a mark. Returns whether it was there.
    pub fn spend(&self, mark: u128) -> bool {
        let mut marks = self.0.borrow_mut();
        // The first one, as a rule: requests leave in the order in which they are made.
        let place = marks.iter().position(|known| *known == mark);
        place.and_then(|place| marks.remove(place)).is_some()
    }
}

/// Returns whether an address, as WebKit spells it, is on this scheme.
fn is_on(uri: &str, scheme: &str) -> bool {
    uri.strip_prefix(scheme)
        .is_some_and(|rest| rest.starts_with(':'))
}

/// Returns the mark in the query of an address: the last one, since the client appends it to the query of the page.
pub fn mark_of(uri: &str) -> Option<u128> {
    let (_, query) = uri.split('#').next()?.split_once('?')?;
    let mark = query
        .rsplit('&')
        .find_map(|parameter| parameter.strip_prefix(PARAMETER))?;
    let is_mark = mark.len() == DIGITS && mark.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_mark
        .then(|| u128::from_str_radix(mark, 16).ok())
        .flatten()
}

/// Watches the requests of a new page if the host guards a scheme.
pub unsafe extern "C" fn page_created(
    _extension: *mut c_void,
    page: *mut ffi::WebKitWebPage,
    _data: *mut c_void,
) {
    type SendRequest = unsafe extern "C" fn(
        *mut ffi::WebKitWebPage,
        *mut ffi::WebKitURIRequest,
        *mut c_void,
        *mut c_void,
    ) -> c_int;
    let guarded = origins::guarded();
    if guarded.is_empty() {
        return;
    }
    let handler: SendRequest = send_request;
    let data = Box::into_raw(Box::new(guarded));
    // SAFETY: a live page; the handler has the signal's signature, and its data is passed to `drop_guarded` once, when it is disconnected.
    unsafe {
        ffi::g_signal_connect_data(
            page.cast(),
            c"send-request".as_ptr(),
            std::mem::transmute::<SendRequest, ffi::Callback>(handler),
            data.cast(),
            Some(drop_guarded),
            0,
        )
    };
}

unsafe extern "C" fn drop_guarded(data: *mut c_void, _closure: *mut c_void) {
    // SAFETY: the data of `page_created`, once.
    drop(unsafe { Box::from_raw(data.cast::<Vec<String>>()) });
}

/// Returns whether a request is refused: it is on a guarded scheme and has no mark of the page's document.
unsafe extern "C" fn send_request(
    page: *mut ffi::WebKitWebPage,
    request: *mut ffi::WebKitURIRequest,
    _redirected: *mut c_void,
    guarded: *mut c_void,
) -> c_int {
    // SAFETY: the data of `page_created`, which lives as long as the handler is connected.
    let guarded = unsafe { &*guarded.cast::<Vec<String>>() };
    // SAFETY: the signal's own request.
    let uri = unsafe { ffi::webkit_uri_request_get_uri(request) };
    if uri.is_null() {
        return 0;
    }
    // SAFETY: a C string that the request owns, which is not changed here.
    let uri = unsafe { CStr::from_ptr(uri) }.to_string_lossy();
    if !guarded.iter().any(|scheme| is_on(&uri, scheme)) {
        return 0;
    }
    let link = LINKS.with_borrow(|links| links.get(&page.addr()).cloned());
    let is_marked = link
        .zip(mark_of(&uri))
        .is_some_and(|(link, mark)| link.marks.spend(mark));
    c_int::from(!is_marked)
}
