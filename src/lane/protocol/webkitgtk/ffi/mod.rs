//! Safe wrappers of functions that GLib, GIO, libsoup and WebKitGTK offer only to C. The only folder of this lane with unsafe code.

mod headers;
mod read;
mod segment_stream;
mod toggle_ref;
mod turns;

pub(super) use self::{
    headers::{HEADERS_BYTES_KEPT_MAX, RequestHeaders},
    read::read_into_room,
    segment_stream::SegmentStream,
    toggle_ref::{LastReference, ToggleRef},
    turns::count_turns,
};
