//! It is the name given by `rename` that counts.

#[bytelane::command]
fn open() {}

#[bytelane::command(rename = "open")]
fn read() {}

fn main() {
    let _ = bytelane::generate_handler![#![plugin(files)] open, read];
}
