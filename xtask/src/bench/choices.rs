//! The table of `docs/performance.md`: what each choice of an application is worth, on the shared-memory lane.

use super::{
    number::{digits, duration},
    operations::{CALL, CHANNEL, CHANNEL_JSON, DOWNLOAD, DOWNLOAD_FILE, GIB, INTO, KIB, MIB, Spec},
    record::Record,
    statistics::{Spread, ratio},
};

/// Two ways of the same work.
struct Choice {
    title: &'static str,
    without: Spec,
    with: Spec,
}

/// The system that is measured.
const SYSTEM: &str = "shm";
/// Command that measures one operation.
const COMMAND: &str = "cargo run --release -p bytelane-bench-webview --";

const CHOICES: [Choice; 5] = [
    Choice {
        title: "1. Bytes as bytes: a message of 64 KiB as JSON, and as bytes",
        without: Spec::new(CHANNEL_JSON, 64 * KIB, 1),
        with: Spec::new(CHANNEL, 64 * KIB, 1),
    },
    Choice {
        title: "2. One buffer, used again: 128 MiB in a new buffer, and with `into`",
        without: Spec::new(DOWNLOAD, 128 * MIB, 1),
        with: Spec::new(INTO, 128 * MIB, 1),
    },
    Choice {
        title: "4. Many at once: calls one after another, and each of 2,000 together",
        without: Spec::new(CALL, 0, 1),
        with: Spec::new(CALL, 0, 2_000),
    },
    Choice {
        title: "4. Many at once: a call for each value, and a message of 64 B for each",
        without: Spec::new(CALL, 0, 1),
        with: Spec::new(CHANNEL, 64, 1),
    },
    Choice {
        title: "5. Files and streams: 1 GiB from memory, and from a file",
        without: Spec::new(DOWNLOAD, GIB, 1),
        with: Spec::new(DOWNLOAD_FILE, GIB, 1),
    },
];

/// Returns the table, with the file of the record below it.
pub(super) fn table(record: &Record, source: &str) -> String {
    let mut text = "| Choice | Without | With | | Printed by |\n|---|---|---|---|---|\n".to_owned();
    for Choice {
        title,
        without,
        with,
    } in &CHOICES
    {
        let times = |spec: &Spec| record.times(SYSTEM, &spec.cell());
        let (slow, fast) = (times(without), times(with));
        let median = |times: &[(u32, f64)]| Spread::of(times.iter().map(|(_, ns)| *ns));
        let (Some(slow_time), Some(fast_time), Some(ratio)) =
            (median(&slow), median(&fast), ratio(&fast, &slow))
        else {
            continue;
        };
        text += &format!(
            "| {title} | {} | {} | **{} ×** | `{COMMAND} {}`, `… {}` |\n",
            duration(slow_time.median),
            duration(fast_time.median),
            digits(ratio.median),
            arguments(without),
            arguments(with),
        );
    }
    text + &format!(
        "\n{}, from [`{source}`](../{source}): one run of `{}`.\n",
        record.about("machine"),
        record.about("command")
    )
}

/// Returns the arguments that select an operation at a size.
fn arguments(spec: &Spec) -> String {
    let mut text = spec.operation.to_owned();
    for (shift, unit) in [(30, "GiB"), (20, "MiB"), (10, "KiB"), (0, "B")] {
        if spec.bytes > 0 && spec.bytes.is_multiple_of(1 << shift) {
            text += &format!(" --bytes {}{unit}", spec.bytes >> shift);
            break;
        }
    }
    if spec.concurrency > 1 {
        text += &format!(" --concurrency {}", spec.concurrency);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{CHOICES, arguments};

    #[test]
    fn arguments_select_the_operation() {
        let [json, _, calls, ..] = &CHOICES;
        assert_eq!(arguments(&json.without), "channel_json --bytes 64KiB");
        assert_eq!(arguments(&calls.with), "call --concurrency 2000");
    }
}
