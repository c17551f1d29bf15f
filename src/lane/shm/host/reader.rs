//! The threads of a link: they read the packets of the page, and the leader runs the last command of them itself.

use std::{
    io,
    sync::{Arc, Weak, atomic::Ordering},
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

use super::{
    limits::PACKET_BYTES_MAX,
    link::{Link, LinkEnd},
    socket::{self, Received},
    spin::Spin,
};
use crate::{Refusal, foreign, router::CommandWork, wire::Code};

/// Packets that are read before queued packets are sent.
const TURN_PACKETS_MAX: usize = 64;
/// Makes `poll` return at once.
const NO_WAIT: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 0,
};

/// Why a thread stopped reading.
enum Stopped {
    /// It has a command to run.
    For(CommandWork),
    /// The link has ended.
    Ended,
}

/// What follows a turn of a thread of a link.
enum Turn {
    /// The next turn.
    Next,
    /// The end of the turns, for this reason.
    Stop(Stopped),
}

/// Closes a link when one of its threads ends, however it ends. A link without its threads would answer nothing.
struct ThreadEnd(Weak<Link>);

impl Drop for ThreadEnd {
    fn drop(&mut self) {
        if let Some(link) = self.0.upgrade() {
            link.failed("a thread of the link has ended");
            link.leader.end(link.sources());
        }
    }
}

impl Link {
    /// Starts a thread of the link. When it ends, the link is closed.
    ///
    /// # Errors
    /// Returns the system's error if it has no threads left.
    pub(super) fn start_thread(self: &Arc<Self>, work: fn(Arc<Self>)) -> io::Result<()> {
        let link = Arc::clone(self);
        std::thread::Builder::new()
            .name("bytelane-link".into())
            .spawn(move || {
                let _end = ThreadEnd(Arc::downgrade(&link));
                work(link);
            })
            .map(drop)
    }

    /// Reads until the link has ended, and runs commands in between.
    pub(super) fn lead(mut self: Arc<Self>) {
        self.drive_poll();
        let mut buffer = vec![0; PACKET_BYTES_MAX];
        let mut spin = Spin::new();
        while let Stopped::For(work) = self.read(&mut buffer) {
            let (link, leader) = (Arc::downgrade(&self), Arc::clone(&self.leader));
            leader.yield_lead(self.sources());
            let executor = Arc::clone(self.executor());
            // A command that blocks must not keep the memory of the link.
            drop(self);
            foreign::contain("the runtime of a command", || executor.run_here(work));
            let Some(upgraded) = link.upgrade() else {
                return;
            };
            self = upgraded;
            if leader.resume(self.sources()) {
                // The page may have waited for this reply only.
                spin.wait(|| self.has_packet());
            } else if !leader.follow() {
                return;
            }
        }
    }

    /// Waits to be promoted, and leads from then on.
    fn follow(self: Arc<Self>) {
        if self.leader.follow() {
            self.lead();
        }
    }

    /// Handles packets until there is a command for this thread, or the link has ended.
    fn read(self: &Arc<Self>, buffer: &mut [u8]) -> Stopped {
        let mut has_pieces = false;
        loop {
            let turn = || self.turn(buffer, &mut has_pieces);
            match foreign::contain("a thread of a link", turn) {
                Some(Turn::Next) => {}
                Some(Turn::Stop(stopped)) => return stopped,
                None => {
                    // Half a packet may have been handled.
                    self.failed("a thread of the link panicked");
                    return self.ended();
                }
            }
        }
    }

    /// Waits for packets and handles them, and sends queued packets.
    fn turn(self: &Arc<Self>, buffer: &mut [u8], has_pieces: &mut bool) -> Turn {
        if !self.wait(*has_pieces) {
            return Turn::Stop(self.ended());
        }
        let mut last = None;
        let open = self.handle_packets(buffer, &mut last);
        if open {
            self.flush();
            *has_pieces = self.send_piece();
        }
        let last = last.and_then(|work| self.keep_or_spawn(work, !open || *has_pieces));
        match last {
            _ if !open => Turn::Stop(self.ended()),
            Some(work) => Turn::Stop(Stopped::For(work)),
            None => Turn::Next,
        }
    }

