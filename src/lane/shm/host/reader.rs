//! Reading what the page sends, and running the last call of it on the same thread.

use std::{
    os::fd::OwnedFd,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::{
    link::{Link, LinkEnd},
    packet::PACKET_BYTES_MAX,
    socket::{self, Received},
    spin::Spin,
};
use crate::{
    Refusal,
    router::{CommandWork, keeping_last},
    wire::Code,
};

/// Packets that are read before the queue has its turn.
const TURN_PACKETS_MAX: usize = 64;
/// Only asks.
const NO_WAIT: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 0,
};

/// Why a thread stopped reading.
enum Stopped {
    /// There is a command for it to run.
    For(CommandWork),
    /// The link has ended.
    Ended,
}

impl Link {
    /// Reads until the link has ended, and runs commands in between.
    pub(super) fn run(mut self: Arc<Self>) {
        self.pump();
        let mut buffer = vec![0; PACKET_BYTES_MAX];
        let mut spin = Spin::new();
        while let Stopped::For(work) = self.read(&mut buffer) {
            let (link, relief) = (Arc::downgrade(&self), Arc::clone(&self.relief));
            relief.leave(self.sources());
            let executor = Arc::clone(self.executor());
            // A command that blocks must not keep what the link has.
            drop(self);
            if catch_unwind(AssertUnwindSafe(|| executor.run_here(work))).is_err() {
                tracing::error!("a command panicked outside of its own code");
            }
            let Some(back) = link.upgrade() else { return };
            self = back;
            if relief.come_back(self.sources()) {
                // The page may have waited for just this.
                spin.look(|| self.has_packet());
            } else if !relief.stand_by() {
                return;
            }
        }
    }

    /// Stands by until the other thread is away and something comes.
    pub(super) fn stand_by(self: Arc<Self>) {
        if self.relief.stand_by() {
            self.run();
        }
    }

    /// Takes packets until there is a command that this thread is to run, or the link has ended.
    fn read(self: &Arc<Self>, buffer: &mut [u8]) -> Stopped {
        let mut is_pouring = false;
        while self.wait(is_pouring) {
            let (open, last) = keeping_last(|| self.take_packets(buffer));
            if open {
                self.flush();
                is_pouring = self.pour();
            }
            let last = last.and_then(|work| self.hand_on(work, !open || is_pouring));
            if !open {
                break;
            }
            if let Some(work) = last {
                return Stopped::For(work);
            }
        }
        self.close();
        self.relief.end(self.sources());
        Stopped::Ended
    }

    /// Takes what has come; `false` when nothing more comes.
    fn take_packets(self: &Arc<Self>, buffer: &mut [u8]) -> bool {
        for _ in 0..TURN_PACKETS_MAX {
            match socket::receive(&self.socket, buffer) {
                Ok(Received::Nothing) => break,
                Ok(Received::Packet(length)) => {
                    self.is_used.store(true, Ordering::Relaxed);
                    if let Err(refusal) = self.take(&buffer[..length]) {
                        self.violated(&refusal);
                        return false;
                    }
                }
                Ok(Received::Descriptors) => {
                    // SPEC §9.4: the page sends no descriptors. What came was closed by the system.
                    let refusal = Refusal::new(
                        Code::BadMemfd,
                        "the page sent a descriptor, and the lane takes none",
                    );
                    self.violated(&refusal);
                    return false;
                }
                Ok(Received::End) | Err(_) => {
                    let closed_here = self.state().closed;
                    self.close();
                    if !self.is_used.load(Ordering::Relaxed) && !closed_here {
                        (self.config.end_document)(LinkEnd::Unused);
                    }
                    return false;
                }
            }
        }
        true
    }

    /// Gives a command to others where this thread has more to do, or nobody would do it meanwhile.
    fn hand_on(self: &Arc<Self>, work: CommandWork, is_busy: bool) -> Option<CommandWork> {
        if !is_busy && self.relief.is_there() && !self.state().blocked {
            return Some(work);
        }
        if self.relief.wants_start() && self.start_thread(Self::stand_by).is_err() {
            self.relief.start_failed();
        }
        work.run_on(&**self.executor());
        None
    }

    /// What there is to wait for.
    pub(super) const fn sources(&self) -> [&OwnedFd; 2] {
        [&self.socket, &self.wake]
    }

    fn has_packet(&self) -> bool {
        let mut socket = [PollFd::new(&self.socket, PollFlags::IN)];
        poll(&mut socket, Some(&NO_WAIT)).is_ok_and(|count| count > 0)
    }

    /// Waits until there is something to do, or only looks whether there is; `false` when the link is closed.
    fn wait(self: &Arc<Self>, only_look: bool) -> bool {
        let (blocked, idle_matters) = {
            let state = self.state();
            if state.closed {
                return false;
            }
            (
                state.blocked,
                state.slots.used() || self.body_memory.has_kept() || !self.free_buffers.is_empty(),
            )
        };
        let mut interest = PollFlags::IN;
        if blocked {
            interest |= PollFlags::OUT;
        }
        let mut waits = [
            PollFd::new(&self.socket, interest),
            PollFd::new(&self.wake, PollFlags::IN),
        ];
        let idle = Timespec {
            tv_sec: self.config.idle.as_secs().cast_signed(),
            tv_nsec: self.config.idle.subsec_nanos().into(),
        };
        let patience = match (only_look, idle_matters) {
            (true, _) => Some(&NO_WAIT),
            (false, true) => Some(&idle),
            (false, false) => None,
        };
        match poll(&mut waits, patience) {
            Ok(0) if only_look => return true,
            Ok(0) => self.give_back(),
            Ok(_) => {}
            Err(Errno::INTR) => return true,
            Err(_) => return false,
        }
        if !waits[1].revents().is_empty() {
            let mut count = [0; 8];
            // Only whether it was woken matters.
            let _ = rustix::io::read(&self.wake, &mut count);
            self.pump();
        }
        if waits[0].revents().contains(PollFlags::OUT) {
            self.state().blocked = false;
        }
        !self.state().closed
    }
}
