//! The main thread is for sync functions.

#[bytelane::command(main_thread)]
async fn later() {}

#[bytelane::command(async, main_thread)]
fn both() {}

fn main() {}
