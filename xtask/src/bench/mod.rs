//! `cargo xtask bench`: the benchmarks, with a screen for the webviews, and the run beside the peers.

mod bars;
mod choices;
pub(crate) mod guard;
mod guide;
mod machine;
mod number;
mod operations;
mod pause;
mod plugin;
mod programs;
mod record;
mod report;
mod session;
mod start;
mod statistics;
mod summary;
mod systems;
mod table;
mod web;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{Outcome, doctor, needs::For, process, workspace};
use operations::Plan;
use programs::{chosen, screen, starts};
use record::Record;
use session::Session;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Measure all systems beside each other and write a report
    #[arg(long)]
    peers: bool,
    /// Measure the peer of Tauri without and with the plugin of this repository, and print the table of its guide
    #[arg(long, conflicts_with_all = ["peers", "operation", "system", "table", "report"])]
    plugin: bool,
    /// Fewer sizes and shorter rounds
    #[arg(long)]
    quick: bool,
    /// Only operations whose name contains this text; may be given several times
    #[arg(long, value_name = "NAME", requires = "peers")]
    operation: Vec<String>,
    /// Only this system: shm, protocol, tauri, tauri_plugin, tauri_accelerated, wry, websocket, http, chromium_websocket, chromium_http; may be given several times
    #[arg(long, value_name = "NAME", requires = "peers")]
    system: Vec<String>,
    /// Keep the run in `benches/record`, and write the tables and the picture of the documents from it
    #[arg(long, conflicts_with_all = ["operation", "system"])]
    record: bool,
    /// Write the tables and the picture of the documents from the newest record
    #[arg(long, conflicts_with = "peers")]
    table: bool,
    /// Write the report of a record again
    #[arg(long, value_name = "CSV", conflicts_with = "peers")]
    report: Option<PathBuf>,
    /// Measure a table that a page in Rust receives as an archive and as JSON
    #[arg(long, conflicts_with = "peers")]
    web: bool,
    /// Measure the time to the first answer of a page, beside Tauri
    #[arg(long, conflicts_with = "peers")]
    start: bool,
    /// Arguments for `cargo bench`, such as `--bench wire` or `-- --save-baseline before`
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(args: &Args) -> Outcome {
    if args.table {
        return table::write();
    }
    if args.web {
        return web::run();
    }
    if args.start {
        return start::run();
    }
    if let Some(csv) = &args.report {
        return write_report(&Record::read(csv)?).map(drop);
    }
    if args.plugin {
        return plugin::run(args.quick, args.record);
    }
    if args.peers {
        beside_peers(args)
    } else if args.quick || args.record {
        Err("`--quick` and `--record` belong to `--peers` or `--plugin`".into())
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
