//! The inspector: a record of what crosses between pages and host, for a window that shows it.
//!
//! A document reports its calls and events through a `DocumentProbe` and a `CallProbe`. Without the feature `inspector` both are empty types whose
//! methods do nothing. With it, and while no viewer is open, a report costs one relaxed load. A record holds names, sizes and times, and no payload.

#[cfg(not(feature = "inspector"))]
mod absent;
#[cfg(feature = "inspector")]
mod facts;
#[cfg(feature = "inspector")]
mod probe;
#[cfg(feature = "inspector")]
mod recorder;
#[cfg(feature = "inspector")]
mod ring;
#[cfg(feature = "inspector")]
mod snapshot;

#[cfg(not(feature = "inspector"))]
pub(crate) use self::absent::{CallProbe, DocumentProbe};
#[cfg(feature = "inspector")]
pub(crate) use self::{
    probe::{CallProbe, DocumentProbe},
    recorder::Watched,
    snapshot::memory,
};
#[cfg(feature = "inspector")]
pub use self::{
    recorder::{CALLS_MAX, EVENTS_MAX, Inspector, Recording, Viewer},
    snapshot::{
        CallSnapshot, ChannelSnapshot, DocumentSnapshot, EventSnapshot, MemorySnapshot, Snapshot,
    },
};

/// A step of a call.
#[cfg_attr(
    not(feature = "inspector"),
    allow(dead_code, reason = "the recorder sets some of them itself")
)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The CALL frame was decoded.
    Arrived,
    /// The arguments are complete and the call goes to its command.
    Admitted,
    /// The command started.
    Started,
    /// The command returned, and its reply was encoded.
    Answered,
    /// The reply left for the page.
    Sent,
    /// The page released the body of the reply.
    Read,
}
