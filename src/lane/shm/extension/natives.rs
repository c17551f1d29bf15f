//! The natives that the client calls. Numbers are doubles, bytes are a `Uint8Array`; never `null`, which takes 240 µs to pass.

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    os::fd::{FromRawFd, OwnedFd},
    ptr::null_mut,
    rc::Rc,
    time::Duration,
};

use crate::{
    common::packet::Layout,
    ffi::{self, G_TYPE_DOUBLE, G_TYPE_STRING},
    link::{ACCEPTED, CLOSED, PageLink},
    object::{Object, Value},
};

/// The property of the global object that contains the natives until the client removes it.
const NATIVES: &CStr = c"__BYTELANE_NATIVES__";

/// The largest integer that a JavaScript number holds exactly.
const INTEGER_MAX: f64 = 9_007_199_254_740_991.0;

fn integer(number: f64) -> u64 {
    if (0.0..=INTEGER_MAX).contains(&number) {
        number as u64
    } else {
        u64::MAX
    }
}

/// Returns a length or an offset in memory.
fn size(number: f64) -> usize {
    usize::try_from(integer(number)).unwrap_or(usize::MAX)
}

/// Installs the natives on the global object of the document.
pub fn install(link: &Rc<PageLink>, page: *mut ffi::WebKitWebPage) {
    let context = &link.context;
    let Some(natives) = context.object() else {
        return;
    };
    // SAFETY: no parameters.
    let value = unsafe { ffi::jsc_value_get_type() };
    macro_rules! method {
        ($name:literal, $function:expr, [$($type:expr),*], fn($($parameter:ty),*)) => {
            method!($name, $function, [$($type),*], fn($($parameter),*), G_TYPE_DOUBLE, f64)
        };
        ($name:literal, $function:expr, [$($type:expr),*], fn($($parameter:ty),*), $returned:expr, $result:ty) => {{
            type Native = unsafe extern "C" fn($($parameter,)* *const PageLink) -> $result;
            // SAFETY: function pointers have one size; it is called with arguments of the listed types.
            let callback = unsafe { std::mem::transmute::<Native, ffi::Callback>($function) };
            // SAFETY: the listed types are those of the parameters, and `$returned` is that of the result.
            unsafe { context.set_method(&natives, $name, callback, &mut [$($type),*], $returned, link) };
        }};
    }
    PAGES.with_borrow_mut(|pages| {
        pages.retain(|(known, _)| known.strong_count() > 0);
        pages.push((Rc::downgrade(link), page));
    });
    method!(
        c"open",
        open,
        [G_TYPE_STRING, value],
        fn(*const c_char, *mut ffi::JSCValue)
    );
    method!(c"send", send, [value], fn(*mut ffi::JSCValue));
    method!(
        c"transfer",
        transfer,
        [G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE, value],
        fn(f64, f64, f64, *mut ffi::JSCValue)
    );
    method!(
        c"allocate",
        allocate,
        [G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_DOUBLE],
        fn(f64, f64, f64, f64)
    );
    method!(
        c"filled",
        filled,
        [G_TYPE_DOUBLE],
        fn(f64),
        value,
        *mut ffi::JSCValue
    );
    method!(c"stop", stop, [G_TYPE_DOUBLE], fn(f64));
    method!(
        c"push",
        push,
        [G_TYPE_DOUBLE, G_TYPE_DOUBLE, value, G_TYPE_DOUBLE],
        fn(f64, f64, *mut ffi::JSCValue, f64)
    );
    method!(c"reuse", reuse, [value], fn(*mut ffi::JSCValue));
    method!(
        c"copy",
        copy,
        [value, G_TYPE_DOUBLE, G_TYPE_DOUBLE],
        fn(*mut ffi::JSCValue, f64, f64),
        value,
        *mut ffi::JSCValue
    );
    method!(c"close", close, [], fn());
    method!(c"mark", mark, [], fn(), G_TYPE_STRING, *mut c_char);
    context.set_global(NATIVES, &natives);
}

thread_local! {
    /// The page of each link whose document exists.
    static PAGES: std::cell::RefCell<Vec<(std::rc::Weak<PageLink>, *mut ffi::WebKitWebPage)>> = std::cell::RefCell::default();
}

