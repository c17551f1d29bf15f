//! The measured operations and their sizes; `benches/webview/page/operations.js` implements them.

use std::time::Duration;

use super::{
    number::{number, size},
    record::Cell,
    systems::{ACCELERATED, CHROMIUM_HTTP, CHROMIUM_REQUESTS_MAX, PRESENT, RIVAL},
};

pub(crate) const CALL: &str = "call";
pub(crate) const DOWNLOAD: &str = "download";
pub(crate) const INTO: &str = "download_into";
pub(crate) const UPLOAD: &str = "upload";
pub(crate) const MIXED: &str = "mixed";
pub(crate) const CHANNEL: &str = "channel_raw";
pub(crate) const CHANNEL_JSON: &str = "channel_json";
pub(crate) const EVENTS: &str = "events";
/// A download whose bytes the host reads from a file.
pub(crate) const DOWNLOAD_FILE: &str = "download_file";
/// One response of the scheme, read as a whole, as a page without an engine does.
pub(crate) const FETCH: &str = "fetch_once";
/// The same bytes by plain fetches of pieces, with the size and concurrency of a download's segments: the throughput of the scheme alone.
pub(crate) const PIECES: &str = "fetch_pieces";
/// Messages on several channels, each answered by a small call; the host times each from its send to the call.
pub(crate) const OTHERS: &str = "others_alone";
/// The same beside a flooded channel.
pub(crate) const OTHERS_FLOODED: &str = "others_flooded";
/// Messages offered to a page that reads none for some time.
pub(crate) const SLOW_READER: &str = "slow_reader";
/// A million messages on one channel.
pub(crate) const MILLION: &str = "channel_million";
/// Calls within the host, without a page.
pub(crate) const DISPATCH: &str = "dispatch";
/// A download whose bytes the page receives as numbers, and the same download as bytes.
pub(crate) const TYPED: &str = "typed";
pub(crate) const TYPED_RAW: &str = "typed_raw";
/// A call whose argument and result are tables of 1,000 rows: as archives, and as JSON.
pub(crate) const ARCHIVE_CALL: &str = "archive_call";
pub(crate) const JSON_CALL: &str = "json_call";
/// In the page, from the arrival of a table of 10,000 rows: the sum of one field.
pub(crate) const ARCHIVE_ROWS: &str = "archive_rows";
pub(crate) const JSON_ROWS: &str = "json_rows";
/// In the page, from the arrival of a table of 10,000 rows: all rows as objects, and every field read.
pub(crate) const ARCHIVE_WHOLE: &str = "archive_rows_whole";
pub(crate) const JSON_WHOLE: &str = "json_rows_whole";
/// Messages that the command makes when it sends them.
pub(crate) const MADE: &str = "channel_made";
/// A download whose bytes the command makes as a vector, or reads from a file.
pub(crate) const DOWNLOAD_VEC: &str = "download_vec";
pub(crate) const DOWNLOAD_READ: &str = "download_read";
/// End of the name of an operation that is the first of an application: each measurement starts the application.
const FIRST: &str = "_first";
/// The first download of an application: prepared, made by the command, and from a file.
pub(crate) const DOWNLOAD_FIRST: &str = "download_first";
pub(crate) const DOWNLOAD_VEC_FIRST: &str = "download_vec_first";
pub(crate) const DOWNLOAD_FILE_FIRST: &str = "download_file_first";
/// Small calls beside a channel that sends as fast as it may.
pub(crate) const CALL_FLOODED: &str = "call_flooded";
/// Nothing, for a second.
pub(crate) const IDLE: &str = "idle";
/// Batches of messages, 60 a second.
pub(crate) const FRAMES: &str = "frames";
/// End of the name of an operation whose command is not async.
pub(crate) const SYNC: &str = "_sync";
/// End of the name of an operation whose command is one of bytelane, in an application of Tauri with the plugin.
pub(crate) const OWN: &str = "_own";
/// Files through `tauri-plugin-fs`.
pub(crate) const FS_READ: &str = "fs_read";
pub(crate) const FS_WRITE: &str = "fs_write";
/// From the start of the program to its first frame.
pub(crate) const FIRST_PAINT: &str = "first_paint";
/// The first download of a page.
pub(crate) const FIRST_DOWNLOAD: &str = "first_download";
/// End of the name of an operation that goes through `@tauri-apps/api`.
const TAURI: &str = "_tauri";
/// Two processes, a socket pair, one small message there and back.
pub(crate) const PING_PONG: &str = "ping_pong";
pub(crate) const MEMCPY: &str = "memcpy";
/// In the page: allocates a buffer and writes every byte.
pub(crate) const FILL: &str = "allocate_and_fill";
/// The same in a page that was loaded for it.
pub(crate) const FILL_FIRST: &str = "allocate_and_fill_first";
/// In the host: makes a vector in memory of its own, from bytes in use.
pub(crate) const HOST_FILL: &str = "host_fill";
/// In the page: allocates one buffer after another, writes every byte, and keeps all of them, as messages are kept.
pub(crate) const KEEP: &str = "fill_and_keep";
/// In the page: `Uint8Array.set` between two buffers whose memory is present.
pub(crate) const SET: &str = "set";

