//! Deterministic simulation of a host and a page on the memory lane, with a seeded scheduler and a network that loses, duplicates, delays and
//! reorders batches. No message may be lost, duplicated, reordered, corrupted or left behind.
//!
//! In half of the runs a second page of the same process breaks the protocol, and calls commands whose values panic, or call the engine, while they are
//! serialized, displayed or dropped. Neither the first page nor the accounts of the process may notice.
//!
//! A seed determines a run. `BYTELANE_SEEDS=100000` runs more seeds, `BYTELANE_FIRST_SEED` sets the first of them, and `BYTELANE_SEED=7` runs one.

mod canary;
mod faults;
mod host;
#[path = "../hostile/mod.rs"]
mod hostile;
mod page;
mod random;
mod tasks;
mod watchdog;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};

use canary::Canary;
use faults::Point;
use watchdog::Watchdog;
use world::{Summary, World};

const SEEDS_DEFAULT: u64 = 1_000;
/// Minimum number of hits of each point in a run of the default number of seeds.
const HITS_MIN: u64 = 30;

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is not a number: {text}")),
    )
}

/// Returns the command that runs a seed again.
fn again(seed: u64) -> String {
    format!("BYTELANE_SEED={seed} cargo test --no-default-features --test simulation")
}

fn run(seed: u64) -> Summary {
    hostile::silence_panics_on_purpose();
    let _watched = Watchdog::start(again(seed));
    let result = catch_unwind(AssertUnwindSafe(|| World::new(seed).run()));
    let result = result.unwrap_or_else(|_| Err("the run panicked".into()));
    result.unwrap_or_else(|mistake| panic!("{mistake}\nto run it again: {}", again(seed)))
}

#[test]
fn nothing_is_lost_duplicated_reordered_or_left_behind() {
    let seeds = match number("BYTELANE_SEED") {
        Some(seed) => seed..seed + 1,
        None => {
            let first = number("BYTELANE_FIRST_SEED").unwrap_or(0);
            first..first + number("BYTELANE_SEEDS").unwrap_or(SEEDS_DEFAULT)
        }
    };
    println!("seeds {seeds:?}");
    let many = seeds.end - seeds.start >= SEEDS_DEFAULT;
    let mut total = Summary::default();
    for seed in seeds {
        let summary = run(seed);
        total.steps += summary.steps;
        total.calls += summary.calls;
        total.messages_down += summary.messages_down;
        total.messages_up += summary.messages_up;
        total.hostile_calls += summary.hostile_calls;
        total.hits.add(&summary.hits);
    }
    println!("{total:#?}");
    if many {
        let least = [total.calls, total.messages_down, total.messages_up];
        let is_tried = |point| total.hits.of(point) >= HITS_MIN;
        assert!(
            least.iter().all(|count| *count > 1_000) && Point::ALL.into_iter().all(is_tried),
            "the seeds do not hit every point often enough: {total:?}"
        );
    }
}

#[test]
fn a_seed_gives_the_same_run_again() {
    for seed in 0..50 {
        assert_eq!(run(seed), run(seed), "{seed}");
    }
}

/// The simulation finds each defect in every run that has an occasion for it.
#[test]
fn a_canary_is_found() {
    hostile::silence_panics_on_purpose();
    for canary in Canary::ALL {
        let runs: Vec<_> = (0..200)
            .filter_map(|seed| {
                let found = World::with_canary(seed, canary).finds_canary()?;
                Some((seed, found))
            })
            .collect();
        let missed: Vec<_> = runs.iter().filter(|(_, found)| !found).collect();
        assert!(runs.len() >= 20, "{canary:?} had {} occasions", runs.len());
        assert!(missed.is_empty(), "{canary:?} was missed: {missed:?}");
    }
}

/// A run that makes no progress at all, as one does that waits for its own lock, ends the process and prints its seed.
#[test]
fn the_watchdog_finds_a_run_that_hangs() {
    if std::env::var_os(watchdog::HANGS).is_some() {
        let _watched = Watchdog::start(again(7));
        std::thread::sleep(std::time::Duration::from_secs(600));
        return;
    }
    let child = std::process::Command::new(std::env::current_exe().expect("this program"))
        .args([
            "the_watchdog_finds_a_run_that_hangs",
            "--exact",
            "--nocapture",
        ])
        .env(watchdog::HANGS, "1")
        .output()
        .expect("a child");
    let text = String::from_utf8_lossy(&child.stderr);
    assert!(!child.status.success(), "{text}");
    assert!(text.contains(&again(7)), "{text}");
}
