//! `cargo xtask bench --start`: the time from the start of a navigation to the answer to the first call of the page, in programs that are started in turn.

use std::time::Duration;

use bytelane_bench_protocol::{Job, Process};

use super::{
    number::duration,
    programs::{chosen, screen, starts},
    statistics::Spread,
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
    let spreads: Vec<_> = times.into_iter().filter_map(Spread::of).collect();
    let rival = spreads.last().ok_or("no start was measured")?.median;
    println!("From the start of the navigation to the answer to the first call of the page:");
    for ((system, _), Spread { median, min, max }) in starts.iter().zip(&spreads) {
        println!(
            "{:<28} {:>10} ({} to {}), {:.2} of the time of Tauri 2",
            system.label,
            duration(*median),
            duration(*min),
            duration(*max),
            median / rival,
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::systems, *};

    #[test]
    fn the_systems_are_known() {
        for id in SYSTEMS {
            assert!(
                systems::SYSTEMS.iter().any(|system| system.id == id),
                "{id}"
            );
        }
    }
}
