//! The symbols of GLib, JavaScriptCore and WebKit that the extension calls. All are loaded in the web process already.

#![allow(non_camel_case_types, reason = "the names are those of C")]

use std::ffi::{c_char, c_int, c_uint, c_void};

macro_rules! opaque {
    ($($name:ident),*) => {$(
        #[repr(C)]
        pub struct $name {
            _private: [u8; 0],
        }
    )*};
}

opaque!(
    JSCContext,
    JSCValue,
    WebKitWebPage,
    WebKitFrame,
    WebKitScriptWorld,
    WebKitUserMessage,
    WebKitURIRequest,
    GVariant,
    GAsyncResult,
    GUnixFDList,
    GError
);

pub type GType = usize;
pub type Callback = unsafe extern "C" fn();
pub type DestroyNotify = unsafe extern "C" fn(*mut c_void);
pub type ClosureNotify = unsafe extern "C" fn(*mut c_void, *mut c_void);
pub type AsyncReady = unsafe extern "C" fn(*mut c_void, *mut GAsyncResult, *mut c_void);
pub type FdSource = unsafe extern "C" fn(c_int, c_uint, *mut c_void) -> c_int;
pub type TimeoutSource = unsafe extern "C" fn(*mut c_void) -> c_int;

pub const G_TYPE_STRING: GType = 16 << 2;
pub const G_TYPE_DOUBLE: GType = 15 << 2;
pub const G_IO_IN: c_uint = 1;
pub const G_IO_OUT: c_uint = 4;
pub const G_IO_ERR: c_uint = 8;
pub const G_IO_HUP: c_uint = 16;
pub const TYPED_ARRAY_UINT8: c_uint = 5;

unsafe extern "C" {
    pub fn g_object_ref(object: *mut c_void) -> *mut c_void;
    pub fn g_object_unref(object: *mut c_void);
    pub fn g_object_weak_ref(
        object: *mut c_void,
        notify: unsafe extern "C" fn(*mut c_void, *mut c_void),
        data: *mut c_void,
    );
    pub fn g_signal_connect_data(
        object: *mut c_void,
        signal: *const c_char,
        handler: Callback,
        data: *mut c_void,
        destroy: Option<ClosureNotify>,
        flags: c_uint,
    ) -> usize;
    pub fn g_unix_fd_add_full(
        priority: c_int,
        fd: c_int,
        condition: c_uint,
        function: FdSource,
        data: *mut c_void,
        destroy: Option<DestroyNotify>,
    ) -> c_uint;
    pub fn g_timeout_add_full(
        priority: c_int,
        interval_ms: c_uint,
        function: TimeoutSource,
        data: *mut c_void,
        destroy: Option<DestroyNotify>,
    ) -> c_uint;
    pub fn g_source_remove(id: c_uint) -> c_int;
    pub fn g_error_free(error: *mut GError);
    pub fn g_free(memory: *mut c_void);
    pub fn g_strdup(text: *const c_char) -> *mut c_char;
    pub fn g_variant_new_string(text: *const c_char) -> *mut GVariant;
    pub fn g_variant_get_string(variant: *mut GVariant, length: *mut usize) -> *const c_char;
    pub fn g_variant_get_type_string(variant: *mut GVariant) -> *const c_char;
    pub fn g_unix_fd_list_steal_fds(list: *mut GUnixFDList, length: *mut c_int) -> *mut c_int;

    pub fn jsc_context_new() -> *mut JSCContext;
    pub fn jsc_value_get_type() -> GType;
    pub fn jsc_value_new_array_buffer(
        context: *mut JSCContext,
        data: *mut c_void,
        size: usize,
        destroy: Option<DestroyNotify>,
        user_data: *mut c_void,
    ) -> *mut JSCValue;
    pub fn jsc_value_new_object(
        context: *mut JSCContext,
        instance: *mut c_void,
        class: *mut c_void,
    ) -> *mut JSCValue;
    pub fn jsc_value_new_functionv(
        context: *mut JSCContext,
        name: *const c_char,
        callback: Callback,
        data: *mut c_void,
        destroy: Option<DestroyNotify>,
        return_type: GType,
        count: c_uint,
        types: *mut GType,
    ) -> *mut JSCValue;
    pub fn jsc_value_object_set_property(
        value: *mut JSCValue,
        name: *const c_char,
        property: *mut JSCValue,
    );
    pub fn jsc_value_is_function(value: *mut JSCValue) -> c_int;
    pub fn jsc_value_function_callv(
        value: *mut JSCValue,
        count: c_uint,
        parameters: *mut *mut JSCValue,
    ) -> *mut JSCValue;
    pub fn jsc_value_is_typed_array(value: *mut JSCValue) -> c_int;
    pub fn jsc_value_new_typed_array(
        context: *mut JSCContext,
        kind: c_uint,
        length: usize,
    ) -> *mut JSCValue;
    pub fn jsc_value_new_typed_array_with_buffer(
        buffer: *mut JSCValue,
        kind: c_uint,
        offset: usize,
        length: isize,
    ) -> *mut JSCValue;
    pub fn jsc_value_typed_array_get_buffer(value: *mut JSCValue) -> *mut JSCValue;
    pub fn jsc_value_typed_array_get_data(value: *mut JSCValue, length: *mut usize) -> *mut c_void;
    pub fn jsc_value_typed_array_get_size(value: *mut JSCValue) -> usize;
    pub fn jsc_context_set_value(
        context: *mut JSCContext,
        name: *const c_char,
        value: *mut JSCValue,
    );
    pub fn jsc_context_clear_exception(context: *mut JSCContext);

    pub fn webkit_script_world_get_default() -> *mut WebKitScriptWorld;
    pub fn webkit_frame_is_main_frame(frame: *mut WebKitFrame) -> c_int;
    pub fn webkit_frame_get_uri(frame: *mut WebKitFrame) -> *const c_char;
    pub fn webkit_frame_get_js_context_for_script_world(
        frame: *mut WebKitFrame,
        world: *mut WebKitScriptWorld,
    ) -> *mut JSCContext;
    pub fn webkit_uri_request_get_uri(request: *mut WebKitURIRequest) -> *const c_char;
    pub fn webkit_user_message_new(
        name: *const c_char,
        parameters: *mut GVariant,
    ) -> *mut WebKitUserMessage;
    pub fn webkit_user_message_get_name(message: *mut WebKitUserMessage) -> *const c_char;
    pub fn webkit_user_message_get_parameters(message: *mut WebKitUserMessage) -> *mut GVariant;
    pub fn webkit_user_message_get_fd_list(message: *mut WebKitUserMessage) -> *mut GUnixFDList;
    pub fn webkit_web_page_send_message_to_view(
        page: *mut WebKitWebPage,
        message: *mut WebKitUserMessage,
        cancellable: *mut c_void,
        callback: Option<AsyncReady>,
        data: *mut c_void,
    );
    pub fn webkit_web_page_send_message_to_view_finish(
        page: *mut WebKitWebPage,
        result: *mut GAsyncResult,
        error: *mut *mut GError,
    ) -> *mut WebKitUserMessage;

    pub fn sendmsg(fd: c_int, message: *const MessageHeader, flags: c_int) -> isize;
    pub fn recvmsg(fd: c_int, message: *mut ReceivedHeader, flags: c_int) -> isize;
    pub fn poll(fds: *mut PollFd, count: std::ffi::c_ulong, timeout_ms: c_int) -> c_int;
    pub fn mmap(
        address: *mut c_void,
        length: usize,
        protection: c_int,
        flags: c_int,
        fd: c_int,
        offset: i64,
    ) -> *mut c_void;
    pub fn getrandom(bytes: *mut c_void, length: usize, flags: c_uint) -> isize;
    pub fn munmap(address: *mut c_void, length: usize) -> c_int;
    pub fn madvise(address: *mut c_void, length: usize, advice: c_int) -> c_int;
    pub fn mincore(address: *mut c_void, length: usize, answers: *mut u8) -> c_int;
    pub fn dladdr(address: *const c_void, info: *mut LibraryInfo) -> c_int;
}

