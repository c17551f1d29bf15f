//! Targets, measured values and bounds of the machine: one row for each bar of `wanted.rs`.

mod bar;
mod wanted;

use bar::{Bar, Measure, Topic, Wanted};

use super::{
    number::{digits, duration},
    operations::{self, KIB, MIB, Spec},
    record::{Quantity, Record, Sample},
    statistics::{Spread, ratio},
    systems::{BOUNDS, Program, RIVAL, SYSTEMS},
};

/// Whether a bar is met, judged by the median of its rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Met,
    Missed,
    /// The run lacks a compared value.
    NotMeasured,
}

impl Verdict {
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::NotMeasured => "not measured",
        }
    }
}

/// A bar and its measured values, as text.
pub(crate) struct Row {
    pub(crate) topic: Topic,
    /// The measured operation and its lane.
    pub(crate) title: String,
    pub(crate) lane: &'static str,
    pub(crate) wanted: String,
    /// Median of the rounds; empty if nothing was measured.
    pub(crate) seen: String,
    /// Least and greatest value of the rounds.
    pub(crate) spread: String,
    /// Value and title of the bound; empty if the bar has none.
    pub(crate) bound: String,
    pub(crate) verdict: Verdict,
}

/// Returns a row for every bar, in order.
pub(crate) fn rows(record: &Record) -> Vec<Row> {
    wanted::BARS.iter().map(|bar| bar.row(record)).collect()
}

/// Returns the rows as text.
pub(crate) fn text(record: &Record) -> String {
    let mut text = String::new();
    let mut topic = None;
    for row in rows(record) {
        if topic != Some(row.topic) {
            topic = Some(row.topic);
            text += &format!("\n{}\n", row.topic.title());
        }
        let seen = match row.verdict {
            Verdict::NotMeasured => "–".to_owned(),
            _ => format!("{} ({})", row.seen, row.spread),
        };
        let line = format!(
            "  {:12} {:8} {}: wanted {}, seen {seen}  {}",
            row.verdict.text(),
            row.lane,
            row.title,
            row.wanted,
            row.bound
        );
        text += line.trim_end();
        text.push('\n');
    }
    text
}

type Rounds = Vec<(u32, f64)>;

impl Bar {
    fn row(&self, record: &Record) -> Row {
        let seen = Spread::of(self.seen(record).into_iter().map(|(_, value)| value));
        let text = |value: f64| self.measure.text(value);
        let met = |value: f64| match self.wanted {
            Wanted::AtLeast(least) => value >= least,
            Wanted::AtMost(most) => value <= most,
        };
        let wanted = match self.wanted {
            Wanted::AtMost(0.0) => "none".to_owned(),
            Wanted::AtLeast(least) => format!("at least {}", text(least)),
            Wanted::AtMost(most) => format!("at most {}", text(most)),
        };
        Row {
            topic: self.topic,
            title: self.title(),
            lane: self.system,
            wanted,
            seen: seen.map_or_else(String::new, |seen| text(seen.median)),
            spread: seen.map_or_else(String::new, |seen| {
                format!("{} to {}", text(seen.min), text(seen.max))
            }),
            bound: self.at_bound(record),
            verdict: match seen {
                None => Verdict::NotMeasured,
                Some(seen) if met(seen.median) => Verdict::Met,
                Some(_) => Verdict::Missed,
            },
        }
    }

    /// Returns the measured values, by round.
    fn seen(&self, record: &Record) -> Rounds {
        let cell = self.own.cell();
        let own = || times(record, self.system, self.own);
        match self.measure {
            Measure::Rival => quotients(&times(record, RIVAL, self.own), &own()),
            Measure::Peer(peer) => quotients(&times(record, peer, self.own), &own()),
            Measure::FastestPeer => quotients(&fastest_peer(record, self.own), &own()),
            Measure::TimeOfBoth(one, other) => {
                let both = pairs(
                    &times(record, self.system, one),
                    &times(record, self.system, other),
                    |one, other| one + other,
                );
                quotients(&own(), &both)
            }
            Measure::HostSleeps => self.sleeps(record, Quantity::HostSleeps),
            Measure::BytelaneSleeps => self.sleeps(record, Quantity::BytelaneSleeps),
            Measure::PageSleeps => self.sleeps(record, Quantity::PageSleeps),
            Measure::Speed(than) => quotients(&times(record, self.system, than), &own()),
            Measure::Time(than) => quotients(&own(), &times(record, self.system, than)),
            Measure::Rate(than) => {
                let bytes = self.own.bytes as f64 / than.bytes as f64;
                let quotients = quotients(&times(record, self.system, than), &own());
                scaled(quotients, bytes)
            }
            Measure::HostGrowth => record.growth(self.system, &cell, Quantity::HostMemory),
            Measure::HostTaken => {
                let taken = record.of(self.system, &cell, Quantity::HostTaken);
                let share = |iterations: u64| (iterations * self.own.bytes) as f64;
                taken
                    .map(|sample| (sample.round, sample.value / share(sample.iterations)))
                    .collect()
            }
            Measure::TurnBytes => record.by_round(self.system, &cell, Quantity::TurnBytes),
            Measure::Missing => {
                let lost = record.by_round(self.system, &cell, Quantity::Lost);
                let twice = record.by_round(self.system, &cell, Quantity::Duplicated);
                pairs(&lost, &twice, |lost, twice| lost + twice)
            }
            Measure::Tail(alone) => {
                let tail =
                    |cell| record.quantiles(self.system, &cell, Quantity::LatencyQuantile, 0.99);
                quotients(&tail(cell), &tail(alone.cell()))
            }
            Measure::Nanoseconds => own(),
        }
    }

