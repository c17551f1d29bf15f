//! `cargo xtask soak`: the runs whose figures `docs/reliability.md` states. A missed bar fails the command; results are in `target/soak/`.

mod arguments;
mod fuzz;
mod results;
mod simulation;
mod webview;

pub(crate) use self::arguments::Args;
use self::results::{commit, directory};
use crate::{Outcome, doctor, needs::For};

pub(crate) fn run(args: &Args) -> Outcome {
    doctor::ensure(&[For::Build, For::Screen])?;
    let folder = directory()?;
    std::fs::create_dir_all(&folder)?;
    println!("commit {}", commit());
    if args.fuzz {
        return fuzz::run(args);
    }
    match args.simulate {
        Some(seeds) => simulation::run(seeds, args.first),
        None => webview::run(args),
    }
}
