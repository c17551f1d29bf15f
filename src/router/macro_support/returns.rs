//! Turning what a command returned into a reply. Whether it is a `Result` is decided by its type, not by how the type is spelled.

use super::{Itself, Nothing};
use crate::router::{InvokeError, IpcResponse, Reply, into_reply};

/// The value that a command returned.
#[derive(Debug)]
pub struct Returned<T>(pub T);

/// Unwraps the returned value.
pub fn take<T>(returned: Returned<T>) -> T {
    returned.0
}

/// The kind of a `Result`: the reply is its value or its error.
#[derive(Clone, Copy, Debug)]
pub struct ReturnedResult;

/// The kind of every other type: the value itself is the reply.
#[derive(Clone, Copy, Debug)]
pub struct ReturnedValue;

// An inherent method takes precedence over the trait method below, so this one applies to every `Result`.
impl<T, E> Returned<Result<T, E>> {
    /// Returns the kind of a `Result`.
    pub const fn __bytelane_kind(&self) -> ReturnedResult {
        ReturnedResult
    }
}

/// The fallback for types that are not a `Result`.
pub trait ReturnsValue {
    /// Returns the kind of a plain value.
    fn __bytelane_kind(&self) -> ReturnedValue {
        ReturnedValue
    }
}

impl<T> ReturnsValue for Returned<T> {}

/// A value that a command can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by a command",
    label = "not an answer to the page",
    note = "derive `serde::Serialize` for it, or return an `ipc::Response` or `Bytes`"
)]
pub trait Value<By> {
    /// Returns the reply.
    fn reply(self) -> Reply;
}

impl<T: IpcResponse> Value<Itself> for T {
    fn reply(self) -> Reply {
        into_reply(Ok(self))
    }
}

impl<T: Nothing> Value<()> for T {
    fn reply(self) -> Reply {
        unreachable!("nothing is `Nothing`")
    }
}

/// An error that a command can return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a command",
    label = "not an error that the page could get",
    note = "derive `serde::Serialize` for it, or turn it into a text with `.map_err(|error| error.to_string())`"
)]
pub trait Failure<By> {
    /// Returns the reply.
    fn reply(self) -> Reply;
}

impl<T: Into<InvokeError>> Failure<Itself> for T {
    fn reply(self) -> Reply {
        self.into().into_reply()
    }
}

impl<T: Nothing> Failure<()> for T {
    fn reply(self) -> Reply {
        unreachable!("nothing is `Nothing`")
    }
}

impl ReturnedValue {
    /// Returns the reply.
    pub fn __bytelane_reply<T, By>(self, value: T) -> Reply
    where
        T: Value<By>,
    {
        value.reply()
    }
}

impl ReturnedResult {
    /// Returns the reply.
    pub fn __bytelane_reply<T, E, ByT, ByE>(self, result: Result<T, E>) -> Reply
    where
        T: Value<ByT>,
        E: Failure<ByE>,
    {
        match result {
            Ok(value) => value.reply(),
            Err(error) => error.reply(),
        }
    }
}
