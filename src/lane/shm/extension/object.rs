//! Objects of GLib and values of JavaScript behind safe faces. Everything here lives on the web process's main thread.

use std::{
    ffi::{CStr, c_uint, c_void},
    mem::ManuallyDrop,
    ptr::{NonNull, null_mut},
    rc::Rc,
};

use crate::{ffi, link::Link};

/// One reference to a GObject.
pub struct Object<T>(NonNull<T>);

impl<T> Object<T> {
    /// Takes over a reference that the caller owns.
    ///
    /// # Safety
    /// `pointer` is null or a live GObject of type `T`, of which the caller owns one reference.
    pub unsafe fn from_full(pointer: *mut T) -> Option<Self> {
        NonNull::new(pointer).map(Self)
    }

    /// Adds a reference.
    ///
    /// # Safety
    /// `pointer` is null or a live GObject of type `T`.
    pub unsafe fn from_none(pointer: *mut T) -> Option<Self> {
        let pointer = NonNull::new(pointer)?;
        // SAFETY: a live GObject, says the caller.
        unsafe { ffi::g_object_ref(pointer.as_ptr().cast()) };
        Some(Self(pointer))
    }

    /// Gives the reference away.
    pub fn into_full(self) -> *mut T {
        ManuallyDrop::new(self).as_ptr()
    }

    pub fn as_ptr(&self) -> *mut T {
        self.0.as_ptr()
    }
}

impl<T> Drop for Object<T> {
    fn drop(&mut self) {
        // SAFETY: this is the reference that `self` owns.
        unsafe { ffi::g_object_unref(self.0.as_ptr().cast()) };
    }
}

pub type Value = Object<ffi::JSCValue>;
pub type Context = Object<ffi::JSCContext>;

impl Value {
    pub fn is_function(&self) -> bool {
        // SAFETY: `self` is a live value.
        unsafe { ffi::jsc_value_is_function(self.as_ptr()) != 0 }
    }

    pub fn is_bytes(&self) -> bool {
        // SAFETY: `self` is a live value.
        unsafe { ffi::jsc_value_is_typed_array(self.as_ptr()) != 0 }
    }

    /// Runs `work` on the bytes of a typed array as they are now; no script runs meanwhile. Empty when it is detached, or no typed array.
    pub fn with_bytes<R>(&self, work: impl FnOnce(&mut [u8]) -> R) -> R {
        if !self.is_bytes() {
            return work(&mut []);
        }
        // SAFETY: a live typed array.
        let bytes = unsafe { ffi::jsc_value_typed_array_get_size(self.as_ptr()) };
        let mut elements = 0;
        // SAFETY: a live typed array; `elements` is written to.
        let data = unsafe { ffi::jsc_value_typed_array_get_data(self.as_ptr(), &mut elements) };
        if data.is_null() || bytes == 0 {
            return work(&mut []);
        }
        // SAFETY: the array's own memory, alive and in place as long as no script runs; `work` is handed nothing that could run one,
        // and workers cannot reach it: this engine has no shared buffers.
        work(unsafe { std::slice::from_raw_parts_mut(data.cast(), bytes) })
    }

    /// The `ArrayBuffer` of a typed array.
    pub fn buffer(&self) -> Option<Self> {
        if !self.is_bytes() {
            return None;
        }
        // SAFETY: a live typed array; the value is the caller's.
        unsafe { Self::from_full(ffi::jsc_value_typed_array_get_buffer(self.as_ptr())) }
    }

    /// Calls a function with one argument. What it throws is dropped: the client reports its own errors.
    pub fn call(&self, context: &Context, argument: &Self) {
        let mut arguments = [argument.as_ptr()];
        // SAFETY: `self` is a live function, and the array holds as many live values as it says.
        let result =
            unsafe { ffi::jsc_value_function_callv(self.as_ptr(), 1, arguments.as_mut_ptr()) };
        // SAFETY: the result is the caller's.
        drop(unsafe { Self::from_full(result) });
        // SAFETY: a live context.
        unsafe { ffi::jsc_context_clear_exception(context.as_ptr()) };
    }
}

