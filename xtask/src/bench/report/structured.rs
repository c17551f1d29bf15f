//! Structured data beside its plain form.

use std::fmt::Write;

use super::{Report, heading, plot::escape};
use crate::bench::{
    number::{digits, duration},
    operations::{self, STRUCTURED, Spec},
    statistics::{Spread, ratio},
    systems::SYSTEMS,
};

impl Report<'_> {
    pub(super) fn structured(&self) -> String {
        let mut rows = String::new();
        for (own, plain) in STRUCTURED {
            for system in &SYSTEMS {
                rows += &self
                    .structured_row(system.id, own, plain)
                    .unwrap_or_default();
            }
        }
        let table = if rows.is_empty() {
            "<p class=\"quiet\">This run did not measure it.</p>\n".to_owned()
        } else {
            format!(
                "<div class=\"scroll\"><table class=\"structured\"><tr><th></th><th>lane</th><th></th><th>as bytes<br>or JSON</th><th>ratio</th></tr>{rows}</table></div>\n"
            )
        };
        heading(
            "Structured data",
            "Numbers as a typed array and tables as archives, each measured in turn with the same data as bytes or as JSON. Work of the page starts when the bytes have arrived.",
        ) + &table
    }

    fn structured_row(&self, system: &str, own: Spec, plain: Spec) -> Option<String> {
        let (times, plain_times) = (
            self.record.times(system, &own.cell()),
            self.record.times(system, &plain.cell()),
        );
        let middle = |times: &[(u32, f64)]| {
            let spread = Spread::of(times.iter().map(|(_, ns)| *ns))?;
            Some(duration(spread.median))
        };
        let ratio = ratio(&times, &plain_times)?;
        let mut row = String::new();
        let _infallible = write!(
            row,
            "<tr><td>{}</td><td>{system}</td><td>{}</td><td>{}</td><td class=\"ratio\">{} ×<small>{} to {}</small></td></tr>",
            escape(&operations::title(&own.cell())),
            middle(&times)?,
            middle(&plain_times)?,
            digits(ratio.median),
            digits(ratio.min),
            digits(ratio.max)
        );
        Some(row)
    }
}
