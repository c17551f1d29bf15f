//! What a command returns must be an answer.

struct Opaque;

#[bytelane::command]
fn value() -> Opaque {
    Opaque
}

#[bytelane::command]
async fn later() -> Result<Opaque, String> {
    Ok(Opaque)
}

fn main() {}
