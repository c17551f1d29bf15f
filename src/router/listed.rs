use std::{any::TypeId, collections::HashMap, sync::LazyLock};

use parking_lot::RwLock;

use super::macro_support::Command;

/// The commands of the handlers that `generate_handler!` has made, by the type of the handler: each use of the macro makes a closure of its own type.
static LISTS: LazyLock<RwLock<HashMap<TypeId, &'static [Command]>>> =
    LazyLock::new(RwLock::default);

/// The commands that a handler has, if they can be told without running it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Listed(Option<&'static [Command]>);

impl Listed {
    /// Returns the commands of a handler. Those of a function that the application has written are not known.
    pub(crate) fn of<F>(_handler: &F) -> Self {
        Self(LISTS.read().get(&typeid::of::<F>()).copied())
    }

    /// Returns the commands, sorted by name; `None` for a function that the application has written.
    #[cfg(feature = "bindings")]
    pub(crate) const fn commands(self) -> Option<&'static [Command]> {
        self.0
    }

    /// Returns whether the handler may have a command of this name.
    pub(crate) fn may_have(self, command: &str) -> bool {
        self.0.is_none_or(|listed| {
            let found = listed.binary_search_by(|known| known.name().cmp(command));
            found.is_ok()
        })
    }
}

/// Records the sorted commands of a handler, so that the router can refuse the upload of an unknown command's arguments. Returns the handler.
pub fn listed<F>(sorted: &'static [Command], handler: F) -> F {
    LISTS.write().insert(typeid::of::<F>(), sorted);
    handler
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handler_of_the_macro_is_known_and_a_function_is_not() {
        const SORTED: &[Command] = &[Command::new("a", drop), Command::new("b", drop)];
        let handler = listed(SORTED, |_: crate::router::Invoke| true);
        let known = Listed::of(&handler);
        assert!(known.may_have("a") && known.may_have("b") && !known.may_have("c"));
        let function = |_: crate::router::Invoke| true;
        assert!(Listed::of(&function).may_have("c"));
    }
}
