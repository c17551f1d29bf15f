//! What GLib and WebKitGTK offer only to C, each behind a safe face: toggle references, reading into spare memory, headers as bytes, and
//! an input stream over shared bytes. The only file of this lane with unsafe code.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    ffi::{CStr, c_char, c_void},
    ptr::{NonNull, null_mut},
};

use bytes::Bytes;
use gio::{prelude::ObjectType, subclass::prelude::*};
use glib::translate::{ToGlibPtr, from_glib_full, from_glib_none};
use http::{HeaderMap, HeaderName, HeaderValue};
use rkyv::util::AlignedVec;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

use crate::lane::protocol::TURN_BYTES_MAX;

/// A reference to a request that tells when it has become the only one.
///
/// WebKit keeps a request alive while the page waits for it, so the toggle means "nobody waits any more". Main thread only: the type
/// holds a raw pointer and is neither `Send` nor `Sync`.
pub(super) struct ToggleRef {
    object: NonNull<gobject_sys::GObject>,
    token: u64,
}

impl ToggleRef {
    pub(super) fn new(request: &URISchemeRequest, token: u64) -> Self {
        let object = request.as_ptr().cast::<gobject_sys::GObject>();
        // SAFETY: `object` is the live GObject behind `request`. The notify function matches `GToggleNotify` and its data is an integer
        // in a pointer, never dereferenced. The reference that this adds is removed exactly once, in `Drop`.
        unsafe { gobject_sys::g_object_add_toggle_ref(object, Some(notify), token as *mut c_void) };
        // SAFETY: a GObject pointer taken from a live wrapper is not null.
        let object = unsafe { NonNull::new_unchecked(object) };
        Self { object, token }
    }

    /// A common reference beside the toggle reference.
    pub(super) fn strong(&self) -> URISchemeRequest {
        let object = self
            .object
            .as_ptr()
            .cast::<webkit2gtk::ffi::WebKitURISchemeRequest>();
        // SAFETY: the toggle reference keeps the object alive, and it is the `WebKitURISchemeRequest` that `new` was given.
        unsafe { from_glib_none(object) }
    }

    /// Changes the toggle reference into a common one.
    pub(super) fn into_strong(self) -> URISchemeRequest {
        self.strong()
    }
}

impl Drop for ToggleRef {
    fn drop(&mut self) {
        // SAFETY: the same function and data as in `new`, once; the object lives at least until this reference is gone.
        unsafe {
            gobject_sys::g_object_remove_toggle_ref(
                self.object.as_ptr(),
                Some(notify),
                self.token as *mut c_void,
            )
        };
    }
}

/// `GToggleNotify` of [`ToggleRef`].
unsafe extern "C" fn notify(
    token: *mut c_void,
    _object: *mut gobject_sys::GObject,
    is_last: glib::ffi::gboolean,
) {
    if is_last != 0 {
        super::held::last_owner_left(token as u64);
    }
}

/// Reads at most `bytes_max` behind the end of `buffer`; 0 at the end of the stream.
pub(super) fn read_into(
    stream: &gio::InputStream,
    buffer: &mut AlignedVec<16>,
    bytes_max: usize,
) -> Result<usize, glib::Error> {
    buffer.reserve(bytes_max);
    let length = buffer.len();
    // SAFETY: `length` is within the capacity, so the result points into or just behind the allocation.
    let spare = unsafe { buffer.as_mut_ptr().add(length) };
    let mut error = null_mut();
    // SAFETY: `spare` is the start of at least `bytes_max` writable bytes that `reserve` made room for; the stream is alive; `error` is a
    // valid place for an error that is null on entry.
    let read = unsafe {
        gio_sys::g_input_stream_read(
            stream.to_glib_none().0,
            spare.cast(),
            bytes_max,
            null_mut(),
            &raw mut error,
        )
    };
    let Ok(read) = usize::try_from(read) else {
        // SAFETY: a negative result means that `error` was set, and that it is ours to free.
        return Err(unsafe { from_glib_full(error) });
    };
    // SAFETY: the stream wrote `read` bytes there, and `g_input_stream_read` gives no more than `bytes_max`.
    unsafe { buffer.set_len(length + read) };
    Ok(read)
}

