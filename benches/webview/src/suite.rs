//! The measured operations and their sizes.

/// An operation at one size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Case {
    /// The name of the operation, as in `page/operations.js`.
    pub op: &'static str,
    /// The length of a payload in bytes; 0 if the operation has no payload.
    pub bytes: u64,
    /// The number of concurrent operations.
    pub concurrency: u64,
}

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;
const GIB: u64 = 1 << 30;

/// Sizes of downloads and uploads.
const TRANSFERS: &[u64] = &[64, 4 * KIB, 64 * KIB, MIB, 16 * MIB, 128 * MIB, GIB];
/// Sizes of bytes beside JSON.
const MIXED: &[u64] = &[64, 64 * KIB, MIB, 16 * MIB];
/// Sizes of messages.
const MESSAGES: &[u64] = &[64, 512, 4 * KIB, 64 * KIB];
/// Sizes of events.
const EVENTS: &[u64] = &[64, 4 * KIB];
/// Sizes of typed arrays.
const TYPED: &[u64] = &[16 * MIB];
/// Operations on tables of a constant number of rows.
const TABLES: &[&str] = &[
    "archive_call",
    "json_call",
    "archive_rows",
    "json_rows",
    "archive_rows_whole",
    "json_rows_whole",
];
/// Numbers of concurrent calls.
const CONCURRENCY: &[u64] = &[1, 10, 100, 2_000, 10_000];

/// Returns all cases in order.
pub fn cases() -> Vec<Case> {
    let calls = CONCURRENCY.iter().map(|concurrency| Case {
        op: "call",
        bytes: 0,
        concurrency: *concurrency,
    });
    let sized: [(&str, &[u64]); 9] = [
        ("download", TRANSFERS),
        ("download_into", TRANSFERS),
        ("upload", TRANSFERS),
        ("mixed", MIXED),
        ("channel_raw", MESSAGES),
        ("channel_json", MESSAGES),
        ("events", EVENTS),
        ("typed", TYPED),
        ("typed_raw", TYPED),
    ];
    let sized = sized.into_iter().flat_map(|(op, sizes)| {
        sizes.iter().map(move |bytes| Case {
            op,
            bytes: *bytes,
            concurrency: 1,
        })
    });
    let tables = TABLES.iter().map(|op| Case {
        op,
        bytes: 0,
        concurrency: 1,
    });
    calls.chain(sized).chain(tables).collect()
}

impl Case {
    /// Returns the name of the case, such as `download/16MiB` or `call/2000`.
    pub fn name(&self) -> String {
        let Self {
            op,
            bytes,
            concurrency,
        } = self;
        if *bytes == 0 {
            format!("{op}/{concurrency}")
        } else {
            format!("{op}/{}", size(*bytes))
        }
    }
}

/// Formats a number of bytes in the largest unit that divides it, such as `512B` or `64KiB`.
pub fn size(bytes: u64) -> String {
    let units = [(GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB")];
    let unit = units
        .into_iter()
        .find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit));
    match unit {
        Some((unit, name)) => format!("{}{name}", bytes / unit),
        None => format!("{bytes}B"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct() {
        let names: Vec<_> = cases().iter().map(Case::name).collect();
        let distinct: std::collections::HashSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len());
        assert!(names.contains(&"download/1GiB".into()) && names.contains(&"call/2000".into()));
    }
}
