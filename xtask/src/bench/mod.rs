//! `cargo xtask bench`: the benchmarks, with a screen for the webviews, and the run beside the peers.

mod bars;
mod choices;
pub(crate) mod guard;
mod machine;
mod number;
mod operations;
mod pause;
mod record;
mod report;
mod session;
mod statistics;
mod summary;
mod systems;
mod table;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    Outcome,
    artifact::Programs,
    display::{self, Display},
    doctor,
    needs::For,
    process,
    workspace::{self, PEERS},
};
use operations::Plan;
use record::Record;
use session::{Entrant, Session, Start};
use systems::{BOUNDS, Program, SYSTEMS, System};

/// Our benchmark program, and its package.
const OWN: (&str, &str) = ("webview-bench", "bytelane-bench-webview");

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Measure all systems beside each other and write a report
    #[arg(long)]
    peers: bool,
    /// Fewer sizes and shorter rounds
    #[arg(long, requires = "peers")]
    quick: bool,
    /// Only operations whose name contains this text; may be given several times
    #[arg(long, value_name = "NAME", requires = "peers")]
    operation: Vec<String>,
    /// Only this system: shm, protocol, tauri, wry, websocket, http; may be given several times
    #[arg(long, value_name = "NAME", requires = "peers")]
    system: Vec<String>,
    /// Keep the run in `benches/record`, and write the tables and the picture of the documents from it
    #[arg(long, requires = "peers", conflicts_with_all = ["operation", "system"])]
    record: bool,
    /// Write the tables and the picture of the documents from the newest record
    #[arg(long, conflicts_with = "peers")]
    table: bool,
    /// Write the report of a record again
    #[arg(long, value_name = "CSV", conflicts_with = "peers")]
    report: Option<PathBuf>,
    /// Arguments for `cargo bench`, such as `--bench wire` or `-- --save-baseline before`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if args.table {
        return table::write();
    }
    if let Some(csv) = &args.report {
        return write_report(&Record::read(csv)?).map(drop);
    }
    if args.peers {
        beside_peers(args)
    } else {
        cargo_bench(&args.arguments)
    }
}

fn cargo_bench(arguments: &[String]) -> Outcome {
    doctor::ensure(&[For::Build, For::Screen])?;
    let mut command = process::command("cargo");
    command
        .current_dir(workspace::root())
        .arg("bench")
        .args(arguments);
    let display = screen()?;
    if let Some(display) = &display {
        display.apply(&mut command);
    }
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("cargo bench failed ({status})").into())
    }
}

/// Starts a screen in memory if there is no other.
fn screen() -> Outcome<Option<Display>> {
    if display::present() {
        Ok(None)
    } else {
        Display::start().map(Some)
    }
}

fn beside_peers(args: &Args) -> Outcome {
    let plan = if args.quick {
        Plan::quick()
    } else {
        Plan::full()
    }
    .only(&args.operation);
    if plan.cells.is_empty() {
        return Err(format!("no operation is named like {}", args.operation.join(", ")).into());
    }
    let systems = chosen(&args.system)?;
    doctor::ensure(&[For::Build, For::Screen])?;
    let display = screen()?;
    let quick = if args.quick { " --quick" } else { "" };
    let about = machine::about(&format!("cargo xtask bench --peers{quick}"))?;
    let (starts, failures) = starts(&systems, display.as_ref())?;
    let (record, failures) = Session::start(plan, starts, failures)?.run(about);
    print!("{}{}", summary::text(&record), bars::text(&record));
    let csv = write_report(&record)?;
    if args.record {
        table::keep(&csv, &record)?;
    }
    if !failures.is_empty() {
        return Err(format!("not everything was measured:\n{}", failures.join("\n")).into());
    }
    Ok(())
}

/// Returns the systems with these names, or all.
fn chosen(names: &[String]) -> Outcome<Vec<&'static System>> {
    if names.is_empty() {
        return Ok(SYSTEMS.iter().filter(|system| **system != BOUNDS).collect());
    }
    names
        .iter()
        .map(|name| {
            let known = || SYSTEMS.iter().filter(|system| **system != BOUNDS);
            known().find(|system| system.id == *name).ok_or_else(|| {
                let known: Vec<_> = known().map(|system| system.id).collect();
                format!("there is no system {name}; there are {}", known.join(", ")).into()
            })
        })
        .collect()
}

/// Builds the programs of `systems`; returns a command for each, and the failures.
fn starts<'a>(
    systems: &[&'static System],
    display: Option<&'a Display>,
) -> Outcome<(Vec<Entrant<'a>>, Vec<String>)> {
    let peers: Vec<_> = systems
        .iter()
        .filter_map(|system| match system.program {
            Program::Peer(name) => Some(name),
            Program::Lane(_) | Program::Every => None,
        })
        .collect();
    let mut own = None;
    if peers.len() < systems.len() {
        eprintln!(
            "Building bytelane's own program in release mode; the first time takes some minutes."
        );
        own = Some(build_own("release")?);
    }
    let mut programs = build_peers(&peers).into_iter();
    let (mut starts, mut failures) = (Vec::new(), Vec::new());
    for system in systems {
        let (built, lane) = match (system.program, &own) {
            (Program::Lane(lane), Some(own)) => (Ok(own.clone()), Some(lane)),
            (Program::Peer(_), _) => match programs.next() {
                Some(built) => (built, None),
                None => continue,
            },
            _ => continue,
        };
        match built {
            Ok(program) => starts.push((*system, start(program, lane, display))),
            Err(error) => failures.push(format!("{}: {error}", system.label)),
        }
    }
    Ok((starts, failures))
}

/// Builds the programs of these packages: all in one build, and if that fails, each by itself to find the broken ones.
fn build_peers(names: &[&str]) -> Vec<Outcome<PathBuf>> {
    if names.is_empty() {
        return Vec::new();
    }
    eprintln!("Building the peers in release mode; the first time takes some minutes.");
    let folder = workspace::root().join(PEERS);
    let build =
        |one: &[&str]| Programs::build(&folder, &[&["--release", "--locked"], one].concat());
    match build(&[]) {
        Ok(programs) => names.iter().map(|name| programs.path(name)).collect(),
        Err(_) => names
            .iter()
            .map(|name| build(&["-p", *name])?.path(name))
            .collect(),
    }
}

/// Builds our own program with this profile.
fn build_own(profile: &str) -> Outcome<PathBuf> {
    let (program, package) = OWN;
    Programs::build(
        &workspace::root(),
        &["--profile", profile, "-p", package, "--bin", program],
    )?
    .path(program)
}

/// Returns the command that starts a program, on the named lane if it has several.
fn start<'a>(
    program: PathBuf,
    lane: Option<&'static str>,
    display: Option<&'a Display>,
) -> Start<'a> {
    Box::new(move || {
        let mut command = process::command(&program.to_string_lossy());
        if let Some(display) = display {
            display.apply(&mut command);
        }
        if let Some(lane) = lane {
            command.env("BYTELANE_LANE", lane);
        }
        command
    })
}

/// Writes the record and its report; returns the path of the record.
fn write_report(record: &Record) -> Outcome<PathBuf> {
    const CSV: &str = "measurements.csv";
    let folder = workspace::target_directory()?.join("bench");
    fs::create_dir_all(&folder)?;
    let (csv, page) = (folder.join(CSV), folder.join("report.html"));
    write(&csv, &record.to_csv())?;
    write(&page, &report::page(record, CSV))?;
    eprintln!("The report: {}", page.display());
    Ok(csv)
}

fn write(path: &Path, text: &str) -> Outcome {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()).into())
}
