//! The report of a run: one HTML page without scripts and without network requests.

mod bars;
mod delivery;
mod memory;
pub(crate) mod picture;
mod plot;
mod rows;
mod structured;

use std::fmt::Write;

use super::{
    number::{digits, duration, number, size},
    operations,
    record::{Cell, Quantity, Record},
    statistics::Spread,
    summary,
    systems::{BOUNDS, SYSTEMS, System},
};
use plot::{Axis, Plot, Scale, Series, escape};
use rows::{Bar, Ridge};

const MIB: f64 = 1024.0 * 1024.0;

/// Quantity of the vertical axis of a plot.
#[derive(Clone, Copy)]
enum Measure {
    Throughput,
    Milliseconds,
    PerSecond,
}

impl Measure {
    fn axis(self) -> Axis {
        let label = match self {
            Self::Throughput => "MiB/s",
            Self::Milliseconds => "ms",
            Self::PerSecond => "per second",
        };
        Axis {
            label,
            scale: Scale::Decades,
        }
    }

    /// Converts the nanoseconds of one iteration.
    fn of(self, cell: &Cell, time: Spread) -> Spread {
        let bytes = cell.bytes as f64;
        time.map(|ns| match self {
            Self::Throughput => bytes / MIB / (ns / 1e9),
            Self::Milliseconds => ns / 1e6,
            Self::PerSecond => 1e9 / ns,
        })
    }
}

/// Returns the whole page. `csv` is the name of the record's file, beside the page.
pub(crate) fn page(record: &Record, csv: &str) -> String {
    let report = Report { record };
    let mut body = report.head(csv);
    body += &report.throughput();
    body += &report.cost();
    body += &report.latency();
    body += &report.scaling();
    body += &report.messages();
    body += &report.structured();
    body += &report.memory();
    body += &report.fairness();
    body += &report.delivery();
    body += &report.bars();
    body += &report.bounds();
    body += &report.method();
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>bytelane, measured</title>\n<style>\n{}</style>\n<main>\n{body}</main>\n</html>\n",
        include_str!("style.css")
    )
}

struct Report<'a> {
    record: &'a Record,
}

