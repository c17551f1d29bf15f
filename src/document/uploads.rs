use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;
use rkyv::util::AlignedVec;

use super::{
    admitted::Admitted,
    deliver::Deliver,
    memory::{LaneMemory, bytes_of},
    work::CommandWork,
};
use crate::{
    Refusal,
    session::{Charge, Ticket},
    wire::frame,
};

/// The received part of a body, aligned to 16 bytes.
pub(crate) enum Received {
    /// Memory that grows with the received bytes, never with the announced length.
    Grown(AlignedVec<16>),
    /// The first `length` bytes of memory that a lane has allocated, where the system commits pages on the first write.
    #[cfg_attr(
        not(all(
            target_os = "linux",
            any(feature = "webkitgtk", feature = "unstable", test)
        )),
        allow(dead_code, reason = "for the shared-memory lane")
    )]
    Placed {
        memory: Box<dyn LaneMemory>,
        length: usize,
    },
}

impl Received {
    /// Returns how many bytes were received.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Grown(bytes) => bytes.len(),
            Self::Placed { length, .. } => *length,
        }
    }

    pub(super) fn into_bytes(self) -> Bytes {
        match self {
            Self::Grown(bytes) => Bytes::from_owner(bytes),
            Self::Placed { memory, length } => bytes_of(memory, length),
        }
    }

    /// Returns the memory for a lane that lets it grow.
    pub(super) fn into_grown(self) -> AlignedVec<16> {
        match self {
            Self::Grown(bytes) => bytes,
            // A lane that allocates memory does not call this.
            Self::Placed { memory, length } => {
                let mut grown = AlignedVec::with_capacity(length);
                grown.extend_from_slice(&(*memory).as_ref()[..length]); // COPY: on no lane's path
                grown
            }
        }
    }
}

impl From<AlignedVec<16>> for Received {
    fn from(bytes: AlignedVec<16>) -> Self {
        Self::Grown(bytes)
    }
}

/// The received part of a body, lent for the next chunk.
pub(super) struct Lent {
    pub(super) received: Received,
    /// Bytes that are still missing.
    pub(super) remaining: u64,
}

/// Runs when it is the turn of a chunk. Returns the work of a call that the chunk has completed, if there is work to run.
pub(super) type OnTurn = Box<dyn FnOnce(Result<Lent, Refusal>) -> Option<CommandWork> + Send>;

/// The frame that a body belongs to.
pub(super) enum Target {
    /// A call.
    Call(Box<UploadingCall>),
    /// A message, by its channel and its index.
    Message { channel: u64, index: u64 },
}

/// A call that waits for its body.
pub(super) struct UploadingCall {
    pub(super) frame: frame::Call,
    pub(super) admitted: Admitted,
    pub(super) deliver: Deliver,
}

/// A body that is being uploaded (SPEC §5.2).
pub(super) struct Upload {
    pub(super) target: Target,
    pub(super) total: u64,
    /// The received part; `None` while it is lent.
    pub(super) buffer: Option<Received>,
    pub(super) received: u64,
    /// Chunks that arrived before their turn, by offset.
    pub(super) waiting: Vec<(u64, OnTurn)>,
    pub(super) admission: Admission,
}

/// Whether the ledger has admitted an upload.
pub(super) enum Admission {
    /// It waits, in this place once it is known. No chunk is read.
    Waiting(Option<Ticket>),
    /// Its length is charged.
    Admitted(Charge),
}

impl Admission {
    /// Returns the charge, if there is one.
    pub(super) fn into_charge(self) -> Option<Charge> {
        match self {
            Self::Waiting(_) => None,
            Self::Admitted(charge) => Some(charge),
        }
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("received", &self.received)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl Upload {
    /// Returns whether chunks may be read.
    pub(super) const fn is_admitted(&self) -> bool {
        matches!(self.admission, Admission::Admitted(_))
    }

    /// Lends the received part; `None` if it is lent already.
    pub(super) fn lend(&mut self) -> Option<Lent> {
        Some(Lent {
            received: self.buffer.take()?,
            remaining: self.total - self.received,
        })
    }

    /// Removes the waiting chunk whose turn it is.
    pub(super) fn take_next(&mut self) -> Option<OnTurn> {
        let position = self
            .waiting
            .iter()
            .position(|(offset, _)| *offset == self.received)?;
        Some(self.waiting.swap_remove(position).1)
    }
}

/// Uploads of one document, by id.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    open: HashMap<u64, Upload>,
    /// The uploads of messages, by channel.
    of_channels: BTreeSet<(u64, u64)>,
}

impl Uploads {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut Upload> {
        self.open.get_mut(&id)
    }

    pub(super) fn remove(&mut self, id: u64) -> Option<Upload> {
        let upload = self.open.remove(&id)?;
        if let Target::Message { channel, .. } = upload.target {
            self.of_channels.remove(&(channel, id));
        }
        Some(upload)
    }

    pub(super) fn ids(&self) -> Vec<u64> {
        self.open.keys().copied().collect()
    }

    /// Returns the uploads of the messages of a channel.
    pub(super) fn of_channel(&self, id: u64) -> Vec<u64> {
        let of_channel = self.of_channels.range((id, 0)..=(id, u64::MAX));
        of_channel.map(|(_, upload)| *upload).collect()
    }

    pub(super) fn begin(&mut self, id: u64, total: u64, target: Target) {
        if let Target::Message { channel, .. } = target {
            self.of_channels.insert((channel, id));
        }
        let upload = Upload {
            target,
            total,
            buffer: Some(AlignedVec::new().into()),
            received: 0,
            waiting: Vec::new(),
            admission: Admission::Waiting(None),
        };
        self.open.insert(id, upload);
    }
}
