//! One run: the programs of all systems are started together and measured in turn.

use std::{
    collections::BTreeMap,
    process::Command,
    time::{Duration, Instant},
};

use bytelane_bench_protocol::{Answer, Error, Job, Memory, Process};

use super::{
    number::duration,
    operations::{self, Plan},
    pause::signal,
    record::{CLASSES_PER_DECADE, Cell, Quantity, Record, Sample},
    statistics::{Spread, quantile},
    systems::{BOUNDS, System},
};
use crate::Outcome;

/// Deadline of a start and of a job.
const DEADLINE: Duration = Duration::from_secs(120);
/// Most iterations of a job, however short.
const ITERATIONS_MAX: u64 = 1 << 16;
/// Number of iterations whose total one pause does not distort.
const CERTAIN_ITERATIONS: u64 = 256;
/// Number of ends after which a system is given up: each costs its start, and perhaps a deadline.
const ENDS_MAX: u32 = 4;
/// Least duration of a measurement with enough turns of the main loop for quantiles, in nanoseconds.
const STALLS_NS: u64 = 50_000_000;
/// Pause between two systems, so that the first does not disturb the second.
const SETTLE: Duration = Duration::from_millis(20);

/// Creates the command that starts a system.
pub(crate) type Start<'a> = Box<dyn Fn() -> Command + 'a>;

/// A system to measure.
pub(crate) type Entrant<'a> = (&'static System, Start<'a>);

/// A running system, whose processes are stopped except in its own turn.
struct Candidate<'a> {
    system: &'static System,
    start: Start<'a>,
    /// `None` once it is given up.
    process: Option<Process>,
    /// Number of times that it has ended or hung.
    ends: u32,
    /// Cost of one iteration, by operation: the size and the nanoseconds.
    costs: BTreeMap<String, (u64, f64)>,
}

pub(crate) struct Session<'a> {
    candidates: Vec<Candidate<'a>>,
    plan: Plan,
    samples: Vec<Sample>,
    failures: Vec<String>,
    began: Instant,
}

impl<'a> Session<'a> {
    /// Starts every system, one after another. A system that does not start is added to `failures`.
    ///
    /// # Errors
    /// Returns the failures if no system starts.
    pub(crate) fn start(
        plan: Plan,
        systems: Vec<Entrant<'a>>,
        mut failures: Vec<String>,
    ) -> Outcome<Self> {
        let mut candidates = Vec::new();
        for (system, start) in systems {
            let process = match Process::start(system.label, start(), DEADLINE) {
                Ok(process) => process,
                Err(error) => {
                    note(&mut failures, format!("{}: {error}", system.label));
                    continue;
                }
            };
            let ready = process.ready();
            eprintln!(
                "{}: {} {}, {}; a pair of marks takes {} µs",
                system.label,
                ready.lane,
                ready.version,
                ready.engine,
                ready.mark_ns / 1000
            );
            signal("-STOP", process.id());
            candidates.push(Candidate {
                system,
                start,
                process: Some(process),
                ends: 0,
                costs: BTreeMap::new(),
            });
        }
        if candidates.is_empty() {
            return Err(format!("nothing can be measured:\n{}", failures.join("\n")).into());
        }
        Ok(Self {
            candidates,
            plan,
            samples: Vec::new(),
            failures,
            began: Instant::now(),
        })
    }

    /// Measures everything; returns the record and the failures.
    pub(crate) fn run(mut self, about: Vec<(String, String)>) -> (Record, Vec<String>) {
        let cells = std::mem::take(&mut self.plan.cells);
        let mut done = 0;
        for group in cells.chunk_by(operations::is_beside) {
            self.measure_group(group);
            for cell in group {
                done += 1;
                self.progress(done, cells.len(), cell);
            }
        }
        let failed = |failure: &String| ("failed".to_owned(), failure.replace('\n', " "));
        let record = Record {
            about: about
                .into_iter()
                .chain(self.failures.iter().map(failed))
                .collect(),
            samples: self.samples,
        };
        (record, self.failures)
    }

