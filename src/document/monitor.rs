//! A monitor: a state behind a lock, and the threads and tasks that wait for it to change. No wake-up is lost.
//!
//! A waiter checks the state and registers its waker under one lock; a writer drains the registered wakers under the same lock. Wakers run, and are
//! dropped, after the lock is released, because they are foreign code. So are the values that the state itself has removed: its [`Trash`](Removes::Trash).

#[cfg(not(all(test, bytelane_loom)))]
use std::sync::{Condvar, Mutex, MutexGuard};
use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut, RangeInclusive},
    sync::PoisonError,
    task::{Context, Poll, Waker},
};

#[cfg(all(test, bytelane_loom))]
use loom::sync::{Condvar, Mutex, MutexGuard};

use crate::foreign::{self, LockMark};

/// A state that collects its removed values, for the monitor to drop them after the lock is released.
pub(super) trait Removes {
    /// Removed values. Dropping them runs foreign code.
    type Trash: Default;

    /// Takes the values that were removed since the last call.
    fn take_trash(&mut self) -> Self::Trash;
}

/// A state of type `T`, with waiters for topics of type `K`.
pub(super) struct Monitor<T, K> {
    watched: Mutex<Watched<T, K>>,
    /// Wakes threads, whatever their topic.
    condvar: Condvar,
}

struct Watched<T, K> {
    state: T,
    /// Wakers of tasks, by topic and ticket.
    tasks: BTreeMap<(K, u64), Waker>,
    next_ticket: u64,
    /// Number of waiting threads.
    threads: usize,
}

/// Ticket of a sole waiter of a topic. The last task to poll is woken.
const SOLE: u64 = 0;

impl<T: std::fmt::Debug, K> std::fmt::Debug for Monitor<T, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Monitor").finish_non_exhaustive()
    }
}

impl<T: Removes, K: Copy + Ord> Monitor<T, K> {
    pub(super) fn new(state: T) -> Self {
        Self {
            watched: Mutex::new(Watched {
                state,
                tasks: BTreeMap::new(),
                next_ticket: SOLE + 1,
                threads: 0,
            }),
            condvar: Condvar::new(),
        }
    }

    /// Locks the state.
    pub(super) fn lock(&self) -> Guard<'_, T, K> {
        self.guard(self.watched.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn guard<'a>(&'a self, watched: MutexGuard<'a, Watched<T, K>>) -> Guard<'a, T, K> {
        Guard {
            watched,
            condvar: &self.condvar,
            _mark: LockMark::new(),
            released: Released::default(),
            trash: T::Trash::default(),
        }
    }

    /// **Blocks** the thread until `attempt` returns a value. Returns it with the state locked.
    pub(super) fn wait_blocking<R>(
        &self,
        mut attempt: impl FnMut(&mut T) -> Option<R>,
    ) -> (Guard<'_, T, K>, R) {
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let mark = LockMark::new();
            let found = attempt(&mut watched.state);
            drop(mark);
            if let Some(found) = found {
                return (self.guard(watched), found);
            }
            watched.threads += 1;
            watched = self
                .condvar
                .wait(watched)
                .unwrap_or_else(PoisonError::into_inner);
            watched.threads -= 1;
        }
    }

    /// Waits until `attempt` returns a value. Returns it with the state locked. Dropping the future unregisters the task.
    pub(super) async fn wait<R>(
        &self,
        topic: K,
        mut attempt: impl FnMut(&mut T) -> Option<R>,
    ) -> (Guard<'_, T, K>, R) {
        let mut registration = Registration {
            monitor: self,
            topic,
            ticket: None,
        };
        std::future::poll_fn(|context| registration.poll(context, &mut attempt)).await
    }

    /// Polls `attempt` for the sole waiter of a topic. The task stays registered until [`Guard::forget_sole`].
    pub(super) fn poll_sole<R>(
        &self,
        topic: K,
        context: &mut Context<'_>,
        attempt: impl FnOnce(&mut T) -> Option<R>,
    ) -> Poll<(Guard<'_, T, K>, R)> {
        let mut guard = self.lock();
        if let Some(found) = attempt(&mut guard.watched.state) {
            return Poll::Ready((guard, found));
        }
        guard.register((topic, SOLE), context.waker());
        Poll::Pending
    }

    /// Returns how many tasks and threads wait.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        let guard = self.lock();
        guard.watched.tasks.len() + guard.watched.threads
    }
}

/// The locked state. The waiters of [`notify`](Self::notify) are woken when the guard is dropped.
pub(super) struct Guard<'a, T: Removes, K> {
    watched: MutexGuard<'a, Watched<T, K>>,
    condvar: &'a Condvar,
    _mark: LockMark,
    /// Declared after the lock, so that it is dropped after the lock is released.
    released: Released<'a>,
    trash: T::Trash,
}

impl<T: Removes, K> Drop for Guard<'_, T, K> {
    fn drop(&mut self) {
        self.trash = self.watched.state.take_trash();
    }
}

impl<T: Removes, K> Deref for Guard<'_, T, K> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.watched.state
    }
}

impl<T: Removes, K> DerefMut for Guard<'_, T, K> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.watched.state
    }
}

