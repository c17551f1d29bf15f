//! The macros need nothing in scope.

#![no_implicit_prelude]

#[::bytelane::command]
fn sync(name: &str, count: ::core::option::Option<u32>) -> ::core::result::Result<u32, ::std::string::String> {
    let _ = name;
    ::core::result::Result::Ok(count.unwrap_or(7))
}

#[::bytelane::command(rename_all = "snake_case", async)]
fn nothing() {}

#[::bytelane::command(main_thread)]
fn on_main(_: ::bytelane::ipc::Request<'_>) {}

#[::bytelane::command]
async fn later(name: &str) -> u32 {
    let _ = name;
    7
}

fn main() {
    let _ = ::bytelane::Router::new(::bytelane::generate_handler![sync, nothing, on_main, later]);
}
