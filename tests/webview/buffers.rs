//! Commands that write their results into shared buffers.

use bytelane::{
    Bytes,
    ipc::{Buffers, Channel, Response, SharedBuf},
};
use futures_util::stream;
use serde::Serialize;

use crate::commands::pattern;

/// Length in bytes from which the lane has a shared buffer.
const SHARED_FROM: usize = 64 * 1024 + 1;

/// Returns a buffer with [`pattern`], written in place. On the shared-memory lane the page reads the same memory.
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

/// Returns the first `part` bytes of a buffer, with headers.
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

/// Returns a buffer and a part of the same buffer as attachments of JSON.
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

/// The memory that the engine shares with web processes at present.
#[derive(Serialize)]
pub(crate) struct Shared {
    /// Number of descriptors of shared memory.
    descriptors: usize,
    /// Number of mappings of it.
    mappings: usize,
    /// Bytes of it that are resident.
    bytes: u64,
    /// Number of threads that read from pages.
    threads: usize,
}

impl Shared {
    pub(crate) fn now() -> std::io::Result<Self> {
        let mut seen = std::collections::HashSet::new();
        let (mut descriptors, mut bytes) = (0, 0);
        for entry in std::fs::read_dir("/proc/self/fd")?.flatten() {
            let is_memory =
                |target: std::path::PathBuf| target.to_string_lossy().contains("memfd:bytelane");
            if std::fs::read_link(entry.path()).is_ok_and(is_memory) {
                descriptors += 1;
                let (inode, resident) = resident(&std::fs::metadata(entry.path())?);
                if seen.insert(inode) {
                    bytes += resident;
                }
            }
        }
        let mappings = std::fs::read_to_string("/proc/self/maps")?
            .matches("memfd:bytelane")
            .count();
        let mut threads = 0;
        for entry in std::fs::read_dir("/proc/self/task")?.flatten() {
            let name = std::fs::read_to_string(entry.path().join("comm"));
            threads += usize::from(name.is_ok_and(|name| name.trim() == "bytelane-link"));
        }
        Ok(Self {
            descriptors,
            mappings,
            bytes,
            threads,
        })
    }
}

/// Returns the inode of a file and the bytes that it occupies.
#[cfg(unix)]
fn resident(file: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;

    (file.ino(), file.blocks() * 512)
}

/// Other systems have no files of memory.
#[cfg(not(unix))]
fn resident(_: &std::fs::Metadata) -> (u64, u64) {
    (0, 0)
}

#[bytelane::command]
pub(crate) fn shared() -> Result<Shared, String> {
    Shared::now().map_err(|error| error.to_string())
}

/// Waits until at most `bytes` bytes of memory are shared, while the page is idle. Returns the state.
#[bytelane::command]
pub(crate) async fn shared_at_rest(bytes: u64) -> Result<Shared, String> {
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(120);
    loop {
        let shared = Shared::now().map_err(|error| error.to_string())?;
        if shared.bytes <= bytes || tokio::time::Instant::now() >= deadline {
            return Ok(shared);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}