    fn ended(&self) -> Stopped {
        self.close();
        self.leader.end(self.sources());
        Stopped::Ended
    }

    /// Handles the packets that have arrived, and keeps in `last` the work of the command that was called last. Returns `false` if no packets will follow.
    fn handle_packets(self: &Arc<Self>, buffer: &mut [u8], last: &mut Option<CommandWork>) -> bool {
        for _ in 0..TURN_PACKETS_MAX {
            // SPEC §9.3: a page that does not read the answers is not read either.
            if self.state().is_backed_up() {
                break;
            }
            match socket::receive(&self.socket, buffer) {
                Ok(Received::Nothing) => break,
                Ok(Received::Packet(length)) => {
                    self.is_used.store(true, Ordering::Relaxed);
                    match self.handle(&buffer[..length]) {
                        Ok(work) => self.keep_last(last, work),
                        Err(refusal) => {
                            self.violated(&refusal);
                            return false;
                        }
                    }
                }
                Ok(Received::Descriptors) => {
                    // SPEC §9.4: the page sends no descriptors. The system has closed any that arrived.
                    let refusal = Refusal::new(
                        Code::BadMemfd,
                        "the page sent a descriptor; the host accepts none",
                    );
                    self.violated(&refusal);
                    return false;
                }
                Ok(Received::End) | Err(_) => {
                    let closed_here = self.state().closed;
                    self.close();
                    if !self.is_used.load(Ordering::Relaxed) && !closed_here {
                        self.end_document(LinkEnd::Unused);
                    }
                    return false;
                }
            }
        }
        true
    }

    /// Returns a command that this thread may run, or spawns it on the executor: if this thread is busy, or no follower would read meanwhile.
    fn keep_or_spawn(self: &Arc<Self>, work: CommandWork, is_busy: bool) -> Option<CommandWork> {
        if !is_busy && self.leader.has_follower() && !self.state().blocked {
            return Some(work);
        }
        if self.leader.wants_start() && self.start_thread(Self::follow).is_err() {
            self.leader.start_failed();
        }
        work.run_on(&**self.executor());
        None
    }

    fn has_packet(&self) -> bool {
        let mut socket = [PollFd::new(&self.socket, PollFlags::IN)];
        poll(&mut socket, Some(&NO_WAIT)).is_ok_and(|count| count > 0)
    }

    /// Waits for work, or only checks for it. Returns `false` if the link is closed.
    fn wait(self: &Arc<Self>, only_check: bool) -> bool {
        let (blocked, is_backed_up, has_unused) = {
            let state = self.state();
            if state.closed {
                return false;
            }
            (
                state.blocked,
                state.is_backed_up(),
                state.slots.used() || self.body_memory.has_kept() || !self.free_buffers.is_empty(),
            )
        };
        let mut interest = PollFlags::empty();
        interest.set(PollFlags::IN, !is_backed_up);
        interest.set(PollFlags::OUT, blocked);
        let mut waits = [
            PollFd::new(&self.socket, interest),
            PollFd::new(&*self.wake, PollFlags::IN),
        ];
        let idle = Timespec {
            tv_sec: self.config.idle.as_secs().cast_signed(),
            tv_nsec: self.config.idle.subsec_nanos().into(),
        };
        let timeout = match (only_check, has_unused) {
            (true, _) => Some(&NO_WAIT),
            (false, true) => Some(&idle),
            (false, false) => None,
        };
        match poll(&mut waits, timeout) {
            Ok(0) if only_check => return true,
            Ok(0) => self.release_memory(),
            Ok(_) => {}
            Err(Errno::INTR) => return true,
            Err(_) => return false,
        }
        if !waits[1].revents().is_empty() {
            self.wake.clear();
            self.drive_poll();
        }
        if waits[0].revents().contains(PollFlags::OUT) {
            self.state().blocked = false;
        }
        !self.state().closed
    }
}
