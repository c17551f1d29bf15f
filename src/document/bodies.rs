use std::{collections::HashMap, ops::Range, sync::Arc};

use bytes::{Bytes, BytesMut};

use crate::{Refusal, payload::Body, wire::Code};

/// A body that the page reads in ranges (SPEC §5.3).
#[derive(Debug)]
pub struct BodySource {
    length: u64,
    source: Source,
}

#[derive(Debug)]
enum Source {
    Memory(Vec<Bytes>),
    File(crate::payload::FileBody),
}

impl BodySource {
    pub(crate) fn new(body: Body) -> Self {
        let length = body.len();
        let source = match body {
            Body::Payload(payload) => Source::Memory(payload.into_segments()),
            Body::File(file) => Source::File(file),
        };
        Self { length, source }
    }

    /// Length in bytes.
    pub const fn length(&self) -> u64 {
        self.length
    }

    /// Whether reading a range may block.
    pub const fn may_block(&self) -> bool {
        matches!(self.source, Source::File(_))
    }

    /// Reads exactly `range`. Bytes in memory are not copied.
    ///
    /// # Errors
    /// `range_invalid` outside of the body; `internal` when the file cannot be read or has shrunk.
    pub fn read(&self, range: Range<u64>) -> Result<Vec<Bytes>, Refusal> {
        // SPEC §5.3: a range outside the body is `range_invalid`.
        if range.start > range.end || range.end > self.length {
            return Err(Refusal::new(
                Code::RangeInvalid,
                format!(
                    "range {}..{} of a body of {} bytes",
                    range.start, range.end, self.length
                ),
            ));
        }
        match &self.source {
            Source::Memory(segments) => Ok(slice_segments(segments, range)),
            Source::File(file) => {
                let bytes = file.read(range).map_err(|error| {
                    Refusal::new(
                        Code::Internal,
                        format!("the file could not be read: {error}"),
                    )
                })?;
                Ok(vec![bytes.into()])
            }
        }
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
        // COPY: only the memory lane joins, and only bodies with attachments.
        joined.extend_from_slice(segment);
    }
    joined.freeze()
}

/// The deferred bodies of one document.
#[derive(Debug)]
pub(super) struct Bodies {
    count_max: usize,
    next_id: u64,
    held: HashMap<u64, Arc<BodySource>>,
}

impl Bodies {
    pub(super) fn new(count_max: usize) -> Self {
        Self {
            count_max,
            next_id: 1,
            held: HashMap::new(),
        }
    }

    /// Keeps a body until the page releases it.
    pub(super) fn hold(&mut self, body: BodySource) -> Result<u64, Refusal> {
        if self.held.len() >= self.count_max {
            let limit = self.count_max;
            return Err(Refusal::new(
                Code::TooManyBuffers,
                format!("the page holds {limit} bodies that it has not released"),
            ));
        }
        let id = self.next_id;
        self.next_id += 1;
        self.held.insert(id, Arc::new(body));
        Ok(id)
    }

    pub(super) fn get(&self, id: u64) -> Result<Arc<BodySource>, Refusal> {
        self.held
            .get(&id)
            .cloned()
            .ok_or_else(|| Refusal::new(Code::UnknownChannel, "no such body in this document"))
    }

    pub(super) fn release(&mut self, id: u64) {
        self.held.remove(&id);
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
