//! A state behind a lock, and those who wait for it to change: threads and tasks, none of whose wake-ups is lost.
//!
//! Who waits looks and enrols under one lock, and who changes the state takes the enrolled under that lock too. Wakers run, and are dropped, when
//! the lock is free again: they are not our code.

#[cfg(not(bytelane_loom))]
use std::sync::{Condvar, Mutex, MutexGuard};
use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut, RangeInclusive},
    sync::PoisonError,
    task::{Context, Poll, Waker},
};

#[cfg(bytelane_loom)]
use loom::sync::{Condvar, Mutex, MutexGuard};

/// A state of type `T` that is waited for by topics of type `K`.
pub(super) struct Monitor<T, K> {
    watched: Mutex<Watched<T, K>>,
    /// For threads, whatever their topic.
    changed: Condvar,
}

struct Watched<T, K> {
    state: T,
    /// Tasks that wait, by topic and ticket.
    tasks: BTreeMap<(K, u64), Waker>,
    next_ticket: u64,
    threads: usize,
}

/// The ticket of those who wait alone for their topic: the last one to ask is woken.
const SOLE: u64 = 0;

impl<T: std::fmt::Debug, K> std::fmt::Debug for Monitor<T, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Monitor").finish_non_exhaustive()
    }
}

impl<T, K: Copy + Ord> Monitor<T, K> {
    pub(super) fn new(state: T) -> Self {
        Self {
            watched: Mutex::new(Watched {
                state,
                tasks: BTreeMap::new(),
                next_ticket: SOLE + 1,
                threads: 0,
            }),
            changed: Condvar::new(),
        }
    }

    pub(super) fn lock(&self) -> Guard<'_, T, K> {
        Guard {
            watched: self.watched.lock().unwrap_or_else(PoisonError::into_inner),
            changed: &self.changed,
            released: Released::default(),
        }
    }

    /// Blocks the thread until `look` finds something. The state is still locked then.
    pub(super) fn until_blocking<R>(
        &self,
        mut look: impl FnMut(&mut T) -> Option<R>,
    ) -> (Guard<'_, T, K>, R) {
        let mut guard = self.lock();
        loop {
            if let Some(found) = look(&mut guard.watched.state) {
                return (guard, found);
            }
            guard = guard.wait();
        }
    }

    /// Waits until `look` finds something. The state is still locked then. A future that is dropped leaves nothing behind.
    pub(super) async fn until<R>(
        &self,
        topic: K,
        mut look: impl FnMut(&mut T) -> Option<R>,
    ) -> (Guard<'_, T, K>, R) {
        let mut enrolment = Enrolment {
            monitor: self,
            topic,
            ticket: None,
        };
        std::future::poll_fn(|context| enrolment.poll(context, &mut look)).await
    }

    /// As [`until`](Self::until), for one task at a time, whose place stays until [`Guard::forget_sole`].
    pub(super) fn poll_sole<R>(
        &self,
        topic: K,
        context: &mut Context<'_>,
        look: impl FnOnce(&mut T) -> Option<R>,
    ) -> Poll<(Guard<'_, T, K>, R)> {
        let mut guard = self.lock();
        if let Some(found) = look(&mut guard.watched.state) {
            return Poll::Ready((guard, found));
        }
        guard.enrol((topic, SOLE), context.waker());
        Poll::Pending
    }

    /// Tasks and threads that wait.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        let guard = self.lock();
        guard.watched.tasks.len() + guard.watched.threads
    }
}

/// The locked state. What it is told to have [`changed`](Self::changed) is announced when it is let go of.
pub(super) struct Guard<'a, T, K> {
    watched: MutexGuard<'a, Watched<T, K>>,
    changed: &'a Condvar,
    /// Behind the lock, so that it is dropped when the lock is free.
    released: Released<'a>,
}

impl<T, K> Deref for Guard<'_, T, K> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.watched.state
    }
}

impl<T, K> DerefMut for Guard<'_, T, K> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.watched.state
    }
}

impl<'a, T, K: Copy + Ord> Guard<'a, T, K> {
    /// Those who wait for these topics look again, and every thread that waits.
    pub(super) fn changed(&mut self, topics: RangeInclusive<K>) {
        if self.watched.threads > 0 {
            self.released.threads = Some(self.changed);
        }
        let places = (*topics.start(), SOLE)..=(*topics.end(), u64::MAX);
        let woken = self.watched.tasks.extract_if(places, |_, _| true);
        self.released.woken.extend(woken.map(|(_, waker)| waker));
    }

    /// Nobody waits for this topic any more by [`Monitor::poll_sole`].
    pub(super) fn forget_sole(&mut self, topic: K) {
        let forgotten = self.watched.tasks.remove(&(topic, SOLE));
        self.released.forgotten.extend(forgotten);
    }

    fn enrol(&mut self, place: (K, u64), waker: &Waker) {
        let former = self.watched.tasks.insert(place, waker.clone());
        self.released.forgotten.extend(former);
    }

    fn wait(self) -> Self {
        let Self {
            mut watched,
            changed,
            ..
        } = self;
        watched.threads += 1;
        let mut watched = changed
            .wait(watched)
            .unwrap_or_else(PoisonError::into_inner);
        watched.threads -= 1;
        Self {
            watched,
            changed,
            released: Released::default(),
        }
    }
}

/// What is done when the lock is free.
#[derive(Default)]
struct Released<'a> {
    woken: Vec<Waker>,
    /// Dropped without being woken.
    forgotten: Vec<Waker>,
    threads: Option<&'a Condvar>,
}

