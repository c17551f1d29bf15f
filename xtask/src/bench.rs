//! `cargo xtask bench`: the benchmarks, with a screen for those that drive a webview.

use crate::{
    Outcome,
    display::{self, Display},
    doctor,
    needs::For,
    process, workspace,
};

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Arguments for `cargo bench`, such as `--bench wire` or `-- --save-baseline before`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    doctor::ensure(&[For::Build, For::Screen])?;
    let mut command = process::command("cargo");
    command
        .current_dir(workspace::root())
        .arg("bench")
        .args(&args.arguments);
    let display = if display::present() {
        None
    } else {
        Some(Display::start()?)
    };
    if let Some(display) = &display {
        display.apply(&mut command);
    }
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("cargo bench failed ({status})").into())
    }
}