/// The headers of a request as bytes: a page may send what is no text.
#[derive(Default)]
pub(super) struct RequestHeaders {
    pub(super) count: usize,
    pub(super) bytes: usize,
    pub(super) longest: usize,
    all: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Headers that are copied; those behind are only counted, so that a bomb costs no memory.
const HEADERS_KEPT_MAX: usize = 128;

impl RequestHeaders {
    pub(super) fn of(request: &URISchemeRequest) -> Self {
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
            // SAFETY: the iterator was initialised, and both places are valid.
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
            // SAFETY: `next` gave a NUL-terminated string that lives as long as `source`.
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
        if self.all.len() < HEADERS_KEPT_MAX && length <= TURN_BYTES_MAX {
            self.all.push((name.to_ascii_lowercase(), value.to_vec()));
        }
    }

    pub(super) fn bytes_of(&self, name: &str) -> Option<&[u8]> {
        self.all
            .iter()
            .find(|(known, _)| known == name.as_bytes())
            .map(|(_, value)| value.as_slice())
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes_of(name)?).ok()
    }

    pub(super) fn copy_to(&self, map: &mut HeaderMap) {
        for (name, value) in &self.all {
            if let (Ok(name), Ok(value)) =
                (HeaderName::from_bytes(name), HeaderValue::from_bytes(value))
            {
                map.append(name, value);
            }
        }
    }
}

/// Chunks of WebKit's that are handed over in one turn of the main loop before the next ones wait for a later turn.
const BURST_BYTES_MAX: usize = TURN_BYTES_MAX;

/// What one read gives of a small body. WebKit sends a message of up to 4,096 bytes to the web process inline, and makes and maps a shared
/// memory of its own for each larger one; this leaves room for the message's other fields. Measured on WebKitGTK 2.50, a file of 190 MiB in
/// segments of 2 MiB: 178 MiB/s with reads of 8,192 bytes, 243 with these, 120 with reads of 4,096.
const INLINE_READ_BYTES_MAX: usize = 3_840;

/// Bodies up to this length are read inline. The cost of a response grows with the square of its number of reads, so longer ones are not:
/// as one response, the same file came at 68 MiB/s with reads of 8,192 bytes and at 21 with inline ones.
const INLINE_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

mod segment_stream {
    use super::*;

    /// State of a [`SegmentStream`](super::SegmentStream).
    #[derive(Default)]
    pub struct SegmentStream {
        pub(super) segments: RefCell<VecDeque<Bytes>>,
        pub(super) read_bytes_max: Cell<usize>,
        pub(super) burst_bytes: Cell<usize>,
    }

    impl SegmentStream {
        /// Copies the next bytes to `target`; the number is 0 at the end.
        pub(super) fn take(&self, target: &mut [u8]) -> usize {
            let mut segments = self.segments.borrow_mut();
            let mut written = 0;
            while let Some(segment) = segments.front_mut() {
                let length = segment.len().min(target.len() - written);
                target[written..written + length].copy_from_slice(&segment[..length]); // COPY: WebKit's own 8 KiB buffer
                written += length;
                if length == segment.len() {
                    segments.pop_front();
                } else {
                    *segment = segment.slice(length..);
                    break;
                }
            }
            written
        }
    }

    #[glib::object_subclass]
    impl ObjectSubclass for SegmentStream {
        const NAME: &'static str = "BytelaneSegmentStream";
        type Type = super::SegmentStream;
        type ParentType = gio::InputStream;

        fn class_init(class: &mut Self::Class) {
            let class = std::ptr::from_mut(class).cast::<gio_sys::GInputStreamClass>();
            // SAFETY: the class structure of a subclass starts with that of its parent, and GObject gives it to us alone while it is
            // being initialised.
            let class = unsafe { &mut *class };
            class.read_async = Some(read_async);
            class.read_finish = Some(read_finish);
        }
    }

