//! What GLib and WebKitGTK offer only to C, each behind a safe face: toggle references, reading into spare memory, headers as bytes, and
//! an input stream over shared bytes, the start of a turn of the main loop. The only file of this lane with unsafe code.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    ffi::{CStr, c_char, c_void},
    marker::PhantomData,
    ptr::{NonNull, null_mut},
};

use bytes::Bytes;
use gio::{prelude::ObjectType, subclass::prelude::*};
use glib::translate::{ToGlibPtr, from_glib_full, from_glib_none};
use http::{HeaderMap, HeaderName, HeaderValue};
use rkyv::util::AlignedVec;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

use super::main_loop::run_on_main_thread_local;
use crate::lane::protocol::turn;

/// Receives the notification of a [`ToggleRef`].
pub(super) trait LastReference {
    /// The toggle reference with this token has become the only one. Called inside an unref: the object must not be released here.
    fn remains(token: u64);
}

/// A reference to a request that notifies `N` when it has become the only one.
///
/// WebKit keeps a request alive while the page waits for it, so the notification means that no page waits any more. Main thread only: the
/// type holds a raw pointer and is neither `Send` nor `Sync`.
pub(super) struct ToggleRef<N: LastReference> {
    object: NonNull<gobject_sys::GObject>,
    token: u64,
    notified: PhantomData<N>,
}

impl<N: LastReference> ToggleRef<N> {
    pub(super) fn new(request: &URISchemeRequest, token: u64) -> Self {
        let object = request.as_ptr().cast::<gobject_sys::GObject>();
        // SAFETY: `object` is the live GObject behind `request`. The notify function matches `GToggleNotify` and its data is an integer
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
        N::remains(token as u64);
    }
}

/// Reads at most `bytes_max` into the room that `buffer` has; 0 at the end of the stream, and where there is no room.
pub(super) fn read_into_room(
    stream: &gio::InputStream,
    buffer: &mut AlignedVec<16>,
    bytes_max: usize,
) -> Result<usize, glib::Error> {
    let length = buffer.len();
    let bytes_max = bytes_max.min(buffer.capacity() - length);
    // SAFETY: `length` is within the capacity, so the result points into or just behind the allocation.
    let spare = unsafe { buffer.as_mut_ptr().add(length) };
    let mut error = null_mut();
    // SAFETY: `spare` is the start of at least `bytes_max` writable bytes, the rest of the capacity; the stream is alive; `error` is a valid
    // place for an error that is null on entry.
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
    /// Of those that are copied.
    bytes_kept: usize,
    all: Vec<(Vec<u8>, Vec<u8>)>,
}

