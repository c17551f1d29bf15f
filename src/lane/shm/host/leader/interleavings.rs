//! Every interleaving of the two threads of a link and its page, tried by loom on the leader itself. CONTRIBUTING.md says how to run it.

use std::io;

use loom::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use super::{
    super::interleavings::{assert_fails, check},
    Arrivals, LED, Leader, YIELDED,
};

/// A packet of the page.
#[derive(Clone, Copy)]
enum Packet {
    /// Runs a command that blocks until the packet after it has been handled.
    Blocking,
    /// Lets one blocked command go on.
    Release,
}

/// The registration of a socket with epoll.
#[derive(Clone, Copy, PartialEq)]
enum Registration {
    Armed,
    Disarmed,
    /// It has been reported once, and reports nothing until it is changed.
    Spent,
}

/// A socket pair and its registration: the model of the kernel.
struct Socket {
    state: Mutex<SocketState>,
    changed: Condvar,
    /// Whether `arm` counts packets that have arrived before, as epoll does.
    is_level_triggered: bool,
}

struct SocketState {
    packets: std::collections::VecDeque<Packet>,
    closed: bool,
    registration: Registration,
    /// For a socket that is not level-triggered: a packet has arrived since it was armed.
    has_edge: bool,
}

impl Socket {
    fn new(is_level_triggered: bool) -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(SocketState {
                packets: std::collections::VecDeque::new(),
                closed: false,
                registration: Registration::Disarmed,
                has_edge: false,
            }),
            changed: Condvar::new(),
            is_level_triggered,
        })
    }

    fn change(&self, change: impl FnOnce(&mut SocketState)) {
        change(&mut self.state.lock().expect("no thread panics"));
        self.changed.notify_all();
    }

    fn send(&self, packet: Packet) {
        self.change(|state| {
            state.packets.push_back(packet);
            state.has_edge = true;
        });
    }

    /// Receives the next packet, or `None` after the socket was closed.
    fn receive(&self) -> Option<Packet> {
        let mut state = self.state.lock().expect("no thread panics");
        loop {
            if let Some(packet) = state.packets.pop_front() {
                return Some(packet);
            }
            if state.closed {
                return None;
            }
            state = self.changed.wait(state).expect("no thread panics");
        }
    }
}

impl Arrivals for Arc<Socket> {
    type Sources<'a> = ();

    fn arm(&self, (): ()) {
        self.change(|state| {
            state.registration = Registration::Armed;
            state.has_edge = false;
        });
    }

    fn disarm(&self, (): ()) {
        self.change(|state| state.registration = Registration::Disarmed);
    }

    fn wait(&self) -> io::Result<()> {
        let mut state = self.state.lock().expect("no thread panics");
        loop {
            let has_packet = if self.is_level_triggered {
                !state.packets.is_empty()
            } else {
                state.has_edge
            };
            let is_reported = match state.registration {
                Registration::Armed => has_packet || state.closed,
                Registration::Disarmed => state.closed,
                Registration::Spent => false,
            };
            if is_reported {
                state.registration = Registration::Spent;
                return Ok(());
            }
            state = self.changed.wait(state).expect("no thread panics");
        }
    }
}

type YieldLead = fn(&Leader<Arc<Socket>>);

/// The releases that have been handled.
#[derive(Default)]
struct Releases {
    handled: usize,
    /// Releases that no command has used.
    unused: usize,
}

/// A link without frames: what `reader.rs` does around the leader.
struct Link {
    leader: Leader<Arc<Socket>>,
    socket: Arc<Socket>,
    yield_lead: YieldLead,
    is_led: AtomicBool,
    releases: Mutex<Releases>,
    released: Condvar,
}

impl Link {
    fn set_led(&self, is_led: bool) {
        let was_led = self.is_led.swap(is_led, Ordering::AcqRel);
        assert_ne!(was_led, is_led, "one thread leads at a time");
    }

    fn lead(&self) {
        self.set_led(true);
        while let Some(packet) = self.socket.receive() {
            match packet {
                Packet::Release => {
                    let mut releases = self.releases.lock().expect("no thread panics");
                    releases.handled += 1;
                    releases.unused += 1;
                    self.released.notify_all();
                }
                Packet::Blocking if self.leader.has_follower() => {
                    self.set_led(false);
                    (self.yield_lead)(&self.leader);
                    self.run_command();
                    if !self.leader.resume(()) && !self.leader.follow() {
                        return;
                    }
                    self.set_led(true);
                }
                // The executor runs it.
                Packet::Blocking => {}
            }
        }
        self.set_led(false);
        self.leader.end(());
    }

    fn follow(&self) {
        if self.leader.follow() {
            self.lead();
        }
    }

    fn run_command(&self) {
        self.wait_for_releases(|releases| releases.unused > 0)
            .unused -= 1;
    }

    fn wait_for_releases(
        &self,
        are_enough: impl Fn(&Releases) -> bool,
    ) -> MutexGuard<'_, Releases> {
        let mut releases = self.releases.lock().expect("no thread panics");
        while !are_enough(&releases) {
            releases = self.released.wait(releases).expect("no thread panics");
        }
        releases
    }
}

fn model(is_level_triggered: bool, yield_lead: YieldLead, commands: usize) {
    check(move || {
        let socket = Socket::new(is_level_triggered);
        let link = Arc::new(Link {
            leader: Leader::new(Arc::clone(&socket)),
            socket: Arc::clone(&socket),
            yield_lead,
            is_led: AtomicBool::new(false),
            releases: Mutex::default(),
            released: Condvar::new(),
        });
        let threads = [Link::lead, Link::follow].map(|work| {
            let link = Arc::clone(&link);
            thread::spawn(move || work(&link))
        });
        for _ in 0..commands {
            socket.send(Packet::Blocking);
            socket.send(Packet::Release);
        }
        // The end of the socket wakes the follower too, so it must not come before.
        drop(link.wait_for_releases(|releases| releases.handled == commands));
        socket.change(|state| state.closed = true);
        for thread in threads {
            thread.join().expect("no thread panics");
        }
        assert!(socket.receive().is_none(), "every packet has been handled");
    });
}

fn yield_lead(leader: &Leader<Arc<Socket>>) {
    leader.yield_lead(());
}

#[test]
fn the_follower_is_promoted_while_a_command_blocks() {
    model(true, yield_lead, 1);
}

#[test]
fn the_lead_changes_hands_more_than_once() {
    model(true, yield_lead, 2);
}

/// Shows that the model covers a packet that arrives before the follower is armed.
#[test]
fn an_edge_triggered_socket_is_found_to_lose_a_packet() {
    assert_fails(module_path!(), "an_edge_triggered_socket", "deadlock");
}

#[test]
#[ignore = "fails on purpose"]
fn an_edge_triggered_socket() {
    model(false, yield_lead, 1);
}

/// Shows that the model covers the order within [`Leader::yield_lead`].
#[test]
fn a_follower_that_is_armed_too_early_is_found_to_wait_forever() {
    assert_fails(
        module_path!(),
        "a_follower_that_is_armed_too_early",
        "deadlock",
    );
}

#[test]
#[ignore = "fails on purpose"]
fn a_follower_that_is_armed_too_early() {
    model(
        true,
        |leader| {
            leader.arrivals.arm(());
            leader.exchange(LED, YIELDED);
        },
        1,
    );
}