impl<T: Removes, K: Copy + Ord> Guard<'_, T, K> {
    /// Wakes the tasks that wait for these topics, and every waiting thread.
    pub(super) fn notify(&mut self, topics: RangeInclusive<K>) {
        if self.watched.threads > 0 {
            self.released.threads = Some(self.condvar);
        }
        let keys = (*topics.start(), SOLE)..=(*topics.end(), u64::MAX);
        let tasks = &mut self.watched.tasks;
        while let Some((&key, _)) = tasks.range(keys.clone()).next() {
            self.released.woken.extend(tasks.remove(&key));
        }
    }

    /// Unregisters the sole waiter of a topic.
    pub(super) fn forget_sole(&mut self, topic: K) {
        let forgotten = self.watched.tasks.remove(&(topic, SOLE));
        self.released.forgotten.extend(forgotten);
    }

    /// Returns how many tasks wait for a topic.
    #[cfg(feature = "inspector")]
    pub(super) fn waiting(&self, topic: K) -> usize {
        let keys = (topic, SOLE)..=(topic, u64::MAX);
        self.watched.tasks.range(keys).count()
    }

    fn register(&mut self, key: (K, u64), waker: &Waker) {
        let former = self.watched.tasks.insert(key, waker.clone());
        self.released.forgotten.extend(former);
    }
}

/// Actions to run after the lock is released.
#[derive(Default)]
struct Released<'a> {
    woken: Vec<Waker>,
    /// Wakers to drop without waking.
    forgotten: Vec<Waker>,
    threads: Option<&'a Condvar>,
}

impl Drop for Released<'_> {
    fn drop(&mut self) {
        if let Some(threads) = self.threads {
            threads.notify_all();
        }
        for waker in self.woken.drain(..) {
            foreign::contain("a waker", || waker.wake());
        }
        foreign::drop_each(self.forgotten.drain(..));
    }
}

/// Registration of a task. Dropping it unregisters the task.
struct Registration<'a, T: Removes, K: Copy + Ord> {
    monitor: &'a Monitor<T, K>,
    topic: K,
    ticket: Option<u64>,
}

impl<'a, T: Removes, K: Copy + Ord> Registration<'a, T, K> {
    fn poll<R>(
        &mut self,
        context: &mut Context<'_>,
        attempt: &mut impl FnMut(&mut T) -> Option<R>,
    ) -> Poll<(Guard<'a, T, K>, R)> {
        let mut guard = self.monitor.lock();
        if let Some(found) = attempt(&mut guard.watched.state) {
            // The caller holds the lock when the registration is dropped, so it unregisters here.
            self.unregister(&mut guard);
            return Poll::Ready((guard, found));
        }
        let ticket = *self.ticket.get_or_insert_with(|| {
            let ticket = guard.watched.next_ticket;
            guard.watched.next_ticket += 1;
            ticket
        });
        guard.register((self.topic, ticket), context.waker());
        Poll::Pending
    }

    fn unregister(&mut self, guard: &mut Guard<'_, T, K>) {
        if let Some(ticket) = self.ticket.take() {
            let key = (self.topic, ticket);
            let forgotten = guard.watched.tasks.remove(&key);
            guard.released.forgotten.extend(forgotten);
        }
    }
}

impl<T: Removes, K: Copy + Ord> Drop for Registration<'_, T, K> {
    fn drop(&mut self) {
        if self.ticket.is_some() {
            self.unregister(&mut self.monitor.lock());
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

    impl Removes for u32 {
        type Trash = ();

        fn take_trash(&mut self) {}
    }

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
    fn only_waiters_of_the_topic_are_woken_and_once() {
        let monitor = Monitor::new(1);
        let (woken, waker) = counting();
        let (others, other_waker) = counting();
        let mut mine = pin!(monitor.wait(1, even));
        let mut other = pin!(monitor.wait(2, even));
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
            monitor.lock().notify(1..=1);
        }
        let counts = (
            woken.0.load(Ordering::Relaxed),
            others.0.load(Ordering::Relaxed),
        );
        assert_eq!(counts, (1, 0));
        let mut guard = monitor.lock();
        *guard = 4;
        guard.notify(0..=9);
        drop(guard);
        assert_eq!(others.0.load(Ordering::Relaxed), 1);
        let Poll::Ready((guard, 4)) = other.poll(&mut Context::from_waker(&other_waker)) else {
            panic!("the state was changed");
        };
        drop(guard);
        assert_eq!(monitor.waiting(), 0);
    }

    #[test]
    fn dropped_waits_are_unregistered() {
        let monitor = Monitor::new(1);
        let (woken, waker) = counting();
        for _ in 0..1_000 {
            let mut wait = pin!(monitor.wait(1, even));
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

    /// Locks the monitor when it is woken or dropped, as an executor does that polls at once.
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
    fn wakers_run_and_are_dropped_after_the_lock_is_released() {
        let monitor = Arc::new(Monitor::new(1));
        let waker = || Waker::from(Arc::new(Reentrant(Arc::clone(&monitor))));
        let register = |waker: Waker| {
            let polled = monitor.poll_sole(1, &mut Context::from_waker(&waker), |_| None::<()>);
            assert!(polled.is_pending());
        };
        register(waker());
        register(waker());
        assert_eq!(*monitor.lock(), 11, "the first waker was replaced");
        monitor.lock().notify(1..=1);
        assert_eq!(*monitor.lock(), 22, "the second waker was woken");
        register(waker());
        monitor.lock().forget_sole(1);
        assert_eq!(*monitor.lock(), 32);
    }
}
