//! Values that an application shares with its commands, looked up by type.

use std::{
    any::{Any, TypeId, type_name},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

/// A managed value, borrowed from the application, or for the duration of a call.
///
/// As the argument of a command it is looked up by its type. The call is refused with `bad_arguments` if no value of this type is managed.
pub struct State<'r, T: Send + Sync + 'static>(&'r T);

impl<'r, T: Send + Sync + 'static> State<'r, T> {
    /// Returns a reference to the value. It is valid as long as the borrow that the `State` was created from, and may outlive the `State` itself.
    ///
    /// # Examples
    /// ```
    /// use bytelane::state::StateStore;
    ///
    /// struct Sample(u32);
    ///
    /// fn sample(store: &StateStore) -> &Sample {
    ///     store.get::<Sample>().inner()
    /// }
    ///
    /// let store = StateStore::default();
    /// store.set(Sample(7));
    /// assert_eq!(sample(&store).0, 7);
    /// ```
    pub const fn inner(&self) -> &'r T {
        self.0
    }
}

impl<T: Send + Sync + 'static> Deref for State<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0
    }
}

impl<T: Send + Sync + 'static> Clone for State<'_, T> {
    fn clone(&self) -> Self {
        State(self.0)
    }
}

impl<T: Send + Sync + std::fmt::Debug> std::fmt::Debug for State<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("State").field(self.0).finish()
    }
}

impl<T: Send + Sync + 'static + PartialEq> PartialEq for State<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        *self.0 == *other.0
    }
}

/// The number of lists that the values are spread over.
const LISTS: usize = 32;

/// The managed values of an application, at most one of each type.
///
/// A value is never moved, and is dropped with the store: a reference to it is valid as long as the store is borrowed. A lookup takes no lock.
#[derive(Default)]
pub struct StateStore {
    /// Lists to which nodes are appended only.
    lists: [Link; LISTS],
}

type Link = OnceLock<Box<Node>>;

/// A value in a list.
struct Node {
    key: TypeId,
    value: Arc<dyn Any + Send + Sync>,
    is_removed: AtomicBool,
    next: Link,
}

impl Node {
    fn has(&self, key: TypeId) -> bool {
        self.key == key && !self.is_removed.load(Ordering::Acquire)
    }
}

impl std::fmt::Debug for StateStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateStore").finish_non_exhaustive()
    }
}

impl StateStore {
    /// Returns the start of the list of a type.
    fn list(&self, key: TypeId) -> &Link {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
        let [first, ..] = &self.lists;
        // The remainder is less than the number of lists.
        self.lists
            .get(usize::try_from(hash % LISTS as u64).unwrap_or_default())
            .unwrap_or(first)
    }

    /// Returns the node of a type that is not removed.
    fn find(&self, key: TypeId) -> Option<&Node> {
        std::iter::successors(self.list(key).get(), |node| node.next.get())
            .map(|node| &**node)
            .find(|node| node.has(key))
    }

    /// Adds a value. Returns `false` and drops `value` if there is a value of its type already.
    pub fn set<T: Send + Sync + 'static>(&self, value: T) -> bool {
        let key = TypeId::of::<T>();
        if self.find(key).is_some() {
            return false;
        }
        let mut new = Box::new(Node {
            key,
            value: Arc::new(value),
            is_removed: AtomicBool::new(false),
            next: Link::new(),
        });
        let mut link = self.list(key);
        loop {
            match link.set(new) {
                Ok(()) => return true,
                Err(refused) => new = refused,
            }
            // The link is set; it may hold a value of this type that another thread has added.
            let Some(node) = link.get().filter(|node| !node.has(key)) else {
                return false;
            };
            link = &node.next;
        }
    }

    /// Removes and returns the value of a type. A [`State`] that was borrowed before stays valid, so the store drops its share of the value only when it
    /// is itself dropped.
    pub fn remove<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let node = self.find(TypeId::of::<T>())?;
        if node.is_removed.swap(true, Ordering::AcqRel) {
            return None;
        }
        Arc::clone(&node.value).downcast().ok()
    }

    /// Returns the value of a type, or `None` if there is none.
    pub fn try_get<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        let node = self.find(TypeId::of::<T>())?;
        node.value.downcast_ref().map(State)
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
        assert!(
            store.set(Counted(Arc::clone(&drops), 2)),
            "the type is free again"
        );
        assert_eq!((borrowed.1, store.get::<Counted>().1), (1, 2));
        drop(store);
        assert_eq!(drops.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_reference_outlives_the_state_that_it_came_from() {
        fn number(store: &StateStore) -> &u32 {
            store.get::<u32>().inner()
        }
        let store = StateStore::default();
        assert!(store.set(5_u32));
        let first = number(&store);
        assert_eq!(*first, 5);
        assert!(store.remove::<u32>().is_some() && store.set(6_u32));
        assert_eq!((*first, *number(&store)), (5, 6));
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
