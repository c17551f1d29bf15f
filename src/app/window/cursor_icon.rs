//! Icons of the cursor.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

macro_rules! icons {
    ($($name:ident = $text:literal;)*) => {
        /// The icon of the cursor. In JSON it is the variant's name in camel case, such as `"notAllowed"`.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        #[allow(missing_docs, reason = "the variants are the cursors of CSS")]
        pub enum CursorIcon { #[default] $($name,)* }

        impl CursorIcon {
            const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            const ALL: &[Self] = &[$(Self::$name,)*];
        }

        impl From<CursorIcon> for tao::window::CursorIcon {
            fn from(icon: CursorIcon) -> Self {
                match icon { $(CursorIcon::$name => Self::$name,)* }
            }
        }
    };
}

icons! {
    Default = "default"; Crosshair = "crosshair"; Hand = "hand"; Arrow = "arrow"; Move = "move"; Text = "text"; Wait = "wait"; Help = "help";
    Progress = "progress"; NotAllowed = "notAllowed"; ContextMenu = "contextMenu"; Cell = "cell"; VerticalText = "verticalText"; Alias = "alias";
    Copy = "copy"; NoDrop = "noDrop"; Grab = "grab"; Grabbing = "grabbing"; AllScroll = "allScroll"; ZoomIn = "zoomIn"; ZoomOut = "zoomOut";
    EResize = "eResize"; NResize = "nResize"; NeResize = "neResize"; NwResize = "nwResize"; SResize = "sResize"; SeResize = "seResize";
    SwResize = "swResize"; WResize = "wResize"; EwResize = "ewResize"; NsResize = "nsResize"; NeswResize = "neswResize"; NwseResize = "nwseResize";
    ColResize = "colResize"; RowResize = "rowResize";
}

impl Serialize for CursorIcon {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

impl<'de> Deserialize<'de> for CursorIcon {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let found = Self::ALL
            .iter()
            .find(|icon| icon.text().eq_ignore_ascii_case(&text));
        found
            .copied()
            .ok_or_else(|| D::Error::custom(format!("unknown cursor icon {text:?}")))
    }
}
