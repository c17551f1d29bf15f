use std::fmt;

use glob::Pattern;

use super::{Capability, permission::Commands};
use crate::{Refusal, origin, router::Caller, wire::Code};

/// Where capabilities stand in the configuration, for texts of errors.
const PLACE: &str = "app.security.capabilities";
/// Where the files of capabilities stand.
const FILES: &str = "capabilities/";

/// A pattern of a capability is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {message}")]
pub struct InvalidPattern {
    /// Which, such as `[1].deny[0]`.
    pub key: String,
    /// What is wrong with it.
    pub message: String,
}

/// Judges calls by capabilities.
#[derive(Debug, Default)]
pub struct Capabilities {
    rules: Vec<Rule>,
    /// Origins whose pages are the application's own.
    local: Vec<String>,
}

/// A capability, made ready.
#[derive(Debug)]
struct Rule {
    name: String,
    windows: Vec<Pattern>,
    local: bool,
    remote: Vec<String>,
    /// Whether it has a list of what is allowed, even an empty one.
    lists: bool,
    allow: Vec<Pattern>,
    deny: Vec<Pattern>,
    /// What is allowed and denied in Tauri's words, by Tauri's rules.
    permitted: Commands<Pattern>,
}

impl Capabilities {
    /// Capabilities, and the origins whose pages are the application's own. Where none is given, all pages are.
    ///
    /// # Errors
    /// A pattern that is none.
    pub fn new(capabilities: Vec<Capability>, local: Vec<String>) -> Result<Self, InvalidPattern> {
        let rules = capabilities
            .into_iter()
            .enumerate()
            .filter(|(_, capability)| capability.is_for_this_system())
            .map(|(index, capability)| Rule::new(index, capability))
            .collect::<Result<_, _>>()?;
        Ok(Self { rules, local })
    }

    /// Patterns of the origins of others that may call anything at all.
    pub fn remote_origins(&self) -> impl Iterator<Item = &str> {
        self.rules
            .iter()
            .flat_map(|rule| rule.remote.iter().map(String::as_str))
    }

