//! The record of a run, as one CSV file: comment lines with its circumstances, then one number per line.
//!
//! Written and read by hand: no field needs quotes, and the `csv` crate cannot write a nested struct, nor `1.0` as `1`.

use std::{
    fmt::{self, Write},
    path::Path,
};

use super::number::size;
use crate::Outcome;

const COLUMNS: &str = "round,system,operation,bytes,concurrency,iterations,quantity,at,value";

/// One operation at one size, on any system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub(crate) operation: String,
    pub(crate) bytes: u64,
    pub(crate) concurrency: u64,
}

impl Cell {
    pub(crate) fn new(operation: &str, bytes: u64, concurrency: u64) -> Self {
        Self {
            operation: operation.to_owned(),
            bytes,
            concurrency,
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.operation)?;
        if self.bytes > 0 {
            write!(f, " {}", size(self.bytes))?;
        }
        if self.concurrency > 1 {
            write!(f, " {} at once", self.concurrency)?;
        }
        Ok(())
    }
}

/// The quantity of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quantity {
    /// Nanoseconds of all iterations together.
    Total,
    /// Number of calls that took about `at` nanoseconds: the lower edge of a class of [`CLASSES_PER_DECADE`].
    Latency,
    /// Quantile of the nanoseconds of one call; `at` is the share of calls that took no longer.
    LatencyQuantile,
    /// Proportional set size of the host process, `at` nanoseconds after the start.
    HostMemory,
    /// Proportional set size of the engine's processes, likewise.
    PageMemory,
    /// Nanoseconds between two turns of the host's main loop; `at` is the share of them that took no longer. A turn is requested every 5 ms.
    Stall,
    /// Bytes of large allocations of the host in all iterations: a copy of a payload needs such an allocation.
    HostTaken,
    /// Most bytes that one turn of the host's main loop has read, copied and parsed so far.
    TurnBytes,
    /// Lost messages.
    Lost,
    /// Messages that arrived more than once.
    Duplicated,
    /// Times that a thread of the host went to sleep in all iterations.
    HostSleeps,
    /// Times that a thread of the host that is bytelane's own went to sleep, likewise.
    BytelaneSleeps,
    /// Times that a thread of the engine's processes went to sleep, likewise.
    PageSleeps,
    /// Bytes of the flood beside the measured messages.
    Flood,
    /// Not run: nanoseconds that one iteration would have taken, extrapolated from the previous size.
    TooLong,
}

/// Classes of latency per factor of ten.
pub(crate) const CLASSES_PER_DECADE: f64 = 20.0;

const QUANTITIES: [(Quantity, &str); 15] = [
    (Quantity::Total, "total_ns"),
    (Quantity::Latency, "latency_count"),
    (Quantity::LatencyQuantile, "latency_ns"),
    (Quantity::HostMemory, "host_pss_bytes"),
    (Quantity::PageMemory, "page_pss_bytes"),
    (Quantity::Stall, "stall_ns"),
    (Quantity::HostTaken, "host_taken_bytes"),
    (Quantity::TurnBytes, "turn_bytes_max"),
    (Quantity::Lost, "lost"),
    (Quantity::Duplicated, "duplicated"),
    (Quantity::HostSleeps, "host_sleeps"),
    (Quantity::BytelaneSleeps, "bytelane_sleeps"),
    (Quantity::PageSleeps, "page_sleeps"),
    (Quantity::Flood, "flood_bytes"),
    (Quantity::TooLong, "too_long_ns"),
];

impl Quantity {
    fn name(self) -> &'static str {
        QUANTITIES
            .iter()
            .find(|(quantity, _)| *quantity == self)
            .map_or("", |(_, name)| name)
    }

    fn from_name(name: &str) -> Option<Self> {
        QUANTITIES
            .iter()
            .find(|(_, known)| *known == name)
            .map(|(quantity, _)| *quantity)
    }
}

/// One number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) round: u32,
    pub(crate) system: String,
    pub(crate) cell: Cell,
    pub(crate) iterations: u64,
    pub(crate) quantity: Quantity,
    pub(crate) at: f64,
    pub(crate) value: f64,
}

/// All numbers of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Record {
    /// Circumstances of the run: machine, versions, commit, date.
    pub(crate) about: Vec<(String, String)>,
    pub(crate) samples: Vec<Sample>,
}

impl Record {
    /// Returns the nanoseconds of one iteration, by round.
    pub(crate) fn times(&self, system: &str, cell: &Cell) -> Vec<(u32, f64)> {
        self.of(system, cell, Quantity::Total)
            .map(|sample| (sample.round, sample.value / sample.iterations as f64))
            .collect()
    }

