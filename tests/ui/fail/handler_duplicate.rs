//! Two commands of one list have two names.

mod files {
    #[bytelane::command]
    pub fn open() {}
}

#[bytelane::command]
fn open() {}

#[bytelane::command]
fn close() {}

fn main() {
    let _ = bytelane::generate_handler![close, open, files::open];
}