    /// Judges a call.
    ///
    /// # Errors
    /// `acl_denied`, with what to add and where.
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
            .filter(|rule| rule.lists)
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
        // A webview has its window's label.
        windows.extend(patterns("webviews", &capability.webviews)?);
        let mut permitted = Commands::default();
        for permission in &capability.permissions {
            let Some(Commands { allow, deny }) = permission.commands() else {
                tracing::warn!(
                    capability = capability.identifier,
                    "the permission {permission:?} names no command that is known: say `allow` or `deny`"
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
            lists: capability.allow.is_some(),
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

    /// Whether its `allow` and `deny` are for a window.
    fn is_for_window(&self, label: &str) -> bool {
        self.windows.is_empty() || self.names_window(label)
    }

    /// Whether what its permissions allow is for a window: as in Tauri, for none that it does not name.
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

/// Why a call is refused.
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
                "capability `{name}` has a permission that denies {pattern:?}, which holds in every window, as in Tauri. Take it out there, in `{PLACE}` \
                 or its file in `{FILES}`; a `deny` is for the capability's `windows` alone"
            ),
            Self::Denied {
                name,
                pattern,
                label,
            } => write!(
                f,
                "capability `{name}` has {pattern:?} in its `deny`, which applies to window `{label}`. Take it out there, in `{PLACE}` or its file in `{FILES}`"
            ),
            Self::NotListed {
                names,
                label,
                command,
            } => write!(
                f,
                "window `{label}` may call only what is listed. Add {command:?} to the `allow` of capability `{}`, in `{PLACE}` or its file in `{FILES}`",
                names.join("` or `")
            ),
            Self::Remote {
                origin,
                label,
                command,
            } => write!(
                f,
                "no capability allows it to pages of {origin}. Add {{\"windows\": [{label:?}], \"local\": false, \"remote\": {{\"urls\": [{origin:?}]}}, \
                 \"allow\": [{command:?}]}} to `{PLACE}`, or as a file to `{FILES}` where that list is empty"
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
    fn windows_of_the_application_may_call_everything_by_default() {
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
    fn deny_comes_before_allow() {
        let capabilities = capabilities(
            r#"[{ "identifier": "a", "allow": ["*"] }, { "identifier": "b", "windows": ["ma*"], "deny": ["plugin:window|*"] }]"#,
        );
        assert_eq!(
            check(&capabilities, "main", OWN, "plugin:window|close").unwrap_err(),
            "Command plugin:window|close not allowed by ACL: capability `b` has \"plugin:window|*\" in its `deny`, which applies to window `main`. \
             Take it out there, in `app.security.capabilities` or its file in `capabilities/`"
        );
        assert_eq!(check(&capabilities, "main", OWN, "greet"), Ok(()));
        assert_eq!(
            check(&capabilities, "other", OWN, "plugin:window|close"),
            Ok(())
        );
    }

    #[test]
    fn a_list_of_what_is_allowed_is_all_that_is() {
        let capabilities = capabilities(
            r#"[{ "identifier": "help", "windows": ["help-?"], "allow": ["read_*"] }, { "identifier": "more", "webviews": ["help-1"], "allow": ["x"] }]"#,
        );
        assert_eq!(check(&capabilities, "help-1", OWN, "read_page"), Ok(()));
        assert_eq!(check(&capabilities, "help-1", OWN, "x"), Ok(()));
        assert_eq!(check(&capabilities, "main", OWN, "write_page"), Ok(()));
        assert_eq!(
            check(&capabilities, "help-1", OWN, "write_page").unwrap_err(),
            "Command write_page not allowed by ACL: window `help-1` may call only what is listed. Add \"write_page\" to the `allow` of capability \
             `help` or `more`, in `app.security.capabilities` or its file in `capabilities/`"
        );
    }

    #[test]
    fn pages_of_other_origins_need_an_entry() {
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
        // Its `deny` is for those that it applies to.
        assert_eq!(check(&remote, "main", OWN, "greet_all"), Ok(()));
        assert_eq!(
            check(&capabilities("[]"), "main", "https://evil.com", "greet").unwrap_err(),
            "Command greet not allowed by ACL: no capability allows it to pages of https://evil.com. Add {\"windows\": [\"main\"], \"local\": false, \
             \"remote\": {\"urls\": [\"https://evil.com\"]}, \"allow\": [\"greet\"]} to `app.security.capabilities`, or as a file to `capabilities/` where \
             that list is empty"
        );
    }

    #[test]
    fn permissions_are_for_windows_as_in_tauri() {
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
                // What is allowed is for the windows that are named, and for none where none is.
                let verdict = check(&permitted, label, page, "plugin:event|listen");
                assert_eq!(
                    verdict.is_ok(),
                    allowed.contains(&label),
                    "{windows} {label}"
                );
                // What is denied is for all of them.
                for origin in [OWN, page] {
                    assert_eq!(
                        check(&permitted, label, origin, "greet").unwrap_err(),
                        "Command greet not allowed by ACL: capability `p` has a permission that denies \"greet\", which holds in every window, as in Tauri. \
                         Take it out there, in `app.security.capabilities` or its file in `capabilities/`; a `deny` is for the capability's `windows` alone"
                    );
                }
                assert_eq!(check(&permitted, label, OWN, "other"), Ok(()));
            }
        }
    }

    #[test]
    fn a_permission_denies_where_its_capability_is_for() {
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
    fn a_permission_for_the_application_denies_others_nothing() {
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
    fn an_origin_that_looks_like_the_applications_is_another() {
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
    fn lists_of_a_capability_without_windows_are_for_all() {
        let lists = capabilities(r#"[{ "allow": ["read_*", "write"], "deny": ["write"] }]"#);
        for label in ["main", "other"] {
            assert_eq!(check(&lists, label, OWN, "read_page"), Ok(()));
            assert!(check(&lists, label, OWN, "write").is_err());
            assert!(check(&lists, label, OWN, "other").is_err());
        }
    }

    #[test]
    fn a_deny_for_others_does_not_deny_the_application() {
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
    fn a_capability_may_be_for_some_systems() {
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
    fn wrong_patterns_are_named() {
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
