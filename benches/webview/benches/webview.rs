//! Every operation in a real webview, on each lane: `cargo bench --bench webview`. Without a display it starts Xvfb.
//!
//! Figures that criterion does not have are printed below its estimate: percentiles, the longest stall of the main loop, memory, and lost and
//! duplicated messages.

use std::time::Duration;

use bytelane::{
    LaneChoice,
    bench::{Application, Error, protocol::Job},
};
use bytelane_bench_webview::{Case, application, cases};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};

const MIB: u64 = 1 << 20;

/// Minimum payload in bytes of an iteration that takes a large part of a sample.
const LARGE_BYTES: u64 = 16 * MIB;

/// Maximum payload in bytes of the cases that `cargo test --benches` runs, in a build without optimization.
const TEST_BYTES_MAX: u64 = 16 * MIB;

/// Number of iterations that are measured separately.
const LATENCIES: u64 = 500;
/// Upper bound of the bytes that these iterations carry together.
const LATENCY_BYTES: u64 = 256 * MIB;

fn main() {
    let application = Application::new(application).deadline(Duration::from_secs(300));
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    for lane in lanes() {
        let application = application.lane(lane);
        bounds(&mut criterion, &application, lane);
        for case in cases() {
            measure(&mut criterion, &application, lane, case);
        }
    }
    criterion.final_summary();
}

/// Returns the lane that `BYTELANE_LANE` names, or all lanes.
fn lanes() -> Vec<LaneChoice> {
    match LaneChoice::from_environment() {
        LaneChoice::Auto if cfg!(target_os = "linux") => {
            vec![LaneChoice::Protocol, LaneChoice::Shm]
        }
        LaneChoice::Auto => vec![LaneChoice::Protocol],
        lane => vec![lane],
    }
}

/// Returns whether benchmarks are measured, and not only run once.
fn measures() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

fn measure(criterion: &mut Criterion, application: &Application, lane: LaneChoice, case: Case) {
    let Case {
        op,
        bytes,
        concurrency,
    } = case;
    if bytes > TEST_BYTES_MAX && !measures() {
        return;
    }
    let job = Job {
        bytes,
        concurrency,
        ..Job::new(op)
    };
    let mut ran = false;
    let name = case.name();
    let (op, size) = name.split_once('/').unwrap_or((&name, ""));
    let mut group = criterion.benchmark_group(format!("{lane}/{op}"));
    group.throughput(match bytes {
        0 => Throughput::Elements(concurrency),
        // Both directions.
        _ if op == "mixed" => Throughput::Bytes(2 * bytes),
        _ => Throughput::Bytes(bytes),
    });
    if bytes >= LARGE_BYTES || concurrency > 1 {
        group.sampling_mode(SamplingMode::Flat);
    }
    group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
        ran = true;
        bencher.iter_custom(|iters| {
            time(
                application,
                &Job {
                    iters,
                    ..job.clone()
                },
            )
        });
    });
    group.finish();
    if ran && measures() {
        let figures = further_figures(application, &job);
        println!("{}", figures.unwrap_or_else(|error| panic!("{error}")));
    }
}

/// Measures the bounds of the machine and the page, whatever carries the bytes.
fn bounds(criterion: &mut Criterion, application: &Application, lane: LaneChoice) {
    let bound = |op: &str, bytes: u64| Job {
        bytes,
        ..Job::new(op)
    };
    let mut group = criterion.benchmark_group(format!("{lane}/bound"));
    group.bench_function("ping_pong", |bencher| {
        bencher.iter_custom(|iters| {
            time(
                application,
                &Job {
                    iters,
                    ..bound("ping_pong", 0)
                },
            )
        });
    });
    for op in ["memcpy", "set", "allocate_and_fill"] {
        for (size, bytes) in [("1MiB", MIB), ("16MiB", 16 * MIB), ("128MiB", 128 * MIB)] {
            if bytes > TEST_BYTES_MAX && !measures() {
                continue;
            }
            group.sampling_mode(SamplingMode::Flat);
            group.throughput(Throughput::Bytes(bytes));
            group.bench_function(BenchmarkId::new(op, size), |bencher| {
                bencher.iter_custom(|iters| {
                    time(
                        application,
                        &Job {
                            iters,
                            ..bound(op, bytes)
                        },
                    )
                });
            });
        }
    }
    group.finish();
}

fn time(application: &Application, job: &Job) -> Duration {
    match application.run_job(job) {
        Ok(answer) => answer.time(),
        Err(error) => panic!("{error}"),
    }
}

/// Runs another job with each iteration measured separately and, for large payloads, a job with memory sampled.
fn further_figures(application: &Application, job: &Job) -> Result<String, Error> {
    let carried = job.bytes.max(1) * job.concurrency;
    let answer = application.run_job(&Job {
        iters: (LATENCY_BYTES / carried).clamp(3, LATENCIES / job.concurrency.min(25)),
        latencies: true,
        ..job.clone()
    })?;
    let percentile = |share| answer.percentile(share).unwrap_or_default();
    let mut figures = format!(
        "{:24}p50: {:?}  p99: {:?}  of {}; longest stall: {:?}; {} lost, {} duplicated",
        "",
        percentile(0.5),
        percentile(0.99),
        answer.intervals,
        Duration::from_nanos(answer.stalls.max_ns),
        answer.lost,
        answer.duplicated
    );
    if job.bytes < LARGE_BYTES {
        return Ok(figures);
    }
    let sampled = application.run_job(&Job {
        memory: true,
        iters: 3,
        ..job.clone()
    })?;
    if let Some(taken) = sampled
        .extra
        .get("host_large_bytes")
        .and_then(serde_json::Value::as_u64)
    {
        figures += &format!(
            "; the host allocates {:.2} times a payload",
            taken as f64 / (3 * job.bytes) as f64
        );
    }
    if let Some(memory) = sampled.memory {
        figures += &format!(
            "; peak memory: host {} MiB, page {} MiB",
            memory.host_peak / MIB,
            memory.web_peak / MIB
        );
    }
    Ok(figures)
}
