//! Commands that write where the page reads.

use bytelane::{
    Bytes,
    ipc::{Buffers, Channel, Response, SharedBuf},
};
use futures_util::stream;
use serde::Serialize;

use crate::commands::pattern;

/// From this length on the lane has memory of its own for it.
const SHARED_FROM: usize = 64 * 1024 + 1;

/// Written in place; on the shared-memory lane the place is where the page reads.
fn drawn(buffers: &Buffers, length: usize) -> SharedBuf {
    let mut buffer = buffers.take(length);
    let is_shm = std::env::var("BYTELANE_LANE").is_ok_and(|lane| lane == "shm");
    assert_eq!(buffer.is_shared(), is_shm && length >= SHARED_FROM);
    buffer.copy_from_slice(&pattern(length));
    buffer
}

#[bytelane::command]
pub(crate) fn draw(length: usize, buffers: Buffers) -> SharedBuf {
    drawn(&buffers, length)
}

/// As much of it as is wanted, with headers.
#[bytelane::command]
pub(crate) fn draw_part(length: usize, part: usize, buffers: Buffers) -> Response {
    let mut buffer = drawn(&buffers, length);
    buffer.truncate(part);
    Response::new(buffer).with_content_type("image/x-part")
}

#[derive(Serialize)]
pub(crate) struct Drawing {
    name: &'static str,
    pixels: Bytes,
    again: Bytes,
}

/// Beside JSON, and parts of one buffer twice.
#[bytelane::command]
pub(crate) fn draw_beside(length: usize, buffers: Buffers) -> Drawing {
    let pixels = Bytes::from(drawn(&buffers, length));
    Drawing {
        name: "drawing",
        again: pixels.slice(length / 2..),
        pixels,
    }
}

#[bytelane::command]
pub(crate) async fn film(
    length: usize,
    count: usize,
    frames: Channel<SharedBuf>,
) -> Result<(), String> {
    let buffers = frames.buffers();
    for frame in 0..count {
        let sent = frames.send_async(drawn(&buffers, length + frame)).await;
        sent.map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[bytelane::command]
pub(crate) fn draw_stream(length: usize, count: usize, buffers: Buffers) -> Response {
    let pieces = (0..count).map(move |_| Ok::<_, String>(drawn(&buffers, length)));
    Response::stream(stream::iter(pieces)).with_length((length * count) as u64)
}
