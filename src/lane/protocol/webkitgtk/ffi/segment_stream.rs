use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    ffi::c_void,
    ptr::{NonNull, null_mut},
};

use bytes::Bytes;
use gio::{prelude::CancellableExt, subclass::prelude::*};
use glib::{
    thread_guard::ThreadGuard,
    translate::{ToGlibPtr, from_glib_none},
};

use crate::{
    foreign,
    lane::protocol::{
        turn,
        webkitgtk::{main_loop::run_on_main_thread_local, unanswered::UnansweredRequest},
    },
};

/// Bytes that one read returns of a small body at most. WebKit sends a message of up to 4,096 bytes to the web process inline, and creates and
/// maps shared memory for each larger one; this leaves room for the message's other fields. Measured on WebKitGTK 2.50, a file of 190 MiB in
/// segments of 2 MiB: 178 MiB/s with reads of 8,192 bytes, 243 with these, 120 with reads of 4,096.
const INLINE_READ_BYTES_MAX: usize = 3_840;

/// Length in bytes up to which bodies are read inline. The cost of a response grows with the square of its number of reads, so longer bodies are
/// not: as one response, the same file arrived at 68 MiB/s with reads of 8,192 bytes and at 21 with inline ones.
const INLINE_BODY_BYTES_MAX: usize = 2 * 1024 * 1024;

glib::wrapper! {
    /// An input stream over shared bytes. Nothing is copied before WebKit's own buffer.
    pub struct SegmentStream(ObjectSubclass<imp::SegmentStream>) @extends gio::InputStream;
}

impl SegmentStream {
    pub(crate) fn new(segments: Vec<Bytes>, unanswered: Option<UnansweredRequest>) -> Self {
        let stream: Self = glib::Object::new();
        let bytes: usize = segments.iter().map(Bytes::len).sum();
        let read_bytes_max = if bytes <= INLINE_BODY_BYTES_MAX {
            INLINE_READ_BYTES_MAX
        } else {
            usize::MAX
        };
        stream.imp().read_bytes_max.set(read_bytes_max);
        stream
            .imp()
            .unanswered
            .replace(unanswered.map(ThreadGuard::new));
        stream.imp().segments.replace(
            segments
                .into_iter()
                .filter(|segment| !segment.is_empty())
                .collect(),
        );
        stream
    }
}

/// The error of a read during which the engine panicked.
fn read_failed() -> glib::Error {
    glib::Error::new(
        gio::IOErrorEnum::Failed,
        "the engine panicked while it sent the response",
    )
}

mod imp {
    use super::*;

    /// State of a [`SegmentStream`](super::SegmentStream).
    #[derive(Default)]
    pub struct SegmentStream {
        pub(super) segments: RefCell<VecDeque<Bytes>>,
        pub(super) read_bytes_max: Cell<usize>,
        /// The request that the stream answers, until its end has been read.
        pub(super) unanswered: RefCell<Option<ThreadGuard<UnansweredRequest>>>,
    }

    impl SegmentStream {
        /// Copies the next bytes to `target`. Returns their number, 0 at the end.
        pub(super) fn copy_next(&self, target: &mut [u8]) -> usize {
            let mut written = 0;
            while written < target.len() {
                let mut segments = self.segments.borrow_mut();
                let Some(segment) = segments.front_mut() else {
                    break;
                };
                let length = segment.len().min(target.len() - written);
                target[written..written + length].copy_from_slice(&segment[..length]); // COPY: WebKit's own 8 KiB buffer
                written += length;
                let read = if length == segment.len() {
                    segments.pop_front()
                } else {
                    *segment = segment.slice(length..);
                    None
                };
                // After the borrow has ended: the owner of the bytes may run code of its own.
                drop(segments);
                drop(read);
            }
            turn::spend(written);
            written
        }

        /// Drops the bytes that have not been read.
        fn clear(&self) {
            let (unread, unanswered) = (self.segments.take(), self.unanswered.take());
            // A panic must not cross into C.
            foreign::contain("the end of a response", || drop((unread, unanswered)));
        }

        /// Whether a read of `count` bytes ends the stream.
        fn is_at_end(&self, count: usize) -> bool {
            count == 0 || self.segments.borrow().is_empty()
        }

        /// Returns the number of bytes that a read of `count` bytes returns.
        fn read_bytes(&self, count: usize) -> usize {
            let count = count.min(self.read_bytes_max.get());
            let mut available = 0;
            for segment in self.segments.borrow().iter() {
                available += segment.len();
                if available >= count {
                    return count;
                }
            }
            available
        }
    }

    #[glib::object_subclass]
    impl ObjectSubclass for SegmentStream {
        const NAME: &'static str = "BytelaneSegmentStream";
        type Type = super::SegmentStream;
        type ParentType = gio::InputStream;

        fn class_init(class: &mut Self::Class) {
            let class = std::ptr::from_mut(class).cast::<gio_sys::GInputStreamClass>();
            // SAFETY: the class structure of a subclass starts with that of its parent, and nothing else refers to it while GObject initialises
            // it.
            let class = unsafe { &mut *class };
            class.read_async = Some(read_async);
            class.read_finish = Some(read_finish);
        }
    }

    impl ObjectImpl for SegmentStream {
        fn dispose(&self) {
            self.clear();
        }
    }

    impl InputStreamImpl for SegmentStream {
        fn read(
            &self,
            buffer: &mut [u8],
            _: Option<&gio::Cancellable>,
        ) -> Result<usize, glib::Error> {
            // A panic must not cross into C.
            foreign::contain("a read of a response", || self.copy_next(buffer))
                .ok_or_else(read_failed)
        }

        fn close(&self, _: Option<&gio::Cancellable>) -> Result<(), glib::Error> {
            self.clear();
            Ok(())
        }
    }

