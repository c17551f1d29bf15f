//! Leader and follower: the two threads of a link.
//!
//! The leader reads packets and runs the last command of a batch itself, so that no other thread has to be woken for it. A command may block.
//! Therefore the leader gives up the lead before it runs one, and the follower, which waits in the kernel, is promoted when a packet arrives. If
//! none arrives, the leader takes the lead back without a system call that wakes a thread.

#[cfg(all(test, bytelane_loom))]
mod interleavings;

#[cfg(not(all(test, bytelane_loom)))]
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::{
    io,
    mem::MaybeUninit,
    os::fd::{BorrowedFd, OwnedFd},
};

#[cfg(all(test, bytelane_loom))]
use loom::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use rustix::{
    event::epoll::{self, CreateFlags, EventData, EventFlags},
    io::Errno,
};

/// A thread leads.
const LED: u8 = 0;
/// The leader runs a command; the follower is promoted when a packet arrives.
const YIELDED: u8 = 1;
/// The follower has been promoted, and the former leader does not know it yet.
const PROMOTED: u8 = 2;
/// The link is closed.
const ENDED: u8 = 3;

/// Waits in the kernel until something arrives for the link.
pub(super) trait Arrivals {
    /// The descriptors on which something arrives.
    type Sources<'a>;

    /// Lets the next arrival end one [`wait`](Self::wait). Earlier arrivals that have not been read count too.
    fn arm(&self, sources: Self::Sources<'_>);

    /// Lets nothing but the end of the link end a wait.
    fn disarm(&self, sources: Self::Sources<'_>);

    /// Blocks until something arrives. May return early.
    ///
    /// # Errors
    /// Returns the system's error if it cannot wait.
    fn wait(&self) -> io::Result<()>;
}

/// Which of a link's two threads leads.
pub(super) struct Leader<A = Epoll> {
    arrivals: A,
    lead: AtomicU8,
    /// Whether the follower waits.
    follows: AtomicBool,
    /// Whether the follower has been started.
    is_started: AtomicBool,
}

impl<A: Arrivals> Leader<A> {
    pub(super) fn new(arrivals: A) -> Self {
        Self {
            arrivals,
            lead: AtomicU8::new(LED),
            follows: AtomicBool::new(false),
            is_started: AtomicBool::new(false),
        }
    }

    /// Returns whether a follower waits, so that the leader may yield.
    pub(super) fn has_follower(&self) -> bool {
        self.follows.load(Ordering::Acquire)
    }

    /// Returns `true` once: the caller has to start the follower.
    pub(super) fn wants_start(&self) -> bool {
        !self.is_started.swap(true, Ordering::AcqRel)
    }

    /// Records that the follower could not be started, so that [`wants_start`](Self::wants_start) returns `true` again.
    pub(super) fn start_failed(&self) {
        self.is_started.store(false, Ordering::Release);
    }

    /// Gives up the lead, before the leader runs a command.
    pub(super) fn yield_lead(&self, sources: A::Sources<'_>) {
        // The order matters: an arrival that ends the follower's wait has to find the lead given up.
        if self.exchange(LED, YIELDED) {
            self.arrivals.arm(sources);
        }
    }

    /// Takes the lead back after the command. Returns `false` if the follower has been promoted: the caller follows from now on.
    pub(super) fn resume(&self, sources: A::Sources<'_>) -> bool {
        let leads = self.exchange(YIELDED, LED);
        if leads {
            self.arrivals.disarm(sources);
        }
        leads
    }

    /// Waits until the caller is promoted. Returns `false` if the link has closed.
    pub(super) fn follow(&self) -> bool {
        // A former leader acknowledges the promotion, and only then may the new leader yield: `follows` is set last.
        let _ = self.exchange(PROMOTED, LED);
        self.follows.store(true, Ordering::Release);
        while self.lead.load(Ordering::Acquire) != ENDED {
            if self.arrivals.wait().is_err() {
                return false;
            }
            if self.exchange(YIELDED, PROMOTED) {
                self.follows.store(false, Ordering::Release);
                return true;
            }
        }
        false
    }

    fn exchange(&self, from: u8, to: u8) -> bool {
        let exchanged = self
            .lead
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire);
        exchanged.is_ok()
    }

    /// Ends the follower, after the link has been closed. The socket is shut down, which counts as an arrival.
    pub(super) fn end(&self, sources: A::Sources<'_>) {
        // A swap rather than a store, so that it is ordered after the exchanges of the other thread.
        self.lead.swap(ENDED, Ordering::AcqRel);
        self.arrivals.arm(sources);
    }
}

/// Reports the next arrival, once.
const ARMED: EventFlags = EventFlags::IN.union(EventFlags::ONESHOT);
/// Reports nothing but the end of the socket, once.
const DISARMED: EventFlags = EventFlags::ONESHOT;

/// Arrivals on the descriptors of a link. The kernel wakes the follower, and only while it is armed, so a leader that yields wakes no thread.
pub(super) struct Epoll(OwnedFd);

impl Epoll {
    /// # Errors
    /// Returns the system's error if it has no descriptors left.
    pub(super) fn new(sources: [BorrowedFd<'_>; 2]) -> io::Result<Self> {
        let epoll = epoll::create(CreateFlags::CLOEXEC)?;
        for source in sources {
            epoll::add(&epoll, source, EventData::new_u64(0), DISARMED)?;
        }
        Ok(Self(epoll))
    }

    fn watch(&self, sources: [BorrowedFd<'_>; 2], flags: EventFlags) {
        for source in sources {
            // Both descriptors are open and registered, so no error is left.
            let _ = epoll::modify(&self.0, source, EventData::new_u64(0), flags);
        }
    }
}

impl Arrivals for Epoll {
    type Sources<'a> = [BorrowedFd<'a>; 2];

    fn arm(&self, sources: Self::Sources<'_>) {
        self.watch(sources, ARMED);
    }

    fn disarm(&self, sources: Self::Sources<'_>) {
        self.watch(sources, DISARMED);
    }

    fn wait(&self) -> io::Result<()> {
        let mut event = [MaybeUninit::uninit()];
        loop {
            match epoll::wait(&self.0, &mut event, None) {
                Ok(_) => return Ok(()),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}
