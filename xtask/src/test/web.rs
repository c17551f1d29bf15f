//! The step `web`: the client for pages in Rust, and its pages in a webview.

use super::{context::Context, verdict::Verdict};
use crate::{Outcome, deps, pages, process, workspace};

/// Checks the crate and runs its pages. Skipped if they cannot be compiled here.
pub(super) fn run(context: &Context) -> Outcome<Verdict> {
    let made = pages::make(|command| context.run(command).map(drop))?;
    let folder = match made {
        Ok(folder) => folder,
        Err(reason) => return Ok(Verdict::Skipped(reason)),
    };
    deps::check(workspace::WEB)?;
    // The pages are for their own target alone.
    let mut clippy = pages::cargo("clippy -p bytelane-web -p bytelane-web-bundle --all-targets")?;
    clippy.args(["--", "-D", "warnings"]);
    context.run(clippy)?;
    // The examples of its documentation.
    let documented = context.run(pages::cargo("test -p bytelane-web")?)?;
    // With the features of the step `tests`, which has compiled everything but the test itself.
    let mut tests = process::command("cargo");
    tests
        .args(["test", "--workspace", "--test", "web_page"])
        .env(pages::FOLDER, folder);
    Ok(documented.and(context.run(tests)?))
}
