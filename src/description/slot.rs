//! Types without values. The code that `#[command]` generates calls the function with slots as its arguments, in a closure that nothing calls, so the
//! compiler infers the types. Whether a type has a form is decided by its type, so a command with any other type still compiles.

use std::marker::PhantomData;

use super::{Describe, Form, Graph};

/// Stands for a value of a type.
#[derive(Debug)]
pub struct Slot<T>(PhantomData<fn() -> T>);

/// Returns a slot of any type.
pub const fn slot<T>() -> Slot<T> {
    Slot(PhantomData)
}

/// Returns a slot of the result of a function.
pub fn returned<T>(_: impl FnOnce() -> T) -> Slot<T> {
    slot()
}

/// Returns a slot of the output of the future that a function returns.
pub fn resolved<F: IntoFuture>(_: impl FnOnce() -> F) -> Slot<F::Output> {
    slot()
}

impl<T> Slot<T> {
    /// Stands for the value, in code that never runs.
    pub fn value(&self) -> T {
        unreachable!("a description calls no command")
    }
}

// An inherent method takes precedence over the trait method below, so this one applies to every type that has a form.
impl<T: Describe> Slot<T> {
    /// Returns the form of the type.
    pub fn form(&self, graph: &mut Graph) -> Form {
        T::describe(graph)
    }
}

/// The fallback for types without a form.
pub trait Undescribed {
    /// Returns [`Form::Unknown`].
    fn form(&self, graph: &mut Graph) -> Form;
}

impl<T> Undescribed for Slot<T> {
    fn form(&self, _: &mut Graph) -> Form {
        Form::Unknown(std::any::type_name::<T>())
    }
}

/// Stands for the error of a command that does not return a `Result`.
#[derive(Debug)]
pub struct WithoutError;

impl Describe for WithoutError {
    fn describe(_: &mut Graph) -> Form {
        Form::Injected
    }
}

impl<T, E> Slot<Result<T, E>> {
    /// Returns slots of the value and of the error.
    pub const fn split(&self) -> (Slot<T>, Slot<E>) {
        (slot(), slot())
    }
}

/// The fallback for types that are not a `Result`.
pub trait NotResult<T> {
    /// Returns a slot of the value.
    fn split(&self) -> (Slot<T>, Slot<WithoutError>);
}

impl<T> NotResult<T> for Slot<T> {
    fn split(&self) -> (Self, Slot<WithoutError>) {
        (slot(), slot())
    }
}
