use std::{
    ffi::{CStr, c_char},
    ptr::null_mut,
};

use glib::translate::ToGlibPtr;
use http::{HeaderMap, HeaderName, HeaderValue};
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

use crate::lane::protocol::turn;

/// The headers of a request as bytes: values from a page need not be text.
#[derive(Default)]
pub(crate) struct RequestHeaders {
    pub(crate) count: usize,
    /// Length of all names and values together.
    pub(crate) bytes: usize,
    /// Length of the longest name with its value.
    pub(crate) longest: usize,
    /// Length of the copied names and values together.
    bytes_kept: usize,
    kept: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Number of headers that are copied at most. Further ones are only counted, so that a flood of headers costs neither memory nor time of the main thread.
const HEADERS_KEPT_MAX: usize = 128;
/// Bytes of headers that are copied at most.
pub(crate) const HEADERS_BYTES_KEPT_MAX: usize = 32 * 1024;

impl RequestHeaders {
    pub(crate) fn of(request: &URISchemeRequest) -> Self {
        let mut headers = Self::default();
        let Some(source) = request.http_headers() else {
            return headers;
        };
        // SAFETY: an all-zero `SoupMessageHeadersIter` is three null pointers, and `init` fills it before it is read.
        let mut iterator: soup3_sys::SoupMessageHeadersIter = unsafe { std::mem::zeroed() };
        // SAFETY: `source` is alive for the whole loop and is not changed in it.
        unsafe {
            soup3_sys::soup_message_headers_iter_init(&raw mut iterator, source.to_glib_none().0)
        };
        loop {
            let (mut name, mut value): (*const c_char, *const c_char) = (null_mut(), null_mut());
            // SAFETY: the iterator was initialised, and both out-parameters are valid.
            let more = unsafe {
                soup3_sys::soup_message_headers_iter_next(
                    &raw mut iterator,
                    &raw mut name,
                    &raw mut value,
                )
            };
            if more == 0 || name.is_null() || value.is_null() {
                return headers;
            }
            // SAFETY: `next` returned a NUL-terminated string that lives as long as `source`.
            let name = unsafe { CStr::from_ptr(name) };
            // SAFETY: as above.
            let value = unsafe { CStr::from_ptr(value) };
            headers.add(name.to_bytes(), value.to_bytes());
        }
    }

    fn add(&mut self, name: &[u8], value: &[u8]) {
        let length = name.len() + value.len();
        self.count += 1;
        self.bytes += length;
        self.longest = self.longest.max(length);
        let bytes_kept = self.bytes_kept.saturating_add(length);
        if self.kept.len() < HEADERS_KEPT_MAX && bytes_kept <= HEADERS_BYTES_KEPT_MAX {
            self.bytes_kept = bytes_kept;
            turn::spend(length);
            // COPY: the header belongs to GLib.
            self.kept.push((name.to_ascii_lowercase(), value.to_vec()));
        }
    }

    pub(crate) fn bytes_of(&self, name: &str) -> Option<&[u8]> {
        self.kept
            .iter()
            .find(|(known, _)| known == name.as_bytes())
            .map(|(_, value)| value.as_slice())
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes_of(name)?).ok()
    }

    pub(crate) fn copy_to(&self, map: &mut HeaderMap) {
        for (name, value) in &self.kept {
            if let (Ok(name), Ok(value)) =
                (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
            {
                map.append(name, value);
            }
        }
    }
}
