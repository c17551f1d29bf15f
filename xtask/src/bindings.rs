//! `cargo xtask bindings`: the TypeScript that is generated from the commands of tests and examples, and the scripts that pages without a bundler load.

use crate::{Outcome, doctor, needs::For, process, workspace};

/// The arguments of cargo for the tests that compare the generated files, and write them if `BYTELANE_BINDINGS` is `write`.
pub(crate) const TESTS: &str = "test -p bytelane --features bytelane/bindings --test bindings";

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Fail if a file is stale, instead of writing it
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    doctor::ensure(&[For::Build, For::Client])?;
    let mut tests = process::command("cargo");
    tests.args(TESTS.split(' '));
    if !args.check {
        tests.env("BYTELANE_BINDINGS", "write");
    }
    workspace::run(tests)?;
    workspace::npm("ci --no-audit --no-fund --prefer-offline")?;
    workspace::npm(if args.check { "run fresh" } else { "run build" })
}