impl Drop for Released<'_> {
    fn drop(&mut self) {
        if let Some(threads) = self.threads {
            threads.notify_all();
        }
        self.woken.drain(..).for_each(Waker::wake);
    }
}

/// A task's place among those who wait, given up with it.
struct Enrolment<'a, T, K: Copy + Ord> {
    monitor: &'a Monitor<T, K>,
    topic: K,
    ticket: Option<u64>,
}

impl<'a, T, K: Copy + Ord> Enrolment<'a, T, K> {
    fn poll<R>(
        &mut self,
        context: &mut Context<'_>,
        look: &mut impl FnMut(&mut T) -> Option<R>,
    ) -> Poll<(Guard<'a, T, K>, R)> {
        let mut guard = self.monitor.lock();
        if let Some(found) = look(&mut guard.watched.state) {
            // Here, because whoever gets the guard holds the lock when this is dropped.
            self.leave(&mut guard);
            return Poll::Ready((guard, found));
        }
        let ticket = *self.ticket.get_or_insert_with(|| {
            let ticket = guard.watched.next_ticket;
            guard.watched.next_ticket += 1;
            ticket
        });
        guard.enrol((self.topic, ticket), context.waker());
        Poll::Pending
    }

    fn leave(&mut self, guard: &mut Guard<'_, T, K>) {
        if let Some(ticket) = self.ticket.take() {
            let place = (self.topic, ticket);
            let forgotten = guard.watched.tasks.remove(&place);
            guard.released.forgotten.extend(forgotten);
        }
    }
}

impl<T, K: Copy + Ord> Drop for Enrolment<'_, T, K> {
    fn drop(&mut self) {
        if self.ticket.is_some() {
            self.leave(&mut self.monitor.lock());
        }
    }
}

#[cfg(all(test, not(bytelane_loom)))]
mod tests {
    use std::{
        future::Future,
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::Wake,
    };

    use super::*;

    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Wake for Counting {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn counting() -> (Arc<Counting>, Waker) {
        let counting = Arc::<Counting>::default();
        (Arc::clone(&counting), Waker::from(counting))
    }

    fn even(state: &mut u32) -> Option<u32> {
        state.is_multiple_of(2).then_some(*state)
    }

    #[test]
    fn only_those_of_the_topic_are_woken_and_once() {
        let monitor = Monitor::new(1);
        let (woken, waker) = counting();
        let (others, other_waker) = counting();
        let mut mine = pin!(monitor.until(1, even));
        let mut other = pin!(monitor.until(2, even));
        assert!(
            mine.as_mut()
                .poll(&mut Context::from_waker(&waker))
                .is_pending()
        );
        assert!(
            other
                .as_mut()
                .poll(&mut Context::from_waker(&other_waker))
                .is_pending()
        );
        for _ in 0..3 {
            monitor.lock().changed(1..=1);
        }
        let counts = (
            woken.0.load(Ordering::Relaxed),
            others.0.load(Ordering::Relaxed),
        );
        assert_eq!(counts, (1, 0));
        let mut guard = monitor.lock();
        *guard = 4;
        guard.changed(0..=9);
        drop(guard);
        assert_eq!(others.0.load(Ordering::Relaxed), 1);
        let Poll::Ready((guard, 4)) = other.poll(&mut Context::from_waker(&other_waker)) else {
            panic!("it was changed");
        };
        drop(guard);
        assert_eq!(monitor.waiting(), 0);
    }

    #[test]
    fn waits_that_are_given_up_leave_nothing_behind() {
        let monitor = Monitor::new(1);
        let (woken, waker) = counting();
        for _ in 0..1_000 {
            let mut wait = pin!(monitor.until(1, even));
            for _ in 0..3 {
                assert!(
                    wait.as_mut()
                        .poll(&mut Context::from_waker(&waker))
                        .is_pending()
                );
                assert_eq!(monitor.waiting(), 1);
            }
        }
        assert_eq!(monitor.waiting(), 0);
        for _ in 0..1_000 {
            let sole = monitor.poll_sole(1, &mut Context::from_waker(&waker), even);
            assert!(sole.is_pending());
            assert_eq!(monitor.waiting(), 1);
        }
        monitor.lock().forget_sole(1);
        assert_eq!(monitor.waiting(), 0);
        assert_eq!(Arc::strong_count(&woken), 2, "no waker is kept");
        assert_eq!(woken.0.load(Ordering::Relaxed), 0);
    }

    /// Wakes into the monitor, as an executor does that polls at once.
    struct Reentrant(Arc<Monitor<u32, u32>>);

    impl Wake for Reentrant {
        fn wake(self: Arc<Self>) {
            *self.0.lock() += 1;
        }
    }

    impl Drop for Reentrant {
        fn drop(&mut self) {
            *self.0.lock() += 10;
        }
    }

    #[test]
    fn wakers_run_and_are_dropped_when_the_lock_is_free() {
        let monitor = Arc::new(Monitor::new(1));
        let waker = || Waker::from(Arc::new(Reentrant(Arc::clone(&monitor))));
        let enrol = |waker: Waker| {
            let polled = monitor.poll_sole(1, &mut Context::from_waker(&waker), |_| None::<()>);
            assert!(polled.is_pending());
        };
        enrol(waker());
        enrol(waker());
        assert_eq!(*monitor.lock(), 11, "the first one was replaced");
        monitor.lock().changed(1..=1);
        assert_eq!(*monitor.lock(), 22, "the second one was woken");
        enrol(waker());
        monitor.lock().forget_sole(1);
        assert_eq!(*monitor.lock(), 32);
    }
}