    /// Returns the sleeps of each second, or of each batch.
    fn sleeps(&self, record: &Record, quantity: Quantity) -> Rounds {
        let cell = self.own.cell();
        let unit = operations::sleeps_unit(self.own.operation).unwrap_or(1);
        let each = |sample: &Sample| {
            let units = sample.iterations as f64 / unit as f64;
            (sample.round, sample.value / units)
        };
        let samples = record.of(self.system, &cell, quantity);
        samples.map(each).collect()
    }

    fn title(&self) -> String {
        let name = operations::title(&self.own.cell());
        match self.measure {
            Measure::Rival => format!("{name}, to Tauri 2"),
            Measure::Peer(peer) => format!("{name}, to {peer}"),
            Measure::FastestPeer => format!("{name}, to the fastest peer"),
            Measure::TimeOfBoth(one, other) => format!(
                "{name}, as a multiple of {} and {}",
                operations::title(&one.cell()),
                operations::title(&other.cell())
            ),
            Measure::HostSleeps => format!("{name}: threads of the host go to sleep"),
            Measure::BytelaneSleeps => format!("{name}: threads of bytelane go to sleep"),
            Measure::PageSleeps => format!("{name}: threads of the web process go to sleep"),
            Measure::Speed(than) => format!("{name}, to {}", operations::title(&than.cell())),
            Measure::Time(than) => format!(
                "{name}, as a multiple of {}",
                operations::title(&than.cell())
            ),
            Measure::Rate(than) => {
                let other = if than.operation == self.own.operation {
                    super::number::size(than.bytes)
                } else {
                    operations::title(&than.cell())
                };
                format!("{name}, rate as a share of that of {other}")
            }
            Measure::HostGrowth => format!("{name}: the host’s memory rises by"),
            Measure::HostTaken => format!("{name}: memory taken of the payload’s size"),
            Measure::TurnBytes => "the most that one turn of the main loop does".to_owned(),
            Measure::Missing => format!("{name}: lost or twice"),
            Measure::Tail(_) => {
                format!("{name}: 99th percentile, as a multiple of that at rest")
            }
            Measure::Nanoseconds => format!("{name}, each"),
        }
    }

    /// Returns the value of a system as fast as the bound.
    fn at_bound(&self, record: &Record) -> String {
        let (Some(bound), Measure::Rival | Measure::Rate(_) | Measure::Speed(_)) =
            (self.bound, self.measure)
        else {
            return String::new();
        };
        let (rival, bytes) = match self.measure {
            Measure::Speed(than) => (times(record, self.system, than), 1.0),
            Measure::Rate(than) => (
                times(
                    record,
                    BOUNDS.id,
                    Spec {
                        operation: bound.operation,
                        ..than
                    },
                ),
                self.own.bytes as f64 / than.bytes as f64,
            ),
            _ => (times(record, RIVAL, self.own), 1.0),
        };
        let bound_times = times(record, self.system, bound);
        ratio(&bound_times, &rival).map_or_else(String::new, |ratio| {
            format!(
                "the bound gives {}: {}",
                self.measure.text(ratio.median * bytes),
                operations::title(&bound.cell())
            )
        })
    }
}

impl Measure {
    fn text(self, value: f64) -> String {
        match self {
            Self::Rival
            | Self::Peer(_)
            | Self::FastestPeer
            | Self::TimeOfBoth(..)
            | Self::Speed(_)
            | Self::Time(_)
            | Self::Tail(_) => format!("{} ×", digits(value)),
            Self::HostSleeps | Self::BytelaneSleeps | Self::PageSleeps => {
                format!("{} times", digits(value))
            }
            Self::Rate(_) | Self::HostTaken => format!("{:.0} %", value * 100.0),
            Self::HostGrowth => format!("{} MiB", digits(value / MIB as f64)),
            Self::TurnBytes => format!("{} KiB", digits(value / KIB as f64)),
            Self::Missing => format!("{value:.0}"),
            Self::Nanoseconds => duration(value),
        }
    }
}

/// Returns the least time of any system that is not ours, by round.
fn fastest_peer(record: &Record, spec: Spec) -> Rounds {
    let mut fastest = Rounds::new();
    let peers = SYSTEMS
        .iter()
        .filter(|system| matches!(system.program, Program::Peer(_)));
    for (round, time) in peers.flat_map(|peer| record.times(peer.id, &spec.cell())) {
        match fastest.iter_mut().find(|(known, _)| *known == round) {
            Some((_, least)) => *least = time.min(*least),
            None => fastest.push((round, time)),
        }
    }
    fastest
}

