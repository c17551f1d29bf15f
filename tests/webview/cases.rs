//! The cases: a page each, and the counts that the host must have in the end.

use std::time::{Duration, Instant};

use crate::{
    FIGURE,
    host::{Host, TEXT},
};

pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) page: &'static str,
    pub(crate) check: fn(&Host) -> Result<(), String>,
}

fn nothing(_: &Host) -> Result<(), String> {
    Ok(())
}

fn expect(host: &Host, counts: &[(&str, u64)]) -> Result<(), String> {
    for (name, expected) in counts {
        let actual = host.ledger.get(name);
        if actual != *expected {
            return Err(format!(
                "the host counted {actual} of {name}, not {expected}"
            ));
        }
    }
    Ok(())
}

/// Checks that the work started by the page's harness has ended on the host for this reason: ten streams, ten receivers, ten uploads.
fn expect_ends(host: &Host, reason: &str) -> Result<(), String> {
    let heard = host.ledger.get("heard_us");
    if heard > 0 {
        println!("{FIGURE}the last sender and receiver learned of the end after {heard} µs");
    }
    ["stream", "receiver", "upload"]
        .iter()
        .try_for_each(|what| {
            let end = format!("{what}: channel  is closed: {reason}");
            expect(host, &[(&end, 10)])
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
    #[cfg(feature = "inspector")]
    Case {
        name: "inspector",
        page: page!("inspector"),
        check: nothing,
    },
    Case {
        name: "archives",
        page: page!("archives"),
        check: |host| {
            let figure = |name| host.ledger.get(name);
            println!(
                "{FIGURE}10,000 rows from arrival: {} µs to parse the JSON and sum one field, {} µs to sum it through views, {} µs for whole rows",
                figure("json_parse_us"),
                figure("lazy_us"),
                figure("whole_us")
            );
            Ok(())
        },
    },
    Case {
        name: "bindings",
        page: page!("bindings"),
        check: nothing,
    },
    Case {
        name: "typed_arrays",
        page: page!("typed"),
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
        check: |host| {
            let grown = host.ledger.get("grown_mib");
            println!("{FIGURE}the host grew by {grown} MiB while it sent 1,024 MiB");
            Ok(())
        },
    },
    Case {
        name: "waiting",
        page: page!("waiting"),
        check: |host| {
            let grown = host.ledger.get("grown_mib");
            println!("{FIGURE}the host grew by {grown} MiB while 240 MiB of messages waited");
            Ok(())
        },
    },
    Case {
        name: "uploads",
        page: page!("uploads"),
        check: |host| expect(host, &[("digest_raw", 7)]),
    },
    Case {
        name: "abort",
        page: page!("abort"),
        check: |host| expect(host, &[("started", 21), ("dropped", 21), ("ended", 0)]),
    },
    Case {
        name: "reload",
        page: page!("reload"),
        check: |host| {
            expect(
                host,
                &[
                    ("started", 100),
                    ("dropped", 100),
                    ("ended", 0),
                    ("streams_started", 10),
                    ("streams_ended", 10),
                ],
            )?;
            expect_ends(
                host,
                "the page of the channel was reloaded or navigated away",
            )
        },
    },
    Case {
        name: "navigation",
        page: page!("navigation"),
        check: |host| {
            expect(
                host,
                &[
                    ("started", 100),
                    ("dropped", 100),
                    ("streams_started", 10),
                    ("streams_ended", 10),
                ],
            )?;
            expect_ends(
                host,
                "the page of the channel was reloaded or navigated away",
            )
        },
    },
    Case {
        name: "web_process_killed",
        page: page!("killed"),
        check: |host| {
            expect(
                host,
                &[
                    ("started", 100),
                    ("dropped", 100),
                    ("process_ended", 1),
                    ("streams_ended", 10),
                ],
            )?;
            expect_ends(host, "the page of the channel has crashed")
        },
    },
    Case {
        name: "web_process_killed_at_each_step",
        page: page!("killed_steps"),
        check: |host| expect(host, &[("process_ended", 6)]),
    },
    Case {
        name: "network_process_killed",
        page: page!("network_killed"),
        check: nothing,
    },
    Case {
        name: "memory_at_rest",
        page: page!("rest"),
        check: nothing,
    },
    Case {
        name: "window_closed_and_its_label_used_again",
        page: page!("reopened"),
        check: |host| {
            expect(
                host,
                &[("started", 100), ("dropped", 100), ("streams_ended", 10)],
            )?;
            expect_ends(host, "the window of the channel was closed")
        },
    },
    Case {
        name: "application_closes",
        page: page!("exit"),
        check: |host| {
            let reason = "the application is closing";
            let deadline = Instant::now() + Duration::from_secs(10);
            let gone = |host: &Host| {
                host.ledger.get("dropped") == 100
                    && host.ledger.get("stream dropped") == 10
                    && expect_ends(host, reason).is_ok()
            };
            while !gone(host) && Instant::now() < deadline {
                std::thread::sleep(Duration::from_millis(5));
            }
            expect_ends(host, reason)?;
            let counts = [("started", 100), ("dropped", 100), ("stream dropped", 10)];
            expect(host, &counts)
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
        check: |host| {
            let (unread, whole) = (host.ledger.get("grown_mib"), host.ledger.get("whole_mib"));
            println!(
                "{FIGURE}the host grew by {unread} MiB while the page did not read, and by {whole} MiB in all"
            );
            Ok(())
        },
    },
    Case {
        name: "hostile_page",
        page: page!("hostile"),
        check: |host| expect(host, &[("reached", 1)]),
    },
    Case {
        name: "isolation_of_contexts",
        page: page!("isolation"),
        check: |host| expect(host, &[("reached", 0)]),
    },
    Case {
        name: TEXT,
        page: page!("text"),
        check: nothing,
    },
    Case {
        name: "policy_of_the_page",
        page: page!("policy"),
        check: nothing,
    },
    Case {
        name: "polluted_page",
        page: page!("polluted"),
        check: nothing,
    },
    Case {
        name: "page_of_another_origin",
        page: page!("foreign"),
        check: nothing,
    },
    Case {
        name: "window_opened_by_the_page",
        page: page!("new_window"),
        check: nothing,
    },
    Case {
        name: "commands_that_block_and_another_window",
        page: page!("blocking"),
        check: |host| expect(host, &[("blocked", 700), ("second", 1)]),
    },
    Case {
        name: "many_calls",
        page: page!("many"),
        check: |host| expect(host, &[("many", 10_000)]),
    },
    Case {
        name: "channels",
        page: page!("channels"),
        check: nothing,
    },
    Case {
        name: "proxied_arguments",
        page: page!("proxied"),
        check: nothing,
    },
    Case {
        name: "buffers_transferred_after_a_call",
        page: page!("transferred"),
        check: nothing,
    },
    Case {
        name: "calls_while_the_page_is_left",
        page: page!("left"),
        check: nothing,
    },
    Case {
        name: "channels_used_again",
        page: page!("reused"),
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
        name: "large_text",
        page: page!("large_text"),
        check: nothing,
    },
    Case {
        name: "destructors_of_the_application",
        page: page!("owners"),
        check: nothing,
    },
    Case {
        name: "large_events",
        page: page!("events"),
        check: nothing,
    },
];
