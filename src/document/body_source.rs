use std::{
    io,
    ops::Range,
    sync::{Arc, Weak},
};

use bytes::{Bytes, BytesMut};
use parking_lot::Mutex;

use crate::{
    Refusal, foreign,
    payload::{Body, FileBody},
    wire::Code,
};

/// A body that is read in ranges (SPEC §5.3).
#[derive(Debug)]
pub struct BodySource {
    length: u64,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Memory(Vec<Bytes>),
    File(FileBody, Arc<SpareBuffers>),
}

/// Pool of buffers for the segments of one file. Reuse saves a page fault per 4 KiB of fresh memory.
#[derive(Debug, Default)]
struct SpareBuffers(Mutex<Vec<Vec<u8>>>);

/// Number of segments that the page requests at once by default.
const SPARE_BUFFERS_MAX: usize = 6;

impl SpareBuffers {
    fn get(&self, length: usize) -> Vec<u8> {
        let mut buffer = self.0.lock().pop().unwrap_or_default();
        // Fresh memory of this length is zeroed by the system; growing would copy.
        if buffer.capacity() < length {
            return vec![0; length];
        }
        buffer.resize(length, 0);
        buffer
    }

    fn put(&self, buffer: Vec<u8>) {
        let mut spare = self.0.lock();
        if spare.len() < SPARE_BUFFERS_MAX {
            spare.push(buffer);
        }
    }
}

/// A segment of a file. Its buffer returns to the pool when the last reference to it is dropped.
struct Segment {
    buffer: Vec<u8>,
    owner: Weak<SpareBuffers>,
}

impl AsRef<[u8]> for Segment {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Segment {
    fn drop(&mut self) {
        if let Some(owner) = self.owner.upgrade() {
            owner.put(std::mem::take(&mut self.buffer));
        }
    }
}

fn read_segment(
    file: &FileBody,
    spare: &Arc<SpareBuffers>,
    range: Range<u64>,
) -> io::Result<Bytes> {
    let length = usize::try_from(range.end - range.start)
        .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
    let mut segment = Segment {
        buffer: spare.get(length),
        owner: Arc::downgrade(spare),
    };
    file.read_into(range.start, &mut segment.buffer)?;
    Ok(Bytes::from_owner(segment))
}

impl BodySource {
    /// Creates a source for a body.
    pub(crate) fn new(body: Body) -> Self {
        let length = body.len();
        let source = match body {
            Body::Payload(payload) => Source::Memory(payload.into_segments()),
            Body::File(file) => Source::File(file, Arc::default()),
        };
        Self { length, source }
    }

    /// Returns the length in bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Returns whether it holds segments without bytes, which no range of it holds.
    pub(super) fn has_empty_segments(&self) -> bool {
        match &self.source {
            Source::Memory(segments) => segments.iter().any(Bytes::is_empty),
            Source::File(..) => false,
        }
    }

    /// Returns whether reading a range may block.
    pub const fn may_block(&self) -> bool {
        matches!(self.source, Source::File(..))
    }

    /// Reads exactly `range`. Bytes in memory are not copied. **Blocks** for a file.
    ///
    /// # Errors
    /// Returns `range_invalid` outside of the body, and `internal` if the file cannot be read or was truncated.
    pub fn read(&self, range: Range<u64>) -> Result<Vec<Bytes>, Refusal> {
        self.check(&range)?;
        match &self.source {
            Source::Memory(segments) => Ok(slice_segments(segments, range)),
            Source::File(file, spare) => {
                let bytes = read_segment(file, spare, range).map_err(unreadable)?;
                Ok(vec![bytes])
            }
        }
    }

    /// Returns the bytes of a range if they are contiguous in memory.
    #[cfg_attr(
        not(all(
            target_os = "linux",
            any(feature = "webkitgtk", feature = "unstable", test)
        )),
        allow(dead_code, reason = "for the shared-memory lane")
    )]
    pub(crate) fn contiguous(&self, range: Range<u64>) -> Option<Bytes> {
        let Source::Memory(segments) = &self.source else {
            return None;
        };
        let mut parts = slice_segments(segments, range);
        let part = parts.pop();
        part.filter(|_| parts.is_empty())
    }

    /// Fills `buffer` with the bytes from `start` on. **Blocks** for a file.
    ///
    /// # Errors
    /// Returns the errors of [`read`](Self::read).
    pub fn read_into(&self, start: u64, buffer: &mut [u8]) -> Result<(), Refusal> {
        self.check(&(start..start.saturating_add(buffer.len() as u64)))?;
        match &self.source {
            Source::Memory(segments) => copy_from_segments(segments, start, buffer),
            Source::File(file, _) => file.read_into(start, buffer).map_err(unreadable)?,
        }
        Ok(())
    }

    /// Fills `buffer` without blocking. Returns `false` if some of the bytes are not in memory; the content of `buffer` is unspecified then.
    ///
    /// # Errors
    /// Returns the errors of [`read`](Self::read).
    pub fn read_now(&self, start: u64, buffer: &mut [u8]) -> Result<bool, Refusal> {
        self.check(&(start..start.saturating_add(buffer.len() as u64)))?;
        match &self.source {
            Source::Memory(segments) => copy_from_segments(segments, start, buffer),
            Source::File(file, _) => return file.read_now(start, buffer).map_err(unreadable),
        }
        Ok(true)
    }

    /// Checks that a range lies within the body: `range_invalid` otherwise (SPEC §5.3).
    fn check(&self, range: &Range<u64>) -> Result<(), Refusal> {
        if range.start <= range.end && range.end <= self.length {
            return Ok(());
        }
        let Range { start, end } = range;
        Err(Refusal::new(
            Code::RangeInvalid,
            format!(
                "the range {start}..{end} is outside of a body of {} bytes",
                self.length
            ),
        ))
    }
}