/// In the page: parses a JSON text and calls a function with the value.
pub(crate) const PARSE: &str = "parse";

/// Bounds of every system, with their titles.
pub(crate) const BOUNDS: [(&str, &str); 8] = [
    (
        PING_PONG,
        "Two processes: a message over a socket pair and back",
    ),
    (MEMCPY, "memcpy between two buffers in use"),
    (FILL, "The page allocates a buffer and fills it"),
    (
        FILL_FIRST,
        "A page that was loaded for it allocates a buffer and fills it",
    ),
    (HOST_FILL, "The host makes a vector in memory of its own"),
    (
        KEEP,
        "The page allocates buffers, fills them and keeps them",
    ),
    (
        SET,
        "The page copies with Uint8Array.set between two buffers in use",
    ),
    (PARSE, "The page reads a text of JSON and calls a function"),
];

/// Structured data: each operation, and the operation with the same data as bytes or as JSON. Both are measured in turn.
pub(crate) const STRUCTURED: [(Spec, Spec); 4] = [
    (
        Spec::new(TYPED, 16 * MIB, 1),
        Spec::new(TYPED_RAW, 16 * MIB, 1),
    ),
    (Spec::new(ARCHIVE_CALL, 0, 1), Spec::new(JSON_CALL, 0, 1)),
    (Spec::new(ARCHIVE_ROWS, 0, 1), Spec::new(JSON_ROWS, 0, 1)),
    (Spec::new(ARCHIVE_WHOLE, 0, 1), Spec::new(JSON_WHOLE, 0, 1)),
];

/// Returns the operation that carries the same data in its plain form.
fn plain_of(operation: &str) -> Option<&'static str> {
    STRUCTURED
        .iter()
        .find(|(own, _)| own.operation == operation)
        .map(|(_, plain)| plain.operation)
}

/// Whether the second cell is the plain form of the first, with which it is measured in turn.
pub(crate) fn is_beside(cell: &Cell, next: &Cell) -> bool {
    plain_of(&cell.operation) == Some(next.operation.as_str())
}

/// Seconds of a measurement in which nothing moves, and of one of batches.
const IDLE_SECONDS: u64 = 3;
const FRAMES_SECONDS: u64 = 3;
const FRAMES_PER_SECOND: u64 = 60;
/// Messages of a batch, as in the page.
const FRAMES_BATCH: u64 = 100;

pub(crate) const KIB: u64 = 1 << 10;
pub(crate) const MIB: u64 = 1 << 20;
pub(crate) const GIB: u64 = 1 << 30;

