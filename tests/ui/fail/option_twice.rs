//! An option is given once.

#[bytelane::command(rename = "a", rename = "b")]
fn renamed() {}

fn main() {}
