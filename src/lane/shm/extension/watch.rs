//! Sources of the main loop that run a closure, and are removed when they are dropped.

use std::{
    ffi::{c_int, c_uint, c_void},
    mem::ManuallyDrop,
};

use crate::ffi;

const PRIORITY_DEFAULT: c_int = 0;

type Work = Box<dyn FnMut() -> bool>;

/// A source of the main loop.
pub struct Watch(c_uint);

impl Watch {
    /// Leaves the removal of the source to the main loop: its closure is running and returns `false`.
    pub fn forget(self) {
        let _ = ManuallyDrop::new(self);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // SAFETY: the source exists: it has not been removed, and its closure has not returned `false`.
        unsafe { ffi::g_source_remove(self.0) };
    }
}

/// Runs `work` whenever the descriptor is readable, until it returns `false`.
pub fn readable(fd: c_int, work: impl FnMut() -> bool + 'static) -> Watch {
    let condition = ffi::G_IO_IN | ffi::G_IO_HUP | ffi::G_IO_ERR;
    on_fd(fd, condition, Box::new(work))
}

/// Runs `work` whenever the descriptor is writable, until it returns `false`.
pub fn writable(fd: c_int, work: impl FnMut() -> bool + 'static) -> Watch {
    on_fd(fd, ffi::G_IO_OUT, Box::new(work))
}

fn on_fd(fd: c_int, condition: c_uint, work: Work) -> Watch {
    let data = Box::into_raw(Box::new(work)).cast::<c_void>();
    // SAFETY: `data` has the type that `run_fd` expects; it is passed to `drop_work` once, when the source is removed.
    Watch(unsafe {
        ffi::g_unix_fd_add_full(
            PRIORITY_DEFAULT,
            fd,
            condition,
            run_fd,
            data,
            Some(drop_work),
        )
    })
}

/// Runs `work` every `interval_ms` milliseconds, until it returns `false`.
pub fn every(interval_ms: u32, work: impl FnMut() -> bool + 'static) -> Watch {
    Watch(add_timeout(interval_ms, Box::new(work)))
}

/// Runs `work` once, in a later turn of the main loop.
pub fn soon(work: impl FnOnce() + 'static) {
    let mut work = Some(work);
    add_timeout(
        0,
        Box::new(move || {
            if let Some(work) = work.take() {
                work();
            }
            false
        }),
    );
}

fn add_timeout(interval_ms: u32, work: Work) -> c_uint {
    let data = Box::into_raw(Box::new(work)).cast::<c_void>();
    // SAFETY: `data` has the type that `run_timeout` expects; it is passed to `drop_work` once, when the source is removed.
    unsafe {
        ffi::g_timeout_add_full(
            PRIORITY_DEFAULT,
            interval_ms,
            run_timeout,
            data,
            Some(drop_work),
        )
    }
}

unsafe extern "C" fn run_fd(_fd: c_int, _condition: c_uint, data: *mut c_void) -> c_int {
    // SAFETY: the loop calls it with the data of its source.
    unsafe { run_timeout(data) }
}

unsafe extern "C" fn run_timeout(data: *mut c_void) -> c_int {
    // SAFETY: the closure of a live source; the loop does not run a source recursively.
    let work = unsafe { &mut *data.cast::<Work>() };
    c_int::from(work())
}

unsafe extern "C" fn drop_work(data: *mut c_void) {
    // SAFETY: the result of `Box::into_raw`, once.
    drop(unsafe { Box::from_raw(data.cast::<Work>()) });
}