/// Headers that are copied; the others are only counted, so that a bomb costs neither memory nor the main loop's time.
const HEADERS_KEPT_MAX: usize = 128;
/// Bytes of headers that are copied.
pub(super) const HEADERS_BYTES_KEPT_MAX: usize = 32 * 1024;

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
        let bytes_kept = self.bytes_kept.saturating_add(length);
        if self.all.len() < HEADERS_KEPT_MAX && bytes_kept <= HEADERS_BYTES_KEPT_MAX {
            self.bytes_kept = bytes_kept;
            turn::spend(length);
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

/// What one read gives of a small body. WebKit sends a message of up to 4,096 bytes to the web process inline, and makes and maps a shared
/// memory of its own for each larger one; this leaves room for the message's other fields. Measured on WebKitGTK 2.50, a file of 190 MiB in
/// segments of 2 MiB: 178 MiB/s with reads of 8,192 bytes, 243 with these, 120 with reads of 4,096.
const INLINE_READ_BYTES_MAX: usize = 3_840;

/// Bodies up to this length are read inline. The cost of a response grows with the square of its number of reads, so longer ones are not:
/// as one response, the same file came at 68 MiB/s with reads of 8,192 bytes and at 21 with inline ones.
const INLINE_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Has every turn of the default main loop begin with [`turn::begin`], on the thread that runs it. Once is enough.
pub(super) fn count_turns() {
    static FUNCTIONS: glib::ffi::GSourceFuncs = glib::ffi::GSourceFuncs {
        prepare: Some(prepare_turn),
        check: None,
        dispatch: Some(dispatch_turn),
        finalize: None,
        closure_callback: None,
        closure_marshal: None,
    };
    // SAFETY: the functions live for ever, and GLib only reads them; the size is that of the structure that GLib asks for at least.
    let source = unsafe {
        glib::ffi::g_source_new(
            (&raw const FUNCTIONS).cast_mut(),
            size_of::<glib::ffi::GSource>() as u32,
        )
    };
    // SAFETY: `source` is new and alive. Before all others, so that it is asked in every turn.
    unsafe { glib::ffi::g_source_set_priority(source, glib::ffi::G_PRIORITY_HIGH) };
    // SAFETY: `source` is alive and attached to nothing; null is the default context, which takes a reference.
    unsafe { glib::ffi::g_source_attach(source, null_mut()) };
    // SAFETY: the reference of `new`, let go of once.
    unsafe { glib::ffi::g_source_unref(source) };
}

/// `GSourceFuncs.prepare`: GLib asks at the start of every turn whether there is something to do.
unsafe extern "C" fn prepare_turn(
    _source: *mut glib::ffi::GSource,
    timeout: *mut i32,
) -> glib::ffi::gboolean {
    turn::begin();
    if let Some(timeout) = NonNull::new(timeout) {
        // SAFETY: GLib passes a valid place for the time that it may wait; -1 is without end.
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

mod segment_stream {
    use super::*;

    /// State of a [`SegmentStream`](super::SegmentStream).
    #[derive(Default)]
    pub struct SegmentStream {
        pub(super) segments: RefCell<VecDeque<Bytes>>,
        pub(super) read_bytes_max: Cell<usize>,
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
            turn::spend(written);
            written
        }

        /// Whether a read of `count` bytes ends the stream.
        fn is_at_end(&self, count: usize) -> bool {
            count == 0 || self.segments.borrow().is_empty()
        }

        /// What a read of `count` bytes gives at most.
        fn read_bytes(&self, count: usize) -> usize {
            let count = count.min(self.read_bytes_max.get());
            let mut whole = 0;
            for segment in self.segments.borrow().iter() {
                whole += segment.len();
                if whole >= count {
                    return count;
                }
            }
            whole
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

    /// A read that WebKit waits for.
    struct PendingRead {
        stream: super::SegmentStream,
        buffer: NonNull<u8>,
        count: usize,
        result: NonNull<gio_sys::GSimpleAsyncResult>,
    }

    impl PendingRead {
        /// Gives the bytes, now when this turn of the main loop has them left, otherwise in a later one.
        fn run(self) {
            let this = self.stream.imp();
            if this.is_at_end(self.count) {
                // SAFETY: `result` is alive; the idle source takes a reference of its own.
                return unsafe {
                    gio_sys::g_simple_async_result_complete_in_idle(self.result.as_ptr())
                };
            }
            let bytes = this.read_bytes(self.count);
            if bytes > turn::left() {
                return run_on_main_thread_local(move || self.run());
            }
            // SAFETY: GIO promises `count` writable bytes at `buffer` until the callback runs, which `complete` below does; nothing else refers
            // to them meanwhile. They are initialised: WebKit's buffer is a member of its request.
            let target = unsafe { std::slice::from_raw_parts_mut(self.buffer.as_ptr(), bytes) };
            let read = this.take(target);
            let result = self.result.as_ptr();
            // SAFETY: `result` is alive; `read` is at most `count`, which came from C as a size of memory and so fits.
            unsafe { gio_sys::g_simple_async_result_set_op_res_gssize(result, read as isize) };
            // SAFETY: `result` is alive; we are on the thread of the context that the stream is read on.
            unsafe { gio_sys::g_simple_async_result_complete(result) };
        }
    }

    impl Drop for PendingRead {
        fn drop(&mut self) {
            // SAFETY: the reference of `new`, let go of once.
            unsafe { gobject_sys::g_object_unref(self.result.as_ptr().cast()) };
        }
    }

    /// `GInputStreamClass.read_async`: completes at once instead of in the next turn, as long as the turn has bytes left.
    ///
    /// WebKit reads 8,192 bytes at a time and asks for the next ones in the callback, so each chunk would otherwise cost one turn of the
    /// main loop; with it, a turn is at most 18 nested callbacks.
    unsafe extern "C" fn read_async(
        stream: *mut gio_sys::GInputStream,
        buffer: *mut u8,
        count: usize,
        _priority: i32,
        _cancellable: *mut gio_sys::GCancellable,
        callback: gio_sys::GAsyncReadyCallback,
        user_data: *mut c_void,
    ) {
        // SAFETY: a new result that names the stream and the callback.
        let result = unsafe {
            gio_sys::g_simple_async_result_new(stream.cast(), callback, user_data, null_mut())
        };
        let (Some(buffer), Some(result)) = (NonNull::new(buffer), NonNull::new(result)) else {
            return;
        };
        // SAFETY: GIO calls this with a stream of this very class, alive during the call.
        let stream: super::SegmentStream =
            unsafe { from_glib_none(stream.cast::<<SegmentStream as ObjectSubclass>::Instance>()) };
        let read = PendingRead {
            stream,
            buffer,
            count,
            result,
        };
        read.run();
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
    use std::rc::Rc;

    use gio::prelude::{Cast, InputStreamExtManual};

    use super::{turn::TURN_BYTES_MAX, *};

    #[test]
    fn a_stream_gives_its_segments_whatever_the_reads() {
        let expected: Vec<u8> = (0..200_000u32).map(|index| index as u8).collect();
        let whole = Bytes::from(expected.clone());
        for (cut, step) in [(1, 7), (8_192, 8_192), (199_999, 65_536), (70_000, 8_191)] {
            let stream =
                SegmentStream::new(vec![whole.slice(..cut), Bytes::new(), whole.slice(cut..)]);
            let mut got = AlignedVec::with_capacity(expected.len() + 1);
            while read_into_room(stream.as_ref(), &mut got, step).unwrap() > 0 {}
            assert_eq!(&got[..], &expected[..], "cut {cut} step {step}");
            assert_eq!(got.as_ptr() as usize % 16, 0);
        }
    }

    /// A body that is read as WebKit does.
    #[derive(Default)]
    struct Reading {
        got: Vec<u8>,
        longest_read: usize,
        ended: bool,
    }

    fn read_next(stream: &SegmentStream, reading: &Rc<RefCell<Reading>>) {
        const WEBKIT_READ_BYTES: usize = 8_192;
        let (again, all) = (stream.clone(), Rc::clone(reading));
        stream.upcast_ref::<gio::InputStream>().read_async(
            vec![0; WEBKIT_READ_BYTES],
            glib::Priority::DEFAULT,
            gio::Cancellable::NONE,
            move |read| {
                let (buffer, read) = read.unwrap();
                {
                    let mut reading = all.borrow_mut();
                    reading.got.extend_from_slice(&buffer[..read]);
                    reading.longest_read = reading.longest_read.max(read);
                    reading.ended = read == 0;
                }
                if read > 0 {
                    read_next(&again, &all);
                }
            },
        );
    }

    /// Reads so many bodies at once; gives what came, and the most bytes that one turn of the loop handed over.
    fn read_as_webkit(
        context: &glib::MainContext,
        body: &Bytes,
        count: usize,
    ) -> (Vec<Reading>, usize) {
        turn::begin();
        let readings: Vec<_> = (0..count)
            .map(|_| Rc::<RefCell<Reading>>::default())
            .collect();
        for reading in &readings {
            read_next(&SegmentStream::new(vec![body.clone()]), reading);
        }
        let got = || {
            readings
                .iter()
                .map(|reading| reading.borrow().got.len())
                .sum::<usize>()
        };
        let (mut before, mut turn_max) = (got(), got());
        while !readings.iter().all(|reading| reading.borrow().ended) {
            context.iteration(true);
            let now = got();
            turn_max = turn_max.max(now - before);
            before = now;
        }
        (
            readings.iter().map(|reading| reading.take()).collect(),
            turn_max,
        )
    }

    #[test]
    fn no_turn_of_the_loop_hands_over_more_than_its_share() {
        let context = glib::MainContext::default();
        let _owned = context.acquire().unwrap();
        count_turns();
        for (bytes, longest, count) in [
            (1, 1, 1),
            (300_000, INLINE_READ_BYTES_MAX, 1),
            (300_000, INLINE_READ_BYTES_MAX, 40),
            (INLINE_BODY_BYTES_MAX, INLINE_READ_BYTES_MAX, 6),
            (INLINE_BODY_BYTES_MAX + 1, 8_192, 2),
        ] {
            let body: Vec<u8> = (0..bytes as u32).map(|index| (index * 31) as u8).collect();
            let (readings, turn_max) = read_as_webkit(&context, &body.clone().into(), count);
            for reading in readings {
                assert!(reading.got == body, "{bytes} bytes came as others");
                assert_eq!(reading.longest_read, longest, "{bytes}");
            }
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