impl Context {
    /// A context in a heap of its own.
    pub fn alone() -> Option<Self> {
        // SAFETY: the context is the caller's.
        unsafe { Self::from_full(ffi::jsc_context_new()) }
    }

    /// An `ArrayBuffer` over memory that is not copied.
    ///
    /// # Safety
    /// The memory is this engine's own for typed arrays, nothing else reads or writes it, and it stays until `returned` is called, once, on
    /// whatever thread, with its address.
    pub unsafe fn buffer_over(
        &self,
        start: NonNull<u8>,
        length: usize,
        returned: ffi::DestroyNotify,
    ) -> Option<Value> {
        let start = start.as_ptr().cast();
        // SAFETY: a live context; the memory is as the caller says; the value is the caller's.
        unsafe {
            Value::from_full(ffi::jsc_value_new_array_buffer(
                self.as_ptr(),
                start,
                length,
                Some(returned),
                start,
            ))
        }
    }

    /// A `Uint8Array` of this length over memory of the page's own.
    pub fn bytes(&self, length: usize) -> Option<Value> {
        // SAFETY: a live context; the value is the caller's.
        unsafe {
            Value::from_full(ffi::jsc_value_new_typed_array(
                self.as_ptr(),
                ffi::TYPED_ARRAY_UINT8,
                length,
            ))
        }
    }

    /// A `Uint8Array` over the first bytes of an `ArrayBuffer`, where it has so many.
    pub fn bytes_in(&self, buffer: &Value, length: usize) -> Option<Value> {
        let wanted = isize::try_from(length).ok()?;
        // SAFETY: a live array buffer; the value is the caller's.
        let array = unsafe {
            Value::from_full(ffi::jsc_value_new_typed_array_with_buffer(
                buffer.as_ptr(),
                ffi::TYPED_ARRAY_UINT8,
                0,
                wanted,
            ))
        };
        // SAFETY: a live context. A buffer that is shorter, or detached, is an exception.
        unsafe { ffi::jsc_context_clear_exception(self.as_ptr()) };
        array.filter(|array| array.with_bytes(|bytes| bytes.len()) == length)
    }

    /// A plain object.
    pub fn object(&self) -> Option<Value> {
        // SAFETY: a live context; no instance, no class; the value is the caller's.
        unsafe {
            Value::from_full(ffi::jsc_value_new_object(
                self.as_ptr(),
                null_mut(),
                null_mut(),
            ))
        }
    }

    /// Sets a property of the global object.
    pub fn set_global(&self, name: &CStr, value: &Value) {
        // SAFETY: a live context, a C string, a live value.
        unsafe { ffi::jsc_context_set_value(self.as_ptr(), name.as_ptr(), value.as_ptr()) };
    }

    /// Gives `object` a method that is called with `link`.
    ///
    /// # Safety
    /// `callback` takes parameters of these types and a `*const Link` behind them, and returns what `returned` says; a value becomes the caller's.
    pub unsafe fn set_method(
        &self,
        object: &Value,
        name: &CStr,
        callback: ffi::Callback,
        types: &mut [ffi::GType],
        returned: ffi::GType,
        link: &Rc<Link>,
    ) {
        let data = Rc::into_raw(Rc::clone(link)).cast_mut().cast::<c_void>();
        // SAFETY: the callback fits, says the caller; `data` is given back to `drop_link` once, when the function is collected.
        let function = unsafe {
            Value::from_full(ffi::jsc_value_new_functionv(
                self.as_ptr(),
                name.as_ptr(),
                callback,
                data,
                Some(drop_link),
                returned,
                types.len() as c_uint,
                types.as_mut_ptr(),
            ))
        };
        if let Some(function) = function {
            // SAFETY: live values and a C string.
            unsafe {
                ffi::jsc_value_object_set_property(
                    object.as_ptr(),
                    name.as_ptr(),
                    function.as_ptr(),
                )
            };
        }
    }
}

unsafe extern "C" fn drop_link(data: *mut c_void) {
    // SAFETY: what `Rc::into_raw` gave, once.
    drop(unsafe { Rc::from_raw(data.cast_const().cast::<Link>()) });
}