#[repr(C)]
pub struct LibraryInfo {
    pub path: *const c_char,
    pub base: *mut c_void,
    pub symbol: *const c_char,
    pub address: *mut c_void,
}

#[repr(C)]
pub struct PollFd {
    pub fd: c_int,
    pub events: i16,
    pub revents: i16,
}

#[repr(C)]
pub struct Slice {
    pub bytes: *const c_void,
    pub length: usize,
}

/// `struct msghdr` of Linux on 64 bits.
#[repr(C)]
pub struct MessageHeader {
    pub name: *mut c_void,
    pub name_length: u32,
    pub slices: *const Slice,
    pub slice_count: usize,
    pub control: *mut c_void,
    pub control_length: usize,
    pub flags: c_int,
}

/// `struct msghdr` again, with places that are written to.
#[repr(C)]
pub struct ReceivedHeader {
    pub name: *mut c_void,
    pub name_length: u32,
    pub slices: *mut Place,
    pub slice_count: usize,
    pub control: *mut c_void,
    pub control_length: usize,
    pub flags: c_int,
}

#[repr(C)]
pub struct Place {
    pub bytes: *mut c_void,
    pub length: usize,
}

/// `struct cmsghdr` of Linux on 64 bits, and the one descriptor that there is room for.
#[repr(C)]
pub struct OneDescriptor {
    pub length: usize,
    pub level: c_int,
    pub kind: c_int,
    pub descriptor: c_int,
    pub padding: c_int,
}

pub const PROT_READ: c_int = 1;
pub const PROT_READ_WRITE: c_int = 3;
pub const MAP_SHARED: c_int = 1;
pub const SOL_SOCKET: c_int = 1;
pub const SCM_RIGHTS: c_int = 1;
pub const MSG_DONTWAIT: c_int = 0x40;
pub const MSG_CMSG_CLOEXEC: c_int = 0x4000_0000;
pub const MSG_NOSIGNAL: c_int = 0x4000;
pub const POLLIN: i16 = 1;
pub const MADV_DONTNEED: c_int = 4;
pub const MADV_REMOVE: c_int = 9;
pub const MADV_HUGEPAGE: c_int = 14;
pub const MADV_POPULATE_WRITE: c_int = 23;
