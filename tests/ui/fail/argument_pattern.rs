//! An argument needs a name, or a type that gives it one.

#[bytelane::command]
fn pair((left, right): (u32, u32)) -> u32 {
    left + right
}

#[bytelane::command]
fn array([left, right]: [u32; 2]) -> u32 {
    left + right
}

fn main() {}
