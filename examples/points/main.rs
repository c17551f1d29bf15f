//! A live point cloud: Rust sends up to 500,000 points as numbers, 60 times per second, and the page draws the memory that arrives. Run with
//! `cargo run --release --example points`.
//!
//! `--screenshot <png>` saves a screenshot of the page and exits; with `--width 390` at the width of a phone.

#[path = "../screenshot/mod.rs"]
pub(crate) mod screenshot;

use std::{
    f32::consts::TAU,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use bytelane::{
    Builder, Context, State, WindowConfig,
    ipc::{Channel, Credit, Typed},
};
use screenshot::Screenshot;

/// Frames per second.
const FRAMES_HZ: u32 = 60;
/// Frames in flight at most. If the page draws more slowly, sending waits.
const FRAMES_AHEAD: u64 = 3;
/// Points of a frame at most.
const POINTS_MAX: u32 = 500_000;
/// Frames of a recording at most.
const FRAMES_MAX: u32 = 3_600;

/// Number of frames sent since the start of the recording.
#[derive(Default)]
struct Sent(AtomicU64);

/// A point of the resting cloud.
struct Rest {
    /// Direction from the center.
    direction: [f32; 3],
    /// Phase of its waves.
    phase: f32,
}

/// Returns points that are spread evenly over a sphere: a Fibonacci lattice.
fn sphere(points: u32) -> Vec<Rest> {
    let golden = TAU * 0.618_034;
    (0..points)
        .map(|index| {
            let y = 1.0 - 2.0 * (index as f32 + 0.5) / points as f32;
            let (sin, cos) = (index as f32 * golden % TAU).sin_cos();
            let radius = (1.0 - y * y).sqrt();
            Rest {
                direction: [radius * cos, y, radius * sin],
                phase: 5.0 * y + 3.0 * (radius * cos).sin() + 2.0 * (radius * sin * 2.0).cos(),
            }
        })
        .collect()
}

/// Returns a frame: `x`, `y` and `z` of each point.
fn frame(cloud: &[Rest], seconds: f32) -> Typed<f32> {
    let swell = 0.16 + 0.08 * (seconds * 0.7).sin();
    let points = cloud.iter().flat_map(|Rest { direction, phase }| {
        let radius = 1.0 + swell * (phase + seconds * 2.4).sin();
        direction.map(|part| part * radius)
    });
    points.collect()
}

/// Sends a recording of `frames` frames, and then ends the channel.
#[bytelane::command]
async fn record(
    points: u32,
    frames: u32,
    cloud: Channel<Typed<f32>>,
    sent: State<'_, Arc<Sent>>,
) -> Result<(), String> {
    if !(1..=POINTS_MAX).contains(&points) || frames > FRAMES_MAX {
        return Err(format!(
            "{frames} frames of {points} points were requested; the limits of this example are {FRAMES_MAX} frames of 1 to {POINTS_MAX} points"
        ));
    }
    sent.0.store(0, Ordering::Relaxed);
    cloud.set_credit(Credit {
        frames: FRAMES_AHEAD,
        ..Credit::default()
    });
    let rest = Arc::new(sphere(points));
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / FRAMES_HZ);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for index in 0..frames {
        ticks.tick().await;
        let rest = Arc::clone(&rest);
        let seconds = index as f32 / FRAMES_HZ as f32;
        let points = tokio::task::spawn_blocking(move || frame(&rest, seconds)).await;
        let points = points.map_err(|error| error.to_string())?;
        if cloud.send_async(points).await.is_err() {
            // The page has closed the channel.
            break;
        }
        sent.0.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// Returns the number of frames that Rust has sent.
#[bytelane::command]
fn sent(sent: State<'_, Arc<Sent>>) -> u64 {
    sent.0.load(Ordering::Relaxed)
}

/// Returns the application.
pub(crate) fn application(screenshot: Screenshot) -> (Builder, Context) {
    let context = Context::new("org.bytelane.points")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/webgl.js", include_bytes!("page/webgl.js")),
            ("/canvas.js", include_bytes!("page/canvas.js")),
            ("/style.css", include_bytes!("page/style.css")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(WindowConfig {
            title: "bytelane: points".into(),
            width: screenshot.width_or(900.0),
            height: 800.0,
            ..WindowConfig::default()
        });
    let builder = Builder::default()
        .manage(Arc::new(Sent::default()))
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            record,
            sent,
            screenshot::wants_screenshot,
            screenshot::take_screenshot
        ]);
    (builder, context)
}

#[allow(
    dead_code,
    reason = "the tests of the examples run the application themselves"
)]
fn main() -> ExitCode {
    Screenshot::run("points", |screenshot| {
        let (builder, context) = application(screenshot);
        builder.run(context)
    })
}
