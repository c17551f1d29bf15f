//! Safe wrappers of GLib objects and JavaScript values. All of them belong to the main thread of the web process.

use std::{
    ffi::{CStr, c_uint, c_void},
    mem::ManuallyDrop,
    ptr::{NonNull, null_mut},
    rc::Rc,
};

use crate::ffi;

/// One reference to a GObject.
pub struct Object<T>(NonNull<T>);

impl<T> Object<T> {
    /// Takes ownership of a reference that the caller owns.
    ///
    /// # Safety
    /// `pointer` is null or a live GObject of type `T`, of which the caller owns one reference.
    pub unsafe fn from_full(pointer: *mut T) -> Option<Self> {
        NonNull::new(pointer).map(Self)
    }

    /// Adds a reference to a borrowed object.
    ///
    /// # Safety
    /// `pointer` is null or a live GObject of type `T`.
    pub unsafe fn from_none(pointer: *mut T) -> Option<Self> {
        let pointer = NonNull::new(pointer)?;
        // SAFETY: a live GObject, as the caller promises.
        unsafe { ffi::g_object_ref(pointer.as_ptr().cast()) };
        Some(Self(pointer))
    }

    /// Returns the reference, which the caller then owns.
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

    /// Runs `work` on the bytes of a typed array; no script runs meanwhile. There are none if it is detached or not a typed array.
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
        // SAFETY: the array's own memory, which stays in place as long as no script runs; `work` gets nothing that could run one, and workers
        // cannot reach it: this engine has no shared buffers.
        work(unsafe { std::slice::from_raw_parts_mut(data.cast(), bytes) })
    }

    /// Returns the `ArrayBuffer` of a typed array.
    pub fn buffer(&self) -> Option<Self> {
        if !self.is_bytes() {
            return None;
        }
        // SAFETY: a live typed array; the value is the caller's.
        unsafe { Self::from_full(ffi::jsc_value_typed_array_get_buffer(self.as_ptr())) }
    }

    /// Calls a function with one argument. An exception is ignored: the client reports its own errors.
    pub fn call(&self, context: &Context, argument: &Self) {
        let mut arguments = [argument.as_ptr()];
        // SAFETY: `self` is a live function, and the array contains as many live values as stated.
        let result =
            unsafe { ffi::jsc_value_function_callv(self.as_ptr(), 1, arguments.as_mut_ptr()) };
        // SAFETY: the result is the caller's.
        drop(unsafe { Self::from_full(result) });
        // SAFETY: a live context.
        unsafe { ffi::jsc_context_clear_exception(context.as_ptr()) };
    }
}

impl Context {
    /// Creates a context with a heap of its own.
    pub fn alone() -> Option<Self> {
        // SAFETY: the context is the caller's.
        unsafe { Self::from_full(ffi::jsc_context_new()) }
    }

    /// Creates an `ArrayBuffer` over memory that is not copied.
    ///
    /// # Safety
    /// The memory is the engine's own for typed arrays, nothing else accesses it, and it stays until `returned` is called with its address, once, on
    /// any thread.
    pub unsafe fn buffer_over(
        &self,
        start: NonNull<u8>,
        length: usize,
        returned: ffi::DestroyNotify,
    ) -> Option<Value> {
        let start = start.as_ptr().cast();
        // SAFETY: a live context; the memory is as the caller promises; the value is the caller's.
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

    /// Creates a `Uint8Array` of this length in the page's own memory.
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

    /// Creates a `Uint8Array` over the first `length` bytes of an `ArrayBuffer`. Returns `None` if it is shorter.
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

    /// Creates a plain object.
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

    /// Adds a method to `object` that is called with a reference to `data`.
    ///
    /// # Safety
    /// `callback` takes parameters of these types followed by a `*const T`, and returns a value of the type `returned`, which becomes the caller's.
    pub unsafe fn set_method<T>(
        &self,
        object: &Value,
        name: &CStr,
        callback: ffi::Callback,
        types: &mut [ffi::GType],
        returned: ffi::GType,
        data: &Rc<T>,
    ) {
        let data = Rc::into_raw(Rc::clone(data)).cast_mut().cast::<c_void>();
        // SAFETY: the callback fits, as the caller promises; `data` is passed to `drop_data` once, when the function is collected.
        let function = unsafe {
            Value::from_full(ffi::jsc_value_new_functionv(
                self.as_ptr(),
                name.as_ptr(),
                callback,
                data,
                Some(drop_data::<T>),
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

unsafe extern "C" fn drop_data<T>(data: *mut c_void) {
    // SAFETY: the result of `Rc::into_raw`, once.
    drop(unsafe { Rc::from_raw(data.cast_const().cast::<T>()) });
}
