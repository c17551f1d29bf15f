//! Runs an operation in a webview and prints its times: `cargo run --release -p bytelane-bench-webview -- download --bytes 16MiB --lane shm`. Several
//! operations run in turn and are compared: `… -- archive_rows json_rows`.

use std::{process::ExitCode, time::Duration};

use bytelane::{
    LaneChoice,
    bench::{Answer, Application, Error, protocol::Job},
};
use clap::Parser;

const MIB: f64 = 1024.0 * 1024.0;

/// Minimum duration of a run, so that the marks and the resolution of the timer do not matter.
const RUN: Duration = Duration::from_millis(300);

/// Runs operations in a webview and prints their times.
#[derive(Parser)]
struct Arguments {
    /// call, download, download_into, download_file, upload, mixed, channel_raw, channel_json, channel_made, events, others_alone,
    /// others_flooded, slow_reader, dispatch; call, download and upload also with the suffix `_sync`, and the operations of the peers also with `_tauri`; typed, typed_raw, archive_call, json_call, archive_rows, json_rows, archive_rows_whole, json_rows_whole; with the feature `inspector` call_recorded, call_inspected, channel_raw_recorded, channel_raw_inspected; bounds: set, allocate_and_fill,
    /// fill_and_keep, parse, fetch_once, fetch_pieces, memcpy, ping_pong. Several operations run in turn, and each is compared with the first
    #[arg(required = true)]
    operations: Vec<String>,
    /// Length of a payload in bytes, such as 64, 4KiB, 16MiB, 1GiB
    #[arg(long, default_value = "0", value_parser = bytes)]
    bytes: u64,
    /// Iterations of a run; by default as many as take 0.3 s
    #[arg(long)]
    iters: Option<u64>,
    /// Operations of an iteration, started at once
    #[arg(long, default_value_t = 1)]
    concurrency: u64,
    /// Number of runs, whose median is printed
    #[arg(long, default_value_t = 5)]
    repeats: usize,
    /// auto, protocol or shm
    #[arg(long, default_value = "auto", value_parser = lane)]
    lane: LaneChoice,
    /// Measures each iteration separately and prints percentiles
    #[arg(long)]
    latencies: bool,
    /// Samples the memory of the host and the web process
    #[arg(long)]
    memory: bool,
    /// Prints every answer as a line of JSON
    #[arg(long)]
    json: bool,
}

fn bytes(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match &text[digits.len()..] {
        "" | "B" => 0,
        "KiB" => 10,
        "MiB" => 20,
        "GiB" => 30,
        unit => return Err(format!("unknown unit {unit}: expected B, KiB, MiB or GiB")),
    };
    let number: u64 = digits
        .parse()
        .map_err(|error| format!("{digits:?}: {error}"))?;
    number
        .checked_shl(shift)
        .filter(|bytes| bytes >> shift == number)
        .ok_or_else(|| format!("{text} is too large"))
}

fn lane(text: &str) -> Result<LaneChoice, String> {
    match text {
        "auto" => Ok(LaneChoice::Auto),
        "protocol" => Ok(LaneChoice::Protocol),
        "shm" => Ok(LaneChoice::Shm),
        "webview2" => Ok(LaneChoice::Webview2),
        _ => Err("expected auto, protocol, shm or webview2".into()),
    }
}

