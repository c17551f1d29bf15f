//! The two threads of a link. One reads, and runs the last command that came by itself: no other thread has to be woken for it. A command may
//! block, so before it runs one the reader leaves its place, and if anything comes meanwhile the other thread takes it.

use std::{
    io,
    mem::MaybeUninit,
    os::fd::OwnedFd,
    sync::atomic::{AtomicBool, AtomicU8, Ordering},
};

use rustix::{
    event::epoll::{self, CreateFlags, EventData, EventFlags},
    io::Errno,
};

/// A thread reads.
const READS: u8 = 0;
/// The thread that reads runs a command; the other one takes its place when something comes.
const AWAY: u8 = 1;
/// The other one has taken its place.
const RELIEVED: u8 = 2;
/// The link is closed.
const ENDED: u8 = 3;

/// Wakes whoever stands by when something comes, once.
const NEXT_PACKET: EventFlags = EventFlags::IN.union(EventFlags::ONESHOT);
/// Wakes nobody, but for the end of the socket, once.
const NOT_NOW: EventFlags = EventFlags::ONESHOT;

/// What the two threads of a link agree on.
pub(super) struct Relief {
    /// Wakes the thread that stands by, and only while the other one is away: the kernel does, so leaving costs no wake-up.
    packets: OwnedFd,
    place: AtomicU8,
    /// A thread stands by.
    is_there: AtomicBool,
    /// It has been started.
    is_started: AtomicBool,
}

impl Relief {
    pub(super) fn new(sources: [&OwnedFd; 2]) -> io::Result<Self> {
        let packets = epoll::create(CreateFlags::CLOEXEC)?;
        for source in sources {
            epoll::add(&packets, source, EventData::new_u64(0), NOT_NOW)?;
        }
        Ok(Self {
            packets,
            place: AtomicU8::new(READS),
            is_there: AtomicBool::new(false),
            is_started: AtomicBool::new(false),
        })
    }

    /// Whether the thread that reads may leave its place: the other one stands by.
    pub(super) fn is_there(&self) -> bool {
        self.is_there.load(Ordering::Acquire)
    }

    /// Whether the caller is to start the other thread: once.
    pub(super) fn wants_start(&self) -> bool {
        !self.is_started.swap(true, Ordering::AcqRel)
    }

    /// The other thread could not be started.
    pub(super) fn start_failed(&self) {
        self.is_started.store(false, Ordering::Release);
    }

    fn watch(&self, sources: [&OwnedFd; 2], flags: EventFlags) {
        for source in sources {
            // The descriptors are open, and one is watched by the other: nothing is left that could fail.
            let _ = epoll::modify(&self.packets, source, EventData::new_u64(0), flags);
        }
    }

    /// The thread that reads leaves its place.
    pub(super) fn leave(&self, sources: [&OwnedFd; 2]) {
        if self.exchange(READS, AWAY) {
            self.watch(sources, NEXT_PACKET);
        }
    }

    /// It is back; whether the place is still its own.
    pub(super) fn come_back(&self, sources: [&OwnedFd; 2]) -> bool {
        let is_own = self.exchange(AWAY, READS);
        if is_own {
            self.watch(sources, NOT_NOW);
        }
        is_own
    }

    /// Waits until the place is the caller's; `false` when the link has closed.
    pub(super) fn stand_by(&self) -> bool {
        // Whoever was relieved stands by from now on, for the one that reads: first that, then the other may leave.
        let _ = self.exchange(RELIEVED, READS);
        self.is_there.store(true, Ordering::Release);
        let mut event = [MaybeUninit::uninit()];
        while self.place.load(Ordering::Acquire) != ENDED {
            match epoll::wait(&self.packets, &mut event, None) {
                Ok(_) => {}
                Err(Errno::INTR) => continue,
                Err(_) => return false,
            }
            if self.exchange(AWAY, RELIEVED) {
                self.is_there.store(false, Ordering::Release);
                return true;
            }
        }
        false
    }

    fn exchange(&self, from: u8, to: u8) -> bool {
        let exchanged = self
            .place
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire);
        exchanged.is_ok()
    }

    /// The link is closed: who stands by goes. The socket is shut down, so there is something on it.
    pub(super) fn end(&self, sources: [&OwnedFd; 2]) {
        self.place.store(ENDED, Ordering::Release);
        self.watch(sources, NEXT_PACKET);
    }
}
