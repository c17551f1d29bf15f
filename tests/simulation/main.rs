//! A host and a page on the memory lane, under a seeded scheduler and a network that loses, doubles, delays and reorders. In the end nothing may be
//! lost, doubled, reordered, corrupted or left behind.
//!
//! Each seed is a run of its own, and the same run each time. `BYTELANE_SEEDS=100000` runs more of them, `BYTELANE_SEED=7` one.

mod faults;
mod host;
mod page;
mod random;
mod tasks;
mod world;

use faults::Point;
use world::{Summary, World};

const SEEDS_DEFAULT: u64 = 1_000;
/// How often so many seeds hit each point at least.
const HITS_MIN: u64 = 30;

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is no number: {text}")),
    )
}

fn run(seed: u64) -> Summary {
    World::new(seed).run().unwrap_or_else(|mistake| {
        panic!("{mistake}\nthe same run again: BYTELANE_SEED={seed} cargo test --no-default-features --test simulation")
    })
}

#[test]
fn nothing_is_lost_doubled_reordered_or_left_behind() {
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
            "the seeds try too little: {total:?}"
        );
    }
}

#[test]
fn a_seed_gives_the_same_run_again() {
    for seed in 0..50 {
        assert_eq!(run(seed), run(seed), "{seed}");
    }
}
