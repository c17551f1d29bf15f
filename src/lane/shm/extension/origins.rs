//! The origins whose main frames get natives. The host checks again, by the webview and its secret.

use std::{
    ffi::{CStr, OsStr},
    mem::MaybeUninit,
    os::unix::ffi::OsStrExt,
    path::PathBuf,
};

use crate::{ffi, origin};

/// Returns whether the host has listed the origin of this address beside this library.
pub fn allow(uri: &str) -> bool {
    let Some(origin) = origin::of(uri) else {
        return false;
    };
    list()
        .and_then(|path| std::fs::read_to_string(path).ok())
        .is_some_and(|origins| {
            origins
                .lines()
                .any(|allowed| origin::matches(allowed, &origin))
        })
}

/// Returns the path of the list, which is beside the library.
fn list() -> Option<PathBuf> {
    let mut info = MaybeUninit::<ffi::LibraryInfo>::zeroed();
    let own: fn(&str) -> bool = allow;
    // SAFETY: any address is allowed; `info` is written to.
    if unsafe { ffi::dladdr(own as *const _, info.as_mut_ptr()) } == 0 {
        return None;
    }
    // SAFETY: zeroed pointers are valid values, and so is the written content.
    let info = unsafe { info.assume_init() };
    if info.path.is_null() {
        return None;
    }
    // SAFETY: a C string that lives as long as the library.
    let path = unsafe { CStr::from_ptr(info.path) };
    let path = PathBuf::from(OsStr::from_bytes(path.to_bytes()));
    Some(path.with_file_name("origins"))
}
