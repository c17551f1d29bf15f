//! The picture of the README: the throughput of downloads over their size, for each system.

use super::{
    Measure, Report,
    plot::{Axis, Plot, Scale},
};
use crate::bench::{operations, record::Record, systems::BOUNDS};

/// Colour scheme of the page that shows the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

/// Classes of the systems with their colours in each theme.
const COLORS: [(&str, &str, &str); 10] = [
    ("shm", "#0b57c4", "#74b1ff"),
    ("protocol", "#007a70", "#35cdbd"),
    ("tauri", "#c23a00", "#ff8f63"),
    ("tauri_plugin", "#a8406a", "#ff9cc0"),
    ("tauri_accelerated", "#4a7a1c", "#9ed36a"),
    ("wry", "#7d5b00", "#e3bb4f"),
    ("websocket", "#8436b4", "#d0a0ff"),
    ("http", "#566170", "#b3bdc9"),
    ("chromium_websocket", "#a03a6f", "#f29ac4"),
    ("chromium_http", "#3f6b1f", "#a5d07c"),
];

impl Theme {
    /// Returns its name in the names of files.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Returns one of two texts.
    const fn of<'a>(self, light: &'a str, dark: &'a str) -> &'a str {
        match self {
            Self::Light => light,
            Self::Dark => dark,
        }
    }

    /// Returns the style of a drawing that stands alone. It names every colour, since not every viewer knows variables.
    fn style(self) -> String {
        let (page, ink, quiet) = (
            self.of("#ffffff", "#0d1117"),
            self.of("#16191d", "#e8eaed"),
            self.of("#59616b", "#a3abb5"),
        );
        let (rule, axis) = (self.of("#e3e6ea", "#2b3037"), self.of("#9aa2ac", "#646d78"));
        let mut style = format!(
            "text{{font:12.5px system-ui,sans-serif;fill:{ink}}}.mark,.axis-label{{fill:{quiet}}}.label{{font-weight:600}}\
            .grid{{stroke:{rule}}}.axis{{stroke:{axis}}}.line path{{fill:none;stroke-width:1.75;stroke-linejoin:round}}\
            .s-shm path,.s-protocol path{{stroke-width:2.75}}.spread{{stroke-width:1.25;opacity:.6}}.leader{{fill:none;opacity:.45}}\
            .line circle,.line polygon{{stroke:{page}}}.line .hollow{{fill:{page};stroke-width:2}}"
        );
        for (system, light, dark) in COLORS {
            let color = self.of(light, dark);
            style += &format!(
                ".s-{system} path,.s-{system} .spread,.s-{system} .hollow,.leader.s-{system}{{stroke:{color}}}\
                .s-{system} circle,.s-{system} polygon,.label.s-{system}{{fill:{color}}}.s-{system} .hollow{{fill:{page}}}"
            );
        }
        style
    }
}

/// Returns the picture as SVG.
pub(crate) fn picture(record: &Record, theme: Theme) -> String {
    let report = Report { record };
    let cells = record.cells(operations::DOWNLOAD);
    let measure = Measure::Throughput;
    let mut series = report.series(&cells, measure, |cell| cell.bytes as f64);
    // Of webviews alone.
    series.retain(|series| series.system != BOUNDS.id && !series.system.starts_with("chromium"));
    let plot = Plot {
        description: "Throughput of downloads into a webview in MiB/s over their size, for bytelane's two lanes, Tauri 2, bare wry, WebSocket and HTTP".into(),
        x: Axis {
            label: "size of a download",
            scale: Scale::Sizes,
        },
        y: measure.axis(),
        series,
    };
    let svg = plot.wide();
    let (open, rest) = svg.split_once('>').unwrap_or(("<svg", "</svg>"));
    format!(
        "{}><style>{}</style>{rest}\n",
        open.replacen("<svg", r#"<svg xmlns="http://www.w3.org/2000/svg""#, 1),
        theme.style()
    )
}

#[cfg(test)]
mod tests {
    use super::{COLORS, Theme};
    use crate::bench::systems::{BOUNDS, SYSTEMS};

    #[test]
    fn every_system_has_a_colour_in_each_theme() {
        for system in SYSTEMS.iter().filter(|system| **system != BOUNDS) {
            let (_, light, dark) = COLORS
                .iter()
                .find(|(id, ..)| *id == system.id)
                .expect("a colour");
            assert!(Theme::Light.style().contains(light));
            assert!(Theme::Dark.style().contains(dark));
        }
    }
}
