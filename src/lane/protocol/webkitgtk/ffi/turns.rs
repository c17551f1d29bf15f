use std::{
    ffi::c_void,
    ptr::{NonNull, null_mut},
};

use crate::{foreign, lane::protocol::turn};

/// Calls [`turn::begin`] at the start of every turn of the default main loop, on the thread that runs it. To be called once per process.
pub(crate) fn count_turns() {
    static FUNCTIONS: glib::ffi::GSourceFuncs = glib::ffi::GSourceFuncs {
        prepare: Some(prepare_turn),
        check: None,
        dispatch: Some(dispatch_turn),
        finalize: None,
        closure_callback: None,
        closure_marshal: None,
    };
    // SAFETY: the functions are static, and GLib only reads them; the size is the minimum that GLib requires.
    let source = unsafe {
        glib::ffi::g_source_new(
            (&raw const FUNCTIONS).cast_mut(),
            size_of::<glib::ffi::GSource>() as u32,
        )
    };
    // SAFETY: `source` is new and alive. The highest priority, so that it is prepared in every turn.
    unsafe { glib::ffi::g_source_set_priority(source, glib::ffi::G_PRIORITY_HIGH) };
    // SAFETY: `source` is alive and attached to nothing; null is the default context, which takes a reference.
    unsafe { glib::ffi::g_source_attach(source, null_mut()) };
    // SAFETY: the reference that `g_source_new` returned, released once.
    unsafe { glib::ffi::g_source_unref(source) };
}

/// `GSourceFuncs.prepare`, which GLib calls at the start of every turn.
unsafe extern "C" fn prepare_turn(
    _source: *mut glib::ffi::GSource,
    timeout: *mut i32,
) -> glib::ffi::gboolean {
    // A panic must not cross into C.
    foreign::contain("a turn of the main loop", turn::begin);
    if let Some(timeout) = NonNull::new(timeout) {
        // SAFETY: GLib passes a valid location for the longest time to wait; -1 means no limit.
        unsafe { timeout.write(-1) };
    }
    glib::ffi::GFALSE
}

/// `GSourceFuncs.dispatch`, never called: the source is never ready.
unsafe extern "C" fn dispatch_turn(
    _source: *mut glib::ffi::GSource,
    _callback: glib::ffi::GSourceFunc,
    _data: *mut c_void,
) -> glib::ffi::gboolean {
    glib::ffi::GTRUE
}
