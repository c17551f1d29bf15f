//! The dependency has another name here, and no name of the prelude is in scope.

#![no_implicit_prelude]

#[::tauri::command]
fn sync(name: &str) -> ::core::result::Result<u32, ::std::string::String> {
    let _ = name;
    ::core::result::Result::Ok(7)
}

#[::tauri::command]
async fn later(name: &str) {
    let _ = name;
}

mod wrapped {
    pub(crate) use ::tauri as inner;
}

#[::tauri::command(root = "tauri")]
fn by_name() {}

#[::tauri::command(root = crate::wrapped::inner)]
fn by_path() {}

fn main() {
    let _ = ::tauri::Router::new(::tauri::generate_handler![sync, later, by_name, by_path]);
}