/// Returns the bound of an operation, and its name at the end of a line.
pub(crate) fn bound_of(operation: &str) -> Option<(&'static str, &'static str)> {
    match operation {
        DOWNLOAD => Some((FILL, "page fills")),
        DOWNLOAD_FIRST | DOWNLOAD_VEC_FIRST | DOWNLOAD_FILE_FIRST => {
            Some((FILL_FIRST, "page fills"))
        }
        DOWNLOAD_VEC | DOWNLOAD_READ => Some((HOST_FILL, "host fills")),
        INTO => Some((SET, "page copies")),
        UPLOAD => Some((MEMCPY, "memcpy")),
        CHANNEL => Some((KEEP, "page keeps")),
        CHANNEL_JSON | EVENTS => Some((PARSE, "page parses")),
        _ => None,
    }
}

pub(crate) fn is_bound(operation: &str) -> bool {
    BOUNDS.iter().any(|(bound, _)| *bound == operation)
}

/// Returns the cell of small calls with this concurrency.
pub(crate) fn calls(concurrency: u64) -> Cell {
    Cell::new(CALL, 0, concurrency)
}

/// Returns the cell of small events, one after another.
pub(crate) fn events() -> Cell {
    Cell::new(EVENTS, 64, 1)
}

/// Returns the cell of the transfer whose memory is watched.
pub(crate) fn gigabyte() -> Cell {
    Cell::new(DOWNLOAD, GIB, 1)
}

/// An operation at a size, for constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) operation: &'static str,
    pub(crate) bytes: u64,
    pub(crate) concurrency: u64,
}

impl Spec {
    pub(crate) const fn new(operation: &'static str, bytes: u64, concurrency: u64) -> Self {
        Self {
            operation,
            bytes,
            concurrency,
        }
    }

    pub(crate) fn cell(self) -> Cell {
        Cell::new(self.operation, self.bytes, self.concurrency)
    }
}

/// Returns an operation at a size, in words.
pub(crate) fn title(cell: &Cell) -> String {
    for (end, words) in [
        (FIRST, "the first of an application"),
        (TAURI, "through @tauri-apps/api"),
        (SYNC, "of a command that is not async"),
        (OWN, "of a command of bytelane"),
    ] {
        if let Some(operation) = cell.operation.strip_suffix(end) {
            let plain = Cell::new(operation, cell.bytes, cell.concurrency);
            return format!("{} {words}", title(&plain));
        }
    }
    let size = size(cell.bytes);
    match cell.operation.as_str() {
        CALL if cell.concurrency == 1 => "small call, one after another".to_owned(),
        CALL => format!(
            "small call, {} at once, each",
            number(cell.concurrency as f64)
        ),
        DOWNLOAD => format!("download, {size}"),
        INTO => format!("download into the page’s own buffer, {size}"),
        DOWNLOAD_FILE => format!("download of a file, {size}"),
        UPLOAD => format!("upload, {size}"),
        MIXED => format!("JSON with {size} of bytes, there and back"),
        CHANNEL => format!("channel, {size}"),
        CHANNEL_JSON => format!("channel, JSON of {size}"),
        EVENTS => "events".to_owned(),
        FS_READ => format!("readFile of tauri-plugin-fs, {size}"),
        FS_WRITE => format!("writeFile of tauri-plugin-fs, {size}"),
        FIRST_PAINT => "start of the application to its first frame".to_owned(),
        FIRST_DOWNLOAD => format!("first download of a page, {size}"),
        FETCH => format!("one plain fetch, {size}"),
        PIECES => format!("plain fetches of pieces, {size}"),
        OTHERS => format!("{} channels and their calls", cell.concurrency),
        OTHERS_FLOODED => format!(
            "{} channels and their calls beside a flood of {size} messages",
            cell.concurrency
        ),
        SLOW_READER => "1 GiB offered to a page that does not read for 10 s".to_owned(),
        MILLION => "1,000,000 messages".to_owned(),
        MADE => format!("channel, {size}, made one by one"),
        DISPATCH => format!("raw call of {size} within the host"),
        DOWNLOAD_VEC => format!("download of a vector that the command makes, {size}"),
        DOWNLOAD_READ => format!("download of a file that the command reads, {size}"),
        CALL_FLOODED => format!("small call beside a channel that sends messages of {size}"),
        IDLE => "nothing for a second".to_owned(),
        FRAMES => format!(
            "{FRAMES_PER_SECOND} batches a second of {FRAMES_BATCH} messages of {size}, each message"
        ),
        TYPED => format!("download of numbers, {size}"),
        TYPED_RAW => format!("the same download as bytes, {size}"),
        ARCHIVE_CALL => "call with archives of 1,000 rows, there and back".to_owned(),
        JSON_CALL => "the same call with JSON".to_owned(),
        ARCHIVE_ROWS => "sum of one field of 10,000 rows in an archive".to_owned(),
        JSON_ROWS => "the same sum from JSON".to_owned(),
        ARCHIVE_WHOLE => "every field of 10,000 rows of an archive as objects".to_owned(),
        JSON_WHOLE => "the same objects from JSON".to_owned(),
        PING_PONG => "a message over a socket pair and back".to_owned(),
        MEMCPY => format!("memcpy, {size}"),
        FILL => format!("the page fills a new buffer, {size}"),
        HOST_FILL => format!("the host makes a vector, {size}"),
        KEEP => format!("the page fills and keeps new buffers, {size}"),
        SET => format!("the page copies by Uint8Array.set, {size}"),
        PARSE => "the page reads the JSON and calls a function".to_owned(),
        other => format!("{other}, {size}"),
    }
}

