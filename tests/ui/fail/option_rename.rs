//! A new name is a string.

#[bytelane::command(rename = new_name)]
fn bare() {}

#[bytelane::command(rename)]
fn missing() {}

fn main() {}
