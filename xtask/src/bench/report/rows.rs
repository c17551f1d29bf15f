//! Plots with one row for each system: how latencies are distributed, and single numbers as bars.

use super::plot::{LAYOUTS, Layout, escape, open};
use crate::bench::{number::digits, number::number, record::CLASSES_PER_DECADE};

/// Height of a row.
const ROW: f64 = 54.0;
const TOP: f64 = 8.0;
const BOTTOM: f64 = 44.0;

/// The histogram of a system's latencies, and its label.
pub(crate) struct Ridge {
    pub(crate) system: &'static str,
    pub(crate) label: String,
    /// Lower edges in nanoseconds, each with the number of calls up to the next edge.
    pub(crate) classes: Vec<(f64, f64)>,
    pub(crate) p50: f64,
    pub(crate) p99: f64,
}

/// Returns the distributions below each other on one logarithmic axis of microseconds.
pub(crate) fn ridges(description: &str, ridges: &[Ridge]) -> String {
    let edges = || {
        ridges
            .iter()
            .flat_map(|ridge| &ridge.classes)
            .map(|(edge, _)| edge.log10())
    };
    let (Some(from), Some(to)) = (edges().reduce(f64::min), edges().reduce(f64::max)) else {
        return String::new();
    };
    let axis = (from.floor(), (to + 1.0 / CLASSES_PER_DECADE).ceil());
    let draw = |layout: &Layout| {
        let rows = Rows::new(layout, ridges.len());
        let mut svg = rows.open(description);
        for exponent in axis.0 as i32..=axis.1 as i32 {
            let share = (f64::from(exponent) - axis.0) / (axis.1 - axis.0);
            svg += &rows.mark(share, &number(10_f64.powi(exponent - 3)));
        }
        svg += &rows.axis_label("µs of one call (each mark ten times the one before)");
        for (index, ridge) in ridges.iter().enumerate() {
            svg += &rows.ridge(index, ridge, axis);
        }
        svg + "</svg>"
    };
    LAYOUTS.iter().map(draw).collect()
}

/// One number of a system.
pub(crate) struct Bar {
    pub(crate) system: &'static str,
    pub(crate) label: String,
    pub(crate) value: f64,
    pub(crate) text: String,
}

/// Returns bars from zero on a linear axis, so that their lengths compare.
pub(crate) fn bars(description: &str, bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.value).fold(0.0, f64::max);
    if most <= 0.0 {
        return String::new();
    }
    let draw = |layout: &Layout| {
        let rows = Rows::new(layout, bars.len());
        let mut svg = rows.open(description);
        for (index, bar) in bars.iter().enumerate() {
            let (floor, width) = (rows.floor(index), rows.width() * bar.value / most);
            let (x, y, top) = (rows.left(), floor - 5.0, floor - 22.0);
            svg += &rows.label(index, bar.system, &bar.label, &bar.text);
            svg += &format!(
                r#"<rect class="bar s-{}" x="{x}" y="{top}" width="{width:.1}" height="{:.1}" rx="2"/>"#,
                bar.system,
                y - top
            );
        }
        svg + "</svg>"
    };
    LAYOUTS.iter().map(draw).collect()
}

/// Rows across the whole width, each under its label.
struct Rows {
    layout: Layout,
}

impl Rows {
    fn new(layout: &Layout, count: usize) -> Self {
        let height = TOP + ROW * count as f64 + BOTTOM;
        Self {
            layout: layout.of_height(height),
        }
    }

    fn open(&self, description: &str) -> String {
        open(&self.layout, description)
    }

    fn left(&self) -> f64 {
        8.0
    }

    fn width(&self) -> f64 {
        self.layout.width - 2.0 * self.left()
    }

    fn floor(&self, index: usize) -> f64 {
        TOP + ROW * (index + 1) as f64
    }

    fn bottom(&self) -> f64 {
        self.layout.height - BOTTOM
    }