impl Report<'_> {
    fn head(&self, csv: &str) -> String {
        let about = |key| escape(self.record.about(key));
        format!(
            "<h1>Bytes between Rust and a webview, measured</h1>\n<p class=\"quiet\">{} · {} · commit <code>{}</code> · <a href=\"{csv}\">all numbers as CSV</a></p>\n<p>The same page and the same operations on each system, one after the other in turn, in one run on one machine; every byte that arrived was summed and compared. Of several rounds a point is the middle one, and its bar reaches from the best to the worst. <b>shm</b> and <b>protocol</b> are the two lanes of bytelane. Both axes of a plot are logarithmic where their marks rise by factors.</p>\n{}",
            about("date"),
            about("machine"),
            about("commit"),
            self.rivals()
        )
    }

    /// Returns the rows of the README, with the spread of each ratio.
    fn rivals(&self) -> String {
        let mut rows = String::new();
        for row in summary::rows(self.record) {
            let _infallible = write!(
                rows,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"ratio\">{}<small>{}</small></td></tr>",
                escape(&row.title),
                row.rival,
                row.protocol,
                row.shm,
                row.ratio,
                row.spread
            );
        }
        format!(
            "<div class=\"scroll\"><table><tr><th></th><th>Tauri 2</th><th>bytelane<br>protocol</th><th>bytelane<br>shm</th><th>shm to<br>Tauri 2</th></tr>{rows}</table></div>\n"
        )
    }

    fn throughput(&self) -> String {
        let figures = [
            (
                operations::DOWNLOAD,
                "Into the page, a fresh buffer",
                "Each transfer gives the page a new ArrayBuffer",
            ),
            (
                operations::INTO,
                "Into the page, the caller’s own buffer",
                "The page reuses one buffer; a system that cannot fill it copies into it",
            ),
            (
                operations::UPLOAD,
                "Out of the page",
                "A Uint8Array of the page arrives in Rust",
            ),
            (
                operations::MIXED,
                "Bytes beside JSON, there and back",
                "One call whose arguments and result each hold text, numbers and this many bytes",
            ),
        ];
        let mut section = heading("Throughput over size", "Higher is better.");
        for (operation, title, note) in figures {
            section += &self.over_size(operation, Measure::Throughput, title, note);
        }
        section
    }

    fn cost(&self) -> String {
        heading(
            "Cost of a transfer, from 1 KiB to 1 GiB",
            "Lower is better. A system whose line is straight and rises with the size has no cliff.",
        ) + &self.over_size(
            operations::DOWNLOAD,
            Measure::Milliseconds,
            "One download",
            "Milliseconds until the page has all of it",
        )
    }

    fn latency(&self) -> String {
        let cell = operations::calls(1);
        let ridges: Vec<_> = SYSTEMS
            .iter()
            .filter_map(|system| self.ridge(system, &cell))
            .collect();
        let drawing = rows::ridges("How long one small call takes, for each system", &ridges);
        heading(
            "One small call",
            "From one call to the next, one at a time, as the host sees it. Further left is better.",
        ) + &figure(
            "How long calls take",
            "Height: how many calls took so long. Line: half of them took no longer",
            &drawing,
            "",
        )
    }

    fn ridge(&self, system: &System, cell: &Cell) -> Option<Ridge> {
        let of = |quantity| self.record.of(system.id, cell, quantity);
        let mut classes = Vec::<(f64, f64)>::new();
        for sample in of(Quantity::Latency) {
            match classes.iter_mut().find(|(edge, _)| *edge == sample.at) {
                Some((_, count)) => *count += sample.value,
                None => classes.push((sample.at, sample.value)),
            }
        }
        let quantile = |share: f64| {
            let samples = of(Quantity::LatencyQuantile).filter(|sample| sample.at == share);
            Spread::of(samples.map(|sample| sample.value))
        };
        Some(Ridge {
            system: system.id,
            label: system.label.to_owned(),
            p50: quantile(0.5)?.median,
            p99: quantile(0.99)?.median,
            classes,
        })
    }

    fn scaling(&self) -> String {
        let cells = self.record.cells(operations::CALL);
        let series = self.series(&cells, Measure::PerSecond, |cell| cell.concurrency as f64);
        let plot = Plot {
            description: "Calls per second over the number of calls at once".into(),
            x: Axis {
                label: "calls at once",
                scale: Scale::Decades,
            },
            y: Measure::PerSecond.axis(),
            series,
        };
        heading("Many calls at once", "Higher is better.")
            + &figure(
                "Small calls that end, per second",
                "So many are started together, and the next so many when all have ended",
                &plot.svg(),
                "",
            )
    }

    fn messages(&self) -> String {
        let mut section = heading(
            "Channels and events",
            "Higher is better. Every message arrived once and in order.",
        );
        for (operation, title, note) in [
            (
                operations::CHANNEL,
                "Messages of bytes, per second",
                "A channel from Rust to the page",
            ),
            (
                operations::CHANNEL_JSON,
                "JSON messages, per second",
                "A channel whose messages are objects that hold text of this size",
            ),
        ] {
            section += &self.over_size(operation, Measure::PerSecond, title, note);
        }
        let cell = operations::events();
        let bars: Vec<_> = SYSTEMS
            .iter()
            .filter_map(|system| {
                let time = self.time(system, &cell)?;
                let rate = Measure::PerSecond.of(&cell, time).median;
                Some(Bar {
                    system: system.id,
                    label: system.label.to_owned(),
                    value: rate,
                    text: format!("{} a second", digits(rate)),
                })
            })
            .collect();
        let drawing = rows::bars("Events per second, for each system", &bars);
        section
            + &figure(
                "Events, per second",
                "Small JSON events from Rust to one listener of the page",
                &drawing,
                "",
            )
    }

    fn bounds(&self) -> String {
        let mut rows = String::new();
        for (operation, title) in operations::BOUNDS {
            for cell in self.record.cells(operation) {
                let Some(time) = self.time(&BOUNDS, &cell) else {
                    continue;
                };
                let rate = if cell.bytes > 64 {
                    format!(
                        "{} MiB/s",
                        digits(Measure::Throughput.of(&cell, time).median)
                    )
                } else {
                    duration(time.median)
                };
                let _infallible = write!(
                    rows,
                    "<tr><td>{title}</td><td>{}</td><td>{rate}</td></tr>",
                    size(cell.bytes)
                );
            }
        }
        heading(
            "The bounds",
            "The best that two processes on this machine, and this page, can do, measured in the same run.",
        ) + &format!(
            "<div class=\"scroll\"><table><tr><th></th><th>size</th><th></th></tr>{rows}</table></div>\n"
        )
    }

    fn method(&self) -> String {
        let mut section = heading("Method and machine", "");
        section += "<dl>";
        for system in &SYSTEMS {
            let _infallible = write!(
                section,
                "<dt>{}</dt><dd>{}</dd>",
                system.label,
                escape(system.how)
            );
        }
        for (key, value) in &self.record.about {
            let _infallible = write!(
                section,
                "<dt>{}</dt><dd>{}</dd>",
                escape(key),
                escape(value)
            );
        }
        section + "</dl>\n"
    }

    fn over_size(
        &self,
        operation: &'static str,
        measure: Measure,
        title: &str,
        note: &str,
    ) -> String {
        let cells = self.record.cells(operation);
        let mut series = self.series(&cells, measure, |cell| cell.bytes as f64);
        if let Some((bound, label)) = operations::bound_of(operation) {
            let cells = self.record.cells(bound);
            series.extend(
                self.series(&cells, measure, |cell| cell.bytes as f64)
                    .into_iter()
                    .map(|series| Series {
                        label: label.to_owned(),
                        ..series
                    }),
            );
        }
        let plot = Plot {
            description: format!(
                "{title}: {} over size, for each system",
                measure.axis().label
            ),
            x: Axis {
                label: "size",
                scale: Scale::Sizes,
            },
            y: measure.axis(),
            series,
        };
        figure(title, note, &plot.svg(), &self.numbers(&cells, measure))
    }

    fn series(&self, cells: &[Cell], measure: Measure, x: fn(&Cell) -> f64) -> Vec<Series> {
        SYSTEMS
            .iter()
            .map(|system| Series {
                system: system.id,
                label: system.short.to_owned(),
                points: cells
                    .iter()
                    .filter_map(|cell| Some((x(cell), measure.of(cell, self.time(system, cell)?))))
                    .collect(),
                bound: *system == BOUNDS,
                trace: false,
            })
            .filter(|series| !series.points.is_empty())
            .collect()
    }

    fn time(&self, system: &System, cell: &Cell) -> Option<Spread> {
        Spread::of(
            self.record
                .times(system.id, cell)
                .into_iter()
                .map(|(_, ns)| ns),
        )
    }

    /// Returns a table of the plotted numbers.
    fn numbers(&self, cells: &[Cell], measure: Measure) -> String {
        let mut rows = format!("<tr><th>{}</th>", measure.axis().label);
        for cell in cells {
            let _infallible = write!(rows, "<th>{}</th>", size(cell.bytes));
        }
        rows += "</tr>";
        for system in SYSTEMS.iter().filter(|system| **system != BOUNDS) {
            let _infallible = write!(rows, "<tr><td>{}</td>", system.label);
            for cell in cells {
                let text = self.time(system, cell).map_or_else(
                    || "–".to_owned(),
                    |time| plain(measure.of(cell, time).median),
                );
                let _infallible = write!(rows, "<td>{text}</td>");
            }
            rows += "</tr>";
        }
        format!(
            "<details><summary>The numbers</summary><div class=\"scroll\"><table>{rows}</table></div></details>"
        )
    }
}

