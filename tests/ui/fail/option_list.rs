//! No option takes a list.

#[bytelane::command(rename_all("camelCase"))]
fn list() {}

fn main() {}
