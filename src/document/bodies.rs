use std::{
    collections::HashMap,
    io,
    ops::Range,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use bytes::{Bytes, BytesMut};

use crate::{
    Refusal,
    payload::{Body, FileBody},
    wire::Code,
};

/// A body that the page reads in ranges (SPEC §5.3).
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

/// Buffers of a file's segments that WebKit has read, kept for the next ones: fresh memory costs a page fault each 4 KiB. Gone with the body.
#[derive(Debug, Default)]
struct SpareBuffers(Mutex<Vec<Vec<u8>>>);

/// What the page asks for at once by default.
const SPARE_BUFFERS_MAX: usize = 6;

impl SpareBuffers {
    fn take(&self, length: usize) -> Vec<u8> {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut buffer = spare.pop().unwrap_or_default();
        drop(spare);
        // Fresh memory of this length comes zeroed; growing would copy.
        if buffer.capacity() < length {
            return vec![0; length];
        }
        buffer.resize(length, 0);
        buffer
    }

    fn give(&self, buffer: Vec<u8>) {
        let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spare.len() < SPARE_BUFFERS_MAX {
            spare.push(buffer);
        }
    }
}

/// A segment in a buffer that goes back when nobody reads it any more.
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
            owner.give(std::mem::take(&mut self.buffer));
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
        buffer: spare.take(length),
        owner: Arc::downgrade(spare),
    };
    file.read_into(range.start, &mut segment.buffer)?;
    Ok(Bytes::from_owner(segment))
}

impl BodySource {
    pub(crate) fn new(body: Body) -> Self {
        let length = body.len();
        let source = match body {
            Body::Payload(payload) => Source::Memory(payload.into_segments()),
            Body::File(file) => Source::File(file, Arc::default()),
        };
        Self { length, source }
    }

    /// Length in bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Whether reading a range may block.
    pub const fn may_block(&self) -> bool {
        matches!(self.source, Source::File(..))
    }

    /// Reads exactly `range`. Bytes in memory are not copied.
    ///
    /// # Errors
    /// `range_invalid` outside of the body; `internal` when the file cannot be read or has shrunk.
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

    /// The bytes of a range, where they lie in memory in one piece.
    #[cfg_attr(
        not(all(target_os = "linux", any(feature = "webview", test))),
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

    /// Fills `place` with the bytes from `start` on. **Blocks** for a file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_into(&self, start: u64, place: &mut [u8]) -> Result<(), Refusal> {
        self.check(&(start..start.saturating_add(place.len() as u64)))?;
        match &self.source {
            Source::Memory(segments) => copy_from_segments(segments, start, place),
            Source::File(file, _) => file.read_into(start, place).map_err(unreadable)?,
        }
        Ok(())
    }

    /// As [`read_into`](Self::read_into), but never waits: `false` when some of the bytes would have to be waited for. What `place` holds then is
    /// unspecified.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_now(&self, start: u64, place: &mut [u8]) -> Result<bool, Refusal> {
        self.check(&(start..start.saturating_add(place.len() as u64)))?;
        match &self.source {
            Source::Memory(segments) => copy_from_segments(segments, start, place),
            Source::File(file, _) => return file.read_now(start, place).map_err(unreadable),
        }
        Ok(true)
    }

    /// SPEC §5.3: a range outside the body is `range_invalid`.
    fn check(&self, range: &Range<u64>) -> Result<(), Refusal> {
        if range.start <= range.end && range.end <= self.length {
            return Ok(());
        }
        let Range { start, end } = range;
        Err(Refusal::new(
            Code::RangeInvalid,
            format!("range {start}..{end} of a body of {} bytes", self.length),
        ))
    }
}

fn unreadable(error: io::Error) -> Refusal {
    Refusal::new(
        Code::Internal,
        format!("the file could not be read: {error}"),
    )
}

/// Copies what stands from `start` on in a chain of segments.
fn copy_from_segments(segments: &[Bytes], start: u64, place: &mut [u8]) {
    let range = start..start + place.len() as u64;
    let mut rest = place;
    for part in slice_segments(segments, range) {
        let (here, behind) = rest.split_at_mut(part.len());
        here.copy_from_slice(&part); // COPY: into memory that a page reads
        rest = behind;
    }
}

/// The part of a chain of segments that lies in `range`.
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

/// Joins a chain of segments; a chain of one is not copied.
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

/// The deferred bodies of one document.
#[derive(Debug)]
pub(super) struct Bodies {
    count_max: usize,
    next_id: u64,
    held: HashMap<u64, HeldBody>,
}

#[derive(Debug)]
struct HeldBody {
    source: Arc<BodySource>,
    /// The call that it answers.
    call: Option<u64>,
}

impl Bodies {
    pub(super) fn new(count_max: usize) -> Self {
        Self {
            count_max,
            next_id: 1,
            held: HashMap::new(),
        }
    }

    /// Keeps a body until the page releases it, or cancels the call that it answers.
    pub(super) fn hold(&mut self, body: BodySource, call: Option<u64>) -> Result<u64, Refusal> {
        if self.is_full() {
            let limit = self.count_max;
            return Err(Refusal::new(
                Code::TooManyBodies,
                format!("the page holds {limit} bodies that it has not released"),
            ));
        }
        let id = self.next_id;
        self.next_id += 1;
        let source = Arc::new(body);
        self.held.insert(id, HeldBody { source, call });
        Ok(id)
    }

    /// Whether another one has to wait for the page to release one.
    pub(super) fn is_full(&self) -> bool {
        self.held.len() >= self.count_max
    }

    pub(super) fn get(&self, id: u64) -> Result<Arc<BodySource>, Refusal> {
        self.held
            .get(&id)
            .map(|held| Arc::clone(&held.source))
            .ok_or_else(|| {
                Refusal::new(
                    Code::UnknownBody,
                    format!("the page has no body {id}; it was released"),
                )
            })
    }

    pub(super) fn release(&mut self, id: u64) {
        self.held.remove(&id);
    }

    /// The body that answers a call.
    pub(super) fn of_call(&self, call: u64) -> Option<u64> {
        let mut held = self.held.iter();
        held.find(|(_, held)| held.call == Some(call))
            .map(|(id, _)| *id)
    }

    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    pub(super) fn clear(&mut self) {
        self.held.clear();
    }
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
        let mut places = std::collections::HashSet::new();
        for start in (0..1_000_000).step_by(70_000) {
            let end = (start + 70_000).min(1_000_000);
            let bytes = join_segments(source.read(start..end).unwrap());
            assert!(bytes == content[start as usize..end as usize], "{start}");
            places.insert(bytes.as_ptr());
        }
        assert_eq!(places.len(), 1, "each was let go of before the next");
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
