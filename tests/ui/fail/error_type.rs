//! The error that a command returns must be a value for the page.

#[bytelane::command]
fn sync() -> Result<u32, std::io::Error> {
    Ok(7)
}

#[bytelane::command]
async fn later() -> std::io::Result<u32> {
    Ok(7)
}

fn main() {}