/// 1 GiB in messages of this size, to a page that does not read.
pub(crate) const UNREAD: Spec = Spec::new(SLOW_READER, 256 * KIB, 1);
/// A million messages of this size.
pub(crate) const MANY: Spec = Spec::new(MILLION, 64, 1);
/// A raw call of this size, in the host alone.
pub(crate) const DISPATCHED: Spec = Spec::new(DISPATCH, MIB, 1);
/// Eight channels and their calls, alone, and beside a channel flooded with messages of this size.
pub(crate) const FAIRNESS: [Spec; 2] = [
    Spec::new(OTHERS, 64 * KIB, 8),
    Spec::new(OTHERS_FLOODED, 64 * KIB, 8),
];

/// Batches of messages of this size.
pub(crate) const DRAWN: Spec = Spec::new(FRAMES, 64, 1);
/// A second in which nothing moves.
pub(crate) const RESTING: Spec = Spec::new(IDLE, 0, 1);
/// Small calls beside messages of this size.
pub(crate) const CALLS_FLOODED: Spec = Spec::new(CALL_FLOODED, 64 * KIB, 1);

/// Whether a system is an application of Tauri.
fn is_tauri(system: &str) -> bool {
    matches!(system, RIVAL | PRESENT | ACCELERATED)
}

/// Whether an operation at a size is measured on this system.
pub(crate) fn takes_part(system: &str, cell: &Cell) -> bool {
    match cell.operation.as_str() {
        _ if system == CHROMIUM_HTTP && cell.concurrency > CHROMIUM_REQUESTS_MAX => false,
        // The scheme is the same on every lane, and so is the host.
        FETCH | PIECES => system == "protocol",
        DISPATCH => system == "shm",
        // The work of the page alone.
        ARCHIVE_ROWS | JSON_ROWS | ARCHIVE_WHOLE | JSON_WHOLE => system == "shm",
        DOWNLOAD_VEC | DOWNLOAD_READ | DOWNLOAD_VEC_FIRST | DOWNLOAD_FILE_FIRST | CALL_FLOODED
        | IDLE | FRAMES | DOWNLOAD_FILE | OTHERS | OTHERS_FLOODED | SLOW_READER | MILLION
        | MADE | TYPED | TYPED_RAW | ARCHIVE_CALL | JSON_CALL => {
            matches!(system, "shm" | "protocol")
        }
        // A peer has one dialect.
        _ if cell.operation.ends_with(OWN) => system == ACCELERATED,
        FS_READ | FS_WRITE => is_tauri(system),
        _ if cell.operation.ends_with(SYNC) => {
            matches!(system, "shm" | "protocol") || is_tauri(system)
        }
        _ if cell.operation.ends_with(TAURI) => matches!(system, "shm" | "protocol"),
        _ => true,
    }
}

