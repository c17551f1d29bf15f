//! `cargo xtask bench --plugin`: an application of Tauri without the plugin of this repository, with it, and accelerated. The programs are measured in turn, and
//! the ratios are those to the application without the plugin in the same run.

use std::{
    fs,
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytelane_bench_protocol::{Job, Process};

use super::{
    guide::{self, first_download, first_paint},
    machine,
    number::duration,
    operations::{DOWNLOAD, FIRST_DOWNLOAD, FIRST_PAINT, MIB, Plan, SYNC},
    programs::{chosen, screen, starts},
    record::{Cell, Quantity, Sample},
    session::{Entrant, Session},
    systems::{ACCELERATED, PRESENT, RIVAL},
    table,
};
use crate::{Outcome, doctor, needs::For, workspace};

/// Deadline of a start and of a job.
const DEADLINE: Duration = Duration::from_secs(120);

pub(super) fn run(quick: bool, keep: bool) -> Outcome {
    doctor::ensure(&[For::Build, For::Screen])?;
    let display = screen()?;
    let command = format!(
        "cargo xtask bench --plugin{}",
        if quick { " --quick" } else { "" }
    );
    let about = machine::about(&command)?;
    let systems = chosen(&[RIVAL, PRESENT, ACCELERATED].map(str::to_owned))?;
    let (starts, mut failures) = starts(&systems, display.as_ref())?;
    let fresh = first(&starts, if quick { 3 } else { 8 }, &mut failures);
    let (mut record, failures) = Session::start(plan(quick), starts, failures)?.run(about);
    record.samples.splice(0..0, fresh);
    let csv = workspace::target_directory()?.join("bench/plugin.csv");
    if let Some(folder) = csv.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&csv, record.to_csv())?;
    eprintln!("The record: {}", csv.display());
    println!("{}", guide::text(&record));
    if keep {
        table::keep_in(table::PLUGIN_RECORDS, &csv, &record)?;
    }
    if !failures.is_empty() {
        return Err(format!("not everything was measured:\n{}", failures.join("\n")).into());
    }
    Ok(())
}

fn plan(quick: bool) -> Plan {
    let base = if quick { Plan::quick() } else { Plan::full() };
    let mut cells = Vec::new();
    for row in guide::rows() {
        let own = row.own.iter().map(|own| own.as_str());
        for operation in [row.cell.operation.as_str()].into_iter().chain(own) {
            cells.push(Cell::new(operation, row.cell.bytes, row.cell.concurrency));
        }
    }
    cells.retain(|cell| !is_first(cell));
    Plan {
        cells,
        rounds: if quick { 3 } else { 7 },
        longest: Duration::from_secs(20),
        ..base
    }
}

/// Whether a cell is measured in programs of its own, at their start.
fn is_first(cell: &Cell) -> bool {
    matches!(cell.operation.as_str(), FIRST_PAINT | FIRST_DOWNLOAD)
}

/// Starts each program several times, in turn: measures the time to its first frame, and the first download of its page.
fn first(starts: &[Entrant<'_>], rounds: u32, failures: &mut Vec<String>) -> Vec<Sample> {
    let mut samples = Vec::new();
    for round in 0..rounds {
        for turn in 0..starts.len() {
            let (system, start) = &starts[(turn + round as usize) % starts.len()];
            let measured = first_of(system.label, start());
            match measured {
                Ok(times) => {
                    for (cell, ns) in [first_paint(), first_download()].into_iter().zip(times) {
                        eprintln!("{cell}  {} {}", system.id, duration(ns));
                        samples.push(Sample {
                            round,
                            system: system.id.to_owned(),
                            cell,
                            iterations: 1,
                            quantity: Quantity::Total,
                            at: 0.0,
                            value: ns,
                        });
                    }
                }
                Err(error) => failures.push(format!("{}: {error}", system.label)),
            }
        }
    }
    samples
}

/// Returns the nanoseconds to the first frame and of the first download.
fn first_of(label: &str, command: Command) -> Outcome<[f64; 2]> {
    let began = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1e3;
    let mut process = Process::start(label, command, DEADLINE)?;
    let job = Job {
        bytes: 128 * MIB,
        ..Job::new(format!("{DOWNLOAD}{SYNC}"))
    };
    let download = process.run_verified(&job)?;
    let paint = process.run(&Job::new(FIRST_PAINT))?;
    let painted = paint.extra.get("painted_ms").and_then(|ms| ms.as_f64());
    let painted = painted.ok_or("the page does not say when its first frame was")?;
    Ok([(painted - began) * 1e6, download.time().as_nanos() as f64])
}

#[cfg(test)]
mod tests {
    use super::{
        super::{operations::takes_part, record::Record, systems::SYSTEMS},
        *,
    };

    #[test]
    fn every_row_is_measured_and_shown() {
        let measured = [plan(true).cells, vec![first_paint(), first_download()]].concat();
        let mut samples = Vec::new();
        for cell in &measured {
            for (system, value) in [(RIVAL, 800.0), (PRESENT, 800.0), (ACCELERATED, 100.0)] {
                assert!(SYSTEMS.iter().any(|known| known.id == system));
                if takes_part(system, cell) {
                    samples.push(Sample {
                        round: 0,
                        system: system.to_owned(),
                        cell: cell.clone(),
                        iterations: 1,
                        quantity: Quantity::Total,
                        at: 0.0,
                        value,
                    });
                }
            }
        }
        let about = Vec::new();
        let text = guide::text(&Record { about, samples });
        assert_eq!(text.lines().count(), guide::rows().len() + 2, "{text}");
        let calls = text.lines().find(|line| line.contains("4,000 at once"));
        let calls = calls.expect("the calls");
        assert!(calls.contains("| **1.0 ×** (1.0 to 1.0) | **8.0 ×** (8.0 to 8.0) | **8.0 ×**"));
        assert!(text.contains("`into` **8.0 ×**"), "{text}");
        assert!(text.contains("| +0 ms | -0 ms |"), "{text}");
    }
}
