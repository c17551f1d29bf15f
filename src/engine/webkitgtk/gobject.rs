//! Safe wrappers of functions of GObject that concern all objects of a class, whichever code creates them. The only file of the engine with unsafe code.

use std::{
    ffi::{CStr, c_uint, c_void},
    sync::OnceLock,
};

use glib::{
    prelude::StaticType,
    thread_guard::ThreadGuard,
    translate::{Borrowed, IntoGlib, from_glib_borrow},
};
use webkit2gtk::WebContext;

use crate::foreign;

/// Is called with the object that emits a signal, and with the values of the signal: the object and the parameters.
pub(super) type EmissionHook = Box<dyn Fn(&glib::Object, &[glib::Value])>;

/// Calls `hook` at each emission of a signal by an object of `class` on this thread, before the handlers of the object. A panic is logged.
///
/// # Errors
/// Returns the reason if the class has no such signal.
pub(super) fn on_emission(
    class: glib::Type,
    signal: &CStr,
    hook: EmissionHook,
) -> Result<(), String> {
    // SAFETY: a type of a class, as every static type of an object is. The reference is never released, so the signals of the class stay.
    unsafe { gobject_sys::g_type_class_ref(class.into_glib()) };
    // SAFETY: a C string and the type of a class that exists.
    let signal_id = unsafe { gobject_sys::g_signal_lookup(signal.as_ptr(), class.into_glib()) };
    if signal_id == 0 {
        return Err(format!("the class {class} has no signal {signal:?}"));
    }
    let data: *mut ThreadGuard<EmissionHook> = Box::into_raw(Box::new(ThreadGuard::new(hook)));
    // SAFETY: the signal exists; `emitted` has the signature of a hook; `data` is the hook that it expects, and is never freed.
    unsafe {
        gobject_sys::g_signal_add_emission_hook(signal_id, 0, Some(emitted), data.cast(), None)
    };
    Ok(())
}

/// `GSignalEmissionHook`: calls the hook in `data`.
unsafe extern "C" fn emitted(
    _hint: *mut gobject_sys::GSignalInvocationHint,
    count: c_uint,
    values: *const gobject_sys::GValue,
    data: *mut c_void,
) -> glib::ffi::gboolean {
    // SAFETY: the data of `on_emission`, which is never freed; it is shared, and only the thread that created it reads the hook in it.
    let hook = unsafe { &*data.cast::<ThreadGuard<EmissionHook>>() };
    if hook.is_owner() && count > 0 {
        // SAFETY: GObject passes `count` initialised values that live until this function returns; `glib::Value` has the layout of a `GValue`.
        let values =
            unsafe { std::slice::from_raw_parts(values.cast::<glib::Value>(), count as usize) };
        // A panic must not cross into C.
        foreign::contain("a hook of a signal", || {
            if let Ok(object) = values[0].get::<glib::Object>() {
                hook.get_ref()(&object, values);
            }
        });
    }
    // The hook stays.
    glib::ffi::GTRUE
}

type Constructed = unsafe extern "C" fn(*mut gobject_sys::GObject);

/// The function that [`context_constructed`] replaces.
static CONSTRUCTED: OnceLock<Option<Constructed>> = OnceLock::new();
static ON_CONTEXT_CREATED: OnceLock<fn(&WebContext)> = OnceLock::new();

/// Calls `created` with every web context that is created from now on, before the code that creates it gets it. Must be called on the main thread, as all
/// functions of WebKitGTK. A further call has no effect.
pub(super) fn on_context_created(created: fn(&WebContext)) {
    if ON_CONTEXT_CREATED.set(created).is_err() {
        return;
    }
    // SAFETY: the type of a class. The reference is never released, so the class stays.
    let class = unsafe { gobject_sys::g_type_class_ref(WebContext::static_type().into_glib()) };
    // SAFETY: the class structure of an object starts with that of `GObject`. It exists, and only the main thread, which is the current one, creates
    // contexts and so reads it.
    let class = unsafe { &mut *class.cast::<gobject_sys::GObjectClass>() };
    // Set before the function that reads it can be called.
    if CONSTRUCTED.set(class.constructed).is_ok() {
        class.constructed = Some(context_constructed);
    }
}

/// `GObjectClass.constructed` of web contexts.
unsafe extern "C" fn context_constructed(object: *mut gobject_sys::GObject) {
    if let Some(Some(constructed)) = CONSTRUCTED.get() {
        // SAFETY: the function that GObject would have called, with its argument.
        unsafe { constructed(object) };
    }
    // A panic must not cross into C.
    foreign::contain("the preparation of a web context", || {
        // SAFETY: GObject passes a web context, or an object of a class derived from it, which lives until this function returns.
        let context: Borrowed<WebContext> = unsafe { from_glib_borrow(object.cast()) };
        if let Some(created) = ON_CONTEXT_CREATED.get() {
            created(&context);
        }
    });
}