/// Returns the iterations of one measurement, if the operation states them.
pub(crate) fn iterations(cell: &Cell) -> Option<u64> {
    match cell.operation.as_str() {
        SLOW_READER => Some(GIB / cell.bytes),
        MILLION => Some(1_000_000),
        IDLE => Some(IDLE_SECONDS),
        FRAMES => Some(FRAMES_SECONDS * FRAMES_PER_SECOND * FRAMES_BATCH),
        operation if operation.ends_with(FIRST) => Some(1),
        _ => None,
    }
}

/// Whether the page counts lost and duplicated messages.
pub(crate) fn is_counted(operation: &str) -> bool {
    matches!(
        [TAURI, SYNC, OWN]
            .iter()
            .find_map(|end| operation.strip_suffix(end))
            .unwrap_or(operation),
        CHANNEL | CHANNEL_JSON | EVENTS | SLOW_READER | MILLION | MADE | FRAMES
    )
}

/// Whether the program is started anew before each measurement.
pub(crate) fn is_first(operation: &str) -> bool {
    operation.ends_with(FIRST)
}

/// Whether the latency of each call is measured, in a measurement of its own.
pub(crate) fn has_latencies(cell: &Cell) -> bool {
    *cell == calls(1) || cell.operation == CALL_FLOODED
}

/// Returns the iterations between which sleeps of threads are compared, a second or a batch, if they are counted.
pub(crate) fn sleeps_unit(operation: &str) -> Option<u64> {
    match operation {
        IDLE => Some(1),
        FRAMES => Some(FRAMES_BATCH),
        _ => None,
    }
}

/// Whether one round suffices: the operation repeats within it, or takes long.
pub(crate) fn is_once(cell: &Cell) -> bool {
    let repeats = is_first(&cell.operation) || sleeps_unit(&cell.operation).is_some();
    cell.bytes >= GIB || (iterations(cell).is_some() && !repeats)
}

/// Whether memory is watched, in a measurement of its own.
pub(crate) fn is_watched(cell: &Cell) -> bool {
    cell.bytes >= GIB && !is_bound(&cell.operation)
}

/// Returns the cells of structured data, each before that of its plain form.
pub(crate) fn structured() -> impl Iterator<Item = Cell> {
    let pairs = STRUCTURED.iter();
    pairs.flat_map(|(own, plain)| [own.cell(), plain.cell()])
}

/// Returns the cells of commands that are not async, and of calls through `@tauri-apps/api`, each beside the same through the client of a page.
fn dialects() -> Vec<Cell> {
    let mut cells = Vec::new();
    for concurrency in [1, 4_000] {
        let operations = ["call", "call_sync", "call_tauri", "call_sync_tauri"];
        cells.extend(operations.map(|operation| Cell::new(operation, 0, concurrency)));
    }
    for bytes in [4 * KIB, 64 * KIB, MIB] {
        let operations = ["upload", "upload_sync", "upload_tauri", "upload_sync_tauri"];
        cells.extend(operations.map(|operation| Cell::new(operation, bytes, 1)));
    }
    for operation in [
        "download",
        "download_sync",
        "download_tauri",
        "download_sync_tauri",
    ] {
        cells.push(Cell::new(operation, MIB, 1));
    }
    cells.push(Cell::new("mixed_tauri", 64 * KIB, 1));
    for operation in ["channel_raw_tauri", "channel_json_tauri", "events_tauri"] {
        cells.push(Cell::new(operation, 64, 1));
    }
    for operation in ["channel_made", "channel_made_tauri"] {
        cells.push(Cell::new(operation, 64 * KIB, 1));
    }
    let known = [
        calls(1),
        Cell::new(UPLOAD, MIB, 1),
        Cell::new(DOWNLOAD, MIB, 1),
    ];
    cells.retain(|cell| !known.contains(cell));
    cells
}

