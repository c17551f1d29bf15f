use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, Visitor, value::MapAccessDeserializer},
};

/// The target of an event, and of a listener.
///
/// In JSON it is `{"kind": "Window", "label": "main"}`; a plain string means [`AnyLabel`](Self::AnyLabel).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(tag = "kind")]
#[non_exhaustive]
pub enum EventTarget {
    /// Everyone. A listener with this target receives every event of its name, whatever the target of the event.
    Any,
    /// The window and the webview with this label.
    AnyLabel {
        /// The label.
        label: String,
    },
    /// The application.
    App,
    /// The window with this label.
    Window {
        /// The label.
        label: String,
    },
    /// The webview with this label.
    Webview {
        /// The label.
        label: String,
    },
    /// The window with this label, together with its webview.
    WebviewWindow {
        /// The label.
        label: String,
    },
}

impl EventTarget {
    /// Returns the length of the label in bytes; 0 without one.
    pub(super) const fn label_bytes(&self) -> usize {
        match self {
            Self::Any | Self::App => 0,
            Self::AnyLabel { label }
            | Self::Window { label }
            | Self::Webview { label }
            | Self::WebviewWindow { label } => label.len(),
        }
    }

    /// Returns [`Any`](Self::Any).
    pub const fn any() -> Self {
        Self::Any
    }

    /// Returns [`AnyLabel`](Self::AnyLabel) with this label.
    pub fn labeled(label: impl Into<String>) -> Self {
        Self::AnyLabel {
            label: label.into(),
        }
    }

    /// Returns [`App`](Self::App).
    pub const fn app() -> Self {
        Self::App
    }

    /// Returns [`Window`](Self::Window) with this label.
    pub fn window(label: impl Into<String>) -> Self {
        Self::Window {
            label: label.into(),
        }
    }

    /// Returns [`Webview`](Self::Webview) with this label.
    pub fn webview(label: impl Into<String>) -> Self {
        Self::Webview {
            label: label.into(),
        }
    }

    /// Returns [`WebviewWindow`](Self::WebviewWindow) with this label.
    pub fn webview_window(label: impl Into<String>) -> Self {
        Self::WebviewWindow {
            label: label.into(),
        }
    }

    /// Returns the label, if this kind of target has one.
    pub fn label(&self) -> Option<&str> {
        match self {
            Self::Any | Self::App => None,
            Self::AnyLabel { label }
            | Self::Window { label }
            | Self::Webview { label }
            | Self::WebviewWindow { label } => Some(label),
        }
    }

    /// Whether an event emitted to `self` reaches a listener of `target`. A listener of [`Any`](Self::Any) receives every event.
    pub fn reaches(&self, target: &Self) -> bool {
        let same_label = self.label() == target.label();
        match (self, target) {
            (_, Self::Any) | (Self::Any, _) => true,
            (Self::App, Self::App) => true,
            (Self::App, _) | (_, Self::App) => false,
            (Self::AnyLabel { .. }, _) | (_, Self::AnyLabel { .. }) => same_label,
            (Self::Window { .. }, Self::Window { .. })
            | (Self::Webview { .. }, Self::Webview { .. })
            | (Self::WebviewWindow { .. }, Self::WebviewWindow { .. }) => same_label,
            _ => false,
        }
    }
}

impl<T: AsRef<str>> From<T> for EventTarget {
    fn from(label: T) -> Self {
        Self::labeled(label.as_ref())
    }
}

impl<'de> Deserialize<'de> for EventTarget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TargetVisitor)
    }
}

/// A target in the form of a JSON object.
#[derive(Deserialize)]
#[serde(tag = "kind")]
enum Tagged {
    Any,
    AnyLabel { label: String },
    App,
    Window { label: String },
    Webview { label: String },
    WebviewWindow { label: String },
}

struct TargetVisitor;

impl<'de> Visitor<'de> for TargetVisitor {
    type Value = EventTarget;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event target: an object with a `kind`, or a label")
    }

    fn visit_str<E: Error>(self, label: &str) -> Result<EventTarget, E> {
        Ok(EventTarget::labeled(label))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<EventTarget, A::Error> {
        Ok(
            match Tagged::deserialize(MapAccessDeserializer::new(map))? {
                Tagged::Any => EventTarget::Any,
                Tagged::AnyLabel { label } => EventTarget::AnyLabel { label },
                Tagged::App => EventTarget::App,
                Tagged::Window { label } => EventTarget::Window { label },
                Tagged::Webview { label } => EventTarget::Webview { label },
                Tagged::WebviewWindow { label } => EventTarget::WebviewWindow { label },
            },
        )
    }
}
