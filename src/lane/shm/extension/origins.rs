//! The lists that the host keeps beside this library: the origins whose main frames get natives, which the host checks again by the webview and its
//! secret, and the schemes whose requests need a mark.

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
    let allowed = read("origins").unwrap_or_default();
    let mut allowed = allowed.lines();
    allowed.any(|allowed| origin::matches(allowed, &origin))
}

/// Returns the schemes whose requests need a mark.
pub fn guarded() -> Vec<String> {
    let guarded = read("guarded").unwrap_or_default();
    guarded.lines().map(str::to_owned).collect()
}

fn read(name: &str) -> Option<String> {
    std::fs::read_to_string(path_of(name)?).ok()
}

/// Returns the path of a list, which is beside the library.
fn path_of(name: &str) -> Option<PathBuf> {
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
    Some(path.with_file_name(name))
}
