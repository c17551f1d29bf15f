//! There are two cases.

#[bytelane::command(rename_all = "kebab-case")]
fn kebab() {}

#[bytelane::command(rename_all = camel)]
fn bare() {}

fn main() {}
