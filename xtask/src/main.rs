//! The commands of this repository: `cargo xtask demo | test | bench | doctor`.
//!
//! Each of them alone succeeds on a machine that has only git and a Rust toolchain; `xtask/cc` brings the linker
//! without which not even this program could be built, and [`doctor`] brings the rest.

mod artifact;
mod bench;
mod demo;
mod deps;
mod display;
mod distro;
mod doctor;
mod failures;
mod measurement;
mod needs;
mod process;
mod tally;
mod test;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// What every command returns; an error is a sentence that says what to do.
type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    about = "The commands of the bytelane repository"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Move a large real file into a webview and back, verify it there, and show how fast it was
    Demo(demo::Args),
    /// Run every check and every test of the repository
    Test(test::Args),
    /// Run the benchmarks; further arguments go to `cargo bench`
    Bench(bench::Args),
    /// Show what this machine has and lacks of what the repository needs
    Doctor(doctor::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo(args) => demo::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Test(args) => test::run(&args),
        Command::Bench(args) => bench::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Doctor(args) => doctor::run(&args).map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
