//! The commands of a `generate_handler!` list: sorted and checked for duplicates at compile time, found by name for each call.

#[cfg(feature = "bindings")]
use crate::description::{Graph, Signature};
use crate::router::Invoke;

/// A command: its name and the function that runs it. `#[command]` generates one as a constant beside the function.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    name: &'static str,
    run: fn(Invoke),
    position: usize,
    #[cfg(feature = "bindings")]
    describe: Option<fn(&mut Graph) -> Signature>,
}

impl Command {
    /// Creates a command that is not in a list yet.
    pub const fn new(name: &'static str, run: fn(Invoke)) -> Self {
        Self {
            name,
            run,
            position: 0,
            #[cfg(feature = "bindings")]
            describe: None,
        }
    }

    /// Sets the function that describes the command.
    #[cfg(feature = "bindings")]
    #[must_use]
    pub const fn described(mut self, describe: fn(&mut Graph) -> Signature) -> Self {
        self.describe = Some(describe);
        self
    }

    /// Returns the signature of the command.
    #[cfg(feature = "bindings")]
    pub(crate) fn signature(&self, graph: &mut Graph) -> Option<Signature> {
        self.describe.map(|describe| describe(graph))
    }

    /// Sets the position of the command in its list.
    #[must_use]
    pub const fn at(mut self, position: usize) -> Self {
        self.position = position;
        self
    }

    /// Returns the name of the command.
    pub(in crate::router) const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the command sorts before `other`: by name, and by position for equal names.
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

/// Returns the commands sorted by name.
///
/// A Shell sort, because it runs at compile time, where the compiler warns of long evaluations.
pub const fn sort<const N: usize>(listed: &[Command]) -> [Command; N] {
    const fn unreachable(invoke: Invoke) {
        std::mem::forget(invoke);
    }
    let mut sorted = [Command::new("", unreachable); N];
    sorted.copy_from_slice(listed); // COPY: the list of commands, at compile time
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

/// Returns the index at which `command` is, or would be inserted, in the sorted commands.
const fn lower_bound(sorted: &[Command], command: &Command) -> usize {
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

/// Asserts that no earlier command of the list has the name of `command`.
///
/// # Panics
/// With `text` if one has. Evaluated at compile time, so the panic is a compile error.
#[track_caller]
pub const fn assert_first(sorted: &[Command], command: Command, text: &str) {
    let first = &sorted[lower_bound(sorted, &command.at(0))];
    assert!(first.position == command.position, "{}", text);
}

/// Runs the command that a call names. Returns `false` if no command has that name.
pub fn run(sorted: &'static [Command], invoke: Invoke) -> bool {
    match sorted.binary_search_by(|command| command.name.cmp(invoke.message.command())) {
        Ok(index) => {
            (sorted[index].run)(invoke);
            true
        }
        Err(_) => false,
    }
}