fn page_of(link: &PageLink) -> Option<*mut ffi::WebKitWebPage> {
    PAGES.with_borrow(|pages| {
        pages
            .iter()
            .find(|(known, _)| std::ptr::eq(known.as_ptr(), link))
            .map(|(_, page)| *page)
    })
}

/// Returns the link of a native.
///
/// # Safety
/// `link` is the data of `set_method`, and its function is alive.
unsafe fn link_of(link: *const PageLink) -> Rc<PageLink> {
    // SAFETY: the function owns one reference, so there is one to add to.
    unsafe { Rc::increment_strong_count(link) };
    // SAFETY: the reference that was just added.
    unsafe { Rc::from_raw(link) }
}

/// Returns a value that JavaScriptCore lends for the call.
///
/// # Safety
/// `value` is null or live.
unsafe fn borrowed(value: *mut ffi::JSCValue) -> Option<Value> {
    // SAFETY: as the caller promises.
    unsafe { Value::from_none(value) }
}

/// `open(secret, listener)`: asks the host for the link.
unsafe extern "C" fn open(
    secret: *const c_char,
    listener: *mut ffi::JSCValue,
    link: *const PageLink,
) -> f64 {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    // SAFETY: the engine's argument.
    let listener = unsafe { borrowed(listener) };
    let (Some(listener), Some(page)) = (listener, page_of(&link)) else {
        return CLOSED;
    };
    if secret.is_null() || !link.ask(listener) {
        return CLOSED;
    }
    // SAFETY: a C string of the engine; both functions copy their arguments, and the variant and the message change owners.
    let message = unsafe {
        ffi::webkit_user_message_new(c"bytelane-open".as_ptr(), ffi::g_variant_new_string(secret))
    };
    let data = Rc::into_raw(link).cast_mut().cast::<c_void>();
    // SAFETY: the page lives, because its document's script runs; `data` is passed to `answered` once.
    unsafe {
        ffi::webkit_web_page_send_message_to_view(page, message, null_mut(), Some(answered), data)
    };
    ACCEPTED
}

unsafe extern "C" fn answered(
    page: *mut c_void,
    result: *mut ffi::GAsyncResult,
    data: *mut c_void,
) {
    // SAFETY: the data of `open`, once.
    let link = unsafe { Rc::from_raw(data.cast_const().cast::<PageLink>()) };
    let mut error = null_mut();
    // SAFETY: the page and the result of the callback; the message is the caller's.
    let message = unsafe {
        Object::from_full(ffi::webkit_web_page_send_message_to_view_finish(
            page.cast(),
            result,
            &mut error,
        ))
    };
    if !error.is_null() {
        // SAFETY: the error is the caller's.
        unsafe { ffi::g_error_free(error) };
    }
    let Some(message) = message else {
        return link.refused(b"the host does not answer");
    };
    let text = text_of(&message);
    // SAFETY: a live message, which owns its name.
    let name = unsafe { CStr::from_ptr(ffi::webkit_user_message_get_name(message.as_ptr())) };
    if name != c"bytelane-opened" {
        return link.refused(text.to_bytes());
    }
    match (layout_of(&text.to_string_lossy()), descriptors_of(&message)) {
        (Some(layout), Some([socket, page_slots, host_slots])) => {
            link.opened(socket, &page_slots, &host_slots, layout)
        }
        _ => link.refused(b"the reply of the host is incomplete"),
    }
}

/// Returns the text of a message, which is empty if there is none.
fn text_of(message: &Object<ffi::WebKitUserMessage>) -> CString {
    // SAFETY: a live message, which owns its parameters.
    let parameters = unsafe { ffi::webkit_user_message_get_parameters(message.as_ptr()) };
    if parameters.is_null() {
        return CString::default();
    }
    // SAFETY: a live variant, which owns the name of its type.
    let kind = unsafe { CStr::from_ptr(ffi::g_variant_get_type_string(parameters)) };
    if kind != c"s" {
        return CString::default();
    }
    // SAFETY: a string, as its type says, which the variant owns.
    unsafe { CStr::from_ptr(ffi::g_variant_get_string(parameters, null_mut())) }.to_owned()
}

/// Parses `<slots> <bytes of a slot>`.
fn layout_of(text: &str) -> Option<Layout> {
    let (slots, slot_bytes) = text.split_once(' ')?;
    Some(Layout {
        slots: slots.parse().ok()?,
        slot_bytes: slot_bytes.parse().ok()?,
    })
}

