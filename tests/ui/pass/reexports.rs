//! A command is listed by any path that its unit struct is on, too, and by its name alone wherever it is imported.

mod commands {
    mod files {
        #[bytelane::command]
        pub fn open() {}

        #[bytelane::command]
        pub fn remove() {}
    }

    mod windows {
        #[bytelane::command]
        pub(crate) fn close() {}

        #[bytelane::command]
        pub fn focus() {}
    }

    pub use files::*;
    pub(crate) use windows::{__bytelane_command_close, close, focus};
}

mod tasks {
    use crate::commands::open;

    pub fn handler() -> impl Fn(bytelane::ipc::Invoke) -> bool {
        bytelane::generate_handler![open]
    }
}

/// Has a command of the same name as another module.
mod other {
    #[bytelane::command]
    fn remove() {}

    pub fn handler() -> impl Fn(bytelane::ipc::Invoke) -> bool {
        remove();
        bytelane::generate_handler![remove]
    }
}

use commands::*;

fn main() {
    #[bytelane::command]
    fn local() {}

    let _ = bytelane::Router::new(bytelane::generate_handler![commands::open, commands::close]);
    let _ = bytelane::Router::new(bytelane::generate_handler![open, remove, focus, local]);
    let _ = (tasks::handler(), other::handler());
    commands::open();
    commands::close();
    local();
}
