//! Uploads files of any size from the page to a folder, chunk by chunk and never whole in memory. Run with `cargo run --example upload`.
//!
//! `--screenshot <png>` uploads data that the page generates, saves a screenshot, and exits.

mod save;
#[path = "../screenshot/mod.rs"]
mod screenshot;

use std::process::ExitCode;

use bytelane::{Builder, Context, WindowConfig};
use save::Options;
use screenshot::Screenshot;

fn run(screenshot: Screenshot) -> Result<(), Box<dyn std::error::Error>> {
    // The uploaded files are removed when the example ends.
    let folder = tempfile::tempdir()?;
    let context = Context::new("org.bytelane.upload")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/bindings.js", include_bytes!("page/bindings.js")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(WindowConfig {
            title: "bytelane: upload".into(),
            width: screenshot.width_or(820.0),
            height: 640.0,
            ..WindowConfig::default()
        });
    Builder::default()
        .manage(Options {
            folder: folder.path().to_owned(),
        })
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            save::save,
            screenshot::wants_screenshot,
            screenshot::take_screenshot
        ])
        .run(context)?;
    Ok(())
}

fn main() -> ExitCode {
    Screenshot::run("upload", run)
}
