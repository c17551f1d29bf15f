//! The measurements of the demo program: one JSON object per line of its standard output.

use serde::{Deserialize, Serialize};

const MIB: f64 = 1024.0 * 1024.0;

/// One transfer, verified in the page and in the host.
#[derive(Debug, Deserialize, Serialize, PartialEq)]
pub(crate) struct Measurement {
    pub(crate) lane: String,
    pub(crate) op: String,
    pub(crate) bytes: u64,
    pub(crate) ms: f64,
    pub(crate) mib_per_s: f64,
    pub(crate) sha256_ok: bool,
}

impl Measurement {
    /// Reads one line; returns `None` if it is not a measurement.
    pub(crate) fn from_line(line: &str) -> Option<Self> {
        serde_json::from_str(line.trim()).ok()
    }
}

/// Returns the measurements as a table with aligned numbers.
pub(crate) fn table(measurements: &[Measurement]) -> String {
    let heads = ["lane", "operation", "MiB", "ms", "MiB/s", "SHA-256"].map(str::to_owned);
    let rows = measurements.iter().map(|m| {
        let verified = if m.sha256_ok { "ok" } else { "WRONG" };
        [
            m.lane.clone(),
            m.op.clone(),
            format!("{:.1}", m.bytes as f64 / MIB),
            format!("{:.1}", m.ms),
            format!("{:.1}", m.mib_per_s),
            verified.to_owned(),
        ]
    });
    let rows: Vec<_> = [heads].into_iter().chain(rows).collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].len())
            .max()
            .unwrap_or_default()
    };
    let mut text = String::new();
    for row in &rows {
        for (column, cell) in row.iter().enumerate() {
            let width = width(column);
            let numeric = (2..5).contains(&column);
            text += &if numeric {
                format!("  {cell:>width$}")
            } else {
                format!("  {cell:<width$}")
            };
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Measurement, table};

    const LINE: &str = r#"{"lane":"protocol","op":"download","bytes":199603328,"ms":1234.5,"mib_per_s":154.1,"sha256_ok":true}"#;

    #[test]
    fn lines_that_are_no_measurement_are_passed_over() {
        assert_eq!(
            Measurement::from_line(LINE).map(|m| m.bytes),
            Some(199_603_328)
        );
        assert_eq!(Measurement::from_line("Gtk-WARNING: something"), None);
        assert_eq!(Measurement::from_line("{}"), None);
    }

    #[test]
    fn the_table_is_aligned() {
        let first = Measurement::from_line(LINE).expect("a measurement");
        let second = Measurement {
            lane: "shm".into(),
            ms: 7.0,
            sha256_ok: false,
            ..Measurement::from_line(LINE).expect("a measurement")
        };
        let expect = "  lane      operation    MiB      ms  MiB/s  SHA-256
  protocol  download   190.4  1234.5  154.1  ok
  shm       download   190.4     7.0  154.1  WRONG
";
        assert_eq!(table(&[first, second]), expect);
    }
}
