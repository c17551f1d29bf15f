// Waiting for a packet by looking again and again, as long as that pays. This file is compiled twice, as packet.rs is.

use std::time::{Duration, Instant};

/// How long one look goes on: less than two threads take to fall asleep and to be woken.
const LOOK: Duration = Duration::from_micros(50);
/// Looks in vain, one behind the other, after which there is a pause.
const TRIES: u32 = 4;
/// Waits that are slept through in the first pause; each next one is twice as long.
const PAUSE_MIN: u32 = 16;
/// A look in so many waits costs each less than a twentieth of what a sleep does; where looking has begun to pay, it shows as soon.
const PAUSE_MAX: u32 = 128;

/// Whether it pays to look for a packet before sleeping until it comes. Where answers come at once it does; where they do not, a look in a
/// hundred waits is what it costs.
#[derive(Debug)]
pub(crate) struct Spin {
    tries: u32,
    /// Waits that are still slept through.
    pause: u32,
    next_pause: u32,
}

impl Spin {
    /// Never looks where there is one processor: whoever is waited for needs it.
    pub(crate) fn new() -> Self {
        let several = std::thread::available_parallelism().is_ok_and(|count| count.get() > 1);
        Self {
            tries: if several { TRIES } else { 0 },
            pause: if several { 0 } else { u32::MAX },
            next_pause: PAUSE_MIN,
        }
    }

    /// Looks until `is_there` or it has taken too long; whether it is there.
    pub(crate) fn look(&mut self, is_there: impl Fn() -> bool) -> bool {
        if self.tries == 0 {
            if self.pause > 0 {
                self.pause = self.pause.saturating_sub(u32::from(self.pause != u32::MAX));
                return false;
            }
            self.tries = 1;
        }
        let end = Instant::now() + LOOK;
        while !is_there() {
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

    /// Looks at something that is not there, and counts whether it was looked at.
    fn looks(spin: &mut Spin) -> bool {
        let looked = Cell::new(false);
        assert!(!spin.look(|| {
            looked.set(true);
            false
        }));
        looked.get()
    }

    #[test]
    fn what_does_not_come_is_looked_for_ever_more_rarely() {
        let mut spin = Spin {
            tries: TRIES,
            pause: 0,
            next_pause: PAUSE_MIN,
        };
        assert!((0..TRIES).all(|_| looks(&mut spin)));
        for pause in [PAUSE_MIN, PAUSE_MIN * 2, PAUSE_MIN * 4] {
            assert!((0..pause).all(|_| !looks(&mut spin)));
            assert!(looks(&mut spin), "after a pause of {pause}");
        }
    }

    #[test]
    fn what_comes_is_looked_for_again() {
        let mut spin = Spin {
            tries: 1,
            pause: 0,
            next_pause: PAUSE_MAX,
        };
        assert!(spin.look(|| true));
        assert!((0..TRIES).all(|_| looks(&mut spin)));
        assert!((0..PAUSE_MIN).all(|_| !looks(&mut spin)));
        assert!(looks(&mut spin));
    }

    #[test]
    fn one_processor_is_never_kept_from_others() {
        let mut spin = Spin {
            tries: 0,
            pause: u32::MAX,
            next_pause: PAUSE_MIN,
        };
        assert!((0..1_000_000).all(|_| !spin.look(|| true)));
    }
}
