//! Colors.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// An RGBA color: red, green, blue and alpha, each from 0 to 255.
///
/// In JSON it is `"#rrggbb"`, `"#rrggbbaa"`, `[r, g, b]`, `[r, g, b, a]`, or an object of `red`, `green`, `blue` and `alpha`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Color(pub u8, pub u8, pub u8, pub u8);

impl From<Color> for (u8, u8, u8, u8) {
    fn from(Color(red, green, blue, alpha): Color) -> Self {
        (red, green, blue, alpha)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        const fn opaque() -> u8 {
            255
        }
        #[derive(Deserialize)]
        #[serde(
            untagged,
            expecting = "expected a color: `#rrggbb`, `[r, g, b]` or `{ red, green, blue }`"
        )]
        enum Form {
            Text(String),
            Rgba(u8, u8, u8, u8),
            Rgb(u8, u8, u8),
            Object {
                red: u8,
                green: u8,
                blue: u8,
                #[serde(default = "opaque")]
                alpha: u8,
            },
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Rgba(red, green, blue, alpha)
            | Form::Object {
                red,
                green,
                blue,
                alpha,
            } => Self(red, green, blue, alpha),
            Form::Rgb(red, green, blue) => Self(red, green, blue, 255),
            Form::Text(text) => of_text(&text).ok_or_else(|| {
                D::Error::custom(format!(
                    "{text:?} is not a color: expected `#rrggbb` or `#rrggbbaa`"
                ))
            })?,
        })
    }
}

/// Parses `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa`.
fn of_text(text: &str) -> Option<Color> {
    let digits = text.strip_prefix('#')?;
    if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let long = match digits.len() {
        3 | 4 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        _ => digits.to_owned(),
    };
    let part = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
    match long.len() {
        6 => Some(Color(part(0)?, part(2)?, part(4)?, 255)),
        8 => Some(Color(part(0)?, part(2)?, part(4)?, part(6)?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Color;

    #[test]
    fn colors_are_read_in_every_form() {
        let read = |text: &str| serde_json::from_str::<Color>(text);
        for text in [
            r##""#102030""##,
            "[16, 32, 48]",
            "[16, 32, 48, 255]",
            r#"{ "red": 16, "green": 32, "blue": 48 }"#,
        ] {
            assert_eq!(read(text).unwrap(), Color(16, 32, 48, 255), "{text}");
        }
        assert_eq!(read(r##""#1238""##).unwrap(), Color(0x11, 0x22, 0x33, 0x88));
        for text in [
            r#""red""#,
            r##""#12345""##,
            r##""#+1+1+1""##,
            r##""#é12""##,
            "[1, 2]",
            "[1, 2, 256]",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
