//! The page keeps no promises, so it cannot call an unsafe function.

#[bytelane::command]
unsafe fn read(_address: usize) -> u8 {
    0
}

fn main() {}
