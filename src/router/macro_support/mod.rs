//! What the code that the macros write calls. Not for others: anything here may change in any version.

pub use core::{
    compile_error, env, include_bytes, include_str,
    primitive::{bool, str},
    result::Result::{Err, Ok},
};

use super::{CommandArg, InvokeError, IpcResponse, Reply, into_reply};
pub use super::{CommandItem, Invoke};

/// What `#[command]` puts beside a function.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    name: &'static str,
    run: fn(Invoke),
    position: usize,
}

impl Command {
    /// A command, not yet in a list.
    pub const fn new(name: &'static str, run: fn(Invoke)) -> Self {
        Self {
            name,
            run,
            position: 0,
        }
    }

    /// The command at its place in a list.
    #[must_use]
    pub const fn at(mut self, position: usize) -> Self {
        self.position = position;
        self
    }

    /// Orders by name, and commands of one name as they are listed.
    const fn is_before(&self, other: &Self) -> bool {
        let (left, right) = (self.name.as_bytes(), other.name.as_bytes());
        let mut index = 0;
        while index < left.len() && index < right.len() {
            if left[index] != right[index] {
                return left[index] < right[index];
            }
            index += 1;
        }
        if left.len() == right.len() {
            self.position < other.position
        } else {
            left.len() < right.len()
        }
    }
}

/// The commands in order of their names. By Shell's method: the compiler runs it, and warns of what takes long.
pub const fn sort<const N: usize>(listed: &[Command]) -> [Command; N] {
    const fn nowhere(invoke: Invoke) {
        std::mem::forget(invoke);
    }
    let mut sorted = [Command::new("", nowhere); N];
    sorted.copy_from_slice(listed);
    let mut gap = N / 2;
    while gap > 0 {
        let mut end = gap;
        while end < N {
            let mut index = end;
            while index >= gap && sorted[index].is_before(&sorted[index - gap]) {
                sorted.swap(index, index - gap);
                index -= gap;
            }
            end += 1;
        }
        gap /= 2;
    }
    sorted
}

/// Where `command` stands, or would stand, among the sorted ones.
const fn place(sorted: &[Command], command: &Command) -> usize {
    let (mut low, mut high) = (0, sorted.len());
    while low < high {
        let middle = low.midpoint(high);
        if sorted[middle].is_before(command) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Refuses a command whose name an earlier one has.
#[track_caller]
pub const fn assert_first(sorted: &[Command], command: Command, text: &str) {
    let first = &sorted[place(sorted, &command.at(0))];
    assert!(first.position == command.position, "{}", text);
}

/// Runs the command that a call names; `false` when there is none of that name.
pub fn run(sorted: &'static [Command], invoke: Invoke) -> bool {
    match sorted.binary_search_by(|command| command.name.cmp(invoke.message.command())) {
        Ok(index) => {
            (sorted[index].run)(invoke);
            true
        }
        Err(_) => false,
    }
}

/// Implemented by nothing.
///
/// A trait with an impl for it has two that a type could mean, so that the compiler, when neither fits, says that the *trait* is
/// missing, in that trait's words, instead of the bound of its only impl.
pub trait Nothing {}

/// How a type came to implement one of the traits below: as itself.
#[derive(Debug)]
pub struct Itself;

/// An argument of a command.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a command",
    label = "not an argument of a command",
    note = "derive `serde::Deserialize` for it, or take a `State`, `Request`, `AppHandle`, `Window` or `WebviewWindow`"
)]
pub trait Argument<'de, By>: Sized {
    /// Reads it.
    fn read(item: CommandItem<'de>) -> Result<Self, InvokeError>;
}

impl<'de, T: CommandArg<'de>> Argument<'de, Itself> for T {
    fn read(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        T::from_command(item)
    }
}

impl<'de, T: Nothing> Argument<'de, ()> for T {
    fn read(_: CommandItem<'de>) -> Result<Self, InvokeError> {
        unreachable!("nothing is `Nothing`")
    }
}

/// Reads an argument.
pub fn argument<'de, T, By>(item: CommandItem<'de>) -> Result<T, InvokeError>
where
    T: Argument<'de, By>,
{
    T::read(item)
}

/// The answer to a call whose argument could not be read.
pub fn refuse(error: InvokeError) -> Reply {
    error.into_reply()
}

/// What a command returned.
#[derive(Debug)]
pub struct Returned<T>(pub T);

/// What it is.
pub fn take<T>(returned: Returned<T>) -> T {
    returned.0
}

/// It is a `Result`: its value is the answer, or its error.
#[derive(Clone, Copy, Debug)]
pub struct ReturnedResult;

/// It is anything else: itself the answer.
#[derive(Clone, Copy, Debug)]
pub struct ReturnedValue;

// A `Result` has this method of its own, which comes before the one that everything has by the trait.
impl<T, E> Returned<Result<T, E>> {
    /// Says that it is a `Result`.
    pub const fn __bytelane_kind(&self) -> ReturnedResult {
        ReturnedResult
    }
}

/// Everything that a command may return, until it is known better.
pub trait ReturnsValue {
    /// Says that it is no `Result`.
    fn __bytelane_kind(&self) -> ReturnedValue {
        ReturnedValue
    }
}

impl<T> ReturnsValue for Returned<T> {}

/// A returned value.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by a command",
    label = "not an answer to the page",
    note = "derive `serde::Serialize` for it, or return an `ipc::Response` or `Bytes`"
)]
pub trait Value<By> {
    /// The answer.
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

/// A returned error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of a command",
    label = "not an error that the page could get",
    note = "derive `serde::Serialize` for it, or turn it into a text with `.map_err(|error| error.to_string())`"
)]
pub trait Failure<By> {
    /// The answer.
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
    /// The answer.
    pub fn __bytelane_reply<T, By>(self, value: T) -> Reply
    where
        T: Value<By>,
    {
        value.reply()
    }
}

impl ReturnedResult {
    /// The answer.
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
