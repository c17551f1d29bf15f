//! Line plots as SVG, with a label at the end of each line instead of a legend.

use crate::bench::{
    number::{number, size},
    statistics::Spread,
};

/// Scale of an axis.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Marks at powers of ten.
    Decades,
    /// Marks at powers of two, written as sizes.
    Sizes,
}

pub(crate) struct Axis {
    pub(crate) label: &'static str,
    pub(crate) scale: Scale,
}

/// One line.
pub(crate) struct Series {
    /// Class that sets its colour and its mark.
    pub(crate) system: &'static str,
    pub(crate) label: String,
    pub(crate) points: Vec<(f64, Spread)>,
    /// Whether it is a bound: its line is broken and has no marks.
    pub(crate) bound: bool,
    /// Whether it is a trace over time: many points without marks.
    pub(crate) trace: bool,
}

pub(crate) struct Plot {
    /// Description for readers who do not see the plot.
    pub(crate) description: String,
    pub(crate) x: Axis,
    pub(crate) y: Axis,
    pub(crate) series: Vec<Series>,
}

/// The plot is drawn twice, for a wide page and for a telephone; the page's style shows one of them.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) class: &'static str,
    pub(crate) width: f64,
    pub(crate) height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Powers of two between two marks of sizes; the first with at least three marks is used.
    size_steps: &'static [i32],
}

pub(crate) const LAYOUTS: [Layout; 2] = [
    Layout {
        class: "wide",
        width: 760.0,
        height: 400.0,
        left: 58.0,
        right: 120.0,
        top: 30.0,
        bottom: 46.0,
        size_steps: &[5, 2],
    },
    Layout {
        class: "narrow",
        width: 360.0,
        height: 350.0,
        left: 58.0,
        right: 106.0,
        top: 30.0,
        bottom: 42.0,
        size_steps: &[10, 5, 2],
    },
];

impl Layout {
    /// Returns the layout with the same width and another height.
    pub(super) fn of_height(self, height: f64) -> Self {
        Self { height, ..self }
    }
}

/// Least distance between two labels.
const LABEL_GAP: f64 = 15.0;

impl Plot {
    /// Returns the drawing for a wide page.
    pub(crate) fn wide(&self) -> String {
        self.draw(&LAYOUTS[0])
    }

    /// Returns both drawings.
    pub(crate) fn svg(&self) -> String {
        LAYOUTS.iter().map(|layout| self.draw(layout)).collect()
    }

    fn draw(&self, layout: &Layout) -> String {
        let values = || self.series.iter().flat_map(|series| &series.points);
        let Some(x) = Range::over(values().map(|(x, _)| *x), self.x.scale, layout) else {
            return String::new();
        };
        let ends = values().flat_map(|(_, y)| [y.min, y.max]);
        let Some(y) = Range::over(ends, self.y.scale, layout) else {
            return String::new();
        };
        let frame = Frame { layout, x, y };
        let mut svg = open(layout, &self.description);
        svg += &frame.grid(self);
        for series in &self.series {
            svg += &frame.line(series);
        }
        svg += &frame.labels(&self.series);
        svg + "</svg>"
    }
}

/// Returns the start of a drawing with its description.
pub(crate) fn open(layout: &Layout, description: &str) -> String {
    format!(
        r#"<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">"#,
        layout.class,
        layout.width,
        layout.height,
        escape(description)
    )
}

/// The ends of an axis, as logarithms, and its marks.
struct Range {
    scale: Scale,
    from: f64,
    to: f64,
    marks: Vec<(f64, String)>,
}

impl Range {
    /// Returns the range of the values; `None` if none is positive.
    fn over(values: impl Iterator<Item = f64>, scale: Scale, layout: &Layout) -> Option<Self> {
        let logarithms: Vec<_> = values
            .filter(|value| *value > 0.0)
            .map(|value| scale.logarithm(value))
            .collect();
        let from = logarithms.iter().copied().reduce(f64::min)?;
        let to = logarithms.iter().copied().reduce(f64::max)?;
        // An axis of nearly equal values still has a length.
        let (from, to, steps) = match scale {
            Scale::Sizes => (from, to.max(from + 1.0), layout.size_steps),
            Scale::Decades => (from.floor(), to.ceil().max(from.floor() + 1.0), &[1][..]),
        };
        let exponents = |step: i32| {
            let all = from.ceil() as i32..=to.floor() as i32;
            all.filter(move |exponent| exponent % step == 0)
        };
        let step = steps
            .iter()
            .copied()
            .find(|step| exponents(*step).count() >= 3);
        let marks = exponents(step.unwrap_or(1))
            .map(|exponent| scale.mark(exponent))
            .collect();
        Some(Self {
            scale,
            from,
            to,
            marks,
        })
    }

