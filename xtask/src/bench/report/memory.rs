//! Memory of host and page during a large transfer.

use super::{
    MIB, Report, figure, heading,
    plot::{Axis, Plot, Scale, Series},
};
use crate::bench::{
    number::duration,
    operations::{self, UNREAD},
    record::{Cell, Quantity},
    statistics::Spread,
    systems::SYSTEMS,
};

const HOST: (Quantity, &str) = (Quantity::HostMemory, "host");
const PAGE: (Quantity, &str) = (Quantity::PageMemory, "page");

impl Report<'_> {
    pub(super) fn memory(&self) -> String {
        let cell = operations::gigabyte();
        let plot = |title, note: &str, quantity| {
            figure(
                title,
                note,
                &over_time(title, self.held(&cell, quantity)).svg(),
                "",
            )
        };
        let unread = UNREAD.cell();
        let both = [HOST, PAGE].map(|(quantity, part)| {
            let held = self.held(&unread, quantity).into_iter();
            held.map(|series| Series {
                label: format!("{} {part}", series.label),
                // The page's memory has a broken line.
                bound: part == PAGE.1,
                ..series
            })
            .collect::<Vec<_>>()
        });
        let waiting = over_time(
            "Memory of host and page while a page does not read",
            both.into_iter().flatten().collect(),
        );
        heading(
            "Memory while 1 GiB goes through",
            "Lower is better, and so is ending early. Proportional set sizes; the sender’s own bytes and the page’s own buffer are part of them.",
        ) + &plot("The host", &self.cut_short(&cell), HOST.0)
            + &plot(
                "The page’s processes",
                "The buffer that the page asked for is 1 GiB",
                PAGE.0,
            )
            + &figure(
                "A page that does not read for 10 s",
                "1 GiB is offered in messages of 256 KiB, each made when there is room for it; then the page reads, and keeps, all of them",
                &waiting.svg(),
                "",
            )
    }

    fn held(&self, cell: &Cell, quantity: Quantity) -> Vec<Series> {
        SYSTEMS
            .iter()
            .map(|system| Series {
                system: system.id,
                label: system.short.to_owned(),
                points: self
                    .record
                    .of(system.id, cell, quantity)
                    .filter(|sample| sample.round == 0)
                    .filter_map(|sample| {
                        // The first sample is at time zero, which a logarithmic axis cannot show.
                        Some((
                            (sample.at / 1e6).max(1.0),
                            Spread::of([sample.value / MIB])?,
                        ))
                    })
                    .collect(),
                bound: false,
                trace: true,
            })
            .filter(|series| !series.points.is_empty())
            .collect()
    }

    /// Returns the systems that were not measured at this cell, and how long they would have taken.
    fn cut_short(&self, cell: &Cell) -> String {
        let left_out: Vec<_> = SYSTEMS
            .iter()
            .filter_map(|system| {
                let sample = self.record.of(system.id, cell, Quantity::TooLong).next()?;
                Some(format!(
                    "{} (some {})",
                    system.label,
                    duration(sample.value)
                ))
            })
            .collect();
        if left_out.is_empty() {
            String::new()
        } else {
            format!(
                "Not run, as it would have taken too long: {}",
                left_out.join(", ")
            )
        }
    }
}

fn over_time(description: &str, series: Vec<Series>) -> Plot {
    Plot {
        description: format!("{description}: memory while 1 GiB goes through, over time"),
        x: Axis {
            label: "ms since the start",
            scale: Scale::Decades,
        },
        y: Axis {
            label: "MiB held",
            scale: Scale::Decades,
        },
        series,
    }
}
