use std::ptr::null_mut;

use glib::translate::{ToGlibPtr, from_glib_full};
use rkyv::util::AlignedVec;

/// Reads at most `bytes_max` bytes into the spare capacity of `buffer`. Returns their number, 0 at the end of the stream or without spare capacity.
pub(crate) fn read_into_room(
    stream: &gio::InputStream,
    buffer: &mut AlignedVec<16>,
    bytes_max: usize,
) -> Result<usize, glib::Error> {
    let length = buffer.len();
    let bytes_max = bytes_max.min(buffer.capacity() - length);
    // SAFETY: `length` is within the capacity, so the result points into the allocation or one past its end.
    let spare = unsafe { buffer.as_mut_ptr().add(length) };
    let mut error = null_mut();
    // SAFETY: `spare` is the start of at least `bytes_max` writable bytes, the rest of the capacity; the stream is alive; `error` is a valid
    // location for an error and is null on entry.
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
        // SAFETY: a negative result means that `error` was set, and the caller owns it.
        return Err(unsafe { from_glib_full(error) });
    };
    // SAFETY: the stream wrote `read` bytes there, and `g_input_stream_read` returns at most `bytes_max`.
    unsafe { buffer.set_len(length + read) };
    Ok(read)
}
