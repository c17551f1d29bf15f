use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::Error;

/// Id of a listener: of a Rust listener within its hub, of a page listener within its document. Never 0.
pub type EventId = u32;

/// The name of an event: letters and digits of any script, and `-`, `/`, `:`, `_`. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventName(Arc<str>);

impl EventName {
    /// Creates an event name.
    ///
    /// # Errors
    /// Returns [`Error::IllegalEventName`] if `name` has another character.
    pub fn new(name: impl Into<Arc<str>>) -> Result<Self, Error> {
        let name = name.into();
        if is_well_formed(&name) {
            Ok(Self(name))
        } else {
            Err(Error::IllegalEventName(name.as_ref().to_owned()))
        }
    }

    /// Returns the name as text, which needs no escapes in JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_well_formed(name: &str) -> bool {
    name.chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | ':' | '_'))
}

impl fmt::Display for EventName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for EventName {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for EventName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for EventName {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self, Error> {
        Self::new(name)
    }
}

impl TryFrom<String> for EventName {
    type Error = Error;

    fn try_from(name: String) -> Result<Self, Error> {
        Self::new(name)
    }
}

impl Serialize for EventName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for EventName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::new(name).map_err(|_| {
            D::Error::custom(
                "Event name must include only alphanumeric characters, `-`, `/`, `:` and `_`.",
            )
        })
    }
}