    pub(crate) fn of<'a>(
        &'a self,
        system: &'a str,
        cell: &'a Cell,
        quantity: Quantity,
    ) -> impl Iterator<Item = &'a Sample> {
        self.samples.iter().filter(move |sample| {
            sample.quantity == quantity && sample.system == system && sample.cell == *cell
        })
    }

    /// Returns one number of each round.
    pub(crate) fn by_round(
        &self,
        system: &str,
        cell: &Cell,
        quantity: Quantity,
    ) -> Vec<(u32, f64)> {
        self.of(system, cell, quantity)
            .map(|sample| (sample.round, sample.value))
            .collect()
    }

    /// Returns a quantile of each round: the numbers of `quantity` at this share.
    pub(crate) fn quantiles(
        &self,
        system: &str,
        cell: &Cell,
        quantity: Quantity,
        share: f64,
    ) -> Vec<(u32, f64)> {
        self.of(system, cell, quantity)
            .filter(|sample| sample.at == share)
            .map(|sample| (sample.round, sample.value))
            .collect()
    }

    /// Returns the rise of memory above its first sample, by round.
    pub(crate) fn growth(&self, system: &str, cell: &Cell, quantity: Quantity) -> Vec<(u32, f64)> {
        let mut growth = Vec::<(u32, f64)>::new();
        let mut first = 0.0;
        for sample in self.of(system, cell, quantity) {
            match growth
                .last_mut()
                .filter(|(round, _)| *round == sample.round)
            {
                Some((_, most)) => *most = f64::max(*most, sample.value - first),
                None => {
                    first = sample.value;
                    growth.push((sample.round, 0.0));
                }
            }
        }
        growth
    }

    /// Returns the cells of `operation` that were measured on any system, smallest first.
    pub(crate) fn cells(&self, operation: &str) -> Vec<Cell> {
        let mut cells: Vec<_> = self
            .samples
            .iter()
            .filter(|sample| {
                sample.cell.operation == operation && sample.quantity == Quantity::Total
            })
            .map(|sample| sample.cell.clone())
            .collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    }

    pub(crate) fn about(&self, key: &str) -> &str {
        self.about
            .iter()
            .find(|(known, _)| known == key)
            .map_or("", |(_, value)| value)
    }

    pub(crate) fn to_csv(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.about {
            let _infallible = writeln!(text, "# {key}: {value}");
        }
        text += COLUMNS;
        text.push('\n');
        for sample in &self.samples {
            let Cell {
                operation,
                bytes,
                concurrency,
            } = &sample.cell;
            let _infallible = writeln!(
                text,
                "{},{},{operation},{bytes},{concurrency},{},{},{},{}",
                sample.round,
                sample.system,
                sample.iterations,
                sample.quantity.name(),
                sample.at,
                sample.value.round(),
            );
        }
        text
    }

    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{}: {error}", path.display()))?;
        Self::from_csv(&text).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    pub(crate) fn from_csv(text: &str) -> Result<Self, String> {
        let mut record = Self::default();
        for (index, line) in text.lines().enumerate() {
            if let Some(about) = line.strip_prefix("# ") {
                let (key, value) = about.split_once(": ").unwrap_or((about, ""));
                record.about.push((key.to_owned(), value.to_owned()));
            } else if !line.is_empty() && line != COLUMNS {
                let sample = sample(line)
                    .ok_or_else(|| format!("line {} is not a row of `{COLUMNS}`", index + 1))?;
                record.samples.push(sample);
            }
        }
        Ok(record)
    }
}

fn sample(line: &str) -> Option<Sample> {
    let fields: Vec<_> = line.split(',').collect();
    let [
        round,
        system,
        operation,
        bytes,
        concurrency,
        iterations,
        quantity,
        at,
        value,
    ] = fields.try_into().ok()?;
    Some(Sample {
        round: round.parse().ok()?,
        system: system.to_owned(),
        cell: Cell::new(operation, bytes.parse().ok()?, concurrency.parse().ok()?),
        iterations: iterations.parse().ok().filter(|count| *count > 0)?,
        quantity: Quantity::from_name(quantity)?,
        at: at.parse().ok()?,
        value: value.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{Cell, Quantity, Record, Sample};

    fn sample(round: u32, system: &str, quantity: Quantity, value: f64) -> Sample {
        Sample {
            round,
            system: system.to_owned(),
            cell: Cell::new("download", 1024, 1),
            iterations: 4,
            quantity,
            at: 0.5,
            value,
        }
    }

    #[test]
    fn a_record_reads_what_it_wrote() {
        let record = Record {
            about: vec![("machine".into(), "a CPU: with a colon".into())],
            samples: vec![
                sample(0, "shm", Quantity::Total, 400.0),
                sample(1, "shm", Quantity::LatencyQuantile, 90.0),
                sample(1, "tauri", Quantity::Total, 8000.0),
            ],
        };
        let read = Record::from_csv(&record.to_csv()).expect("its own text");
        assert_eq!(read, record);
        assert_eq!(
            read.times("shm", &Cell::new("download", 1024, 1)),
            [(0, 100.0)]
        );
        assert_eq!(read.cells("download").len(), 1);
        assert_eq!(read.about("machine"), "a CPU: with a colon");
    }

    #[test]
    fn a_bad_row_is_named() {
        for row in [
            "1,2,3",
            "0,shm,download,1,1,0,total_ns,0,1",
            "0,shm,download,1,1,1,parsecs,0,1",
        ] {
            let error = Record::from_csv(&format!("# a: b\n{row}\n")).expect_err(row);
            assert!(error.starts_with("line 2 "), "{error}");
        }
    }
}