/// Formats a value for a table, small ones with the digits in which they differ.
fn plain(value: f64) -> String {
    if value < 1.0 {
        number((value * 1000.0).round() / 1000.0)
    } else {
        digits(value)
    }
}

fn heading(title: &str, note: &str) -> String {
    format!("<h2>{title}</h2>\n<p class=\"quiet\">{note}</p>\n")
}

fn figure(title: &str, note: &str, drawing: &str, after: &str) -> String {
    let drawing = if drawing.is_empty() {
        "<p class=\"quiet\">This run did not measure it.</p>"
    } else {
        drawing
    };
    format!(
        "<figure><figcaption>{}<small>{}</small></figcaption>{drawing}{after}</figure>\n",
        escape(title),
        escape(note)
    )
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::bench::{
        operations::{
            CHANNEL, CHANNEL_JSON, DOWNLOAD, DOWNLOAD_FILE, FAIRNESS, FILL, INTO, MIXED, PING_PONG,
            Spec, UNREAD, UPLOAD, calls, events, gigabyte, structured, takes_part,
        },
        record::{Cell, Quantity, Record, Sample},
        systems::SYSTEMS,
    };

    /// A record in which every system has a number for everything.
    fn record() -> Record {
        let mut cells: Vec<_> = [DOWNLOAD, INTO, UPLOAD, MIXED, CHANNEL, CHANNEL_JSON, FILL]
            .into_iter()
            .flat_map(|operation| [1 << 10, 1 << 20].map(|bytes| Cell::new(operation, bytes, 1)))
            .collect();
        cells.extend([
            calls(1),
            calls(100),
            events(),
            gigabyte(),
            Cell::new(PING_PONG, 64, 1),
            Cell::new(DOWNLOAD_FILE, 1 << 30, 1),
            UNREAD.cell(),
        ]);
        cells.extend(FAIRNESS.map(Spec::cell));
        cells.extend(structured());
        let mut samples = Vec::new();
        for system in &SYSTEMS {
            let asked = |cell: &&Cell| takes_part(system.id, cell);
            for cell in cells.iter().filter(asked) {
                let mut add = |quantity, at, value| {
                    samples.push(Sample {
                        round: 0,
                        system: system.id.to_owned(),
                        cell: cell.clone(),
                        iterations: 1,
                        quantity,
                        at,
                        value,
                    });
                };
                add(Quantity::Total, 0.0, 5e4);
                add(Quantity::Latency, 4e4, 10.0);
                add(Quantity::LatencyQuantile, 0.5, 4e4);
                add(Quantity::LatencyQuantile, 0.99, 9e4);
                add(Quantity::Stall, 0.5, 5.1e6);
                add(Quantity::Stall, 0.99, 6e6);
                add(Quantity::Stall, 1.0, 7e6);
                add(Quantity::HostTaken, 0.0, 0.0);
                add(Quantity::Lost, 0.0, 0.0);
                add(Quantity::Duplicated, 0.0, 0.0);
                add(Quantity::Flood, 0.0, 1e6);
                for after in [2e6, 8e6] {
                    add(Quantity::HostMemory, after, 1e8);
                    add(Quantity::PageMemory, after, 2e8);
                }
            }
        }
        let about = vec![
            ("machine".into(), "2 × <CPU>".into()),
            ("commit".into(), "abc".into()),
        ];
        Record { about, samples }
    }

    #[test]
    fn every_plot_is_there_and_asks_nothing_of_a_network() {
        let page = page(&record(), "numbers.csv");
        let figures: Vec<_> = page.split("<figure>").skip(1).collect();
        assert_eq!(figures.len(), 14);
        for figure in figures {
            assert_eq!(figure.matches("<svg").count(), 2, "{figure}");
            let own = figure.contains("beside a flood") || figure.contains("does not read");
            let peers = ["tauri", "wry", "websocket", "http"].into_iter();
            for system in ["shm", "protocol"]
                .into_iter()
                .chain(peers.filter(|_| !own))
            {
                assert!(
                    figure.contains(&format!("s-{system}")),
                    "no {system} in {figure}"
                );
            }
        }
        assert!(page.contains("2 × &lt;CPU&gt;") && page.contains("href=\"numbers.csv\""));
        assert!(
            !page.contains("http://") && !page.contains("https://") && !page.contains("<script"),
            "{page}"
        );
        assert!(!page.contains("NaN") && !page.contains("inf\""), "{page}");
        for table in [
            "class=\"bars\"",
            "class=\"structured\"",
            "0 / 0, of",
            "5.1 / 6.0 / 7.0 ms",
            "0 %",
        ] {
            assert!(page.contains(table), "no {table} in {page}");
        }
    }

    #[test]
    fn an_empty_record_is_a_page_too() {
        assert!(page(&Record::default(), "numbers.csv").contains("<h1>"));
    }
}