    /// Returns the position of `value` between the ends, from 0 to 1.
    fn share(&self, value: f64) -> f64 {
        (self.scale.logarithm(value) - self.from) / (self.to - self.from)
    }
}

impl Scale {
    fn logarithm(self, value: f64) -> f64 {
        match self {
            Self::Decades => value.log10(),
            Self::Sizes => value.log2(),
        }
    }

    fn mark(self, exponent: i32) -> (f64, String) {
        match self {
            Self::Decades => {
                let value = 10_f64.powi(exponent);
                // Six labels fit beside each other on a telephone.
                let text = match exponent {
                    4 | 5 => format!("{} k", number(value / 1e3)),
                    _ => number(value),
                };
                (value, text)
            }
            Self::Sizes => {
                let value = 2_f64.powi(exponent);
                (value, size(value as u64))
            }
        }
    }
}

/// Coordinates of one drawing.
struct Frame<'a> {
    layout: &'a Layout,
    x: Range,
    y: Range,
}

impl Frame<'_> {
    fn right(&self) -> f64 {
        self.layout.width - self.layout.right
    }

    fn floor(&self) -> f64 {
        self.layout.height - self.layout.bottom
    }

    fn across(&self, value: f64) -> f64 {
        self.layout.left + self.x.share(value) * (self.right() - self.layout.left)
    }

    fn up(&self, value: f64) -> f64 {
        self.floor() - self.y.share(value) * (self.floor() - self.layout.top)
    }

    fn grid(&self, plot: &Plot) -> String {
        let (left, right) = (self.layout.left, self.right());
        let (top, floor) = (self.layout.top, self.floor());
        let center = f64::midpoint(left, right);
        let mut svg = String::new();
        for (value, text) in &self.y.marks {
            let y = self.up(*value);
            let (x, baseline) = (left - 7.0, y + 4.0);
            svg += &format!(
                r#"<line class="grid" x1="{left}" x2="{right}" y1="{y:.1}" y2="{y:.1}"/><text class="mark" x="{x}" y="{baseline:.1}" text-anchor="end">{text}</text>"#
            );
        }
        for (value, text) in &self.x.marks {
            let (x, baseline) = (self.across(*value), floor + 17.0);
            svg += &format!(
                r#"<line class="grid" x1="{x:.1}" x2="{x:.1}" y1="{top}" y2="{floor}"/><text class="mark" x="{x:.1}" y="{baseline}" text-anchor="middle">{text}</text>"#
            );
        }
        let (below, names) = (self.layout.height - 6.0, (plot.x.label, plot.y.label));
        svg + &format!(
            r#"<line class="axis" x1="{left}" x2="{right}" y1="{floor}" y2="{floor}"/><text class="axis-label" x="{center}" y="{below}" text-anchor="middle">{}</text><text class="axis-label" x="2" y="12">{}</text>"#,
            names.0, names.1
        )
    }

    /// Returns the line through the medians, each with a bar from its best round to its worst.
    fn line(&self, series: &Series) -> String {
        let drawn = || {
            series
                .points
                .iter()
                .filter(|(x, y)| *x > 0.0 && y.min > 0.0)
        };
        let path: Vec<_> = drawn()
            .map(|(x, y)| format!("{:.1} {:.1}", self.across(*x), self.up(y.median)))
            .collect();
        let kind = if series.bound { "bound" } else { "line" };
        let mut svg = format!(
            r#"<g class="{kind} s-{}"><path d="M{}"/>"#,
            series.system,
            path.join("L")
        );
        for (x, y) in drawn().filter(|_| !series.trace) {
            let (center, low, high) = (self.across(*x), self.up(y.min), self.up(y.max));
            svg += &format!(
                r#"<line class="spread" x1="{center:.1}" x2="{center:.1}" y1="{low:.1}" y2="{high:.1}"/>"#
            );
            if !series.bound {
                svg += &mark(series.system, center, self.up(y.median));
            }
        }
        svg + "</g>"
    }

    /// Returns a label beside the end of each line, moved up or down if two would touch.
    fn labels(&self, series: &[Series]) -> String {
        let mut ends: Vec<_> = series
            .iter()
            .filter_map(|series| {
                let (x, y) = series
                    .points
                    .iter()
                    .rfind(|(x, y)| *x > 0.0 && y.min > 0.0)?;
                Some((series, self.across(*x), self.up(y.median)))
            })
            .collect();
        ends.sort_by(|left, right| left.2.total_cmp(&right.2));
        let wanted: Vec<_> = ends.iter().map(|(.., y)| *y).collect();
        let places = spread_out(&wanted, self.layout.top + 4.0, self.floor() - 2.0);
        let x = self.right() + 14.0;
        let mut svg = String::new();
        for ((series, end, y), place) in ends.iter().zip(places) {
            let (start, stop, baseline) = (end + 5.0, x - 3.0, place + 4.0);
            let (system, label) = (series.system, escape(&series.label));
            svg += &format!(
                r#"<path class="leader s-{system}" d="M{start:.1} {y:.1}L{stop:.1} {place:.1}"/><text class="label s-{system}" x="{x:.1}" y="{baseline:.1}">{label}</text>"#
            );
        }
        svg
    }
}

