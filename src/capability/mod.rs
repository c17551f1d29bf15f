//! Capabilities: which windows and origins may call which commands.
//!
//! A [`Capability`] allows and denies commands for some windows, or for pages of some remote origins. [`Capabilities`] checks every call against all
//! capabilities that apply to its caller, before the call reaches a layer or a command:
//!
//! 1. A command that a capability denies is refused.
//! 2. A command that a capability allows is allowed.
//! 3. Any other command is allowed to a local page, unless a capability with an `allow` list applies to its window.
//! 4. Any other command is refused to a page of a remote origin.
//!
//! `allow` and `deny` apply to the windows that the capability names, or to all windows if it names none. `permissions` have the meaning that they have in
//! Tauri: allowed commands apply only to windows that are named, and denied commands apply to every window.
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
//! router.run(call, ReplySlot::new(move |reply| sender.send(reply).unwrap()));
//! assert_eq!(receiver.recv()?.refusal().unwrap().code().as_str(), "acl_denied");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod judge;
mod permission;

pub use judge::{Capabilities, InvalidPattern};

use serde::{Deserialize, Serialize};

/// The commands that some windows, or pages of some origins, may call.
///
/// In patterns `*` matches any text, `?` one character, and `[…]` one of the characters in brackets.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Capability {
    /// Name of the capability, for error messages.
    pub identifier: String,
    /// Description for the reader of the configuration.
    pub description: String,
    /// Patterns for the labels of the windows that the capability applies to. If both `windows` and `webviews` are empty, `allow` and `deny` apply to all
    /// windows, and commands that `permissions` allow apply to none.
    pub windows: Vec<String>,
    /// Patterns for the labels of the webviews that the capability applies to.
    pub webviews: Vec<String>,
    /// Whether the capability applies to local pages. Default: `true`.
    pub local: bool,
    /// Remote origins that the capability applies to.
    pub remote: Option<Remote>,
    /// Patterns for allowed commands. A local page that a capability with this list applies to may call no other commands.
    pub allow: Option<Vec<String>>,
    /// Patterns for denied commands. Takes precedence over every `allow`.
    pub deny: Vec<String>,
    /// Operating systems that the capability applies to, such as `linux`, `windows` and `macOS`. Default: all.
    pub platforms: Option<Vec<String>>,
    /// Permissions as in Tauri. `p:deny-c` denies `plugin:p|c` in every window; `p:allow-c` allows it to pages of remote origins in the windows that are
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

/// Remote origins.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Remote {
    /// Patterns for origins, such as `https://app.example.org`, `https://*.example.org`, `http://localhost:*`.
    pub urls: Vec<String>,
}

/// A permission, as in Tauri.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(
    untagged,
    expecting = "expected a permission's name, or an object with `identifier`"
)]
pub enum Permission {
    /// The name of the permission, such as `core:window:allow-close`.
    Name(String),
    /// A scoped permission. Scopes are unsupported: an `allow` is ignored, and a `deny` covers the whole command.
    Scoped {
        /// The name of the permission.
        identifier: String,
    },
}
