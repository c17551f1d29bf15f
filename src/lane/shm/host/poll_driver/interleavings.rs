//! Every interleaving of a sender, the page and the thread of a link, tried by loom on the poll driver itself. CONTRIBUTING.md says how to run it.

use loom::{
    sync::{Arc, Condvar, Mutex, atomic::Ordering},
    thread,
};

use super::{
    super::interleavings::{assert_fails, check},
    DRIVEN, IDLE, PollDriver,
};

/// Frames that a sender enqueues.
const FRAMES: u64 = 2;
/// Batches that the page may have without an acknowledgement.
const IN_FLIGHT_MAX: u32 = 1;

/// The outbox of a document: the number of its last frame, and the poll that it holds.
#[derive(Default)]
struct Outbox {
    frames: u64,
    /// The last frame that the poll states.
    held: Option<u64>,
}

/// The page's end: unacknowledged batches, and the last frame that it has received.
#[derive(Default)]
struct Page {
    in_flight: u32,
    unread: u32,
    last: u64,
}

type Drive = fn(&PollDriver, &dyn Fn() -> bool, &dyn Fn(u64));
type Deliver = fn(&PollDriver, u64, &dyn Fn());

/// What `frames.rs` does around the poll driver.
struct Link {
    driver: PollDriver,
    outbox: Mutex<Outbox>,
    page: Mutex<Page>,
    arrived: Condvar,
    drive: Drive,
    deliver: Deliver,
}

impl Link {
    fn drive_poll(&self) {
        let has_room = || self.page.lock().expect("no thread panics").in_flight < IN_FLIGHT_MAX;
        (self.drive)(&self.driver, &has_room, &|last| self.poll(last));
    }

    /// Answers a poll at once, or holds it.
    fn poll(&self, last: u64) {
        let frames = {
            let mut outbox = self.outbox.lock().expect("no thread panics");
            assert_eq!(outbox.held, None, "one poll at a time");
            if outbox.frames == last {
                outbox.held = Some(last);
                return;
            }
            outbox.frames
        };
        self.deliver_batch(last + 1, frames);
    }

    /// Enqueues a frame, which answers a held poll.
    fn enqueue(&self) {
        let (held, frames) = {
            let mut outbox = self.outbox.lock().expect("no thread panics");
            outbox.frames += 1;
            (outbox.held.take(), outbox.frames)
        };
        if let Some(last) = held {
            self.deliver_batch(last + 1, frames);
        }
    }

    fn deliver_batch(&self, first: u64, last: u64) {
        (self.deliver)(&self.driver, last, &|| {
            let mut page = self.page.lock().expect("no thread panics");
            page.in_flight += 1;
            page.unread += 1;
            assert!(page.in_flight <= IN_FLIGHT_MAX, "the page has no room");
            assert_eq!(page.last + 1, first, "batches are in order");
            page.last = last;
            self.arrived.notify_all();
        });
        self.drive_poll();
    }

    /// Reads and acknowledges batches until the last frame has arrived.
    fn read(&self) {
        loop {
            let mut page = self.page.lock().expect("no thread panics");
            while page.unread == 0 {
                page = self.arrived.wait(page).expect("no thread panics");
            }
            page.unread -= 1;
            page.in_flight -= 1;
            let is_last = page.last == FRAMES;
            drop(page);
            self.drive_poll();
            if is_last {
                return;
            }
        }
    }
}

fn model(drive: Drive, deliver: Deliver) {
    check(move || {
        let link = Arc::new(Link {
            driver: PollDriver::new(),
            outbox: Mutex::default(),
            page: Mutex::default(),
            arrived: Condvar::new(),
            drive,
            deliver,
        });
        let sender = {
            let link = Arc::clone(&link);
            thread::spawn(move || (0..FRAMES).for_each(|_| link.enqueue()))
        };
        let page = {
            let link = Arc::clone(&link);
            thread::spawn(move || link.read())
        };
        link.drive_poll();
        sender.join().expect("no thread panics");
        page.join().expect("no thread panics");
        let held = link.outbox.lock().expect("no thread panics").held;
        assert_eq!(held, Some(FRAMES), "the next poll waits");
    });
}

fn drive(driver: &PollDriver, has_room: &dyn Fn() -> bool, poll: &dyn Fn(u64)) {
    driver.drive(has_room, poll);
}

fn deliver(driver: &PollDriver, last: u64, send: &dyn Fn()) {
    driver.deliver(last, send);
}

#[test]
fn frames_arrive_once_and_in_order() {
    model(drive, deliver);
}

/// Shows that the model covers the order within [`PollDriver::deliver`].
#[test]
fn a_poll_that_completes_too_early_is_found_to_repeat_frames() {
    assert_fails(
        module_path!(),
        "a_poll_that_completes_too_early",
        "panicked",
    );
}

#[test]
#[ignore = "fails on purpose"]
fn a_poll_that_completes_too_early() {
    model(drive, |driver, last, send| {
        driver.complete();
        send();
        driver.sent.store(last, Ordering::Release);
    });
}

/// Shows that the model covers the merging of concurrent calls in [`PollDriver::drive`].
#[test]
fn a_drive_that_is_dropped_while_another_runs_is_found_to_stop_the_frames() {
    assert_fails(module_path!(), "a_drive_that_is_dropped", "panicked");
}

#[test]
#[ignore = "fails on purpose"]
fn a_drive_that_is_dropped() {
    model(
        |driver, has_room, poll| {
            if driver.state.swap(DRIVEN, Ordering::AcqRel) != IDLE {
                return;
            }
            if has_room() && !driver.polling.swap(true, Ordering::AcqRel) {
                poll(driver.sent.load(Ordering::Acquire));
            }
            driver.state.store(IDLE, Ordering::Release);
        },
        deliver,
    );
}
