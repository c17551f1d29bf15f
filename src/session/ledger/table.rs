use crate::wire::{Code, Limits};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// A kind of memory, or of another resource, that a page can make the host hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Holding {
    /// Messages and events that are queued for the page.
    Queued,
    /// Credit that the page was granted and that has not been consumed.
    Granted,
    /// Bodies that the page uploads.
    Uploads,
    /// Requests that are not answered.
    Requests,
    /// Bodies of requests, besides those of calls and uploads.
    Received,
    /// Frames of the calls in flight.
    Calls,
    /// Results in memory that the page has not released.
    Results,
    /// Results in files that the page has not released.
    Files,
    /// Replies that wait for the messages before them.
    Replies,
    /// Packets that are queued for the page.
    Packets,
    /// Control frames that are queued for the page.
    Control,
    /// Events of the page that wait for listeners in Rust.
    Events,
    /// Event listeners of the page.
    Listeners,
    /// Entries of the resource table that the page has created.
    Resources,
    /// Windows that pages have opened.
    Windows,
    /// Batches of the page to which frames refer.
    Batches,
    /// Records of the call ids that clients besides the main frame have used.
    Ids,
}

/// A bound of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// `document_bytes_max` (SPEC §7).
    Document,
    /// `process_bytes_max` (SPEC §7).
    Process,
    /// A fixed number of bytes.
    Bytes(u64),
    /// A fixed number of items.
    Items(u64),
}

/// The holder whose bound a charge exceeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    /// The document.
    Document,
    /// The process.
    Process,
}

/// Effect of a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The sender waits.
    Wait,
    /// The request is refused with this code.
    Refuse(Code),
    /// The sender waits, and is refused with this code if nothing is released for 10 seconds.
    WaitThenRefuse(Code),
    /// Further frames are copied out of their batches.
    Copy,
    /// The session ends, because only a page that violates the protocol gets here.
    Close,
}

/// One row of the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The kind.
    pub holding: Holding,
    /// Its name in statistics and documents.
    pub name: &'static str,
    /// The counted items, and the time until which they count.
    pub counted: &'static str,
    /// The bound of one document.
    pub document: Bound,
    /// The bound of the process.
    pub process: Bound,
    /// The effect of a bound.
    pub action: Action,
}

/// Number of windows that pages may have opened at once, by default.
pub(crate) const WINDOWS_MAX: u32 = 64;

/// Number of kinds.
pub(super) const KINDS: usize = 17;

/// The bounds of everything that pages can make the host hold, in the order of [`Holding`].
///
/// A holder of nothing accepts one item, however large. SPEC §7.1 and `ARCHITECTURE.md` contain this table, and a test compares them.
pub const LEDGER: [Row; KINDS] = [
    Row {
        holding: Holding::Queued,
        name: "queued",
        counted: "messages and events queued for the page, until they are sent",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Wait,
    },
    Row {
        holding: Holding::Granted,
        name: "granted",
        counted: "credit granted to the page, until a command has received the messages",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Wait,
    },
    Row {
        holding: Holding::Uploads,
        name: "uploads",
        counted: "uploaded bodies by their announced length, until the reply to the call is made or a command has received the message",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Wait,
    },
    Row {
        holding: Holding::Requests,
        name: "requests",
        counted: "requests of the protocol lane, for files and on schemes of the application, with their headers, until they are answered",
        document: Bound::Process,
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyInflight),
    },
    Row {
        holding: Holding::Received,
        name: "received",
        counted: "bodies of requests on schemes of the application until they are answered, and of batches while they arrive",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyInflight),
    },
    Row {
        holding: Holding::Calls,
        name: "calls",
        counted: "CALL frames with their bodies as they arrive, until the reply has left",
        document: Bound::Process,
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyInflight),
    },
    Row {
        holding: Holding::Results,
        name: "results",
        counted: "deferred bodies in memory, until the page releases them",
        document: Bound::Bytes(128 * MIB),
        process: Bound::Process,
        action: Action::WaitThenRefuse(Code::TooManyBuffers),
    },
    Row {
        holding: Holding::Files,
        name: "files",
        counted: "deferred bodies in files, until the page releases them",
        document: Bound::Items(256),
        process: Bound::Items(512),
        action: Action::WaitThenRefuse(Code::TooManyBuffers),
    },
    Row {
        holding: Holding::Replies,
        name: "replies",
        counted: "replies that wait for the messages before them",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyInflight),
    },
    Row {
        holding: Holding::Packets,
        name: "packets",
        counted: "packets queued for the page, replies among them, until they are sent",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyInflight),
    },
    Row {
        holding: Holding::Control,
        name: "control",
        counted: "control frames queued for the page, until they are sent",
        document: Bound::Bytes(16 * MIB),
        process: Bound::Process,
        action: Action::Close,
    },
    Row {
        holding: Holding::Events,
        name: "events",
        counted: "events of the page, until every listener in Rust has received them",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Refuse(Code::QueueFull),
    },
    Row {
        holding: Holding::Listeners,
        name: "listeners",
        counted: "event listeners of the page with their names",
        document: Bound::Bytes(16 * MIB),
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyListeners),
    },
    Row {
        holding: Holding::Resources,
        name: "resources",
        counted: "images that the page has created and not closed",
        document: Bound::Document,
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyResources),
    },
    Row {
        holding: Holding::Windows,
        name: "windows",
        counted: "windows that pages have opened and that are not closed",
        document: Bound::Items(WINDOWS_MAX as u64),
        process: Bound::Items(WINDOWS_MAX as u64),
        action: Action::Refuse(Code::TooManyWindows),
    },
    Row {
        holding: Holding::Batches,
        name: "batches",
        counted: "memory of the batches of the page, until no frame refers to it",
        document: Bound::Bytes(8 * MIB),
        process: Bound::Bytes(8 * MIB),
        action: Action::Copy,
    },
    Row {
        holding: Holding::Ids,
        name: "ids",
        counted: "records of the call ids that workers and other clients besides the main frame have used, until the document ends",
        document: Bound::Bytes(16 * MIB),
        process: Bound::Process,
        action: Action::Refuse(Code::TooManyInflight),
    },
];

impl Bound {
    /// Returns the bound under these limits.
    pub(super) const fn of(self, limits: &Limits) -> u64 {
        match self {
            Self::Document => limits.document_bytes_max,
            Self::Process => limits.process_bytes_max,
            Self::Bytes(number) | Self::Items(number) => number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_the_order_of_their_kinds() {
        for (index, row) in LEDGER.iter().enumerate() {
            assert_eq!(row.holding as usize, index, "{}", row.name);
        }
    }
}
