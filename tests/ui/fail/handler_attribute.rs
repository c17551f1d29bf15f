//! An entry has no attribute but `cfg`, the list none but `plugin`.

#[bytelane::command]
fn open() {}

fn main() {
    let _ = bytelane::generate_handler![#[inline] open];
    let _ = bytelane::generate_handler![#![name(files)] open];
    let _ = bytelane::generate_handler![#![plugin(files)] #![plugin(more)] open];
}
