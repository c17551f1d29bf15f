//! Capabilities: which windows and origins may call which commands.
//!
//! A [`Capability`] says for some windows, or for pages of some remote origins, what they may call and what not. [`Capabilities`] judges calls by all
//! of them, before a call reaches a layer or a command:
//!
//! 1. What one that applies denies is refused.
//! 2. What one that applies allows is allowed.
//! 3. A page of the application's own may call the rest, unless one that applies to its window has a list of what is allowed.
//! 4. A page of a remote origin may call nothing else.
//!
//! `allow` and `deny` apply to the windows that the capability names, and to all where it names none. `permissions`, which are Tauri's words, have Tauri's
//! meaning: what they allow applies to no window that is not named, and what they deny applies to every window, named or not.
//!
//! # Examples
//! ```
//! use bytelane::{Call, Payload, ReplySlot, Router, capability::{Capabilities, Capability}};
//!
//! #[bytelane::command]
//! fn shut_down() {}
//!
//! let help: Capability = serde_json::from_str(r#"{ "identifier": "help", "windows": ["help-*"], "deny": ["shut_*"] }"#)?;
//! let router = Router::new(bytelane::generate_handler![shut_down]).with_capabilities(Capabilities::new(vec![help], Vec::new())?);
//!
//! let mut call = Call::new("shut_down", Payload::None);
//! call.caller = std::sync::Arc::new(bytelane::Caller { label: "help-1".into(), ..Default::default() });
//! let (sender, receiver) = std::sync::mpsc::channel();
//! router.dispatch(call, ReplySlot::new(move |reply| sender.send(reply).unwrap()));
//! assert_eq!(receiver.recv()?.refusal().unwrap().code().as_str(), "acl_denied");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod judge;
mod permission;

pub use judge::{Capabilities, InvalidPattern};

use serde::{Deserialize, Serialize};

/// What some windows, or pages of some origins, may call.
///
/// Patterns have `*` for any text, `?` for one character, `[…]` for one of some.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Capability {
    /// Its name, for texts of errors.
    pub identifier: String,
    /// What it is for.
    pub description: String,
    /// Patterns of labels of windows that it applies to. Where neither `windows` nor `webviews` says any, `allow` and `deny` apply to all of them, and what
    /// `permissions` allow applies to none.
    pub windows: Vec<String>,
    /// Patterns of labels of webviews that it applies to.
    pub webviews: Vec<String>,
    /// Whether it applies to pages of the application's own. The default.
    pub local: bool,
    /// Origins of others that it applies to.
    pub remote: Option<Remote>,
    /// Patterns of commands that are allowed. Pages of the application's own to which one with such a list applies may call nothing else.
    pub allow: Option<Vec<String>>,
    /// Patterns of commands that are refused, whoever allows them.
    pub deny: Vec<String>,
    /// The systems that it is for, such as `linux`, `windows` and `macOS`; all of them where it says none.
    pub platforms: Option<Vec<String>>,
    /// Permissions in Tauri's words. `p:deny-c` denies `plugin:p|c`, in every window; `p:allow-c` allows it to pages of other origins, in the windows that are
    /// named.
    pub permissions: Vec<Permission>,
}

impl Default for Capability {
    fn default() -> Self {
        Self {
            identifier: String::new(),
            description: String::new(),
            windows: Vec::new(),
            webviews: Vec::new(),
            local: true,
            remote: None,
            allow: None,
            deny: Vec::new(),
            platforms: None,
            permissions: Vec::new(),
        }
    }
}

impl Capability {
    fn is_for_this_system(&self) -> bool {
        let this = std::env::consts::OS;
        self.platforms
            .as_ref()
            .is_none_or(|systems| systems.iter().any(|name| name.eq_ignore_ascii_case(this)))
    }
}

/// Origins of others.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Remote {
    /// Origins such as `https://app.example.org`, `https://*.example.org`, `http://localhost:*`.
    pub urls: Vec<String>,
}

/// A permission in Tauri's words.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a permission's name, or an object with `identifier`"
)]
pub enum Permission {
    /// Its name, such as `core:window:allow-close`.
    Name(String),
    /// One with a scope. Scopes are not there, so it allows nothing; what it denies is denied as a whole.
    Scoped {
        /// Its name.
        identifier: String,
    },
}