    /// A read that WebKit has started.
    struct PendingRead {
        stream: super::SegmentStream,
        buffer: NonNull<u8>,
        count: usize,
        result: NonNull<gio_sys::GSimpleAsyncResult>,
        /// Cancelled when WebKit stops the request.
        cancellable: Option<gio::Cancellable>,
    }

    /// The progress of a [`PendingRead`].
    enum Step {
        /// So many bytes have been copied.
        Copied(usize),
        /// The stream has ended.
        End,
        /// This turn has too few bytes left.
        Later,
    }

    impl PendingRead {
        /// Completes the read: now if this turn of the main loop has the bytes left, otherwise in a later one.
        fn run(self) {
            let result = self.result.as_ptr();
            // A panic must not cross into C, and leaves a read that has not been completed.
            match foreign::contain("a read of a response", || self.step()) {
                Some(Step::Later) => run_on_main_thread_local(move || self.run()),
                Some(Step::End) => run_on_main_thread_local(move || self.end()),
                Some(Step::Copied(bytes)) => {
                    // SAFETY: `result` is alive; `bytes` is at most `count`, which came from C as a size of memory and so fits.
                    unsafe {
                        gio_sys::g_simple_async_result_set_op_res_gssize(result, bytes as isize)
                    };
                    // SAFETY: `result` is alive; we are on the thread of the context that the stream is read on.
                    unsafe { gio_sys::g_simple_async_result_complete(result) };
                }
                None => {
                    let error = read_failed();
                    // SAFETY: `result` and `error` are alive; the result copies the error.
                    unsafe {
                        gio_sys::g_simple_async_result_set_from_error(
                            result,
                            error.to_glib_none().0,
                        )
                    };
                    // SAFETY: `result` is alive; the idle source takes a reference of its own.
                    unsafe { gio_sys::g_simple_async_result_complete_in_idle(result) };
                }
            }
        }

        /// Completes the last read, in a turn of its own. WebKit may have stopped the request before it: then the page has no whole answer.
        fn end(self) {
            let unanswered = self.stream.imp().unanswered.take();
            let is_stopped = self
                .cancellable
                .as_ref()
                .is_some_and(|cancellable| cancellable.is_cancelled());
            // SAFETY: `result` is alive; we are on the thread of the context that the stream is read on.
            unsafe { gio_sys::g_simple_async_result_complete(self.result.as_ptr()) };
            if let Some(unanswered) = unanswered
                && !is_stopped
            {
                unanswered.into_inner().answered();
            }
        }

        /// Copies the bytes of the read, if this turn has them left.
        fn step(&self) -> Step {
            let this = self.stream.imp();
            if this.is_at_end(self.count) {
                return Step::End;
            }
            let bytes = this.read_bytes(self.count);
            if bytes > turn::left() {
                return Step::Later;
            }
            // SAFETY: GIO promises `count` writable bytes at `buffer` until the callback runs, which `complete` in `run` does; nothing else refers
            // to them meanwhile. They are initialised: WebKit's buffer is a member of its request.
            let target = unsafe { std::slice::from_raw_parts_mut(self.buffer.as_ptr(), bytes) };
            Step::Copied(this.copy_next(target))
        }
    }

    impl Drop for PendingRead {
        fn drop(&mut self) {
            // SAFETY: the reference that `g_simple_async_result_new` returned, released once.
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
        cancellable: *mut gio_sys::GCancellable,
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
            // SAFETY: null, or a cancellable that is alive during the call; the wrapper takes a reference.
            cancellable: unsafe { from_glib_none(cancellable) },
        };
        // `run` catches every panic but one of the turn that it may queue.
        foreign::contain("a read of a response", || read.run());
    }

    /// `GInputStreamClass.read_finish` for the results of [`read_async`]. GIO has handled errors before.
    unsafe extern "C" fn read_finish(
        _stream: *mut gio_sys::GInputStream,
        result: *mut gio_sys::GAsyncResult,
        _error: *mut *mut glib::ffi::GError,
    ) -> isize {
        // SAFETY: GIO passes the result that `read_async` created, which is a `GSimpleAsyncResult` with a size in it.
        unsafe { gio_sys::g_simple_async_result_get_op_res_gssize(result.cast()) }
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use gio::prelude::{Cast, InputStreamExtManual};

    use rkyv::util::AlignedVec;

    use super::{
        super::{read::read_into_room, turns::count_turns},
        turn::TURN_BYTES_MAX,
        *,
    };

    #[test]
    fn a_stream_returns_its_segments_whatever_the_lengths_of_the_reads() {
        let expected: Vec<u8> = (0..200_000u32).map(|index| index as u8).collect();
        let whole = Bytes::from(expected.clone());
        for (cut, step) in [(1, 7), (8_192, 8_192), (199_999, 65_536), (70_000, 8_191)] {
            let stream = SegmentStream::new(
                vec![whole.slice(..cut), Bytes::new(), whole.slice(cut..)],
                None,
            );
            let mut got = AlignedVec::with_capacity(expected.len() + 1);
            while read_into_room(stream.as_ref(), &mut got, step).unwrap() > 0 {}
            assert_eq!(&got[..], &expected[..], "cut {cut} step {step}");
            assert_eq!(got.as_ptr() as usize % 16, 0);
        }
    }

    /// A body that is read in the same way as WebKit does.
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

    /// Reads `count` bodies at once. Returns the bytes that arrived, and the most bytes that one turn of the loop delivered.
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
            read_next(&SegmentStream::new(vec![body.clone()], None), reading);
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
    fn no_turn_of_the_loop_delivers_more_than_its_budget() {
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
                assert!(reading.got == body, "{bytes} bytes arrived changed");
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
