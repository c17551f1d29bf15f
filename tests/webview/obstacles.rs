//! Obstacles to the shared-memory lane. The protocol lane serves in its place, and the host logs the reason if it knows it.

use crate::cases::Case;

/// A case that runs with an obstacle and without a chosen lane.
pub(crate) struct Obstacle {
    pub(crate) case: Case,
    pub(crate) environment: &'static [(&'static str, &'static str)],
    /// Text that the host must have logged.
    pub(crate) logged: &'static str,
}

/// Environment variable that sets limits which no slot can hold; see [`limits`].
const LARGE_FRAMES: &str = "BYTELANE_TEST_LARGE_FRAMES";

/// Returns the limits of the engine under test.
pub(crate) fn limits() -> bytelane::wire::Limits {
    let mut limits = bytelane::wire::Limits::default();
    if std::env::var_os(LARGE_FRAMES).is_some() {
        limits.inline_body_bytes_max = 64 * 1024 * 1024;
    }
    limits
}

/// Replaces the library that the next web process loads by another file.
#[bytelane::command]
pub(crate) fn break_extension() -> Result<(), String> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(Into::into);
    let own = format!("bytelane-{}-", std::process::id());
    for place in runtime.into_iter().chain([std::env::temp_dir()]) {
        for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(&own) {
                let library = entry.path().join("libbytelane_extension.so");
                // Unlinked, not overwritten, because a process may have mapped it.
                return std::fs::remove_file(&library)
                    .and_then(|()| std::fs::write(&library, "no library"))
                    .map_err(|error| error.to_string());
            }
        }
    }
    Err("no library was installed".into())
}

pub(crate) const OBSTACLES: &[Obstacle] = &[
    Obstacle {
        case: Case {
            name: "no_directory_for_the_extension",
            page: include_str!("pages/fallback.js"),
            check: |_| Ok(()),
        },
        environment: &[
            ("XDG_RUNTIME_DIR", "/nonexistent/runtime"),
            ("TMPDIR", "/nonexistent/temporary"),
        ],
        logged: "its extension could not be installed",
    },
    Obstacle {
        case: Case {
            name: "no_memory_for_the_link",
            page: include_str!("pages/fallback.js"),
            check: |_| Ok(()),
        },
        environment: &[(LARGE_FRAMES, "1")],
        logged: "the shared-memory lane could not be opened",
    },
    Obstacle {
        case: Case {
            name: "an_extension_that_does_not_load",
            page: include_str!("pages/broken.js"),
            check: |_| Ok(()),
        },
        environment: &[],
        logged: "the web process has not loaded the extension",
    },
    Obstacle {
        case: Case {
            name: "an_extension_that_does_not_load_and_no_other_lane",
            page: include_str!("pages/broken_alone.js"),
            check: |_| Ok(()),
        },
        environment: &[("BYTELANE_LANE", "shm")],
        logged: "",
    },
    Obstacle {
        case: Case {
            name: "no_memory_for_the_link_and_no_other_lane",
            page: include_str!("pages/refused_alone.js"),
            check: |_| Ok(()),
        },
        environment: &[("BYTELANE_LANE", "shm"), (LARGE_FRAMES, "1")],
        logged: "the shared-memory lane could not be opened",
    },
];
