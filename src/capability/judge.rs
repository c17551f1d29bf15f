use std::fmt;

use glob::Pattern;

use super::{Capability, permission::Commands};
use crate::{Refusal, origin, router::Caller, wire::Code};

/// Key of the capabilities in the configuration, for error messages.
const CONFIG_KEY: &str = "app.security.capabilities";
/// Directory of the capability files, for error messages.
const DIRECTORY: &str = "capabilities/";

/// A pattern of a capability is malformed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {message}")]
pub struct InvalidPattern {
    /// Path of the pattern in the list of capabilities, such as `[1].deny[0]`.
    pub key: String,
    /// Description of the error.
    pub message: String,
}

/// Decides by capabilities which calls are allowed.
#[derive(Debug, Default)]
pub struct Capabilities {
    rules: Vec<Rule>,
    /// Origins of local pages. If empty, all pages are local.
    local: Vec<String>,
}

/// A capability with compiled patterns.
#[derive(Debug)]
struct Rule {
    name: String,
    windows: Vec<Pattern>,
    local: bool,
    remote: Vec<String>,
    /// Whether the capability has an `allow` list, even an empty one.
    has_list: bool,
    allow: Vec<Pattern>,
    deny: Vec<Pattern>,
    /// The commands of its `permissions`.
    permitted: Commands<Pattern>,
}

impl Capabilities {
    /// Compiles capabilities. `local` lists the origins of local pages; if it is empty, all pages are local.
    ///
    /// # Errors
    /// Returns [`InvalidPattern`] for a malformed pattern.
    pub fn new(capabilities: Vec<Capability>, local: Vec<String>) -> Result<Self, InvalidPattern> {
        let rules = capabilities
            .into_iter()
            .enumerate()
            .filter(|(_, capability)| capability.is_for_this_system())
            .map(|(index, capability)| Rule::new(index, capability))
            .collect::<Result<_, _>>()?;
        Ok(Self { rules, local })
    }

    /// Returns the patterns of all remote origins that a capability applies to.
    pub fn remote_origins(&self) -> impl Iterator<Item = &str> {
        self.rules
            .iter()
            .flat_map(|rule| rule.remote.iter().map(String::as_str))
    }

    /// Checks whether a caller may call a command.
    ///
    /// # Errors
    /// Returns `acl_denied`, with a message that says what to change in the configuration.
    pub fn check(&self, caller: &Caller, command: &str) -> Result<(), Refusal> {
        if self.rules.is_empty() && self.is_local(&caller.origin) {
            return Ok(());
        }
        self.judge(caller, command).map_err(|denial| {
            let text = format!("Command {command} not allowed by ACL: {denial}");
            Refusal::new(Code::AclDenied, text).with_command(command)
        })
    }

    fn is_local(&self, origin: &str) -> bool {
        self.local.is_empty()
            || self
                .local
                .iter()
                .any(|local| origin::matches(local, origin))
    }

    fn judge<'a>(&'a self, caller: &'a Caller, command: &'a str) -> Result<(), Denial<'a>> {
        let is_local = self.is_local(&caller.origin);
        let label = caller.label.as_str();
        let of_origin = || {
            self.rules
                .iter()
                .filter(move |rule| rule.is_for_origin(caller, is_local))
        };
        let applying = || of_origin().filter(move |rule| rule.is_for_window(label));
        for rule in of_origin() {
            let name = &rule.name;
            if let Some(pattern) = matching(&rule.permitted.deny, command) {
                return Err(Denial::NotPermitted { name, pattern });
            }
            let denied = || matching(&rule.deny, command);
            if let Some(pattern) = rule.is_for_window(label).then(denied).flatten() {
                return Err(Denial::Denied {
                    name,
                    pattern,
                    label,
                });
            }
        }
        let is_allowed = |rule: &Rule| {
            matching(&rule.allow, command).is_some()
                || !is_local
                    && rule.names_window(label)
                    && matching(&rule.permitted.allow, command).is_some()
        };
        if applying().any(is_allowed) {
            return Ok(());
        }
        if !is_local {
            let origin = &caller.origin;
            return Err(Denial::Remote {
                origin,
                label,
                command,
            });
        }
        let names: Vec<_> = applying()
            .filter(|rule| rule.has_list)
            .map(|rule| rule.name.as_str())
            .collect();
        if names.is_empty() {
            return Ok(());
        }
        Err(Denial::NotListed {
            names,
            label,
            command,
        })
    }
}

