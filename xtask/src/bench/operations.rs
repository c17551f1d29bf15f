//! What is measured, at which sizes; `benches/webview/page/operations.js` has the operations themselves.

use std::time::Duration;

use super::record::Cell;

pub(crate) const CALL: &str = "call";
pub(crate) const DOWNLOAD: &str = "download";
pub(crate) const INTO: &str = "download_into";
pub(crate) const UPLOAD: &str = "upload";
pub(crate) const MIXED: &str = "mixed";
pub(crate) const CHANNEL: &str = "channel_raw";
pub(crate) const CHANNEL_JSON: &str = "channel_json";
pub(crate) const EVENTS: &str = "events";
/// Two processes, a socket pair, one small message there and back.
pub(crate) const PING_PONG: &str = "ping_pong";
pub(crate) const MEMCPY: &str = "memcpy";
/// In the page: a new buffer, every byte of it written.
pub(crate) const FILL: &str = "allocate_and_fill";
/// In the page: `Uint8Array.set` between two buffers that are in use already.
pub(crate) const SET: &str = "set";

/// What bounds every system, and what it is.
pub(crate) const BOUNDS: [(&str, &str); 4] = [
    (
        PING_PONG,
        "Two processes: a message over a socket pair and back",
    ),
    (MEMCPY, "memcpy between two buffers in use"),
    (FILL, "The page allocates a buffer and fills it"),
    (
        SET,
        "The page copies with Uint8Array.set between two buffers in use",
    ),
];

pub(crate) const KIB: u64 = 1 << 10;
pub(crate) const MIB: u64 = 1 << 20;
pub(crate) const GIB: u64 = 1 << 30;

/// The bound that stands beside an operation, and its name at the end of a line.
pub(crate) fn bound_of(operation: &str) -> Option<(&'static str, &'static str)> {
    match operation {
        DOWNLOAD => Some((FILL, "page fills")),
        INTO => Some((SET, "page copies")),
        UPLOAD => Some((MEMCPY, "memcpy")),
        _ => None,
    }
}

pub(crate) fn is_bound(operation: &str) -> bool {
    BOUNDS.iter().any(|(bound, _)| *bound == operation)
}

/// Small calls, so many at once.
pub(crate) fn calls(concurrency: u64) -> Cell {
    Cell::new(CALL, 0, concurrency)
}

/// Small events, one behind the other.
pub(crate) fn events() -> Cell {
    Cell::new(EVENTS, 64, 1)
}

/// The transfer whose memory is watched.
pub(crate) fn gigabyte() -> Cell {
    Cell::new(DOWNLOAD, GIB, 1)
}

/// How thorough a run is.
pub(crate) struct Plan {
    pub(crate) cells: Vec<Cell>,
    pub(crate) rounds: u32,
    /// What one system's iterations of one round are to take at least.
    pub(crate) target: Duration,
    /// What one iteration may take; a system that is known to need longer is left out.
    pub(crate) longest: Duration,
}

impl Plan {
    /// Every size, for a report.
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
        cells.extend(messages.map(|bytes| Cell::new(CHANNEL, bytes, 1)));
        cells.extend(messages.map(|bytes| Cell::new(CHANNEL_JSON, bytes, 1)));
        cells.push(events());
        cells.extend([FILL, DOWNLOAD].map(|operation| Cell::new(operation, GIB, 1)));
        Self {
            cells,
            rounds: 3,
            target: Duration::from_millis(150),
            longest: Duration::from_secs(20),
        }
    }

    /// A look at everything, for who has changed something.
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
            Cell::new(CHANNEL, 64 * KIB, 1),
            Cell::new(CHANNEL_JSON, 64, 1),
            events(),
        ]);
        Self {
            cells,
            rounds: 3,
            target: Duration::from_millis(60),
            longest: Duration::from_secs(2),
        }
    }

    /// Leaves only operations whose name contains one of `names`, and their bounds; all, when there are no names.
    pub(crate) fn only(mut self, names: &[String]) -> Self {
        let wanted = |operation: &str| {
            names.is_empty() || names.iter().any(|name| operation.contains(name.as_str()))
        };
        let bounds: Vec<_> = [DOWNLOAD, INTO, UPLOAD]
            .into_iter()
            .filter(|operation| wanted(operation))
            .filter_map(bound_of)
            .map(|(bound, _)| bound)
            .collect();
        self.cells
            .retain(|cell| wanted(&cell.operation) || bounds.contains(&cell.operation.as_str()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::{DOWNLOAD, EVENTS, FILL, Plan, gigabyte};

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
        assert_eq!(names(&["events"]), [EVENTS]);
        assert!(names(&["download"]).iter().any(|name| name == FILL));
        assert!(names(&["nonsense"]).is_empty());
        assert!(names(&[]).len() > 10);
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
