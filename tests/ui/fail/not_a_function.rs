//! Only a function is a command.

#[bytelane::command]
struct Library;

fn main() {}