fn descriptors_of(message: &Object<ffi::WebKitUserMessage>) -> Option<[OwnedFd; 3]> {
    // SAFETY: a live message, which owns its list.
    let list = unsafe { ffi::webkit_user_message_get_fd_list(message.as_ptr()) };
    if list.is_null() {
        return None;
    }
    let mut count: c_int = 0;
    // SAFETY: a live list; the array and its descriptors are the caller's.
    let array = unsafe { ffi::g_unix_fd_list_steal_fds(list, &mut count) };
    let owned: Vec<OwnedFd> = (0..usize::try_from(count).unwrap_or(0))
        .map(|index| {
            // SAFETY: the array has `count` entries.
            let descriptor = unsafe { *array.add(index) };
            // SAFETY: an open descriptor without another owner.
            unsafe { OwnedFd::from_raw_fd(descriptor) }
        })
        .collect();
    // SAFETY: the array is the caller's, and was allocated by GLib.
    unsafe { ffi::g_free(array.cast()) };
    owned.try_into().ok()
}

/// `send(batch)`.
unsafe extern "C" fn send(batch: *mut ffi::JSCValue, link: *const PageLink) -> f64 {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    // SAFETY: the engine's argument.
    unsafe { borrowed(batch) }.map_or(CLOSED, |batch| link.send(&batch))
}

/// `transfer(id, body, offset, into)`.
unsafe extern "C" fn transfer(
    id: f64,
    body: f64,
    offset: f64,
    into: *mut ffi::JSCValue,
    link: *const PageLink,
) -> f64 {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    // SAFETY: the engine's argument.
    unsafe { borrowed(into) }.map_or(CLOSED, |into| {
        link.transfer(integer(id), integer(body), integer(offset), into)
    })
}

/// `allocate(id, body, offset, length)`.
unsafe extern "C" fn allocate(
    id: f64,
    body: f64,
    offset: f64,
    length: f64,
    link: *const PageLink,
) -> f64 {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    link.allocate(integer(id), integer(body), integer(offset), size(length))
}

/// `filled(id)`.
unsafe extern "C" fn filled(id: f64, link: *const PageLink) -> *mut ffi::JSCValue {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    link.filled(integer(id))
        .map_or(null_mut(), Value::into_full)
}

/// `stop(id)`.
unsafe extern "C" fn stop(id: f64, link: *const PageLink) -> f64 {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    link.stop(integer(id))
}

/// `push(call, offset, bytes, patience in milliseconds)`.
unsafe extern "C" fn push(
    call: f64,
    offset: f64,
    bytes: *mut ffi::JSCValue,
    patience_ms: f64,
    link: *const PageLink,
) -> f64 {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    let patience = Duration::from_millis(patience_ms.clamp(0.0, 1_000.0) as u64);
    // SAFETY: the engine's argument.
    unsafe { borrowed(bytes) }.map_or(CLOSED, |bytes| {
        link.push(integer(call), integer(offset), &bytes, patience)
    })
}

/// `reuse(packets)`.
unsafe extern "C" fn reuse(packets: *mut ffi::JSCValue, link: *const PageLink) -> f64 {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    // SAFETY: the engine's argument.
    unsafe { borrowed(packets) }.map_or(CLOSED, |packets| link.reuse(&packets))
}

/// `copy(packets, from, to)`.
unsafe extern "C" fn copy(
    packets: *mut ffi::JSCValue,
    from: f64,
    to: f64,
    link: *const PageLink,
) -> *mut ffi::JSCValue {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    // SAFETY: the engine's argument.
    let packets = unsafe { borrowed(packets) };
    packets
        .and_then(|packets| link.copy(&packets, size(from)..size(to)))
        .map_or(null_mut(), Value::into_full)
}

/// `close()`.
unsafe extern "C" fn close(link: *const PageLink) -> f64 {
    // SAFETY: the data of a live native.
    unsafe { link_of(link) }.close();
    ACCEPTED
}

/// `mark()`.
unsafe extern "C" fn mark(link: *const PageLink) -> *mut c_char {
    // SAFETY: the data of a live native.
    let link = unsafe { link_of(link) };
    let mark = link.marks.draw().unwrap_or_default();
    let mark = CString::new(mark).unwrap_or_default();
    // SAFETY: a C string; the copy becomes the engine's.
    unsafe { ffi::g_strdup(mark.as_ptr()) }
}