/// Returns the cells of results as most commands make them, and of the first result of an application, each with its bounds.
fn natural() -> Vec<Cell> {
    let mut cells = Vec::new();
    for bytes in [MIB, 16 * MIB, 128 * MIB] {
        let operations = [DOWNLOAD_VEC, DOWNLOAD_READ, HOST_FILL];
        cells.extend(operations.map(|operation| Cell::new(operation, bytes, 1)));
    }
    for bytes in [16 * MIB, 128 * MIB] {
        let operations = [
            DOWNLOAD_FIRST,
            DOWNLOAD_VEC_FIRST,
            DOWNLOAD_FILE_FIRST,
            FILL_FIRST,
        ];
        cells.extend(operations.map(|operation| Cell::new(operation, bytes, 1)));
    }
    cells
}

/// How thorough a run is.
pub(crate) struct Plan {
    pub(crate) cells: Vec<Cell>,
    pub(crate) rounds: u32,
    /// Least duration of one system's iterations in one round.
    pub(crate) target: Duration,
    /// Duration of a system's work on a cell before the measurement, in which the page's code is compiled.
    pub(crate) warm_up: Duration,
    /// Longest duration of one iteration; a system expected to need longer is left out.
    pub(crate) longest: Duration,
}

impl Plan {
    /// Returns the plan of a report: every size.
    pub(crate) fn full() -> Self {
        let transfers = [KIB, 16 * KIB, 256 * KIB, MIB, 16 * MIB, 128 * MIB];
        let messages = [64, 512, 4 * KIB, 64 * KIB];
        let mut cells = vec![Cell::new(PING_PONG, 64, 1)];
        cells.extend([1, 10, 100, 1_000, 2_000, 10_000].map(calls));
        for (operation, bound) in [(DOWNLOAD, FILL), (INTO, SET), (UPLOAD, MEMCPY)] {
            for bytes in transfers {
                cells.extend([operation, bound].map(|operation| Cell::new(operation, bytes, 1)));
            }
        }
        cells.extend([KIB, 64 * KIB, MIB, 16 * MIB].map(|bytes| Cell::new(MIXED, bytes, 1)));
        for bytes in messages {
            cells.extend([CHANNEL, KEEP].map(|operation| Cell::new(operation, bytes, 1)));
        }
        for bytes in messages {
            cells.extend([CHANNEL_JSON, PARSE].map(|operation| Cell::new(operation, bytes, 1)));
        }
        cells.push(events());
        cells.extend(structured());
        cells.extend(dialects());
        for bytes in [MIB, 16 * MIB, 128 * MIB] {
            cells.extend([FETCH, PIECES].map(|operation| Cell::new(operation, bytes, 1)));
        }
        cells.extend([FS_READ, FS_WRITE].map(|operation| Cell::new(operation, 128 * MIB, 1)));
        cells.extend(FAIRNESS.map(Spec::cell));
        cells.extend([CALLS_FLOODED, RESTING, DRAWN].map(Spec::cell));
        cells.extend([DISPATCHED, MANY].map(Spec::cell));
        cells.extend([128 * MIB, GIB].map(|bytes| Cell::new(DOWNLOAD_FILE, bytes, 1)));
        cells.extend([FILL, DOWNLOAD].map(|operation| Cell::new(operation, GIB, 1)));
        cells.push(UNREAD.cell());
        cells.extend(natural());
        Self {
            cells,
            rounds: 3,
            target: Duration::from_millis(150),
            warm_up: Duration::from_millis(500),
            longest: Duration::from_secs(20),
        }
    }

