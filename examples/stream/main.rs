//! Rust sends a live signal over a channel, 60 batches per second, and the page draws it. A page that reads too slowly makes Rust wait. Run with
//! `cargo run --example stream`.
//!
//! `--screenshot <png>` saves a screenshot of the page after a few seconds and exits.

#[path = "../screenshot/mod.rs"]
mod screenshot;

use std::{
    f64::consts::TAU,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytelane::{
    Builder, Context, State, WindowConfig,
    ipc::{Channel, Credit},
};
use screenshot::Screenshot;
use serde::Serialize;

/// Samples per second.
const SAMPLES_HZ: u64 = 48_000;
/// Batches per second.
const BATCHES_HZ: u64 = 60;
/// Batches in flight at most: half a second of the signal.
const BATCHES_AHEAD: u64 = 30;

/// Counts of the sender.
#[derive(Default)]
struct Source {
    sent: AtomicU64,
    waited_ms: AtomicU64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    sent: u64,
    waited_ms: u64,
    ahead: u64,
}

/// Returns a batch of samples: 32-bit floats as bytes.
fn batch(index: u64) -> Vec<u8> {
    let samples = SAMPLES_HZ / BATCHES_HZ;
    let sample = |offset| {
        let seconds = (index * samples + offset) as f64 / SAMPLES_HZ as f64;
        let swell = 0.55 + 0.4 * (seconds * 0.7 * TAU).sin();
        let tone = (seconds * 180.0 * TAU).sin() + 0.3 * (seconds * 547.0 * TAU).sin();
        (swell * tone / 1.3) as f32
    };
    (0..samples)
        .flat_map(|offset| sample(offset).to_le_bytes())
        .collect()
}

/// Sends the signal until the page closes the channel. If the page does not keep up, sending waits, so no more than [`BATCHES_AHEAD`] batches
/// are in flight.
#[bytelane::command]
async fn listen(signal: Channel<Vec<u8>>, source: State<'_, Arc<Source>>) -> Result<(), String> {
    source.sent.store(0, Ordering::Relaxed);
    source.waited_ms.store(0, Ordering::Relaxed);
    signal.set_credit(Credit {
        frames: BATCHES_AHEAD,
        ..Credit::default()
    });
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / BATCHES_HZ as u32);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for index in 0.. {
        ticks.tick().await;
        let started = Instant::now();
        if signal.send_async(batch(index)).await.is_err() {
            break;
        }
        let waited = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        source.waited_ms.fetch_add(waited, Ordering::Relaxed);
        source.sent.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

#[bytelane::command]
fn status(source: State<'_, Arc<Source>>) -> Status {
    Status {
        sent: source.sent.load(Ordering::Relaxed),
        waited_ms: source.waited_ms.load(Ordering::Relaxed),
        ahead: BATCHES_AHEAD,
    }
}

fn main() -> ExitCode {
    Screenshot::run("stream", run)
}

fn run(screenshot: Screenshot) -> bytelane::Result<()> {
    let context = Context::new("org.bytelane.stream")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(WindowConfig {
            title: "bytelane: stream".into(),
            width: screenshot.width_or(900.0),
            height: 640.0,
            ..WindowConfig::default()
        });
    Builder::default()
        .manage(Arc::new(Source::default()))
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            listen,
            status,
            screenshot::wants_screenshot,
            screenshot::take_screenshot
        ])
        .run(context)
}
