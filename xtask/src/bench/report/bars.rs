//! Targets beside measured values.

use std::fmt::Write;

use super::{Report, heading, plot::escape};
use crate::bench::bars::{self, Verdict};

impl Report<'_> {
    pub(super) fn bars(&self) -> String {
        let mut rows = String::new();
        let mut topic = None;
        for row in bars::rows(self.record) {
            if topic != Some(row.topic) {
                topic = Some(row.topic);
                let _infallible = write!(
                    rows,
                    "<tr><th colspan=\"5\">{}</th></tr>",
                    row.topic.title()
                );
            }
            // A number and its sign stay on one line.
            let bound = escape(&row.bound).replace(" ×", "\u{a0}×");
            let class = match row.verdict {
                Verdict::Met => "met",
                Verdict::Missed => "missed",
                Verdict::NotMeasured => "quiet",
            };
            let _infallible = write!(
                rows,
                "<tr><td>{}<small>{}</small></td><td>{}</td><td>{}<small>{}</small></td><td class=\"bound\">{}</td><td class=\"{class}\">{}</td></tr>",
                escape(&row.title),
                row.lane,
                row.wanted,
                row.seen,
                row.spread,
                bound,
                row.verdict.text()
            );
        }
        heading(
            "Targets and measured values",
            "The median of the rounds decides; below it are the least and the greatest value. A comparison with Tauri 2 also shows the ratio of a system as fast as the bound.",
        ) + &format!(
            "<div class=\"scroll\"><table class=\"bars\"><tr><th></th><th>wanted</th><th>seen</th><th>the bound</th><th></th></tr>{rows}</table></div>\n"
        )
    }
}
