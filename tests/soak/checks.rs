//! The checks: a page each, its goal, and its share of the time.

/// One long run.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) page: &'static str,
    /// Units of work, as `docs/reliability.md` states the goal.
    pub(crate) goal: u64,
    /// Share of the time.
    pub(crate) weight: u64,
    /// Whether a second window makes small calls meanwhile.
    pub(crate) has_bystander: bool,
    /// Whether the gaps of a heartbeat of the main loop are measured.
    pub(crate) has_heartbeat: bool,
    /// Whether a bar must be missed: the check tests the instrument.
    pub(crate) is_canary: bool,
    pub(crate) environment: &'static [(&'static str, &'static str)],
}

/// Without it the allocator keeps released memory for longer, and growth by a few MiB is noise.
const EXACT_MEMORY: &[(&str, &str)] = &[
    ("MALLOC_ARENA_MAX", "2"),
    ("MALLOC_MMAP_THRESHOLD_", "131072"),
    ("MALLOC_TRIM_THRESHOLD_", "131072"),
];

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("pages/", $name, ".js"))
    };
}

const fn check(name: &'static str, page: &'static str, goal: u64, weight: u64) -> Check {
    Check {
        name,
        page,
        goal,
        weight,
        has_bystander: false,
        has_heartbeat: false,
        is_canary: false,
        environment: EXACT_MEMORY,
    }
}

/// The application that the check `exits` starts again and again.
pub(crate) const EXITING: Check = check("exiting", page!("exiting"), 1, 0);

pub(crate) const CHECKS: &[Check] = &[
    check("panics", page!("panics"), 20_000, 2),
    check("reloads", page!("ends"), 1_000, 8),
    check("kills", page!("ends"), 200, 8),
    check("stuck_reader", page!("stuck"), 10_000, 2),
    check("cycles", page!("cycles"), 100_000, 6),
    check("windows", page!("windows"), 1_000, 6),
    check("volume", page!("volume"), 100_000, 20),
    check("aborts", page!("aborts"), 1_000, 2),
    check("closes", page!("closes"), 1_000, 8),
    check("exits", page!("exits"), 1_000, 8),
    check("calls_at_once", page!("at_once"), 1_000_000, 4),
    check("shared_buffers", page!("buffers"), 1_000_000, 4),
    check("streams", page!("streams"), 5_120, 4),
    Check {
        has_heartbeat: true,
        environment: &[],
        ..check("heartbeat", page!("heartbeat"), 1_000, 2)
    },
    Check {
        has_bystander: true,
        environment: &[],
        ..check("hostile_acts", page!("acts"), 15, 8)
    },
    Check {
        is_canary: true,
        ..check("canary_leak", page!("leak"), 100, 0)
    },
    Check {
        is_canary: true,
        ..check("canary_unanswered", page!("unanswered"), 1, 0)
    },
];
