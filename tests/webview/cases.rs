//! The cases: a page each, and what the host must have counted in the end.

use std::time::{Duration, Instant};

use crate::{FIGURE, stage::Stage};

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) page: &'static str,
    pub(crate) check: fn(&Stage) -> Result<(), String>,
}

fn nothing(_: &Stage) -> Result<(), String> {
    Ok(())
}

fn expect(stage: &Stage, counts: &[(&str, u64)]) -> Result<(), String> {
    for (name, expected) in counts {
        let actual = stage.ledger.get(name);
        if actual != *expected {
            return Err(format!(
                "the host counted {actual} of {name}, not {expected}"
            ));
        }
    }
    Ok(())
}

/// The work that a page's harness starts has ended on the host for this reason: ten streams, ten receivers, ten uploads.
fn expect_ends(stage: &Stage, reason: &str) -> Result<(), String> {
    let heard = stage.ledger.get("heard_us");
    if heard > 0 {
        println!("{FIGURE}the last sender and receiver heard of the end after {heard} µs");
    }
    ["stream", "receiver", "upload"]
        .iter()
        .try_for_each(|what| {
            let end = format!("{what}: channel  is closed: {reason}");
            expect(stage, &[(&end, 10)])
        })
}

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("pages/", $name, ".js"))
    };
}

pub(crate) const CASES: &[Case] = &[
    Case {
        name: "calls",
        page: page!("calls"),
        check: nothing,
    },
    Case {
        name: "refusals",
        page: page!("refusals"),
        check: nothing,
    },
    Case {
        name: "downloads",
        page: page!("downloads"),
        check: nothing,
    },
    Case {
        name: "kept",
        page: page!("kept"),
        check: nothing,
    },
    Case {
        name: "buffers",
        page: page!("buffers"),
        check: nothing,
    },
    Case {
        name: "gigabyte",
        page: page!("gigabyte"),
        check: |stage| {
            let grown = stage.ledger.get("grown_mib");
            println!("{FIGURE}the host grew by {grown} MiB while it sent 1,024 MiB");
            Ok(())
        },
    },
    Case {
        name: "uploads",
        page: page!("uploads"),
        check: |stage| expect(stage, &[("digest_raw", 7)]),
    },
    Case {
        name: "abort",
        page: page!("abort"),
        check: |stage| expect(stage, &[("started", 21), ("dropped", 21), ("ended", 0)]),
    },
    Case {
        name: "reload",
        page: page!("reload"),
        check: |stage| {
            expect(
                stage,
                &[
                    ("started", 100),
                    ("dropped", 100),
                    ("ended", 0),
                    ("streams_started", 10),
                    ("streams_ended", 10),
                ],
            )?;
            expect_ends(
                stage,
                "the page of the channel was reloaded or navigated away",
            )
        },
    },
    Case {
        name: "navigation",
        page: page!("navigation"),
        check: |stage| {
            expect(
                stage,
                &[
                    ("started", 100),
                    ("dropped", 100),
                    ("streams_started", 10),
                    ("streams_ended", 10),
                ],
            )?;
            expect_ends(
                stage,
                "the page of the channel was reloaded or navigated away",
            )
        },
    },
    Case {
        name: "web_process_killed",
        page: page!("killed"),
        check: |stage| {
            expect(
                stage,
                &[
                    ("started", 100),
                    ("dropped", 100),
                    ("process_ended", 1),
                    ("streams_ended", 10),
                ],
            )?;
            expect_ends(stage, "the page of the channel has crashed")
        },
    },
    Case {
        name: "web_process_killed_at_each_step",
        page: page!("killed_steps"),
        check: |stage| expect(stage, &[("process_ended", 6)]),
    },
    Case {
        name: "memory_at_rest",
        page: page!("rest"),
        check: nothing,
    },
    Case {
        name: "window_closed_and_its_label_used_again",
        page: page!("reopened"),
        check: |stage| {
            expect(
                stage,
                &[("started", 100), ("dropped", 100), ("streams_ended", 10)],
            )?;
            expect_ends(stage, "the channel's window was closed")
        },
    },
    Case {
        name: "application_closes",
        page: page!("exit"),
        check: |stage| {
            let reason = "the application is closing";
            let deadline = Instant::now() + Duration::from_secs(10);
            let gone = |stage: &Stage| {
                stage.ledger.get("dropped") == 100
                    && stage.ledger.get("stream dropped") == 10
                    && expect_ends(stage, reason).is_ok()
            };
            while !gone(stage) && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(5));
            }
            expect_ends(stage, reason)?;
            let counts = [("started", 100), ("dropped", 100), ("stream dropped", 10)];
            expect(stage, &counts)
        },
    },
    Case {
        name: "million_messages",
        page: page!("million"),
        check: nothing,
    },
    Case {
        name: "slow_reader",
        page: page!("slow_reader"),
        check: |stage| {
            let (unread, whole) = (stage.ledger.get("grown_mib"), stage.ledger.get("whole_mib"));
            println!(
                "{FIGURE}the host grew by {unread} MiB while the page did not read, and by {whole} MiB in all"
            );
            Ok(())
        },
    },
    Case {
        name: "hostile_page",
        page: page!("hostile"),
        check: |stage| expect(stage, &[("reached", 1)]),
    },
    Case {
        name: "polluted_page",
        page: page!("polluted"),
        check: nothing,
    },
    Case {
        name: "many_calls",
        page: page!("many"),
        check: |stage| expect(stage, &[("many", 10_000)]),
    },
    Case {
        name: "channels",
        page: page!("channels"),
        check: nothing,
    },
    Case {
        name: "receivers",
        page: page!("receivers"),
        check: nothing,
    },
    Case {
        name: "uploads_as_they_come",
        page: page!("uploaded"),
        check: nothing,
    },
    Case {
        name: "streamed_answers",
        page: page!("streams"),
        check: nothing,
    },
    Case {
        name: "large_events",
        page: page!("events"),
        check: nothing,
    },
];
