//! The run in a dozen rows beside Tauri, for the README and the terminal.

use super::{
    number::{digits, duration},
    operations::{
        self, CALL, CHANNEL, CHANNEL_JSON, DOWNLOAD, EVENTS, INTO, KIB, MIB, MIXED, Spec, UPLOAD,
    },
    record::{Cell, Quantity, Record},
    statistics::{Spread, ratio},
    systems::{BOUNDS, RIVAL, SYSTEMS},
};

/// Unit of the numbers of a row.
#[derive(Clone, Copy)]
enum Unit {
    /// Microseconds per operation.
    Micros,
    /// MiB per second.
    Rate,
    /// Operations per second.
    Count,
}

/// One row, as text.
pub(crate) struct Row {
    pub(crate) title: String,
    pub(crate) rival: String,
    pub(crate) protocol: String,
    pub(crate) shm: String,
    /// Ratio of the rival's time to that of shm: the median of the rounds.
    pub(crate) ratio: String,
    /// Least and greatest ratio of the rounds.
    pub(crate) spread: String,
}

/// Returns the rows for which the record has numbers of both systems.
pub(crate) fn rows(record: &Record) -> Vec<Row> {
    let transfer = |operation, size| Spec::new(operation, size, 1);
    let calls = |concurrency| Spec::new(CALL, 0, concurrency);
    [
        (Unit::Micros, calls(1)),
        (Unit::Micros, calls(2_000)),
        (Unit::Rate, transfer(DOWNLOAD, MIB)),
        (Unit::Rate, transfer(DOWNLOAD, 16 * MIB)),
        (Unit::Rate, transfer(DOWNLOAD, 128 * MIB)),
        (Unit::Rate, transfer(INTO, 128 * MIB)),
        (Unit::Rate, transfer(UPLOAD, 128 * MIB)),
        (Unit::Rate, transfer(MIXED, MIB)),
        (Unit::Count, transfer(CHANNEL, 512)),
        (Unit::Rate, transfer(CHANNEL, 64 * KIB)),
        (Unit::Count, transfer(CHANNEL_JSON, 64)),
        (Unit::Count, transfer(EVENTS, 64)),
    ]
    .into_iter()
    .filter_map(|(unit, spec)| row(record, unit, &spec.cell()))
    .collect()
}

fn row(record: &Record, unit: Unit, cell: &Cell) -> Option<Row> {
    let text = |system| {
        let times = record.times(system, cell);
        Spread::of(times.into_iter().map(|(_, ns)| ns))
            .map_or_else(|| "–".to_owned(), |time| unit.text(cell.bytes, time.median))
    };
    let ratio = ratio(&record.times("shm", cell), &record.times(RIVAL, cell))?;
    Some(Row {
        title: operations::title(cell),
        rival: text(RIVAL),
        protocol: text("protocol"),
        shm: text("shm"),
        ratio: format!("{} ×", digits(ratio.median)),
        spread: format!("{} to {}", digits(ratio.min), digits(ratio.max)),
    })
}

/// Returns the whole run as text: the time of every system, and its ratio to that of shm.
pub(crate) fn text(record: &Record) -> String {
    let mut cells: Vec<_> = record
        .samples
        .iter()
        .filter(|sample| sample.quantity == Quantity::Total)
        .map(|sample| sample.cell.clone())
        .collect();
    cells.dedup();
    let mut text = String::new();
    for cell in cells {
        text += &format!("{cell}\n");
        let own = record.times("shm", &cell);
        for system in &SYSTEMS {
            let times = record.times(system.id, &cell);
            let Some(time) = Spread::of(times.iter().map(|(_, ns)| *ns)) else {
                continue;
            };
            let beside = ratio(&own, &times)
                .filter(|_| system.id != "shm")
                .map_or_else(String::new, |ratio| {
                    format!(
                        "{} × shm ({} to {})",
                        digits(ratio.median),
                        digits(ratio.min),
                        digits(ratio.max)
                    )
                });
            let label = system.label;
            text += format!(
                "  {label:18} {:>10}  {:>14}  {beside}",
                duration(time.median),
                rate(cell.bytes, time.median)
            )
            .trim_end();
            text.push('\n');
        }
        for (system, bound) in bounds(&cell) {
            let times = record.times(BOUNDS.id, &bound);
            if let Some(ratio) = ratio(&times, &record.times(system, &cell)) {
                text += &format!(
                    "  {system}: {} × {} ({} to {})\n",
                    digits(ratio.median),
                    bound.operation,
                    digits(ratio.min),
                    digits(ratio.max)
                );
            }
        }
    }
    text
}

/// Returns our own systems, each with the bound of the cell.
fn bounds(cell: &Cell) -> impl Iterator<Item = (&'static str, Cell)> {
    let bound = match cell.operation.as_str() {
        CALL if cell.concurrency == 1 => Some(Cell::new(operations::PING_PONG, 64, 1)),
        operation => {
            operations::bound_of(operation).map(|(bound, _)| Cell::new(bound, cell.bytes, 1))
        }
    };
    bound
        .into_iter()
        .flat_map(|bound| ["shm", "protocol"].map(|system| (system, bound.clone())))
}

fn rate(bytes: u64, ns: f64) -> String {
    if bytes >= KIB {
        Unit::Rate.text(bytes, ns)
    } else {
        Unit::Count.text(bytes, ns)
    }
}

impl Unit {
    fn text(self, bytes: u64, ns: f64) -> String {
        match self {
            Self::Micros => format!("{} µs", digits(ns / 1e3)),
            Self::Rate => format!("{} MiB/s", digits(bytes as f64 / MIB as f64 / (ns / 1e9))),
            Self::Count => format!("{}/s", digits(1e9 / ns)),
        }
    }
}
