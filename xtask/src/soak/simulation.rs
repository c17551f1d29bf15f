//! Many seeds of the simulation.

use super::results::{commit, directory};
use crate::{
    Outcome,
    process::{self, Output, Running},
    workspace,
};
use std::time::{Duration, Instant};

/// Silence after which the simulation counts as hung: it prints nothing until its last seed. Its own watchdog ends a seed that hangs.
const SILENCE_MAX: Duration = Duration::from_secs(12 * 60 * 60);

pub(super) fn run(seeds: u64, first: u64) -> Outcome {
    let start = Instant::now();
    let mut command = process::command("cargo");
    command
        .current_dir(workspace::root())
        .args("test --release -p bytelane --no-default-features --test simulation".split(' '))
        .args(["nothing_is_lost", "--", "--nocapture"])
        .env("BYTELANE_SEEDS", seeds.to_string())
        .env("BYTELANE_FIRST_SEED", first.to_string());
    let mut summary = Vec::new();
    let status = Running::start(command, Output::All)?.follow(SILENCE_MAX, |line| {
        if let Some(line) = line {
            println!("{line}");
            summary.push(line.trim().to_owned());
        }
    })?;
    let result = serde_json::json!({
        "seeds": seeds,
        "first": first,
        "commit": commit(),
        "seconds": start.elapsed().as_secs_f64(),
        "failed": !status.success(),
        "summary": summary,
    });
    std::fs::write(directory()?.join("simulation.json"), result.to_string())?;
    if status.success() {
        println!("0 failures in {seeds} seeds from {first}");
        Ok(())
    } else {
        Err("a seed failed; the line above repeats it".into())
    }
}