impl Rule {
    fn new(index: usize, capability: Capability) -> Result<Self, InvalidPattern> {
        let patterns = |field: &str, texts: &[String]| {
            let pattern = |(place, text): (usize, &String)| {
                Pattern::new(text).map_err(|error| InvalidPattern {
                    key: format!("[{index}].{field}[{place}]"),
                    message: error.to_string(),
                })
            };
            texts
                .iter()
                .enumerate()
                .map(pattern)
                .collect::<Result<Vec<_>, _>>()
        };
        let mut windows = patterns("windows", &capability.windows)?;
        // A webview has the label of its window.
        windows.extend(patterns("webviews", &capability.webviews)?);
        let mut permitted = Commands::default();
        for permission in &capability.permissions {
            let Some(Commands { allow, deny }) = permission.commands() else {
                tracing::warn!(target: "bytelane::application",
                    capability = capability.identifier,
                    "the permission {permission:?} is ignored because its commands are unknown; list them in `allow` or `deny`"
                );
                continue;
            };
            permitted.allow.extend(patterns("permissions", &allow)?);
            permitted.deny.extend(patterns("permissions", &deny)?);
        }
        let remote = capability.remote.unwrap_or_default().urls;
        let remote = remote.iter().enumerate().map(|(place, url)| {
            origin::parse(url).map_err(|message| InvalidPattern {
                key: format!("[{index}].remote.urls[{place}]"),
                message,
            })
        });
        Ok(Self {
            name: if capability.identifier.is_empty() {
                format!("[{index}]")
            } else {
                capability.identifier
            },
            windows,
            local: capability.local,
            remote: remote.collect::<Result<_, _>>()?,
            has_list: capability.allow.is_some(),
            allow: patterns("allow", &capability.allow.unwrap_or_default())?,
            deny: patterns("deny", &capability.deny)?,
            permitted,
        })
    }

    fn is_for_origin(&self, caller: &Caller, is_local: bool) -> bool {
        if is_local {
            return self.local;
        }
        self.remote
            .iter()
            .any(|pattern| origin::matches(pattern, &caller.origin))
    }

    /// Whether `allow` and `deny` apply to a window.
    fn is_for_window(&self, label: &str) -> bool {
        self.windows.is_empty() || self.names_window(label)
    }

    /// Whether commands that permissions allow apply to a window: as in Tauri, only if the capability names it.
    fn names_window(&self, label: &str) -> bool {
        matching(&self.windows, label).is_some()
    }
}

fn matching<'a>(patterns: &'a [Pattern], text: &str) -> Option<&'a str> {
    patterns
        .iter()
        .find(|pattern| pattern.matches(text))
        .map(Pattern::as_str)
}

/// The reason for which a call is refused.
enum Denial<'a> {
    NotPermitted {
        name: &'a str,
        pattern: &'a str,
    },
    Denied {
        name: &'a str,
        pattern: &'a str,
        label: &'a str,
    },
    NotListed {
        names: Vec<&'a str>,
        label: &'a str,
        command: &'a str,
    },
    Remote {
        origin: &'a str,
        label: &'a str,
        command: &'a str,
    },
}

