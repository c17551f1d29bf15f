//! A command is listed by any path that its constant is on, too.

mod commands {
    mod files {
        #[bytelane::command]
        pub fn open() {}
    }

    mod windows {
        #[bytelane::command]
        pub(crate) fn close() {}
    }

    pub use files::*;
    pub(crate) use windows::{__bytelane_command_close, close};
}

fn main() {
    let _ = bytelane::Router::new(bytelane::generate_handler![commands::open, commands::close]);
    commands::open();
    commands::close();
}