    /// Measures all rounds of cells that are compared with each other: every system once per round and cell, in a rotating order.
    fn measure_group(&mut self, group: &[Cell]) {
        let mut iterations: Vec<_> = group.iter().map(|cell| self.prepare_all(cell)).collect();
        for round in 0..self.plan.rounds {
            for turn in 0..self.candidates.len() {
                let index = (turn + round as usize) % self.candidates.len();
                for (cell, iterations) in group.iter().zip(&mut iterations) {
                    if let Some(count) = iterations[index] {
                        std::thread::sleep(SETTLE);
                        if !self.measure(index, cell, round, count) {
                            iterations[index] = None;
                        }
                    }
                }
            }
            if group.iter().all(operations::is_once) {
                break;
            }
        }
    }

    /// Warms all systems up and returns the iterations of each per round.
    fn prepare_all(&mut self, cell: &Cell) -> Vec<Option<u64>> {
        let bound = operations::is_bound(&cell.operation);
        let first = self
            .candidates
            .iter()
            .position(|candidate| candidate.process.is_some());
        (0..self.candidates.len())
            .map(|index| {
                // The page's own bounds are the same in every page.
                let takes_part = if bound {
                    first == Some(index)
                } else {
                    operations::takes_part(self.candidates[index].system.id, cell)
                };
                if takes_part {
                    self.prepare(index, cell)
                } else {
                    None
                }
            })
            .collect()
    }

    /// Warms a system up and returns its iterations per round; `None` if it does not take part.
    fn prepare(&mut self, index: usize, cell: &Cell) -> Option<u64> {
        if let Some(count) = operations::iterations(cell) {
            return Some(count);
        }
        let (target, longest) = (
            self.plan.target.as_nanos() as f64,
            self.plan.longest.as_nanos() as f64,
        );
        let candidate = &self.candidates[index];
        if let Some((bytes, ns)) = candidate.costs.get(&cell.operation) {
            let expected = ns * cell.bytes.max(1) as f64 / (*bytes).max(1) as f64;
            if cell.bytes > *bytes && expected > longest {
                self.sample(index, cell, 0, 1, Quantity::TooLong, 0.0, expected);
                return None;
            }
            // One iteration fills the round, so the first one is representative.
            if cell.bytes > *bytes && expected > target * 4.0 {
                return Some(1);
            }
        }
        let warm_up = self.plan.warm_up.as_nanos() as f64;
        let mut worked = 0.0;
        let mut iterations = 1;
        loop {
            let mut ns = self.time_of(index, &job(cell, iterations))?;
            worked += ns;
            // A pause of the page, such as a garbage collection, may have distorted it, unless it has many iterations or is long.
            if (target / 3.0..target * 4.0).contains(&ns) && iterations < CERTAIN_ITERATIONS {
                let again = self.time_of(index, &job(cell, iterations))?;
                worked += again;
                ns = ns.min(again);
            }
            if ns >= target / 3.0 || iterations >= ITERATIONS_MAX {
                let wanted = iterations as f64 * target / ns;
                let wanted = (wanted.ceil() as u64).clamp(1, ITERATIONS_MAX);
                if worked >= warm_up || iterations >= ITERATIONS_MAX {
                    return Some(wanted);
                }
                iterations = wanted;
                continue;
            }
            // The first iterations are slower than the following ones.
            let wanted = iterations as f64 * target / ns * 1.1;
            iterations = (wanted as u64)
                .clamp(iterations + 1, iterations * 16)
                .min(ITERATIONS_MAX);
        }
    }

    /// Returns the duration of a job in nanoseconds.
    fn time_of(&mut self, index: usize, job: &Job) -> Option<f64> {
        let answer = self.job(index, job)?;
        Some(answer.time().as_nanos() as f64)
    }

