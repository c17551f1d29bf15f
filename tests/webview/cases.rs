//! The cases: a page each, and what the host must have counted in the end.

use crate::stage::Stage;

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
        name: "gigabyte",
        page: page!("gigabyte"),
        check: |stage| {
            let grown = stage.ledger.get("grown_mib");
            println!("the host grew by {grown} MiB while it sent 1,024 MiB");
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
                    (
                        "stream: channel  is closed: the channel's document has gone",
                        10,
                    ),
                ],
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
                    (
                        "stream: channel  is closed: the channel's page has crashed",
                        10,
                    ),
                ],
            )
        },
    },
    Case {
        name: "window_closed_and_its_label_used_again",
        page: page!("reopened"),
        check: |stage| {
            expect(
                stage,
                &[
                    ("started", 100),
                    ("dropped", 100),
                    ("streams_ended", 10),
                    (
                        "stream: channel  is closed: the channel's window was closed",
                        10,
                    ),
                ],
            )
        },
    },
    Case {
        name: "hostile_page",
        page: page!("hostile"),
        check: |stage| expect(stage, &[("digest_raw", 0)]),
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
];