/// Returns positions near the ascending `wanted` ones, at least [`LABEL_GAP`] apart, between `top` and `bottom`.
fn spread_out(wanted: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut places = wanted.to_vec();
    let mut least = top;
    for place in &mut places {
        *place = place.max(least);
        least = *place + LABEL_GAP;
    }
    let mut most = bottom;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - LABEL_GAP;
    }
    places
}

/// Returns the shape of a system's mark, which identifies it without its colour.
fn mark(system: &str, x: f64, y: f64) -> String {
    let polygon = |points: &[(f64, f64)]| {
        let points: Vec<_> = points
            .iter()
            .map(|(right, down)| format!("{:.1},{:.1}", x + right, y + down))
            .collect();
        format!(r#"<polygon points="{}"/>"#, points.join(" "))
    };
    match system {
        "shm" => format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="4"/>"#),
        "protocol" => polygon(&[(-3.5, -3.5), (3.5, -3.5), (3.5, 3.5), (-3.5, 3.5)]),
        "tauri" => polygon(&[(0.0, -4.5), (4.5, 3.5), (-4.5, 3.5)]),
        "tauri_plugin" => polygon(&[(-4.5, -2.0), (4.5, -2.0), (4.5, 2.0), (-4.5, 2.0)]),
        "tauri_accelerated" => polygon(&[(-2.0, -4.5), (2.0, -4.5), (2.0, 4.5), (-2.0, 4.5)]),
        "wry" => polygon(&[(0.0, -5.0), (5.0, 0.0), (0.0, 5.0), (-5.0, 0.0)]),
        "websocket" => polygon(&[(0.0, 4.5), (4.5, -3.5), (-4.5, -3.5)]),
        _ => format!(r#"<circle class="hollow" cx="{x:.1}" cy="{y:.1}" r="3.5"/>"#),
    }
}

/// Escapes text for an element or an attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{Axis, LABEL_GAP, Plot, Scale, Series, Spread, spread_out};

    fn plot(points: Vec<(f64, Spread)>) -> Plot {
        let series = Series {
            system: "shm",
            label: "ours & <others>".into(),
            points,
            bound: false,
            trace: false,
        };
        Plot {
            description: "a \"plot\"".into(),
            x: Axis {
                label: "size",
                scale: Scale::Sizes,
            },
            y: Axis {
                label: "MiB/s",
                scale: Scale::Decades,
            },
            series: vec![series],
        }
    }

    #[test]
    fn every_measured_size_has_its_mark_in_both_drawings() {
        let spread = |median| Spread {
            median,
            min: median / 2.0,
            max: median * 2.0,
        };
        let svg = plot(vec![(1024.0, spread(10.0)), (1048576.0, spread(500.0))]).svg();
        assert_eq!(svg.matches("<svg").count(), 2);
        assert_eq!(svg.matches("<circle").count(), 4);
        assert!(
            svg.contains("1 MiB") && svg.contains("ours &amp; &lt;others&gt;"),
            "{svg}"
        );
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }

    #[test]
    fn what_has_no_values_draws_nothing() {
        assert_eq!(plot(Vec::new()).svg(), "");
    }

    #[test]
    fn labels_keep_their_distance_and_stay_inside() {
        let places = spread_out(&[10.0, 11.0, 12.0, 99.0, 100.0], 0.0, 100.0);
        assert!(
            places.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_GAP),
            "{places:?}"
        );
        assert!(places[0] >= 0.0 && places[4] <= 100.0, "{places:?}");
    }
}
