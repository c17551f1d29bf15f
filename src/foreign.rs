//! Code of the application that the engine runs by dropping its values. It runs outside of every lock, and a panic in it ends in the log.

#[cfg(all(debug_assertions, not(bytelane_loom)))]
use std::cell::Cell;
use std::{
    any::Any,
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind},
};

#[cfg(all(debug_assertions, not(bytelane_loom)))]
thread_local! {
    /// Number of locks of documents that the thread holds.
    static LOCKS: Cell<usize> = const { Cell::new(0) };
}

/// Runs foreign code. Returns `None` if it panicked, which is logged.
pub(crate) fn contain<R>(what: &str, work: impl FnOnce() -> R) -> Option<R> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => Some(result),
        Err(panic) => {
            tracing::error!(
                target: "bytelane::panic",
                "{what} panicked: {}",
                message_of(&*panic)
            );
            // The destructor of the panic's value is foreign code too.
            std::mem::forget(panic);
            None
        }
    }
}

fn message_of(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}

/// Drops a value of the application. A panic of its destructor is logged.
pub(crate) fn drop_value<T>(value: T) {
    contain("a destructor of the application", || drop(value));
}

/// Drops values of the application one by one, because a second panic while the first one unwinds would end the process.
pub(crate) fn drop_each<T>(values: impl IntoIterator<Item = T>) {
    values.into_iter().for_each(drop_value);
}

/// A value of the application whose destructor does not unwind: a panic in it is logged.
pub(crate) struct Guarded<T>(Option<T>);

impl<T> Guarded<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(Some(value))
    }
}

impl<T: AsRef<[u8]>> AsRef<[u8]> for Guarded<T> {
    fn as_ref(&self) -> &[u8] {
        // `None` only while it is dropped.
        self.0.as_ref().map_or(&[], AsRef::as_ref)
    }
}

impl<T> Drop for Guarded<T> {
    fn drop(&mut self) {
        drop_value(self.0.take());
    }
}

/// Marks the thread as holding the lock of a document, in debug builds.
pub(crate) struct LockMark(PhantomData<*const ()>);

impl LockMark {
    pub(crate) fn new() -> Self {
        #[cfg(all(debug_assertions, not(bytelane_loom)))]
        LOCKS.set(LOCKS.get() + 1);
        Self(PhantomData)
    }
}

impl Drop for LockMark {
    fn drop(&mut self) {
        #[cfg(all(debug_assertions, not(bytelane_loom)))]
        LOCKS.set(LOCKS.get() - 1);
    }
}

/// Returns whether the thread holds the lock of a document, so that it must not run foreign code. Always `false` in release builds.
pub fn holds_lock() -> bool {
    #[cfg(all(debug_assertions, not(bytelane_loom)))]
    return LOCKS.get() > 0;
    #[cfg(not(all(debug_assertions, not(bytelane_loom))))]
    false
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Panics when it is dropped, with a value that panics too.
    struct Panics<'a>(&'a AtomicUsize);

    impl Drop for Panics<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
            panic!("a destructor");
        }
    }

    #[test]
    fn every_destructor_runs_although_all_of_them_panic() {
        let dropped = AtomicUsize::new(0);
        drop_each((0..3).map(|_| Panics(&dropped)));
        assert_eq!(dropped.load(Ordering::Relaxed), 3);
        assert_eq!(contain("a test", || 1), Some(1));
    }

    /// Without the guard, the second panic while the first one unwinds would end the process.
    #[test]
    fn guarded_values_are_dropped_together() {
        let dropped = AtomicUsize::new(0);
        let values: Vec<_> = (0..3).map(|_| Guarded::new(Panics(&dropped))).collect();
        drop(values);
        assert_eq!(dropped.load(Ordering::Relaxed), 3);
        // The canary: a single destructor without the guard unwinds into its owner.
        let unguarded = || drop(vec![Panics(&dropped)]);
        assert!(catch_unwind(AssertUnwindSafe(unguarded)).is_err());
    }

    #[test]
    #[cfg(debug_assertions)]
    fn a_mark_is_seen_by_its_own_thread_only() {
        assert!(!holds_lock());
        let (outer, inner) = (LockMark::new(), LockMark::new());
        std::thread::scope(|scope| {
            let other = scope.spawn(holds_lock).join();
            assert!(!other.expect("a thread"));
        });
        drop(inner);
        assert!(holds_lock());
        drop(outer);
        assert!(!holds_lock());
    }
}
