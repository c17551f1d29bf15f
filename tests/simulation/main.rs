//! Deterministic simulation of a host and a page on the memory lane, with a seeded scheduler and a network that loses, duplicates, delays and
//! reorders batches. No message may be lost, duplicated, reordered, corrupted or left behind.
//!
//! A seed determines a run. `BYTELANE_SEEDS=100000` runs more seeds, `BYTELANE_SEED=7` runs one.

mod faults;
mod host;
mod page;
mod random;
mod tasks;
mod world;

use faults::Point;
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

fn run(seed: u64) -> Summary {
    World::new(seed).run().unwrap_or_else(|mistake| {
        panic!("{mistake}\nto run it again: BYTELANE_SEED={seed} cargo test --no-default-features --test simulation")
    })
}

#[test]
fn nothing_is_lost_duplicated_reordered_or_left_behind() {
    let seeds = match number("BYTELANE_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("BYTELANE_SEEDS").unwrap_or(SEEDS_DEFAULT),
    };
    let many = seeds.end - seeds.start >= SEEDS_DEFAULT;
    let mut total = Summary::default();
    for seed in seeds {
        let summary = run(seed);
        total.steps += summary.steps;
        total.calls += summary.calls;
        total.messages_down += summary.messages_down;
        total.messages_up += summary.messages_up;
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
