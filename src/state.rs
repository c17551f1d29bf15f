//! Values that an application shares with its commands, found by type.

use std::{
    any::{Any, TypeId, type_name},
    collections::HashMap,
    ops::Deref,
    sync::{Arc, PoisonError, RwLock},
};

use crate::{
    Refusal,
    router::{CommandArg, CommandItem, InvokeError},
    wire::Code,
};

/// A managed value, borrowed for the length of a call.
///
/// As a command's argument it is found by its type; the call is refused with `bad_arguments` when no such value was managed.
pub struct State<'r, T: Send + Sync + 'static> {
    value: Arc<T>,
    lifetime: std::marker::PhantomData<&'r T>,
}

impl<'r, T: Send + Sync + 'static> State<'r, T> {
    /// The value. Unlike [`Deref`], lives as long as the state that it was taken from.
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

/// All managed values of an application, at most one of each type.
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
    /// Adds a value. Returns `false`, and drops `value`, when one of its type is there already.
    pub fn set<T: Send + Sync + 'static>(&self, value: T) -> bool {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        match values.entry(TypeId::of::<T>()) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(Arc::new(value));
                true
            }
        }
    }

    /// Takes the value of a type out of the store. Borrowed ones stay valid.
    pub fn remove<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        let mut values = self.values.write().unwrap_or_else(PoisonError::into_inner);
        values
            .remove(&TypeId::of::<T>())
            .and_then(|value| value.downcast().ok())
    }

    /// The value of a type, or `None` when none was set.
    pub fn try_get<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        let values = self.values.read().unwrap_or_else(PoisonError::into_inner);
        let value = Arc::clone(values.get(&TypeId::of::<T>())?);
        value.downcast().ok().map(State::from_arc)
    }

    /// The value of a type.
    ///
    /// # Panics
    /// When none was set: `state() called before manage() for T`.
    #[track_caller]
    pub fn get<T: Send + Sync + 'static>(&self) -> State<'_, T> {
        self.try_get()
            .unwrap_or_else(|| panic!("state() called before manage() for {}", type_name::<T>()))
    }
}

impl<'de, T: Send + Sync + 'static> CommandArg<'de> for State<'de, T> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let CommandItem { name, key, message } = item;
        message.try_state().ok_or_else(|| {
            let text = format!(
                "state not managed for field `{key}` on command `{name}`. You must call `.manage()` before using this command"
            );
            Refusal::new(Code::BadArguments, text).with_command(name).with_key(key).into()
        })
    }
}
