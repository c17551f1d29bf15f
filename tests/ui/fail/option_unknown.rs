//! An option that does not exist is an error at its name.

#[bytelane::command(rename = "known", colour = "red")]
fn named() {}

#[bytelane::command("red")]
fn literal() {}

fn main() {}