    /// Measures one round of one system; returns whether that succeeded.
    fn measure(&mut self, index: usize, cell: &Cell, round: u32, iterations: u64) -> bool {
        let mut timed = job(cell, iterations);
        if operations::is_first(&cell.operation) && !self.start_again(index) {
            return false;
        }
        timed.sleeps = operations::sleeps_unit(&cell.operation).is_some();
        // Its time is mostly waiting, so its memory may be watched in the same run.
        timed.memory = cell.operation == operations::SLOW_READER;
        let Some(answer) = self.job(index, &timed) else {
            return false;
        };
        // Each operation of a concurrent wave counts as one.
        let count = iterations * cell.concurrency;
        let ns = answer.time().as_nanos() as f64;
        self.sample(index, cell, round, count, Quantity::Total, 0.0, ns);
        self.candidates[index]
            .costs
            .insert(cell.operation.clone(), (cell.bytes, ns / count as f64));
        self.beside(index, cell, round, count, &answer);
        if operations::is_watched(cell) {
            // A second run, since watching takes time.
            let mut watched = job(cell, iterations);
            watched.memory = true;
            let answer = self.job(index, &watched);
            self.memory(index, cell, round, answer.and_then(|one| one.memory));
        }
        if operations::has_latencies(cell) {
            let mut job = job(cell, iterations);
            job.latencies = true;
            let answer = self.job(index, &job);
            self.latencies(index, cell, round, answer.and_then(|one| one.latencies_ns));
        }
        true
    }

    /// Starts the program of a system again, so that nothing in it is warm; returns whether that succeeded.
    fn start_again(&mut self, index: usize) -> bool {
        let candidate = &mut self.candidates[index];
        let Some(process) = candidate.process.take() else {
            return false;
        };
        // A stopped process could not end.
        signal("-CONT", process.id());
        drop(process);
        let Err(error) = candidate.start_process() else {
            return true;
        };
        let label = candidate.system.label;
        note(
            &mut self.failures,
            format!("{label}: {error}; no more of it is measured"),
        );
        false
    }

    /// Records the quantities of an answer other than its time.
    fn beside(&mut self, index: usize, cell: &Cell, round: u32, count: u64, answer: &Answer) {
        if operations::is_bound(&cell.operation) {
            return;
        }
        let stalls = answer.stalls;
        // A shorter time has too few turns of the main loop.
        if answer.ns >= STALLS_NS {
            for (share, ns) in [
                (0.5, stalls.p50_ns),
                (0.99, stalls.p99_ns),
                (1.0, stalls.max_ns),
            ] {
                self.sample(index, cell, round, 1, Quantity::Stall, share, ns as f64);
            }
        }
        if operations::is_counted(&cell.operation) {
            let counts = [
                (Quantity::Lost, answer.lost),
                (Quantity::Duplicated, answer.duplicated),
            ];
            for (quantity, number) in counts {
                self.sample(index, cell, round, count, quantity, 0.0, number as f64);
            }
        }
        let extra = |name: &str| answer.extra.get(name).and_then(serde_json::Value::as_f64);
        if let Some(taken) = extra("host_large_bytes").filter(|_| cell.bytes >= operations::MIB) {
            self.sample(index, cell, round, count, Quantity::HostTaken, 0.0, taken);
        }
        if let Some(most) = extra("turn_bytes_max").filter(|_| cell.bytes >= operations::MIB) {
            self.sample(index, cell, round, 1, Quantity::TurnBytes, 0.0, most);
        }
        for (name, quantity) in [
            ("host_sleeps", Quantity::HostSleeps),
            ("bytelane_sleeps", Quantity::BytelaneSleeps),
            ("page_sleeps", Quantity::PageSleeps),
        ] {
            if let Some(sleeps) = extra(name) {
                self.sample(index, cell, round, count, quantity, 0.0, sleeps);
            }
        }
        if let Some(flood) = extra("flood_bytes") {
            self.sample(index, cell, round, 1, Quantity::Flood, 0.0, flood);
        }
        self.memory(index, cell, round, answer.memory.clone());
        self.latencies(index, cell, round, answer.latencies_ns.clone());
    }

    fn memory(&mut self, index: usize, cell: &Cell, round: u32, memory: Option<Memory>) {
        for held in memory.iter().flat_map(|memory| &memory.samples) {
            let after = held.us as f64 * 1e3;
            let held = [
                (Quantity::HostMemory, held.host),
                (Quantity::PageMemory, held.web),
            ];
            for (quantity, bytes) in held {
                self.sample(index, cell, round, 1, quantity, after, bytes as f64);
            }
        }
    }