    impl ObjectImpl for SegmentStream {}

    impl InputStreamImpl for SegmentStream {
        fn read(
            &self,
            buffer: &mut [u8],
            _: Option<&gio::Cancellable>,
        ) -> Result<usize, glib::Error> {
            Ok(self.take(buffer))
        }

        fn close(&self, _: Option<&gio::Cancellable>) -> Result<(), glib::Error> {
            self.segments.borrow_mut().clear();
            Ok(())
        }
    }

    /// `GInputStreamClass.read_async`: completes at once instead of in the next turn, up to a burst of [`BURST_BYTES_MAX`].
    ///
    /// WebKit reads 8,192 bytes at a time and asks for the next ones in the callback, so each chunk would otherwise cost one turn of the
    /// main loop; with it, a burst is at most 17 nested callbacks.
    unsafe extern "C" fn read_async(
        stream: *mut gio_sys::GInputStream,
        buffer: *mut u8,
        count: usize,
        _priority: i32,
        _cancellable: *mut gio_sys::GCancellable,
        callback: gio_sys::GAsyncReadyCallback,
        user_data: *mut c_void,
    ) {
        // SAFETY: GIO calls this with a stream of this very class, alive during the call.
        let this: super::SegmentStream =
            unsafe { from_glib_none(stream.cast::<<SegmentStream as ObjectSubclass>::Instance>()) };
        // SAFETY: GIO promises `count` writable bytes at `buffer` until the callback runs; nothing else refers to them meanwhile.
        let target = unsafe { std::slice::from_raw_parts_mut(buffer, count) };
        // Zero first: a slice of `u8` must not be uninitialised, and WebKit's buffer, a member of its request, never is.
        let length = target.len().min(this.imp().read_bytes_max.get());
        let read = this.imp().take(&mut target[..length]);
        // SAFETY: a new result that names the stream and the callback; `set` and `complete` below are its only uses before it is let go.
        let result = unsafe {
            gio_sys::g_simple_async_result_new(stream.cast(), callback, user_data, null_mut())
        };
        // SAFETY: `result` is alive; `read` is at most `count`, which came from C as a size of memory and so fits.
        unsafe { gio_sys::g_simple_async_result_set_op_res_gssize(result, read as isize) };
        let burst = this.imp().burst_bytes.get() + read;
        if burst <= BURST_BYTES_MAX && read > 0 {
            this.imp().burst_bytes.set(burst);
            // SAFETY: `result` is alive; we are on the thread of the context that the stream is read on.
            unsafe { gio_sys::g_simple_async_result_complete(result) };
        } else {
            // The next turn begins with these bytes.
            this.imp().burst_bytes.set(read);
            // SAFETY: `result` is alive; the idle source takes a reference of its own.
            unsafe { gio_sys::g_simple_async_result_complete_in_idle(result) };
        }
        // SAFETY: the reference of `new`, let go of once.
        unsafe { gobject_sys::g_object_unref(result.cast()) };
    }

    /// `GInputStreamClass.read_finish` for the results of [`read_async`].
    unsafe extern "C" fn read_finish(
        _stream: *mut gio_sys::GInputStream,
        result: *mut gio_sys::GAsyncResult,
        _error: *mut *mut glib::ffi::GError,
    ) -> isize {
        // SAFETY: GIO passes the result that `read_async` made, which is a `GSimpleAsyncResult` with a size in it.
        unsafe { gio_sys::g_simple_async_result_get_op_res_gssize(result.cast()) }
    }
}

glib::wrapper! {
    /// An input stream over bytes that it shares; nothing is copied before WebKit's own buffer.
    pub struct SegmentStream(ObjectSubclass<segment_stream::SegmentStream>) @extends gio::InputStream;
}