impl fmt::Display for Denial<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotPermitted { name, pattern } => write!(
                f,
                "capability `{name}` has a permission that denies {pattern:?} in every window, as in Tauri. Remove the permission in `{CONFIG_KEY}` or in its file in \
                 `{DIRECTORY}`, or use `deny`, which applies to the capability's `windows` only"
            ),
            Self::Denied {
                name,
                pattern,
                label,
            } => write!(
                f,
                "capability `{name}` has {pattern:?} in its `deny` list, which applies to window `{label}`. Remove it in `{CONFIG_KEY}` or in its file in `{DIRECTORY}`"
            ),
            Self::NotListed {
                names,
                label,
                command,
            } => write!(
                f,
                "window `{label}` may call listed commands only. Add {command:?} to the `allow` list of capability `{}` in `{CONFIG_KEY}` or in its file in `{DIRECTORY}`",
                names.join("` or `")
            ),
            Self::Remote {
                origin,
                label,
                command,
            } => write!(
                f,
                "no capability allows this command to pages of {origin}. Add {{\"windows\": [{label:?}], \"local\": false, \"remote\": {{\"urls\": [{origin:?}]}}, \
                 \"allow\": [{command:?}]}} to `{CONFIG_KEY}`, or as a file to `{DIRECTORY}` if that list is empty"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "bytelane://localhost";

    fn capabilities(text: &str) -> Capabilities {
        Capabilities::new(serde_json::from_str(text).unwrap(), vec![OWN.into()]).unwrap()
    }

    fn check(
        capabilities: &Capabilities,
        label: &str,
        origin: &str,
        command: &str,
    ) -> Result<(), String> {
        let caller = Caller {
            label: label.into(),
            origin: origin.into(),
            ..Caller::default()
        };
        let verdict = capabilities.check(&caller, command);
        verdict.map_err(|refusal| {
            assert_eq!(refusal.code(), Code::AclDenied);
            assert_eq!(refusal.command(), Some(command));
            refusal.message().to_owned()
        })
    }

    #[test]
    fn local_pages_may_call_all_commands_by_default() {
        for capabilities in [
            capabilities("[]"),
            capabilities(r#"[{ "windows": ["other"], "allow": [] }]"#),
        ] {
            assert_eq!(check(&capabilities, "main", OWN, "greet"), Ok(()));
            assert_eq!(
                check(&capabilities, "main", OWN, "plugin:window|close"),
                Ok(())
            );
        }
    }

    #[test]
    fn deny_takes_precedence_over_allow() {
        let capabilities = capabilities(
            r#"[{ "identifier": "a", "allow": ["*"] }, { "identifier": "b", "windows": ["ma*"], "deny": ["plugin:window|*"] }]"#,
        );
        assert_eq!(
            check(&capabilities, "main", OWN, "plugin:window|close").unwrap_err(),
            "Command plugin:window|close not allowed by ACL: capability `b` has \"plugin:window|*\" in its `deny` list, which applies to window `main`. \
             Remove it in `app.security.capabilities` or in its file in `capabilities/`"
        );
        assert_eq!(check(&capabilities, "main", OWN, "greet"), Ok(()));
        assert_eq!(
            check(&capabilities, "other", OWN, "plugin:window|close"),
            Ok(())
        );
    }

    #[test]
    fn an_allow_list_excludes_all_other_commands() {
        let capabilities = capabilities(
            r#"[{ "identifier": "help", "windows": ["help-?"], "allow": ["read_*"] }, { "identifier": "more", "webviews": ["help-1"], "allow": ["x"] }]"#,
        );
        assert_eq!(check(&capabilities, "help-1", OWN, "read_page"), Ok(()));
        assert_eq!(check(&capabilities, "help-1", OWN, "x"), Ok(()));
        assert_eq!(check(&capabilities, "main", OWN, "write_page"), Ok(()));
        assert_eq!(
            check(&capabilities, "help-1", OWN, "write_page").unwrap_err(),
            "Command write_page not allowed by ACL: window `help-1` may call listed commands only. Add \"write_page\" to the `allow` list of \
             capability `help` or `more` in `app.security.capabilities` or in its file in `capabilities/`"
        );
    }

    #[test]
    fn remote_pages_need_a_capability() {
        let text = r#"[{ "identifier": "remote", "windows": ["main"], "local": false, "remote": { "urls": ["https://*.example.org"] },
            "allow": ["greet"], "deny": ["greet_*"], "permissions": ["core:event:default", "core:event:deny-emit"] }]"#;
        let remote = capabilities(text);
        let page = "https://app.example.org";
        assert_eq!(
            remote.remote_origins().collect::<Vec<_>>(),
            ["https://*.example.org"]
        );
        assert_eq!(check(&remote, "main", page, "greet"), Ok(()));
        assert_eq!(check(&remote, "main", page, "plugin:event|listen"), Ok(()));
        for (label, origin, command) in [
            ("main", page, "greet_all"),
            ("main", page, "plugin:event|emit"),
            ("main", page, "other"),
            ("second", page, "greet"),
            ("main", "https://example.org", "greet"),
            ("main", "https://evil.com", "greet"),
        ] {
            assert!(
                check(&remote, label, origin, command).is_err(),
                "{label} {origin} {command}"
            );
        }
        // `deny` applies to the callers of the capability only.
        assert_eq!(check(&remote, "main", OWN, "greet_all"), Ok(()));
        assert_eq!(
            check(&capabilities("[]"), "main", "https://evil.com", "greet").unwrap_err(),
            "Command greet not allowed by ACL: no capability allows this command to pages of https://evil.com. Add {\"windows\": [\"main\"], \"local\": false, \
             \"remote\": {\"urls\": [\"https://evil.com\"]}, \"allow\": [\"greet\"]} to `app.security.capabilities`, or as a file to `capabilities/` if \
             that list is empty"
        );
    }

    #[test]
    fn permissions_apply_to_windows_as_in_tauri() {
        let text = r#"[{ "identifier": "p", WINDOWS "remote": { "urls": ["https://example.org"] },
            "permissions": ["core:event:default", "deny-greet"] }]"#;
        let page = "https://example.org";
        for (windows, allowed) in [
            ("", &[][..]),
            (r#""windows": [], "webviews": [],"#, &[]),
            (r#""windows": ["main"],"#, &["main"]),
            (r#""webviews": ["m*"],"#, &["main"]),
            (
                r#""windows": ["main"], "webviews": ["o*"],"#,
                &["main", "other"],
            ),
        ] {
            let permitted = capabilities(&text.replace("WINDOWS", windows));
            for label in ["main", "other"] {
                // Allowed commands apply to the named windows only.
                let verdict = check(&permitted, label, page, "plugin:event|listen");
                assert_eq!(
                    verdict.is_ok(),
                    allowed.contains(&label),
                    "{windows} {label}"
                );
                // Denied commands apply to every window.
                for origin in [OWN, page] {
                    assert_eq!(
                        check(&permitted, label, origin, "greet").unwrap_err(),
                        "Command greet not allowed by ACL: capability `p` has a permission that denies \"greet\" in every window, as in Tauri. Remove the \
                         permission in `app.security.capabilities` or in its file in `capabilities/`, or use `deny`, which applies to the capability's `windows` only"
                    );
                }
                assert_eq!(check(&permitted, label, OWN, "other"), Ok(()));
            }
        }
    }

    #[test]
    fn a_permission_denies_for_the_origins_of_its_capability() {
        let remote = capabilities(
            r#"[{ "local": false, "remote": { "urls": ["https://example.org"] }, "windows": ["main"], "allow": ["*"], "permissions": ["deny-greet"] }]"#,
        );
        assert_eq!(check(&remote, "main", OWN, "greet"), Ok(()));
        assert!(check(&remote, "main", "https://example.org", "greet").is_err());
        assert_eq!(
            check(&remote, "main", "https://example.org", "other"),
            Ok(())
        );
    }

    #[test]
    fn a_local_permission_denies_remote_pages_nothing() {
        let local = capabilities(
            r#"[{ "windows": ["main"], "permissions": ["deny-greet"] },
                { "windows": ["main"], "local": false, "remote": { "urls": ["https://example.org"] }, "permissions": ["allow-greet"] }]"#,
        );
        assert!(check(&local, "main", OWN, "greet").is_err());
        assert_eq!(
            check(&local, "main", "https://example.org", "greet"),
            Ok(())
        );
    }

    #[test]
    fn similar_origins_are_not_local() {
        let none = capabilities("[]");
        for spoofed in [
            "bytelane://localhost.evil.com",
            "bytelane://evil.com",
            "http://localhost",
            "http://bytelane.localhost.evil.com",
            "http://other.localhost",
            "bytelane://localhost:80",
            "other://localhost",
            "null",
            "",
        ] {
            assert!(check(&none, "main", spoofed, "greet").is_err(), "{spoofed}");
        }
    }

    #[test]
    fn lists_of_a_capability_without_windows_apply_to_all() {
        let lists = capabilities(r#"[{ "allow": ["read_*", "write"], "deny": ["write"] }]"#);
        for label in ["main", "other"] {
            assert_eq!(check(&lists, label, OWN, "read_page"), Ok(()));
            assert!(check(&lists, label, OWN, "write").is_err());
            assert!(check(&lists, label, OWN, "other").is_err());
        }
    }

    #[test]
    fn a_remote_deny_does_not_deny_local_pages() {
        let capabilities = capabilities(
            r#"[{ "local": false, "remote": { "urls": ["https://example.org"] }, "allow": ["*"], "deny": ["greet"] }]"#,
        );
        assert_eq!(check(&capabilities, "main", OWN, "greet"), Ok(()));
        assert!(check(&capabilities, "main", "https://example.org", "greet").is_err());
        assert_eq!(
            check(&capabilities, "main", "https://example.org", "other"),
            Ok(())
        );
    }

    #[test]
    fn a_capability_can_be_limited_to_platforms() {
        let with = |systems: &str| {
            let text = format!(r#"[{{ "deny": ["greet"], "platforms": {systems} }}]"#);
            check(&capabilities(&text), "main", OWN, "greet")
        };
        let this = std::env::consts::OS.to_uppercase();
        assert!(with("null").is_err());
        assert!(with(&format!(r#"["android", "{this}"]"#)).is_err());
        assert_eq!(with(r#"["android"]"#), Ok(()));
    }

    #[test]
    fn malformed_patterns_are_named() {
        for (text, key) in [
            (r#"[{}, { "deny": ["a", "[b"] }]"#, "[1].deny[1]"),
            (r#"[{ "windows": ["***"] }]"#, "[0].windows[0]"),
            (
                r#"[{ "remote": { "urls": ["https://example.org/path"] } }]"#,
                "[0].remote.urls[0]",
            ),
        ] {
            let error =
                Capabilities::new(serde_json::from_str(text).unwrap(), Vec::new()).unwrap_err();
            assert_eq!(error.key, key);
        }
    }
}