impl Drop for BodySource {
    fn drop(&mut self) {
        if let Source::Memory(segments) = &mut self.source {
            foreign::drop_each(segments.drain(..));
        }
    }
}

fn unreadable(error: io::Error) -> Refusal {
    Refusal::new(
        Code::Internal,
        format!("the file of the body cannot be read: {error}"),
    )
}

/// Fills `buffer` with the bytes from `start` on of a chain of segments.
fn copy_from_segments(segments: &[Bytes], start: u64, buffer: &mut [u8]) {
    let range = start..start + buffer.len() as u64;
    let mut rest = buffer;
    for part in slice_segments(segments, range) {
        let (start, end) = rest.split_at_mut(part.len());
        start.copy_from_slice(&part); // COPY: into memory that the page reads
        rest = end;
    }
}

/// Returns the parts of a chain of segments that lie within `range`.
fn slice_segments(segments: &[Bytes], range: Range<u64>) -> Vec<Bytes> {
    let mut start = 0;
    let mut parts = Vec::new();
    for segment in segments {
        let end = start + segment.len() as u64;
        let (from, to) = (range.start.max(start), range.end.min(end));
        if from < to {
            parts.push(segment.slice((from - start) as usize..(to - start) as usize));
        }
        start = end;
    }
    parts
}

/// Joins a chain of segments. A single segment is not copied.
pub(crate) fn join_segments(mut segments: Vec<Bytes>) -> Bytes {
    if segments.len() <= 1 {
        return segments.pop().unwrap_or_default();
    }
    let mut joined = BytesMut::with_capacity(segments.iter().map(Bytes::len).sum());
    for segment in &segments {
        // COPY: bodies with attachments on the memory lane, and small replies that share a packet.
        joined.extend_from_slice(segment);
    }
    joined.freeze()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn segments_of_a_file_share_few_buffers() {
        use std::io::Write;
        let content: Vec<u8> = (0..1_000_000u32).map(|index| (index * 13) as u8).collect();
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&content).unwrap();
        let source = BodySource::new(FileBody::new(file).unwrap().into());
        let mut pointers = std::collections::HashSet::new();
        for start in (0..1_000_000).step_by(70_000) {
            let end = (start + 70_000).min(1_000_000);
            let bytes = join_segments(source.read(start..end).unwrap());
            assert!(bytes == content[start as usize..end as usize], "{start}");
            pointers.insert(bytes.as_ptr());
        }
        assert_eq!(
            pointers.len(),
            1,
            "each buffer returned to the pool before the next read"
        );
        let held: Vec<_> = (0..9)
            .map(|at| join_segments(source.read(at..at + 10_000).unwrap()))
            .collect();
        for (at, bytes) in held.iter().enumerate() {
            assert!(bytes == &content[at..at + 10_000], "{at}");
        }
        drop(source);
        assert!(held[8] == content[8..10_008], "a segment outlives its body");
    }

    proptest! {
        #[test]
        fn slices_agree_with_the_joined_bytes(lengths in prop::collection::vec(0usize..40, 0..8), a in 0u64..200, b in 0u64..200) {
            let mut next = 0u8;
            let segments: Vec<Bytes> = lengths.iter().map(|length| {
                (0..*length).map(|_| { next = next.wrapping_add(1); next }).collect::<Vec<u8>>().into()
            }).collect();
            let joined = join_segments(segments.clone());
            let range = a.min(joined.len() as u64)..b.clamp(a.min(joined.len() as u64), joined.len().max(a.min(joined.len() as u64) as usize) as u64);
            let sliced = join_segments(slice_segments(&segments, range.clone()));
            prop_assert_eq!(&sliced[..], &joined[range.start as usize..range.end as usize]);
        }
    }
}