    fn mark(&self, share: f64, text: &str) -> String {
        let (x, bottom) = (self.left() + share * self.width(), self.bottom());
        let anchor = match share {
            ..0.01 => "start",
            0.99.. => "end",
            _ => "middle",
        };
        let baseline = bottom + 18.0;
        format!(
            r#"<line class="grid" x1="{x:.1}" x2="{x:.1}" y1="{TOP}" y2="{bottom}"/><text class="mark" x="{x:.1}" y="{baseline}" text-anchor="{anchor}">{text}</text>"#
        )
    }

    fn axis_label(&self, text: &str) -> String {
        let (x, y) = (self.layout.width / 2.0, self.layout.height - 6.0);
        format!(r#"<text class="axis-label" x="{x}" y="{y}" text-anchor="middle">{text}</text>"#)
    }

    fn label(&self, index: usize, system: &str, label: &str, text: &str) -> String {
        let (x, baseline) = (self.left(), self.floor(index) - ROW + 18.0);
        format!(
            r#"<text class="label s-{system}" x="{x}" y="{baseline}">{}<tspan class="mark" dx="8">{}</tspan></text>"#,
            escape(label),
            escape(text)
        )
    }

    fn ridge(&self, index: usize, ridge: &Ridge, axis: (f64, f64)) -> String {
        let floor = self.floor(index);
        let across =
            |logarithm: f64| self.left() + (logarithm - axis.0) / (axis.1 - axis.0) * self.width();
        let most = ridge
            .classes
            .iter()
            .map(|(_, count)| *count)
            .fold(1.0, f64::max);
        let mut steps = String::new();
        for (edge, count) in &ridge.classes {
            let (from, to) = (
                across(edge.log10()),
                across(edge.log10() + 1.0 / CLASSES_PER_DECADE),
            );
            let up = floor - (ROW - 26.0) * count / most;
            steps += &format!("M{from:.1} {floor}V{up:.1}H{to:.1}V{floor}Z");
        }
        let text = format!(
            "half within {} µs, 99 % within {} µs",
            digits(ridge.p50 / 1e3),
            digits(ridge.p99 / 1e3)
        );
        let (x, system) = (across(ridge.p50.log10()), ridge.system);
        let (top, end) = (floor - (ROW - 24.0), self.layout.width - self.left());
        self.label(index, system, &ridge.label, &text)
            + &format!(
                r#"<path class="ridge s-{system}" d="{steps}"/><line class="axis" x1="{}" x2="{end}" y1="{floor}" y2="{floor}"/><line class="median s-{system}" x1="{x:.1}" x2="{x:.1}" y1="{top}" y2="{floor}"/>"#,
                self.left()
            )
    }
}

#[cfg(test)]
mod tests {
    use super::{Bar, Ridge, bars, ridges};

    #[test]
    fn each_class_of_latency_is_drawn() {
        let ridge = Ridge {
            system: "shm",
            label: "ours".into(),
            classes: vec![(30_000.0, 5.0), (40_000.0, 2.0), (900_000.0, 1.0)],
            p50: 31_000.0,
            p99: 900_000.0,
        };
        let svg = ridges("latency", &[ridge]);
        assert_eq!(svg.matches("<svg").count(), 2);
        assert_eq!(svg.matches('Z').count(), 6, "{svg}");
        assert!(
            svg.contains("half within 31 µs, 99 % within 900 µs"),
            "{svg}"
        );
    }

    #[test]
    fn bars_compare_from_zero() {
        let bar = |value: f64| Bar {
            system: "tauri",
            label: "Tauri".into(),
            value,
            text: value.to_string(),
        };
        let svg = bars("events", &[bar(50.0), bar(100.0)]);
        assert!(
            svg.contains("width=\"744.0\"") && svg.contains("width=\"372.0\""),
            "{svg}"
        );
        assert_eq!(bars("nothing", &[]), "");
    }
}