impl SegmentStream {
    pub(super) fn new(segments: Vec<Bytes>) -> Self {
        let stream: Self = glib::Object::new();
        let bytes: usize = segments.iter().map(Bytes::len).sum();
        let read_bytes_max = if bytes <= INLINE_BODY_BYTES_MAX {
            INLINE_READ_BYTES_MAX
        } else {
            usize::MAX
        };
        stream.imp().read_bytes_max.set(read_bytes_max);
        stream.imp().segments.replace(
            segments
                .into_iter()
                .filter(|segment| !segment.is_empty())
                .collect(),
        );
        stream
    }
}

#[cfg(test)]
mod tests {
    use gio::prelude::{Cast, InputStreamExtManual};

    use super::*;

    #[test]
    fn a_stream_gives_its_segments_whatever_the_reads() {
        let expected: Vec<u8> = (0..200_000u32).map(|index| index as u8).collect();
        let whole = Bytes::from(expected.clone());
        for (cut, step) in [(1, 7), (8_192, 8_192), (199_999, 65_536), (70_000, 8_191)] {
            let stream =
                SegmentStream::new(vec![whole.slice(..cut), Bytes::new(), whole.slice(cut..)]);
            let mut got = AlignedVec::new();
            while read_into(stream.as_ref(), &mut got, step).unwrap() > 0 {}
            assert_eq!(&got[..], &expected[..], "cut {cut} step {step}");
            assert_eq!(got.as_ptr() as usize % 16, 0);
        }
    }

    /// Reads a body as WebKit does; gives what came, and the most bytes that one turn of the loop handed over.
    fn read_as_webkit(body: &[u8]) -> (Vec<u8>, usize, usize) {
        const WEBKIT_READ_BYTES: usize = 8_192;
        #[derive(Default)]
        struct Progress {
            got: Vec<u8>,
            longest_read: usize,
            ended: bool,
        }
        fn next(stream: &SegmentStream, progress: &std::rc::Rc<RefCell<Progress>>) {
            let (again, all) = (stream.clone(), std::rc::Rc::clone(progress));
            stream.upcast_ref::<gio::InputStream>().read_async(
                vec![0; WEBKIT_READ_BYTES],
                glib::Priority::DEFAULT,
                gio::Cancellable::NONE,
                move |read| {
                    let (buffer, read) = read.unwrap();
                    {
                        let mut progress = all.borrow_mut();
                        progress.got.extend_from_slice(&buffer[..read]);
                        progress.longest_read = progress.longest_read.max(read);
                        progress.ended = read == 0;
                    }
                    if read > 0 {
                        next(&again, &all);
                    }
                },
            );
        }
        let context = glib::MainContext::new();
        let work = || {
            let stream = SegmentStream::new(vec![Bytes::from(body.to_vec())]);
            let progress = std::rc::Rc::new(RefCell::new(Progress::default()));
            next(&stream, &progress);
            let (mut before, mut turn_max) = (progress.borrow().got.len(), 0);
            turn_max = turn_max.max(before);
            while !progress.borrow().ended {
                context.iteration(true);
                let now = progress.borrow().got.len();
                turn_max = turn_max.max(now - before);
                before = now;
            }
            let progress = progress.take();
            (progress.got, progress.longest_read, turn_max)
        };
        context.with_thread_default(work).unwrap()
    }

    #[test]
    fn no_turn_of_the_loop_hands_over_more_than_its_share() {
        for (bytes, longest) in [
            (1, 1),
            (300_000, INLINE_READ_BYTES_MAX),
            (INLINE_BODY_BYTES_MAX, INLINE_READ_BYTES_MAX),
            (INLINE_BODY_BYTES_MAX + 1, 8_192),
        ] {
            let body: Vec<u8> = (0..bytes as u32).map(|index| (index * 31) as u8).collect();
            let (got, longest_read, turn_max) = read_as_webkit(&body);
            assert!(got == body, "{bytes} bytes came as others");
            assert_eq!(longest_read, longest, "{bytes}");
            assert!(
                turn_max <= TURN_BYTES_MAX,
                "{turn_max} bytes in one turn of {bytes}"
            );
            assert!(
                turn_max * 2 > TURN_BYTES_MAX.min(bytes),
                "only {turn_max} bytes in a turn of {bytes}"
            );
        }
    }
}
