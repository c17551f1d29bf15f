//! The types of a generic command are inferred.

#[bytelane::command]
fn open() {}

fn main() {
    let _ = bytelane::generate_handler![open::<u32>];
}
