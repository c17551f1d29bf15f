//! Fairness between channels, stalls of the host’s main loop, copies, and losses.

use std::fmt::Write;

use super::{MIB, Report, Ridge, figure, heading, rows};
use crate::bench::{
    number::{digits, duration},
    operations::{
        self, CHANNEL, CHANNEL_JSON, DOWNLOAD, DOWNLOAD_FILE, EVENTS, FAIRNESS, INTO, MILLION,
        SLOW_READER, Spec, UPLOAD,
    },
    record::{Cell, Quantity},
    statistics::{Spread, ratio},
    systems::{BOUNDS, SYSTEMS, System},
};

impl Report<'_> {
    pub(super) fn fairness(&self) -> String {
        let [alone, flooded] = FAIRNESS.map(Spec::cell);
        let mut ridges = Vec::new();
        let mut rows = String::new();
        for system in &SYSTEMS {
            for (cell, label) in [(&alone, "alone"), (&flooded, "beside a flood")] {
                ridges.extend(self.ridge(system, cell).map(|ridge| Ridge {
                    label: format!("{}, {label}", system.label),
                    ..ridge
                }));
            }
            rows += &self
                .fairness_row(system, &alone, &flooded)
                .unwrap_or_default();
        }
        let drawing = rows::ridges(
            "How long messages of eight channels take, alone and beside a flood",
            &ridges,
        );
        let table = if rows.is_empty() {
            String::new()
        } else {
            format!(
                "<div class=\"scroll\"><table><tr><th></th><th>half within,<br>alone</th><th>flooded</th><th>99 % within,<br>alone</th><th>flooded</th><th>ratio of<br>the latter</th><th>the flood</th></tr>{rows}</table></div>"
            )
        };
        heading(
            "Eight channels beside a flooding channel",
            "Each message of 512 B on the eight is answered by a small call, and timed by the host from its send to the call. The ninth channel sends messages of 64 KiB as fast as it may. Further left is better.",
        ) + &figure(
            "How long a message and its answer take",
            "Height: how many took so long. Line: half of them took no longer",
            &drawing,
            &table,
        )
    }

    fn fairness_row(&self, system: &System, alone: &Cell, flooded: &Cell) -> Option<String> {
        let latency = |cell, share| {
            self.record
                .quantiles(system.id, cell, Quantity::LatencyQuantile, share)
        };
        let middle = |cell, share| {
            let rounds = latency(cell, share).into_iter().map(|(_, ns)| ns);
            Spread::of(rounds).map(|spread| duration(spread.median))
        };
        let tail = ratio(&latency(alone, 0.99), &latency(flooded, 0.99))?;
        let bytes = self.record.by_round(system.id, flooded, Quantity::Flood);
        let times = self.record.of(system.id, flooded, Quantity::Total);
        let times: Vec<_> = times.map(|sample| (sample.round, sample.value)).collect();
        let flood = ratio(&times, &bytes)?.map(|bytes_a_nanosecond| bytes_a_nanosecond * 1e9 / MIB);
        Some(format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{} ×<small>{} to {}</small></td><td>{} MiB/s</td></tr>",
            system.label,
            middle(alone, 0.5)?,
            middle(flooded, 0.5)?,
            middle(alone, 0.99)?,
            middle(flooded, 0.99)?,
            digits(tail.median),
            digits(tail.min),
            digits(tail.max),
            digits(flood.median)
        ))
    }

    /// Returns the section on stalls, copies, and lost or duplicated messages.
    pub(super) fn delivery(&self) -> String {
        heading(
            "The host’s main loop, copies, and losses",
            "A turn of the main loop is requested every 5 ms; its delay is how long a window would not react. Memory: allocations of 32 KiB and more by the host, as a share of the transferred bytes; a copy of a payload needs as much.",
        ) + &self.stalls()
            + &self.copies()
            + &self.counts()
    }

    fn stalls(&self) -> String {
        let cells = [DOWNLOAD, INTO, UPLOAD, DOWNLOAD_FILE, CHANNEL, EVENTS]
            .into_iter()
            .filter_map(|operation| {
                // The largest cell with enough turns of the main loop.
                let cells = self.record.cells(operation).into_iter().rev();
                cells.into_iter().find(|cell| {
                    SYSTEMS.iter().any(|system| {
                        self.record
                            .of(system.id, cell, Quantity::Stall)
                            .next()
                            .is_some()
                    })
                })
            });
        self.by_system(
            "from turn to turn: half, 99 %, all within",
            cells,
            |system, cell| {
                let within = |share, pick: fn(Spread) -> f64| {
                    let rounds = self
                        .record
                        .quantiles(system.id, cell, Quantity::Stall, share);
                    let spread = Spread::of(rounds.into_iter().map(|(_, ns)| ns))?;
                    Some(digits(pick(spread) / 1e6))
                };
                Some(format!(
                    "{} / {} / {} ms",
                    within(0.5, |spread| spread.median)?,
                    within(0.99, |spread| spread.median)?,
                    within(1.0, |spread| spread.max)?
                ))
            },
        )
    }

    fn copies(&self) -> String {
        let cells = [DOWNLOAD, INTO, UPLOAD, DOWNLOAD_FILE]
            .into_iter()
            .filter_map(|operation| self.record.cells(operation).pop());
        self.by_system("memory taken by the host", cells, |system, cell| {
            let taken = self.record.of(system.id, cell, Quantity::HostTaken);
            let share = taken.map(|sample| sample.value / (sample.iterations * cell.bytes) as f64);
            Some(format!("{:.0} %", Spread::of(share)?.median * 100.0))
        })
    }

    fn counts(&self) -> String {
        let cells = [CHANNEL, CHANNEL_JSON, EVENTS, MILLION, SLOW_READER]
            .into_iter()
            .filter_map(|operation| self.record.cells(operation).into_iter().next());
        self.by_system("lost / twice, of", cells, |system, cell| {
            let sum = |quantity| {
                let samples = self.record.of(system.id, cell, quantity);
                samples
                    .map(|sample| sample.value)
                    .reduce(|sum, value| sum + value)
            };
            let all = self.record.of(system.id, cell, Quantity::Lost);
            let all: u64 = all.map(|sample| sample.iterations).sum();
            Some(format!(
                "{} / {}, of {}",
                sum(Quantity::Lost)?,
                sum(Quantity::Duplicated)?,
                digits(all as f64)
            ))
        })
    }

    /// Returns a table with a line for each system that has values, and a column for each cell.
    fn by_system(
        &self,
        corner: &str,
        cells: impl Iterator<Item = Cell>,
        text: impl Fn(&System, &Cell) -> Option<String>,
    ) -> String {
        let cells: Vec<_> = cells.collect();
        let mut table = format!("<tr><th>{corner}</th>");
        for cell in &cells {
            let _infallible = write!(table, "<th>{}</th>", operations::title(cell));
        }
        table += "</tr>";
        for system in SYSTEMS.iter().filter(|system| **system != BOUNDS) {
            let texts: Vec<_> = cells.iter().map(|cell| text(system, cell)).collect();
            if texts.iter().all(Option::is_none) {
                continue;
            }
            let _infallible = write!(table, "<tr><td>{}</td>", system.label);
            for text in texts {
                let _infallible = write!(table, "<td>{}</td>", text.as_deref().unwrap_or("–"));
            }
            table += "</tr>";
        }
        format!("<div class=\"scroll\"><table class=\"delivery\">{table}</table></div>\n")
    }
}
