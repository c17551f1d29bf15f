//! The type of an argument must be readable from a call.

struct Opaque;

#[bytelane::command]
fn sync(_count: u32, _opaque: std::vec::Vec<Opaque>) {}

#[bytelane::command]
async fn later(_opaque: Opaque) {}

fn main() {}
