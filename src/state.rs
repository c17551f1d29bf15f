//! Values that an application shares with its commands, looked up by type.

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    ops::Deref,
    sync::Arc,
};

use parking_lot::RwLock;

/// A managed value, borrowed for the duration of a call.
///
/// As the argument of a command it is looked up by its type. The call is refused with `bad_arguments` if no value of this type is managed.
pub struct State<'r, T: Send + Sync + 'static> {
    value: Arc<T>,
    lifetime: std::marker::PhantomData<&'r T>,
}

impl<'r, T: Send + Sync + 'static> State<'r, T> {
    /// Returns a reference to the value.
    pub fn inner(&self) -> &T {
        &self.value
    }

    pub(crate) const fn from_arc(value: Arc<T>) -> Self {
        State {
            value,
            lifetime: std::marker::PhantomData,
        }
    }
}

impl<T: Send + Sync + 'static> Deref for State<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Send + Sync + 'static> Clone for State<'_, T> {
    fn clone(&self) -> Self {
        State {
            value: Arc::clone(&self.value),
            lifetime: std::marker::PhantomData,
        }
    }
}

impl<T: Send + Sync + std::fmt::Debug> std::fmt::Debug for State<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("State").field(&self.value).finish()
    }
}

impl<T: Send + Sync + 'static + PartialEq> PartialEq for State<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        *self.value == *other.value
    }
}

/// The managed values of an application, at most one of each type.
#[derive(Default)]
pub struct StateStore {
    values: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl std::fmt::Debug for StateStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateStore").finish_non_exhaustive()
    }
}

impl StateStore {
    /// Adds a value. Returns `false` and drops `value` if there is a value of its type already.
    pub fn set<T: Send + Sync + 'static>(&self, value: T) -> bool {
        let mut values = self.values.write();
        match values.entry(TypeId::of::<T>()) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(Arc::new(value));
                true
            }
        }
    }

    /// Removes and returns the value of a type. A [`State`] that was borrowed before stays valid.
    pub fn remove<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let mut values = self.values.write();
        values
            .remove(&TypeId::of::<T>())
            .and_then(|value| value.downcast().ok())
    }

    /// Returns the value of a type, or `None` if there is none.
    pub fn try_get<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        let values = self.values.read();
        let value = Arc::clone(values.get(&TypeId::of::<T>())?);
        value.downcast().ok().map(State::from_arc)
    }

    /// Returns the value of a type.
    ///
    /// # Panics
    /// Panics with `state() called before manage() for T` if there is none.
    #[track_caller]
    pub fn get<T: Send + Sync + 'static>(&self) -> State<'_, T> {
        self.try_get()
            .unwrap_or_else(|| panic!("state() called before manage() for {}", type_name::<T>()))
    }
}

#[cfg(test)]
mod tests {
    use std::{
        panic::{AssertUnwindSafe, catch_unwind},
        sync::atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    /// Counts how many instances were dropped.
    #[derive(Debug)]
    struct Counted(Arc<AtomicUsize>, u32);

    impl Drop for Counted {
        fn drop(&mut self) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn values_are_looked_up_by_type() {
        let store = StateStore::default();
        assert!(store.set(5_u32) && store.set("text") && store.set(String::from("text")));
        assert_eq!((*store.get::<u32>(), *store.get::<&str>()), (5, "text"));
        assert_eq!(store.get::<String>().inner(), "text");
        assert!(store.try_get::<u64>().is_none());
    }

    #[test]
    fn the_first_value_of_a_type_is_kept() {
        let (store, drops) = (StateStore::default(), Arc::new(AtomicUsize::new(0)));
        let counted = |number| Counted(Arc::clone(&drops), number);
        assert!(store.set(counted(1)));
        assert_eq!(
            drops.load(Ordering::Relaxed),
            0,
            "a value in the store is not dropped"
        );
        assert!(!store.set(counted(2)));
        assert_eq!(
            drops.load(Ordering::Relaxed),
            1,
            "a second value is dropped"
        );
        assert_eq!(store.get::<Counted>().1, 1);
        drop(store);
        assert_eq!(
            drops.load(Ordering::Relaxed),
            2,
            "the store drops its values"
        );
    }

    #[test]
    fn a_removed_value_lives_while_it_is_borrowed() {
        let (store, drops) = (StateStore::default(), Arc::new(AtomicUsize::new(0)));
        assert!(store.set(Counted(Arc::clone(&drops), 1)));
        let borrowed = store.get::<Counted>();
        let taken = store.remove::<Counted>();
        assert_eq!(taken.as_ref().map(|taken| taken.1), Some(1));
        assert!(store.try_get::<Counted>().is_none() && store.remove::<Counted>().is_none());
        drop(taken);
        assert_eq!((borrowed.1, drops.load(Ordering::Relaxed)), (1, 0));
        drop(borrowed);
        assert_eq!(drops.load(Ordering::Relaxed), 1);
        assert!(
            store.set(Counted(Arc::clone(&drops), 2)),
            "the type is free again"
        );
    }

    #[test]
    fn one_of_a_thousand_threads_sets_the_value() {
        let (store, set) = (StateStore::default(), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for number in 0..1_000_u32 {
                let (store, set) = (&store, &set);
                scope.spawn(move || {
                    if store.set(number) {
                        set.store(number as usize, Ordering::Relaxed);
                    }
                });
            }
        });
        assert_eq!(*store.get::<u32>() as usize, set.load(Ordering::Relaxed));
    }

    #[test]
    fn a_missing_value_is_named_in_the_panic() {
        let store = StateStore::default();
        let panic = catch_unwind(AssertUnwindSafe(|| *store.get::<u32>())).unwrap_err();
        let text = panic.downcast_ref::<String>().map(String::as_str);
        assert_eq!(text, Some("state() called before manage() for u32"));
    }
}