    /// Records the quantiles and the histogram of latencies.
    fn latencies(&mut self, index: usize, cell: &Cell, round: u32, latencies: Option<Vec<u64>>) {
        let Some(mut latencies) = latencies else {
            return;
        };
        latencies.sort_unstable();
        for share in [0.5, 0.9, 0.99, 0.999, 1.0] {
            if let Some(latency) = quantile(&latencies, share) {
                self.sample(
                    index,
                    cell,
                    round,
                    1,
                    Quantity::LatencyQuantile,
                    share,
                    latency as f64,
                );
            }
        }
        let mut classes = BTreeMap::<i64, u64>::new();
        for latency in latencies {
            let class = ((latency.max(1) as f64).log10() * CLASSES_PER_DECADE).floor();
            *classes.entry(class as i64).or_default() += 1;
        }
        for (class, count) in classes {
            let edge = 10_f64.powf(class as f64 / CLASSES_PER_DECADE).round();
            self.sample(index, cell, round, 1, Quantity::Latency, edge, count as f64);
        }
    }

    /// Runs a job while all other systems are stopped. A failure is noted, and a system that has ended is started again.
    fn job(&mut self, index: usize, job: &Job) -> Option<Answer> {
        let candidate = &mut self.candidates[index];
        let process = candidate.process.as_mut()?;
        signal("-CONT", process.id());
        let result = process.run_verified(job);
        signal("-STOP", process.id());
        let error = match result {
            Ok(answer) => return Some(answer),
            Err(error) => error,
        };
        let mut failure = format!("{}: {error}", candidate.system.label);
        if !matches!(error, Error::Job { .. } | Error::Wrong { .. }) {
            failure += &candidate.start_anew();
        }
        note(&mut self.failures, failure);
        None
    }

    #[expect(clippy::too_many_arguments, reason = "the columns of a row")]
    fn sample(
        &mut self,
        index: usize,
        cell: &Cell,
        round: u32,
        iterations: u64,
        quantity: Quantity,
        at: f64,
        value: f64,
    ) {
        let bound = operations::is_bound(&cell.operation);
        let system = if bound {
            &BOUNDS
        } else {
            self.candidates[index].system
        };
        self.samples.push(Sample {
            round,
            system: system.id.to_owned(),
            cell: cell.clone(),
            iterations,
            quantity,
            at,
            value,
        });
    }

    fn progress(&self, done: usize, all: usize, cell: &Cell) {
        let seconds = self.began.elapsed().as_secs();
        let mut line = format!("[{seconds:4} s, {done:2} of {all}] {cell}");
        let mut middles = BTreeMap::<&str, Vec<f64>>::new();
        for sample in self
            .samples
            .iter()
            .filter(|sample| sample.cell == *cell && sample.quantity == Quantity::Total)
        {
            let each = sample.value / sample.iterations as f64;
            middles.entry(&sample.system).or_default().push(each);
        }
        for (system, times) in middles {
            if let Some(spread) = Spread::of(times) {
                line += &format!("  {system} {}", duration(spread.median));
            }
        }
        eprintln!("{line}");
    }
}

impl Candidate<'_> {
    /// Starts the system again after its end; returns the end of the failure's message.
    fn start_anew(&mut self) -> String {
        self.ends += 1;
        self.process = None;
        if self.ends >= ENDS_MAX {
            return format!("; that was the {ENDS_MAX}th end, and no more of it is measured");
        }
        match self.start_process() {
            Ok(()) => String::new(),
            Err(error) => format!("; and again: {error}; no more of it is measured"),
        }
    }

    /// Starts the program and stops it until its turn.
    fn start_process(&mut self) -> Result<(), Error> {
        let process = Process::start(self.system.label, (self.start)(), DEADLINE)?;
        signal("-STOP", process.id());
        self.process = Some(process);
        Ok(())
    }
}

impl Drop for Candidate<'_> {
    fn drop(&mut self) {
        // A stopped process could not end.
        if let Some(process) = &self.process {
            signal("-CONT", process.id());
        }
    }
}

/// Prints a failure and keeps it for the end of the run.
fn note(failures: &mut Vec<String>, failure: String) {
    eprintln!("{failure}");
    failures.push(failure);
}

fn job(cell: &Cell, iters: u64) -> Job {
    Job {
        bytes: cell.bytes,
        iters,
        concurrency: cell.concurrency,
        ..Job::new(&cell.operation)
    }
}

#[cfg(all(test, unix))]
mod tests;
