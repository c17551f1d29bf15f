//! The future of a command moves between threads.

use std::rc::Rc;

#[bytelane::command]
async fn later() -> u32 {
    let count = Rc::new(7);
    std::future::ready(()).await;
    *count
}

fn main() {}
