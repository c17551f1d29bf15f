//! Busy waiting for a packet, while it pays off.

use std::time::{Duration, Instant};

/// The longest busy wait: less than two threads take to sleep and to be woken.
const SPIN: Duration = Duration::from_micros(50);
/// Consecutive busy waits in vain after which there is a pause.
const TRIES: u32 = 4;
/// Length of the first pause, in waits that sleep at once. Each next pause is twice as long.
const PAUSE_MIN: u32 = 16;
/// The longest pause: one busy wait per 128 waits costs less than 5 % of a sleep, and notices within 128 waits that it pays off again.
const PAUSE_MAX: u32 = 128;

/// Decides whether a thread busy-waits before it sleeps. If replies arrive at once, it does; otherwise about one wait in a hundred is a busy wait.
#[derive(Debug)]
pub(crate) struct Spin {
    tries: u32,
    /// Waits that still sleep at once.
    pause: u32,
    next_pause: u32,
}

impl Spin {
    /// With a single processor there is no busy wait: the other thread needs the processor.
    pub(crate) fn new() -> Self {
        let several = std::thread::available_parallelism().is_ok_and(|count| count.get() > 1);
        Self {
            tries: if several { TRIES } else { 0 },
            pause: if several { 0 } else { u32::MAX },
            next_pause: PAUSE_MIN,
        }
    }

    /// Waits busily until `is_ready`, or not at all. Returns whether it is ready.
    pub(crate) fn wait(&mut self, is_ready: impl Fn() -> bool) -> bool {
        if self.tries == 0 {
            if self.pause > 0 {
                self.pause = self.pause.saturating_sub(u32::from(self.pause != u32::MAX));
                return false;
            }
            self.tries = 1;
        }
        let end = Instant::now() + SPIN;
        while !is_ready() {
            if Instant::now() >= end {
                self.tries -= 1;
                if self.tries == 0 {
                    self.pause = self.next_pause;
                    self.next_pause = (self.next_pause * 2).min(PAUSE_MAX);
                }
                return false;
            }
            std::hint::spin_loop();
        }
        self.tries = TRIES;
        self.next_pause = PAUSE_MIN;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// Waits in vain. Returns whether the wait was a busy one.
    fn spins(spin: &mut Spin) -> bool {
        let was_checked = Cell::new(false);
        assert!(!spin.wait(|| {
            was_checked.set(true);
            false
        }));
        was_checked.get()
    }

    #[test]
    fn pauses_double_while_waits_are_in_vain() {
        let mut spin = Spin {
            tries: TRIES,
            pause: 0,
            next_pause: PAUSE_MIN,
        };
        assert!((0..TRIES).all(|_| spins(&mut spin)));
        for pause in [PAUSE_MIN, PAUSE_MIN * 2, PAUSE_MIN * 4] {
            assert!((0..pause).all(|_| !spins(&mut spin)));
            assert!(spins(&mut spin), "after a pause of {pause}");
        }
    }

    #[test]
    fn a_successful_wait_resets_the_pause() {
        let mut spin = Spin {
            tries: 1,
            pause: 0,
            next_pause: PAUSE_MAX,
        };
        assert!(spin.wait(|| true));
        assert!((0..TRIES).all(|_| spins(&mut spin)));
        assert!((0..PAUSE_MIN).all(|_| !spins(&mut spin)));
        assert!(spins(&mut spin));
    }

    #[test]
    fn a_single_processor_is_never_used_for_busy_waits() {
        let mut spin = Spin {
            tries: 0,
            pause: u32::MAX,
            next_pause: PAUSE_MIN,
        };
        assert!((0..1_000_000).all(|_| !spin.wait(|| true)));
    }
}