fn main() -> ExitCode {
    let application = Application::new(bytelane_bench_webview::application);
    let arguments = Arguments::parse();
    match measure(&application.lane(arguments.lane), &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("webview-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(application: &Application, arguments: &Arguments) -> Result<(), Error> {
    let ready = application.ready()?;
    let mut measured = Vec::new();
    for operation in &arguments.operations {
        let mut job = Job {
            bytes: arguments.bytes,
            concurrency: arguments.concurrency,
            ..Job::new(operation)
        };
        job.iters = match arguments.iters {
            Some(iters) => iters,
            None => enough(application, &job)?,
        };
        job.latencies = arguments.latencies;
        job.memory = arguments.memory;
        measured.push((job, Vec::new()));
    }
    for _ in 0..arguments.repeats.max(1) {
        for (job, answers) in &mut measured {
            let answer = application.run_job(job)?;
            if arguments.json {
                println!("{}", serde_json::to_string(&answer).unwrap_or_default());
            }
            answers.push(answer);
        }
    }
    println!(
        "{} {} on lane {}, {}; a pair of marks takes {:.1} µs",
        ready.system,
        ready.version,
        ready.lane,
        ready.engine,
        ready.mark_ns as f64 / 1e3
    );
    let ratios = compare(&measured);
    for (job, answers) in &mut measured {
        print(job, answers);
    }
    for line in ratios {
        println!("{line}");
    }
    Ok(())
}

fn microseconds(job: &Job, answer: &Answer) -> f64 {
    answer.time().as_secs_f64() * 1e6 / (job.iters * job.concurrency) as f64
}

/// Returns a line for each operation after the first: its time as a multiple of that of the first, run by run.
fn compare(measured: &[(Job, Vec<Answer>)]) -> Vec<String> {
    let Some(((first, base), others)) = measured.split_first() else {
        return Vec::new();
    };
    let line = |(job, answers): &(Job, Vec<Answer>)| {
        let mut ratios: Vec<_> = answers
            .iter()
            .zip(base)
            .map(|(answer, base)| microseconds(job, answer) / microseconds(first, base))
            .collect();
        ratios.sort_by(f64::total_cmp);
        let (least, most) = (ratios.first()?, ratios.last()?);
        let median = ratios[ratios.len() / 2];
        Some(format!(
            "{} takes {median:.2} times as long as {} ({least:.2} to {most:.2})",
            job.op, first.op
        ))
    };
    others.iter().filter_map(line).collect()
}

/// Returns a number of iterations that takes long enough. The runs that determine it also warm up the application.
fn enough(application: &Application, job: &Job) -> Result<u64, Error> {
    let mut job = job.clone();
    loop {
        let time = application.run_job(&job)?.time();
        if time >= RUN || job.iters >= 1 << 20 {
            return Ok(job.iters);
        }
        let wanted = job.iters as f64 * RUN.as_secs_f64() / time.as_secs_f64() * 1.1;
        // The first runs are slower than the later ones.
        job.iters = (wanted as u64)
            .clamp(job.iters + 1, job.iters * 10)
            .min(1 << 20);
    }
}

fn print(job: &Job, answers: &mut [Answer]) {
    answers.sort_by_key(Answer::time);
    let operations = (job.iters * job.concurrency) as f64;
    let microseconds = |answer: &Answer| microseconds(job, answer);
    let rate = |answer: &Answer| job.bytes as f64 / MIB / (microseconds(answer) / 1e6);
    let (Some(best), Some(worst)) = (answers.first(), answers.last()) else {
        return;
    };
    let median = &answers[answers.len() / 2];
    let Job {
        op,
        bytes,
        iters,
        concurrency,
        ..
    } = job;
    println!(
        "{op}: {bytes} bytes, {iters} iterations of {concurrency} at once, {} runs, verified",
        answers.len()
    );
    println!(
        "  {:10.2} µs each ({:.2} to {:.2}), {:.0} a second",
        microseconds(median),
        microseconds(best),
        microseconds(worst),
        1e6 / microseconds(median)
    );
    if *bytes > 0 {
        println!(
            "  {:10.1} MiB/s ({:.1} to {:.1})",
            rate(median),
            rate(worst),
            rate(best)
        );
    }
    let percentile = |share| {
        median
            .percentile(share)
            .map(|time| time.as_secs_f64() * 1e6)
    };
    if let (Some(half), Some(most)) = (percentile(0.5), percentile(0.99)) {
        println!("  p50 {half:.1} µs, p99 {most:.1} µs");
    }
    if let Some(taken) = median.extra.get("host_large_bytes")
        && *bytes > 0
    {
        let taken = taken.as_f64().unwrap_or_default();
        println!(
            "  the host allocates {:.2} times the bytes of each payload",
            taken / operations / *bytes as f64
        );
    }
    if let Some(memory) = &median.memory {
        let mib = |bytes: u64| bytes as f64 / MIB;
        println!(
            "  peak of memory: host {:.1} MiB, page {:.1} MiB ({} samples)",
            mib(memory.host_peak),
            mib(memory.web_peak),
            memory.samples.len()
        );
    }
    println!(
        "  longest stall of the main loop {:.1} ms; {} lost, {} duplicated",
        answers
            .iter()
            .map(|answer| answer.stalls.max_ns)
            .max()
            .unwrap_or(0) as f64
            / 1e6,
        answers.iter().map(|answer| answer.lost).sum::<u64>(),
        answers.iter().map(|answer| answer.duplicated).sum::<u64>()
    );
}
