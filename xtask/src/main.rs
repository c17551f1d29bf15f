//! The commands of this repository: `cargo xtask demo | test | bindings | bench | soak | cross | alpha | gallery | release | doctor`.
//!
//! Each command succeeds on a machine with only git and a Rust toolchain: `xtask/cc` installs the linker, without which
//! this program itself could not be built, and [`doctor`] installs the rest.

mod alpha;
mod artifact;
mod bench;
mod bindings;
mod cross;
mod demo;
mod deps;
mod display;
mod distro;
mod doctor;
mod failures;
mod fetch;
mod gallery;
mod measurement;
mod needs;
mod pages;
mod process;
mod release;
mod soak;
mod tally;
mod test;
mod workspace;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Result of a command; an error is a sentence with the remedy.
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
    /// Move a large file into a webview and back, verify it there, and show the throughput
    Demo(demo::Args),
    /// Run every check and every test of the repository
    Test(test::Args),
    /// Write the TypeScript that is generated from commands
    Bindings(bindings::Args),
    /// Run the benchmarks; further arguments go to `cargo bench`
    Bench(bench::Args),
    /// Run the long checks: in a webview, of the parsers, of the simulation
    Soak(soak::Args),
    /// Check the crate for Windows, macOS and 64-bit ARM, and run tests for them
    Cross(cross::Args),
    /// Photograph the examples in a real webview and write `docs/gallery.md`
    Gallery(gallery::Args),
    /// Compile the Tauri plugin with the newest alpha of Tauri 3
    Alpha(alpha::Args),
    /// Check everything that a release needs, and publish nothing
    Release(release::Args),
    /// Show which requirements of the repository this machine has and lacks
    Doctor(doctor::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo(args) => demo::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Test(args) => test::run(&args),
        Command::Bindings(args) => bindings::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Bench(args) => bench::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Soak(args) => soak::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Cross(args) => test::run_cross(&args),
        Command::Gallery(args) => gallery::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Alpha(args) => alpha::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Release(args) => release::run(&args).map(|()| ExitCode::SUCCESS),
        Command::Doctor(args) => doctor::run(&args).map(|()| ExitCode::SUCCESS),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        ExitCode::FAILURE
    })
}