    /// Returns the plan of a short run, to check a change.
    pub(crate) fn quick() -> Self {
        let mut cells = vec![Cell::new(PING_PONG, 64, 1), calls(1), calls(2_000)];
        for (operation, bound) in [(DOWNLOAD, FILL), (INTO, SET), (UPLOAD, MEMCPY)] {
            for bytes in [MIB, 16 * MIB] {
                cells.extend([operation, bound].map(|operation| Cell::new(operation, bytes, 1)));
            }
        }
        cells.extend([
            Cell::new(MIXED, 64 * KIB, 1),
            Cell::new(CHANNEL, 512, 1),
            Cell::new(KEEP, 512, 1),
            Cell::new(CHANNEL, 64 * KIB, 1),
            Cell::new(KEEP, 64 * KIB, 1),
            Cell::new(CHANNEL_JSON, 64, 1),
            Cell::new(PARSE, 64, 1),
            events(),
            Cell::new(FETCH, 16 * MIB, 1),
            Cell::new(PIECES, 16 * MIB, 1),
            DISPATCHED.cell(),
        ]);
        cells.extend(structured());
        cells.extend(FAIRNESS.map(Spec::cell));
        Self {
            cells,
            rounds: 3,
            target: Duration::from_millis(60),
            warm_up: Duration::from_millis(100),
            longest: Duration::from_secs(2),
        }
    }

    /// Keeps only operations whose name contains one of `names`, with their bounds and plain forms; keeps all if there are no names.
    pub(crate) fn only(mut self, names: &[String]) -> Self {
        let wanted = |operation: &str| {
            names.is_empty() || names.iter().any(|name| operation.contains(name.as_str()))
        };
        let bounds: Vec<_> = self
            .cells
            .iter()
            .filter(|cell| wanted(&cell.operation))
            .filter_map(|cell| {
                let bound = bound_of(&cell.operation).map(|(bound, _)| bound);
                bound.or_else(|| plain_of(&cell.operation))
            })
            .collect();
        self.cells
            .retain(|cell| wanted(&cell.operation) || bounds.contains(&cell.operation.as_str()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{ARCHIVE_CALL, DOWNLOAD, EVENTS, FILL, JSON_CALL, PARSE, Plan, gigabyte};

    #[test]
    fn operations_are_chosen_by_name_with_their_bounds() {
        let names = |names: &[&str]| {
            let names: Vec<_> = names.iter().map(ToString::to_string).collect();
            let mut operations: Vec<_> = Plan::full()
                .only(&names)
                .cells
                .into_iter()
                .map(|cell| cell.operation)
                .collect();
            operations.dedup();
            operations.sort_unstable();
            operations.dedup();
            operations
        };
        assert_eq!(names(&["events"]), [EVENTS, "events_tauri", PARSE]);
        assert_eq!(names(&["archive_call"]), [ARCHIVE_CALL, JSON_CALL]);
        assert!(names(&["download"]).iter().any(|name| name == FILL));
        assert!(names(&["nonsense"]).is_empty());
        assert!(names(&[]).len() > 10);
    }

    #[test]
    fn a_cell_occurs_once_and_every_dialect_of_an_operation_has_a_title() {
        let cells = Plan::full().cells;
        let dialects = super::dialects();
        for cell in &dialects {
            let occurs = cells.iter().filter(|other| *other == cell).count();
            assert_eq!(occurs, 1, "{}", cell.operation);
        }
        let titles: std::collections::HashSet<_> = dialects.iter().map(super::title).collect();
        assert_eq!(titles.len(), dialects.len());
        let sync = super::Cell::new("call_sync_tauri", 0, 1);
        assert_eq!(
            super::title(&sync),
            "small call, one after another of a command that is not async through @tauri-apps/api"
        );
    }

    #[test]
    fn a_full_run_holds_what_a_quick_one_holds_and_a_gibibyte() {
        let full = Plan::full().cells;
        assert!(full.contains(&gigabyte()));
        assert!(
            full.iter()
                .any(|cell| cell.operation == DOWNLOAD && cell.bytes == 1024)
        );
        assert!(Plan::quick().cells.iter().all(|cell| full.contains(cell)));
    }
}
