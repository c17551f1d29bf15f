//! Faults of a run, their probabilities, and how often each was injected.

use std::fmt;

use crate::random::Random;

/// Probabilities of the faults, in percent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Faults {
    pub(crate) lose: u64,
    pub(crate) lose_answer: u64,
    pub(crate) lose_call: u64,
    pub(crate) lose_reply: u64,
    pub(crate) reorder: u64,
    pub(crate) late_duplicate: u64,
    pub(crate) disturb: u64,
    pub(crate) stall: u64,
    pub(crate) close: bool,
    /// A second page of the same process breaks the protocol.
    pub(crate) hostile: bool,
}

impl Faults {
    pub(crate) fn draw(random: &mut Random) -> Self {
        let percent = |random: &mut Random| {
            if random.happens(30) {
                0
            } else {
                random.next() % 40
            }
        };
        Self {
            lose: percent(random),
            lose_answer: percent(random),
            lose_call: percent(random) / 4,
            lose_reply: percent(random) / 4,
            reorder: percent(random),
            late_duplicate: percent(random) / 4,
            disturb: percent(random) / 10,
            stall: percent(random) / 10,
            close: random.happens(30),
            hostile: random.happens(50),
        }
    }
}

/// A point at which a fault is injected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// The page polled while a poll was in flight.
    PollTwice,
    PollAnswerLost,
    /// Answers arrived in another order than they were sent.
    ArrivalOvertook,
    ControlLost,
    DataLost,
    /// A batch arrived, its answer was lost, and it was posted again.
    AnswerLost,
    BatchReordered,
    /// An old batch arrived again.
    LateDuplicate,
    CallLost,
    ReplyLost,
    CallTwice,
    CallCancelled,
    ChannelClosedByPage,
    /// The body of a message was deferred.
    BodyDeferred,
    /// The page received no messages for a while.
    PageStalled,
    ReplyAheadOfFrames,
    DocumentGone,
    PageCrashed,
    WindowClosed,
    Shutdown,
    /// The document ended while calls were running.
    ClosedInMidst,
    /// The hostile page sent frames, valid ones and damaged ones.
    HostileBatch,
    HostileDamage,
    HostileCall,
    HostileUpload,
    /// The hostile page polled, and did not read the answer.
    HostilePoll,
    /// The hostile page read and released a body, and released it again.
    HostileBody,
    /// A destructor, a serializer or a display of the application panicked.
    ForeignPanic,
    /// A destructor of the application called the engine.
    ForeignCall,
}

impl Point {
    pub(crate) const ALL: [Self; 29] = [
        Self::PollTwice,
        Self::PollAnswerLost,
        Self::ArrivalOvertook,
        Self::ControlLost,
        Self::DataLost,
        Self::AnswerLost,
        Self::BatchReordered,
        Self::LateDuplicate,
        Self::CallLost,
        Self::ReplyLost,
        Self::CallTwice,
        Self::CallCancelled,
        Self::ChannelClosedByPage,
        Self::BodyDeferred,
        Self::PageStalled,
        Self::ReplyAheadOfFrames,
        Self::DocumentGone,
        Self::PageCrashed,
        Self::WindowClosed,
        Self::Shutdown,
        Self::ClosedInMidst,
        Self::HostileBatch,
        Self::HostileDamage,
        Self::HostileCall,
        Self::HostileUpload,
        Self::HostilePoll,
        Self::HostileBody,
        Self::ForeignPanic,
        Self::ForeignCall,
    ];
}

/// Counts of the hits of each point.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hits([u64; Point::ALL.len()]);

impl Hits {
    pub(crate) fn hit(&mut self, point: Point) {
        self.0[point as usize] += 1;
    }

    pub(crate) fn add_hits(&mut self, point: Point, count: u64) {
        self.0[point as usize] += count;
    }

    pub(crate) fn of(&self, point: Point) -> u64 {
        self.0[point as usize]
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (hits, more) in self.0.iter_mut().zip(other.0) {
            *hits += more;
        }
    }
}

impl fmt::Debug for Hits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hits = Point::ALL.into_iter().map(|point| (point, self.of(point)));
        f.debug_map().entries(hits).finish()
    }
}
