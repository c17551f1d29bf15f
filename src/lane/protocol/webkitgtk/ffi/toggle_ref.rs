use std::{ffi::c_void, marker::PhantomData, ptr::NonNull};

use gio::prelude::ObjectType;
use glib::translate::from_glib_none;
use webkit2gtk::URISchemeRequest;

use crate::foreign;

/// Receives the notification of a [`ToggleRef`].
pub(crate) trait LastReference {
    /// The toggle reference with this token has become the only one. Called inside an unref: the object must not be released here.
    fn remains(token: u64);
}

/// A reference to a request that notifies `N` when it has become the only one.
///
/// WebKit keeps a request alive while the page waits for it, so the notification means that no page waits any more. Main thread only: the
/// type holds a raw pointer and is neither `Send` nor `Sync`.
pub(crate) struct ToggleRef<N: LastReference> {
    object: NonNull<gobject_sys::GObject>,
    token: u64,
    notified: PhantomData<N>,
}

impl<N: LastReference> ToggleRef<N> {
    pub(crate) fn new(request: &URISchemeRequest, token: u64) -> Self {
        let object = request.as_ptr().cast::<gobject_sys::GObject>();
        // SAFETY: `object` is the live GObject that `request` wraps. The notify function matches `GToggleNotify` and its data is an integer
        // in a pointer, never dereferenced. The reference that this adds is removed exactly once, in `Drop`.
        unsafe {
            gobject_sys::g_object_add_toggle_ref(object, Some(notify::<N>), token as *mut c_void)
        };
        // SAFETY: a GObject pointer taken from a live wrapper is not null.
        let object = unsafe { NonNull::new_unchecked(object) };
        Self {
            object,
            token,
            notified: PhantomData,
        }
    }

    /// Returns a common reference besides the toggle reference.
    pub(crate) fn strong(&self) -> URISchemeRequest {
        let object = self
            .object
            .as_ptr()
            .cast::<webkit2gtk::ffi::WebKitURISchemeRequest>();
        // SAFETY: the toggle reference keeps the object alive, and it is the `WebKitURISchemeRequest` passed to `new`.
        unsafe { from_glib_none(object) }
    }

    /// Changes the toggle reference into a common one.
    pub(crate) fn into_strong(self) -> URISchemeRequest {
        self.strong()
    }
}

impl<N: LastReference> Drop for ToggleRef<N> {
    fn drop(&mut self) {
        // SAFETY: the same function and data as in `new`, once; the object lives at least until this reference is gone.
        unsafe {
            gobject_sys::g_object_remove_toggle_ref(
                self.object.as_ptr(),
                Some(notify::<N>),
                self.token as *mut c_void,
            )
        };
    }
}

/// `GToggleNotify` of [`ToggleRef`].
unsafe extern "C" fn notify<N: LastReference>(
    token: *mut c_void,
    _object: *mut gobject_sys::GObject,
    is_last: glib::ffi::gboolean,
) {
    if is_last != 0 {
        // A panic must not cross into C.
        foreign::contain("the release of a request", || N::remains(token as u64));
    }
}
