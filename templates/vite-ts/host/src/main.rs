// A release build for Windows opens no console.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> bytelane::Result<()> {
    let (builder, context) = app::application();
    builder.run(context)
}
