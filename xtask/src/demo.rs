//! `cargo xtask demo`: a large real file goes through a webview and is verified on both sides.

use crate::{
    Outcome,
    artifact::Programs,
    display::{self, Display},
    doctor,
    measurement::{self, Measurement},
    needs::For,
    process::{self, Output, Running},
    workspace,
};
use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// Longest silence of the demo program: far more than a slow machine needs.
const RUN_SILENCE_MAX: Duration = Duration::from_secs(300);
const FILE_BYTES_MIN: u64 = 100_000_000;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Print the measurements as JSON lines instead of a table
    #[arg(long)]
    json: bool,
    /// Keep the window open until it is closed by hand
    #[arg(long)]
    keep_open: bool,
    /// The file to transfer, instead of the compiler's own library
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
    /// The lane to use, instead of every lane of this machine
    #[arg(long)]
    lane: Option<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let headless = !display::present();
    doctor::ensure(if headless {
        &[For::Build, For::Screen]
    } else {
        &[For::Build]
    })?;
    let file = args.file.clone().map_or_else(large_file, Ok)?;
    let bytes = std::fs::metadata(&file)
        .map_err(|error| format!("{}: {error}", file.display()))?
        .len();
    eprintln!("Building the example in release mode; the first time takes some minutes.");
    let program = Programs::build(&workspace::root(), &["--release", "--example", "download"])?
        .path("download")?;
    eprintln!("Transferring {} ({bytes} bytes)", file.display());

    let keep_open = args.keep_open && !headless;
    let limit = if keep_open {
        Duration::MAX
    } else {
        RUN_SILENCE_MAX
    };
    if args.keep_open && headless {
        eprintln!("There is no display, so --keep-open has no window to keep.");
    }
    let picture = headless.then(picture).transpose()?;
    let display = headless.then(Display::start).transpose()?;
    let mut measurements = Vec::new();
    for lane in lanes(args.lane.as_deref()) {
        let mut command = process::command(&program.to_string_lossy());
        command
            .current_dir(workspace::root())
            .env("BYTELANE_LANE", lane)
            .args(["--demo", "--lane", lane, "--file"])
            .arg(&file);
        if keep_open {
            command.arg("--keep-open");
        }
        if let Some(picture) = &picture {
            command.arg("--screenshot").arg(picture);
        }
        if let Some(display) = &display {
            display.apply(&mut command);
        }
        measurements.extend(transfer(command, args.json, limit)?);
    }
    show(&measurements, args.json)?;
    picture.map_or(Ok(()), |picture| check_picture(&picture))
}

/// Returns the requested lane, or every lane of this machine, the fastest last.
fn lanes(wanted: Option<&str>) -> Vec<&str> {
    match wanted {
        Some(lane) => vec![lane],
        None if cfg!(target_os = "linux") => vec!["protocol", "shm"],
        None => vec!["protocol"],
    }
}

/// Returns the largest library of the compiler: a real file of a few hundred megabytes on every machine with Rust.
fn large_file() -> Outcome<PathBuf> {
    let sysroot = process::output("rustc", &["--print", "sysroot"])
        .ok_or("`rustc --print sysroot` failed")?;
    let names = ["librustc_driver", "libLLVM", "rustc_driver"];
    ["lib", "bin"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(Path::new(&sysroot).join(folder)).ok())
        .flat_map(|entries| entries.flatten())
        .filter(|entry| {
            names
                .iter()
                .any(|name| entry.file_name().to_string_lossy().starts_with(name))
        })
        .filter_map(|entry| Some((entry.metadata().ok()?.len(), entry.path())))
        .filter(|(bytes, _)| *bytes > FILE_BYTES_MIN)
        .max()
        .map(|(_, path)| path)
        .ok_or_else(|| {
            format!("no library over 100 MB in {sysroot}; name a large file with --file").into()
        })
}

/// Runs the program, reads its measurements as they arrive, and checks its exit status.
fn transfer(command: Command, json: bool, limit: Duration) -> Outcome<Vec<Measurement>> {
    let mut measurements = Vec::new();
    let result = Running::start(command, Output::Standard)?.follow(limit, |line| {
        let Some(line) = line else { return };
        match Measurement::from_line(line) {
            Some(measurement) => {
                if json {
                    println!("{line}");
                }
                measurements.push(measurement);
            }
            None => eprintln!("{line}"),
        }
    });
    let count = measurements.len();
    let failed = |reason: String| {
        format!("the demo failed after {count} measurements: {reason}; its messages are above")
    };
    let status = result.map_err(|error| failed(error.to_string()))?;
    if !status.success() {
        return Err(failed(status.to_string()).into());
    }
    Ok(measurements)
}

fn show(measurements: &[Measurement], json: bool) -> Outcome {
    if !json {
        print!("{}", measurement::table(measurements));
    }
    judge(measurements)
}

fn judge(measurements: &[Measurement]) -> Outcome {
    if measurements.is_empty() {
        return Err("the demo printed no measurement".into());
    }
    match measurements
        .iter()
        .find(|measurement| !measurement.sha256_ok)
    {
        Some(wrong) => Err(format!(
            "the bytes of {} on the {} lane are wrong: SHA-256 differs",
            wrong.op, wrong.lane
        )
        .into()),
        None => Ok(()),
    }
}

fn picture() -> Outcome<PathBuf> {
    let folder = workspace::target_directory()?.join("demo");
    std::fs::create_dir_all(&folder)?;
    let picture = folder.join("download.png");
    // A picture of an earlier run must not be taken for this one.
    match std::fs::remove_file(&picture) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(format!("{}: {error}", picture.display()).into())
        }
        _ => Ok(picture),
    }
}

fn check_picture(picture: &Path) -> Outcome {
    let bytes = std::fs::read(picture).map_err(|error| {
        format!(
            "the demo left no picture of its window at {}: {error}",
            picture.display()
        )
    })?;
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Err(format!("{} is no PNG", picture.display()).into());
    }
    eprintln!("The window, as it was at the end: {}", picture.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{judge, large_file};
    use crate::measurement::Measurement;

    fn measurement(sha256_ok: bool) -> Measurement {
        Measurement {
            lane: "protocol".into(),
            op: "upload".into(),
            bytes: 1,
            ms: 1.0,
            mib_per_s: 1.0,
            sha256_ok,
        }
    }

    #[test]
    fn one_wrong_hash_or_no_measurement_fails_the_demo() {
        assert!(judge(&[measurement(true), measurement(true)]).is_ok());
        assert!(judge(&[]).is_err());
        let error = judge(&[measurement(true), measurement(false)])
            .expect_err("a wrong hash")
            .to_string();
        assert!(
            error.contains("upload") && error.contains("protocol"),
            "{error}"
        );
    }

    #[test]
    fn the_compiler_has_a_large_file() {
        match large_file() {
            Ok(file) => assert!(file.is_file(), "{}", file.display()),
            Err(error) => assert!(error.to_string().contains("--file"), "{error}"),
        }
    }
}
