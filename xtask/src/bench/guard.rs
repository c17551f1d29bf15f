//! A benchmark that fails only if something is broken: it compares each operation with a bound of the same run on the same machine.

use std::time::Duration;

use bytelane_bench_protocol::{Job, Process};

use super::{
    operations::{ARCHIVE_ROWS, JSON_ROWS, OTHERS, OTHERS_FLOODED, TYPED, TYPED_RAW},
    programs::{LANE, build_own, start},
};
use crate::{Outcome, display::Display, tally::Tally};

const DEADLINE: Duration = Duration::from_secs(60);
/// Attempts to stay within a limit: a busy machine disturbs one run, not all.
const ATTEMPTS: u32 = 5;
const MIB: u64 = 1 << 20;

/// Highest ratio of the 99th percentile of messages on other channels beside a flooding channel. A quiet machine shows a ratio of about
/// five; a channel that starves the others has no bound.
const FLOOD_MOST: f64 = 100.0;
/// Bytes of a message of the flood, rounds of messages on the other channels, and their number.
const FLOOD: (u64, u64, u64) = (64 << 10, 40, 8);

/// A limit on one lane.
struct Limit {
    lane: &'static str,
    /// The operation, its bytes, its iterations, its concurrency.
    own: (&'static str, u64, u64, u64),
    /// The bound, its bytes, its iterations.
    bound: (&'static str, u64, u64),
    /// Highest ratio of the operation's time to that of the bound.
    most: f64,
}

/// Limits of about ten times the ratios of a quiet machine, so that only a lost lane, a lost batch or a new copy of everything fails.
const LIMITS: [Limit; 9] = [
    Limit {
        lane: "shm",
        own: ("call", 0, 500, 1),
        bound: ("ping_pong", 64, 2_000),
        most: 120.0,
    },
    Limit {
        lane: "shm",
        own: ("download", 16 * MIB, 1, 1),
        bound: ("allocate_and_fill", 16 * MIB, 2),
        most: 20.0,
    },
    Limit {
        lane: "shm",
        own: ("upload", 16 * MIB, 1, 1),
        bound: ("allocate_and_fill", 16 * MIB, 2),
        most: 20.0,
    },
    Limit {
        lane: "shm",
        own: ("channel_raw", 512, 4_000, 1),
        bound: ("ping_pong", 64, 2_000),
        most: 20.0,
    },
    Limit {
        lane: "shm",
        own: (TYPED, 16 * MIB, 2, 1),
        bound: (TYPED_RAW, 16 * MIB, 2),
        most: 10.0,
    },
    // The page alone.
    Limit {
        lane: "shm",
        own: (ARCHIVE_ROWS, 0, 20, 1),
        bound: (JSON_ROWS, 0, 20),
        most: 0.5,
    },
    Limit {
        lane: "protocol",
        own: ("call", 0, 100, 1),
        bound: ("ping_pong", 64, 2_000),
        most: 1_500.0,
    },
    Limit {
        lane: "protocol",
        own: ("download", 16 * MIB, 1, 1),
        bound: ("allocate_and_fill", 16 * MIB, 2),
        most: 120.0,
    },
    Limit {
        lane: "protocol",
        own: ("channel_raw", 512, 4_000, 1),
        bound: ("ping_pong", 64, 2_000),
        most: 60.0,
    },
];

/// Runs all limits and counts each as a test.
pub(crate) fn run(display: Option<&Display>) -> Outcome<Tally> {
    let program = build_own("dev")?;
    let mut tally = Tally::default();
    let lanes: &[_] = if cfg!(target_os = "linux") {
        &["shm", "protocol"]
    } else {
        &["protocol"]
    };
    for lane in lanes.iter().copied() {
        let mut process = Process::start(
            lane,
            start(program.clone(), Some((LANE, lane)), display)(),
            DEADLINE,
        )?;
        if process.ready().lane != lane {
            return Err(format!(
                "the lane is {}, and not {lane} as asked for",
                process.ready().lane
            )
            .into());
        }
        let mut count = |holds: bool| {
            tally.passed += u64::from(holds);
            tally.failed += u64::from(!holds);
        };
        for limit in LIMITS.iter().filter(|limit| limit.lane == lane) {
            count(limit.holds(&mut process)?);
        }
        count(is_fair(lane, &mut process)?);
    }
    Ok(tally)
}

impl Limit {
    /// Whether one of several attempts stays within the limit.
    fn holds(&self, process: &mut Process) -> Outcome<bool> {
        let Self {
            lane,
            own: (operation, bytes, iterations, concurrency),
            bound,
            most,
        } = self;
        let named = format!("{lane} {operation} {bytes}");
        within(&named, bound.0, *most, || {
            let own = each(process, operation, *bytes, *iterations, *concurrency)?;
            Ok(own / each(process, bound.0, bound.1, bound.2, 1)?)
        })
    }
}

/// Whether one of several attempts stays within a ratio.
fn within(
    named: &str,
    than: &str,
    most: f64,
    mut ratio: impl FnMut() -> Outcome<f64>,
) -> Outcome<bool> {
    for attempt in 1..=ATTEMPTS {
        let ratio = ratio()?;
        let verdict = if ratio <= most { "ok" } else { "too slow" };
        println!("{named}: {ratio:.2} × {than}, at most {most}: {verdict} (attempt {attempt})");
        if ratio <= most {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether other channels make progress beside a flooding channel.
fn is_fair(lane: &str, process: &mut Process) -> Outcome<bool> {
    let (bytes, iters, concurrency) = FLOOD;
    let mut tail = |operation: &str| -> Outcome<f64> {
        let job = Job {
            bytes,
            iters,
            concurrency,
            ..Job::new(operation)
        };
        let answer = process.run_verified(&job)?;
        let tail = answer.percentile(0.99).ok_or("no latencies were taken")?;
        Ok(tail.as_nanos() as f64)
    };
    within(
        &format!("{lane} {OTHERS_FLOODED}, 99th percentile"),
        OTHERS,
        FLOOD_MOST,
        || {
            let alone = tail(OTHERS)?;
            Ok(tail(OTHERS_FLOODED)? / alone)
        },
    )
}

/// Returns the nanoseconds of one iteration.
fn each(
    process: &mut Process,
    operation: &str,
    bytes: u64,
    iters: u64,
    concurrency: u64,
) -> Outcome<f64> {
    let job = Job {
        bytes,
        iters,
        concurrency,
        ..Job::new(operation)
    };
    // The first run warms up.
    process.run_verified(&job)?;
    let time = process.run_verified(&job)?.time();
    Ok(time.as_nanos() as f64 / (iters * concurrency) as f64)
}
