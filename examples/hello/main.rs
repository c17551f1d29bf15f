//! Two commands and a page that calls them: `greet` takes a name, `picture` returns bytes. Run with `cargo run --example hello`.

use bytelane::{Builder, Bytes, Context, WindowConfig};

#[bytelane::command]
fn greet(name: &str) -> String {
    format!("Hello, {name}! Rust here.")
}

/// Returns 256 by 256 pixels in RGBA. The page receives an `ArrayBuffer`.
#[bytelane::command]
fn picture() -> Bytes {
    let pixel = |index: u32| [(index % 256) as u8, (index / 256) as u8, 160, 255];
    (0..256 * 256).flat_map(pixel).collect::<Vec<u8>>().into()
}

fn main() -> bytelane::Result<()> {
    let context = Context::new("org.bytelane.hello")
        .embedded(&[("/index.html", include_bytes!("page/index.html"))])
        .window(WindowConfig {
            title: "Hello".into(),
            width: 480.0,
            height: 560.0,
            ..WindowConfig::default()
        });
    Builder::default()
        .invoke_handler(bytelane::generate_handler![greet, picture])
        .run(context)
}
