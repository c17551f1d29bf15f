//! A re-exported command needs its constant beside it.

mod commands {
    mod files {
        #[bytelane::command]
        pub fn open() {}
    }

    #[allow(unused_imports)]
    pub use files::open;
}

fn main() {
    let _ = bytelane::generate_handler![commands::open];
}
