//! `cargo xtask bench --start`: the time from the start of a navigation to the answer to the first call of the page, in programs that are started in turn.

use std::time::Duration;

use bytelane_bench_protocol::{Job, Process};

use super::{
    number::duration,
    programs::{chosen, screen, starts},
    systems::RIVAL,
};
use crate::{Outcome, doctor, needs::For};

/// The operation of the pages, which takes no time itself.
const START: &str = "start";
/// The measured systems; the first ones are compared with the last one.
const SYSTEMS: [&str; 3] = ["shm", "protocol", RIVAL];
/// Starts of each program. The first one, which may read the program from the disk, is not counted.
const STARTS: usize = 16;
/// Deadline of a start.
const DEADLINE: Duration = Duration::from_secs(60);

pub(super) fn run() -> Outcome {
    doctor::ensure(&[For::Build, For::Screen])?;
    let display = screen()?;
    let systems = chosen(&SYSTEMS.map(str::to_owned))?;
    let (starts, failures) = starts(&systems, display.as_ref())?;
    if let Some(failure) = failures.first() {
        return Err(failure.clone().into());
    }
    let mut times = vec![Vec::new(); starts.len()];
    for round in 0..STARTS {
        for turn in 0..starts.len() {
            let place = (turn + round) % starts.len();
            let (system, start) = &starts[place];
            let mut process = Process::start(system.label, start(), DEADLINE)?;
            let answer = process.run(&Job::new(START))?;
            let ms = answer.extra.get("answered_ms").and_then(|ms| ms.as_f64());
            let ms = ms.ok_or("the page does not say when its first call was answered")?;
            if round > 0 {
                times[place].push(ms * 1e6);
            }
        }
    }
    let medians: Vec<f64> = times.iter_mut().map(|times| median(times)).collect();
    let rival = medians.last().copied().unwrap_or_default();
    println!("From the start of the navigation to the answer to the first call of the page:");
    for ((system, _), (median, times)) in starts.iter().zip(medians.iter().zip(&times)) {
        println!(
            "{:<28} {:>10} ({} to {}), {:.2} of the time of Tauri 2",
            system.label,
            duration(*median),
            duration(times[0]),
            duration(times[times.len() - 1]),
            median / rival,
        );
    }
    Ok(())
}

/// Sorts the values and returns the middle one.
fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::{super::systems, *};

    #[test]
    fn the_systems_are_known_and_the_median_is_the_middle() {
        for id in SYSTEMS {
            assert!(
                systems::SYSTEMS.iter().any(|system| system.id == id),
                "{id}"
            );
        }
        assert_eq!(median(&mut [3.0, 1.0, 2.0]), 2.0);
    }
}
