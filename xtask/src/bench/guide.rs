//! The table of `docs/tauri-plugin.md`: an application of Tauri without the plugin of this repository, with it, and accelerated.

use super::{
    number::{digits, duration},
    operations::{
        self, CALL, CHANNEL, CHANNEL_JSON, DOWNLOAD, EVENTS, FIRST_DOWNLOAD, FIRST_PAINT, FS_READ,
        FS_WRITE, INTO, KIB, MIB, OWN, SYNC, UPLOAD,
    },
    record::{Cell, Record},
    statistics::{Spread, ratio},
    systems::{ACCELERATED, PRESENT, RIVAL},
};

pub(super) fn first_paint() -> Cell {
    Cell::new(FIRST_PAINT, 0, 1)
}

pub(super) fn first_download() -> Cell {
    Cell::new(FIRST_DOWNLOAD, 128 * MIB, 1)
}

/// A row of the table.
pub(super) struct Row {
    /// The operation of Tauri's own API.
    pub(super) cell: Cell,
    /// Operations of bytelane's API that do the same.
    pub(super) own: Vec<String>,
}

pub(super) fn rows() -> Vec<Row> {
    let of = |operation: &str, bytes, concurrency| Row {
        cell: Cell::new(&format!("{operation}{SYNC}"), bytes, concurrency),
        own: vec![format!("{operation}{OWN}")],
    };
    let alone = |cell| Row {
        cell,
        own: Vec::new(),
    };
    let mut rows = vec![alone(first_paint()), alone(first_download())];
    rows.extend([MIB, 16 * MIB].map(|bytes| of(DOWNLOAD, bytes, 1)));
    let mut large = of(DOWNLOAD, 128 * MIB, 1);
    large.own.push(format!("{INTO}{OWN}"));
    rows.push(large);
    rows.extend([64 * KIB, MIB, 16 * MIB, 128 * MIB].map(|bytes| of(UPLOAD, bytes, 1)));
    rows.extend([1, 4_000].map(|concurrency| of(CALL, 0, concurrency)));
    rows.extend([64, 512, 4 * KIB, 64 * KIB, MIB].map(|bytes| of(CHANNEL, bytes, 1)));
    rows.push(of(CHANNEL_JSON, 64, 1));
    rows.push(of(EVENTS, 64, 1));
    rows.extend([FS_READ, FS_WRITE].map(|operation| alone(Cell::new(operation, 128 * MIB, 1))));
    rows
}

/// Returns the table of the guide.
pub(super) fn text(record: &Record) -> String {
    let mut text =
        "| | Tauri 2 | plugin, nothing accelerated | accelerated | bytelane’s API |\n|---|---|---|---|---|\n"
            .to_owned();
    for row in rows() {
        let alone = record.times(RIVAL, &row.cell);
        let Some(time) = Spread::of(alone.iter().map(|(_, ns)| *ns)) else {
            continue;
        };
        let times = |system: &str, cell: &Cell| {
            let measured = record.times(system, cell);
            if row.cell.operation == FIRST_PAINT {
                let later = Spread::of(measured.iter().map(|(_, ns)| *ns))?;
                return Some(format!("{:+.0} ms", (later.median - time.median) / 1e6));
            }
            let ratio = ratio(&measured, &alone)?;
            Some(format!(
                "**{} ×** ({} to {})",
                digits(ratio.median),
                digits(ratio.min),
                digits(ratio.max)
            ))
        };
        let own: Vec<_> = row
            .own
            .iter()
            .filter_map(|operation| {
                let cell = Cell::new(operation, row.cell.bytes, row.cell.concurrency);
                let into = if operation.starts_with(INTO) {
                    "`into` "
                } else {
                    ""
                };
                Some(format!("{into}{}", times(ACCELERATED, &cell)?))
            })
            .collect();
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        text += &format!(
            "| {} | {} | {} | {} | {} |\n",
            title(&row.cell),
            duration(time.median),
            or_none(times(PRESENT, &row.cell)),
            or_none(times(ACCELERATED, &row.cell)),
            or_none(Some(own.join(", ")).filter(|own| !own.is_empty())),
        );
    }
    text
}

/// Returns the title of an operation; the table has one kind of command.
fn title(cell: &Cell) -> String {
    let operation = cell.operation.trim_end_matches(SYNC);
    operations::title(&Cell::new(operation, cell.bytes, cell.concurrency))
}

/// Returns the table with its circumstances, for the guide.
pub(super) fn table(record: &Record, source: &str) -> String {
    format!(
        "{}, WebKitGTK {}, {}. One run of `{}`; the time of one operation without the plugin, and how many times faster each other way is in the same rounds, in brackets the least and the most: [`{source}`](../{source}).\n\n{}",
        record.about("machine"),
        record.about("WebKitGTK"),
        record
            .about("packages")
            .split(", ")
            .next()
            .unwrap_or_default(),
        record.about("command"),
        text(record)
    )
}
