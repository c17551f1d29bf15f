//! A target, as `wanted.rs` states it.

use crate::bench::operations::Spec;

/// The topic of a bar, which is the heading of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topic {
    Protocol,
    Channels,
    Shm,
    Structured,
    Ordinary,
    Rest,
}

impl Topic {
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Protocol => "Protocol lane and router",
            Self::Channels => "Channels and events",
            Self::Shm => "Shared-memory lane",
            Self::Structured => "Structured data",
            Self::Ordinary => "Ordinary commands and first results",
            Self::Rest => "Rest, batches and tails",
        }
    }
}

/// The quantity of a bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Ratio of Tauri's time to that of this system, at the same cell.
    Rival,
    /// Ratio of this system's time to that of the bar's system, at the same cell.
    Peer(&'static str),
    /// The same with the fastest system that is not ours.
    FastestPeer,
    /// Ratio of the time to the sum of those of these two cells.
    TimeOfBoth(Spec, Spec),
    /// Times that threads of the host, of bytelane in it, or of the web processes went to sleep, in each second or batch.
    HostSleeps,
    BytelaneSleeps,
    PageSleeps,
    /// Ratio of the time of this other cell to that of the bar's cell.
    Speed(Spec),
    /// Ratio of the time to that of this other cell.
    Time(Spec),
    /// Bytes per second, as a share of the same system's at this other cell, which may be that of another operation.
    Rate(Spec),
    /// Growth of the host's memory, in bytes.
    HostGrowth,
    /// Memory newly allocated by the host, as a share of the transferred bytes.
    HostTaken,
    /// Most bytes that one turn of the host's main loop has read, copied and parsed.
    TurnBytes,
    /// Number of lost and duplicated messages.
    Missing,
    /// The 99th percentile of latency, as a multiple of that at this other cell.
    Tail(Spec),
    /// Nanoseconds per operation.
    Nanoseconds,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wanted {
    AtLeast(f64),
    AtMost(f64),
}

/// One target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bar {
    pub(super) topic: Topic,
    pub(super) system: &'static str,
    pub(super) own: Spec,
    pub(super) measure: Measure,
    pub(super) wanted: Wanted,
    /// The bound of any system at this cell.
    pub(super) bound: Option<Spec>,
}

impl Bar {
    pub(super) const fn new(
        topic: Topic,
        system: &'static str,
        own: Spec,
        measure: Measure,
        wanted: Wanted,
    ) -> Self {
        Self {
            topic,
            system,
            own,
            measure,
            wanted,
            bound: None,
        }
    }

    pub(super) const fn bound(self, bound: Spec) -> Self {
        Self {
            bound: Some(bound),
            ..self
        }
    }
}
