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

mod handled {
    #[::tauri::command(root = crate::wrapped::inner)]
    pub(crate) fn listed() {}
}

#[derive(::tauri::rkyv::Archive, ::tauri::View)]
#[rkyv(crate = ::tauri::rkyv)]
#[view(read_only, root = crate::wrapped::inner)]
struct Row {
    number: u32,
}

fn main() {
    let _ = Row { number: 1 }.number;
    let _ = ::tauri::Router::new(::tauri::generate_handler![
        #![root(crate::wrapped::inner)]
        handled::listed
    ]);
    let _ = ::tauri::Router::new(::tauri::generate_handler![sync, later, by_name, by_path]);
}
