//! A function that returns a future is an async command.

use std::{future::Future, pin::Pin};

#[bytelane::command(async)]
fn later(number: u32) -> impl Future<Output = Result<u32, String>> {
    async move { Ok(number) }
}

#[bytelane::command]
fn plain(text: String) -> impl Future<Output = String> + Send {
    async move { text }
}

#[bytelane::command(async)]
fn boxed() -> Pin<Box<dyn Future<Output = ()> + Send>> {
    Box::pin(async {})
}

#[bytelane::command(async)]
fn no_future() -> u32 {
    1
}

fn main() {
    let _ = bytelane::Router::new(bytelane::generate_handler![later, plain, boxed, no_future]);
}