/// Returns the nanoseconds of one operation, by round. A bound is measured once for all systems.
fn times(record: &Record, system: &str, spec: Spec) -> Rounds {
    let system = if operations::is_bound(spec.operation) {
        BOUNDS.id
    } else {
        system
    };
    record.times(system, &spec.cell())
}

fn quotients(over: &Rounds, under: &Rounds) -> Rounds {
    pairs(over, under, |over, under| over / under)
}

/// Joins the values of the rounds that both have.
fn pairs(left: &Rounds, right: &Rounds, join: impl Fn(f64, f64) -> f64) -> Rounds {
    let both = left.iter().filter_map(|(round, left)| {
        let (_, right) = right.iter().find(|(other, _)| other == round)?;
        Some((*round, join(*left, *right)))
    });
    both.collect()
}

fn scaled(rounds: Rounds, factor: f64) -> Rounds {
    let scaled = rounds
        .into_iter()
        .map(|(round, value)| (round, value * factor));
    scaled.collect()
}

#[cfg(test)]
mod tests {
    use super::{Measure, Verdict, Wanted, rows, text, wanted::BARS};
    use crate::bench::{
        operations::{MIB, Plan, UNREAD},
        record::{Cell, Quantity, Record, Sample},
        systems::{BOUNDS, RIVAL},
    };

    fn sample(system: &str, cell: Cell, quantity: Quantity, at: f64, value: f64) -> Sample {
        Sample {
            round: 0,
            system: system.to_owned(),
            cell,
            iterations: 1,
            quantity,
            at,
            value,
        }
    }

    fn verdict(record: &Record, title: &str, lane: &str) -> (String, Verdict) {
        let row = rows(record)
            .into_iter()
            .find(|row| row.title.contains(title) && row.lane == lane)
            .expect(title);
        (row.seen, row.verdict)
    }

    #[test]
    fn what_was_not_measured_is_said() {
        let record = Record::default();
        assert_eq!(rows(&record).len(), BARS.len());
        assert!(
            rows(&record)
                .iter()
                .all(|row| row.verdict == Verdict::NotMeasured)
        );
        assert_eq!(text(&record).matches("not measured").count(), BARS.len());
    }

    #[test]
    fn a_ratio_is_met_or_missed_and_stands_beside_the_bound() {
        let cell = |operation: &str| Cell::new(operation, 128 * MIB, 1);
        let total = |system: &str, operation: &str, ns| {
            sample(system, cell(operation), Quantity::Total, 0.0, ns)
        };
        let mut record = Record {
            about: Vec::new(),
            samples: vec![
                total("shm", "download", 1e8),
                total(RIVAL, "download", 6e9),
                total(BOUNDS.id, "allocate_and_fill", 2e8),
            ],
        };
        let title = "download, 128 MiB, to Tauri 2";
        assert_eq!(
            verdict(&record, title, "shm"),
            ("60 ×".into(), Verdict::Met)
        );
        let row = rows(&record).into_iter().find(|row| row.title == title);
        assert!(row.expect("a row").bound.contains("30 ×"));
        let title = "download, 128 MiB, to the page fills";
        assert_eq!(
            verdict(&record, title, "shm"),
            ("2.0 ×".into(), Verdict::Met)
        );
        record.samples[0].value = 4e8;
        assert_eq!(verdict(&record, title, "shm").1, Verdict::Missed);
    }

    #[test]
    fn memory_is_what_it_rises_by() {
        let held = |at, mib: u64| {
            sample(
                "shm",
                UNREAD.cell(),
                Quantity::HostMemory,
                at,
                (mib * MIB) as f64,
            )
        };
        let mut record = Record {
            about: Vec::new(),
            samples: vec![held(0.0, 100), held(1.0, 120), held(2.0, 90)],
        };
        let title = "does not read";
        assert_eq!(
            verdict(&record, title, "shm"),
            ("20 MiB".into(), Verdict::Met)
        );
        record.samples.push(held(3.0, 125));
        assert_eq!(verdict(&record, title, "shm").1, Verdict::Missed);
    }

    #[test]
    fn a_full_run_measures_every_bar() {
        let cells = Plan::full().cells;
        for bar in BARS {
            let of_measure = match bar.measure {
                Measure::TimeOfBoth(one, other) => [Some(one), Some(other)],
                Measure::Speed(than)
                | Measure::Time(than)
                | Measure::Rate(than)
                | Measure::Tail(than) => [Some(than), None],
                _ => [None, None],
            };
            let specs = [Some(bar.own), bar.bound].into_iter().chain(of_measure);
            for spec in specs.flatten() {
                assert!(cells.contains(&spec.cell()), "{spec:?} of {bar:?}");
            }
            let (Wanted::AtLeast(value) | Wanted::AtMost(value)) = bar.wanted;
            assert!(value >= 0.0);
        }
    }
}
