//! `cargo xtask bench --web`: a table from the host to a page in Rust, in every form, on each lane.

use super::screen;
use crate::{
    Outcome, doctor,
    needs::For,
    pages::{self, FOLDER, ROUNDS},
    process, workspace,
};

/// Rounds whose median is printed.
const MEASURED: &str = "21";

pub(super) fn run() -> Outcome {
    doctor::ensure(&[For::Build, For::Screen])?;
    let folder = pages::make(workspace::run)??;
    let mut page = process::command("cargo");
    page.args("test --release -p bytelane --test web_page -- page".split(' '))
        .env(FOLDER, folder)
        .env(ROUNDS, MEASURED);
    let display = screen()?;
    if let Some(display) = &display {
        display.apply(&mut page);
    }
    workspace::run(page)
}
