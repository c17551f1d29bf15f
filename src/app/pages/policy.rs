//! The Content Security Policy of pages: the sources of the engine, and the hashes and nonces of the page's own scripts and styles.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use http::HeaderValue;
use sha2::{Digest, Sha256};

use super::inline::{Element, Kind, elements};
use crate::{
    app::{Error, Result, config::DisabledCspModificationKind},
    file::{Directives, is_none},
};

/// Sources of the engine's own requests.
const ENGINE_SOURCES: [&str; 2] = ["ipc:", "http://ipc.localhost"];

/// Text in a page that stands for the nonce of scripts, as in Tauri.
const SCRIPT_NONCE_TOKEN: &str = "__TAURI_SCRIPT_NONCE__";
/// Text in a page that stands for the nonce of styles, as in Tauri.
const STYLE_NONCE_TOKEN: &str = "__TAURI_STYLE_NONCE__";

const SELF: &str = "'self'";

/// A policy that each page extends with the sources of its own scripts and styles.
#[derive(Debug)]
pub(crate) struct Policy {
    directives: Directives,
    value: HeaderValue,
    scripts: bool,
    styles: bool,
}

/// A page and its policy.
pub(crate) struct Guarded<'a> {
    /// The text of the page, owned if nonces have been written into it.
    pub(crate) page: Cow<'a, str>,
    pub(crate) policy: HeaderValue,
}

impl Policy {
    /// Parses a policy and adds the sources of the engine, without which no command could be called.
    ///
    /// # Errors
    /// Returns [`Error::Config`] if the policy is not a valid value of a header.
    pub(crate) fn new(text: &str, disabled: &DisabledCspModificationKind) -> Result<Self> {
        let mut directives = Directives::parse(text);
        if !disabled.names("connect-src") {
            directives.add_engine();
        }
        let value = directives.value().ok_or_else(|| Error::Config {
            key: "app.security.csp".into(),
            message: "the policy is not a valid value of a header".into(),
        })?;
        Ok(Self {
            directives,
            value,
            scripts: disabled.can_modify("script-src"),
            styles: disabled.can_modify("style-src"),
        })
    }

    /// Returns the policy without sources of a page.
    pub(crate) const fn value(&self) -> &HeaderValue {
        &self.value
    }

    /// Adds the sources of a page's own scripts and styles to the policy: hashes of inline scripts, and nonces of styles and of scripts from servers.
    pub(crate) fn guard<'a>(&self, page: &'a str) -> Guarded<'a> {
        if !(self.scripts || self.styles) {
            return Guarded {
                page: Cow::Borrowed(page),
                policy: self.value.clone(),
            };
        }
        let elements = elements(page);
        let mut directives = self.directives.clone();
        let mut page = self.with_tokens(page, &elements);
        if self.scripts {
            let mut sources: Vec<_> = elements
                .iter()
                .filter(|element| element.kind == Kind::Script && element.source.is_none())
                .filter(|element| !element.content.is_empty())
                .map(|element| hash(element.content))
                .collect();
            sources.extend(write_nonce(&mut page, SCRIPT_NONCE_TOKEN));
            let has_scripts = elements.iter().any(|element| element.kind == Kind::Script);
            if has_scripts || !sources.is_empty() {
                directives.extend("script-src", sources);
            }
        }
        if self.styles
            && let Some(nonce) = write_nonce(&mut page, STYLE_NONCE_TOKEN)
        {
            directives.extend("style-src", vec![nonce]);
        }
        let policy = directives.value().unwrap_or_else(|| self.value.clone());
        Guarded { page, policy }
    }

    /// Writes the tokens of nonces into the tags that have no nonce of their own.
    fn with_tokens<'a>(&self, page: &'a str, elements: &[Element<'a>]) -> Cow<'a, str> {
        let mut written = String::new();
        let mut copied = 0;
        for element in elements.iter().filter(|element| !element.has_nonce) {
            let token = match element.kind {
                Kind::Style if self.styles => STYLE_NONCE_TOKEN,
                Kind::Script if self.scripts && element.is_remote() => SCRIPT_NONCE_TOKEN,
                _ => continue,
            };
            written.push_str(&page[copied..element.attributes_at]);
            written.push_str(&format!(" nonce=\"{token}\""));
            copied = element.attributes_at;
        }
        if copied == 0 {
            return Cow::Borrowed(page);
        }
        written.push_str(&page[copied..]);
        Cow::Owned(written)
    }
}

/// Replaces the token with a new nonce. Returns the source of the nonce, or `None` if the page does not contain the token.
fn write_nonce(page: &mut Cow<'_, str>, token: &str) -> Option<String> {
    if !page.contains(token) {
        return None;
    }
    let mut random = [0; 16];
    getrandom::fill(&mut random)
        .unwrap_or_else(|error| panic!("the system returned no random bytes: {error}"));
    let nonce = BASE64.encode(random);
    *page = Cow::Owned(page.replace(token, &nonce));
    Some(format!("'nonce-{nonce}'"))
}

/// Returns the source of an inline script: the hash of its text as the parser of the page reads it.
fn hash(content: &str) -> String {
    let text = content
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .replace('\0', "\u{fffd}");
    format!("'sha256-{}'", BASE64.encode(Sha256::digest(text)))
}

impl Directives {
    /// Adds the engine's sources to the connections, unless connections are not restricted.
    fn add_engine(&mut self) {
        let place = match (self.position("connect-src"), self.position("default-src")) {
            (Some(place), _) => place,
            (None, Some(default)) => {
                let sources = self.0[default].1.clone();
                self.0.push(("connect-src".into(), sources));
                self.0.len() - 1
            }
            (None, None) => return,
        };
        self.add(place, ENGINE_SOURCES.map(str::to_owned));
    }

    /// Adds `'self'` and these sources to a directive, which is created if it does not exist, as Tauri does.
    fn extend(&mut self, name: &str, sources: Vec<String>) {
        let place = self.position(name).unwrap_or_else(|| {
            self.0.push((name.into(), Vec::new()));
            self.0.len() - 1
        });
        self.add(place, std::iter::once(SELF.to_owned()).chain(sources));
    }

    fn add(&mut self, place: usize, added: impl IntoIterator<Item = String>) {
        let sources = &mut self.0[place].1;
        sources.retain(|source| !is_none(source));
        for source in added {
            // Hashes and nonces are case-sensitive, and an equal one never differs from itself in case.
            if !sources
                .iter()
                .any(|found| found == &source || is_keyword_or_scheme(found, &source))
            {
                sources.push(source);
            }
        }
    }

    fn value(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(&self.to_string()).ok()
    }
}

/// Whether two sources are the same keyword or scheme, which ignore case.
fn is_keyword_or_scheme(one: &str, other: &str) -> bool {
    (other == SELF || ENGINE_SOURCES.contains(&other)) && one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> Policy {
        Policy::new(text, &DisabledCspModificationKind::default()).unwrap()
    }

    fn guarded(policy: &Policy, page: &str) -> (String, String) {
        let guarded = policy.guard(page);
        let header = guarded.policy.to_str().unwrap().to_owned();
        (guarded.page.into_owned(), header)
    }

    #[test]
    fn the_engine_is_added_to_a_policy() {
        let cases = [
            ("script-src 'self'", "script-src 'self'"),
            (
                "default-src 'none'",
                "default-src 'none'; connect-src ipc: http://ipc.localhost",
            ),
            (
                "connect-src IPC: http://ipc.localhost; img-src *;",
                "connect-src IPC: http://ipc.localhost; img-src *",
            ),
            (
                "default-src a; Connect-Src 'none'",
                "default-src a; Connect-Src ipc: http://ipc.localhost",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(policy(text).value(), expected);
        }
        let listed = DisabledCspModificationKind::List(vec!["connect-src".into()]);
        let kept = Policy::new("default-src 'self'", &listed).unwrap();
        assert_eq!(kept.value(), "default-src 'self'");
        assert!(Policy::new("img-src \u{7f}", &listed).is_err());
    }

    #[test]
    fn inline_scripts_are_hashed_and_styles_get_a_nonce() {
        let page =
            "<style>p{}</style><script>alert('Hello, world.');</script><script src=/a.js></script>";
        let (page, header) = guarded(&policy("default-src 'self'"), page);
        let nonce = page
            .strip_prefix("<style nonce=\"")
            .and_then(|rest| rest.split_once("\">p{}</style>"))
            .map(|(nonce, _)| nonce)
            .unwrap();
        // The hash is that of the example in the specification of the policy.
        assert_eq!(
            header,
            format!(
                "default-src 'self'; connect-src 'self' ipc: http://ipc.localhost; \
                 script-src 'self' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='; style-src 'self' 'nonce-{nonce}'"
            )
        );
        let again = guarded(&policy("default-src 'self'"), "<style></style>").0;
        assert!(!again.contains(nonce), "each response has its own nonce");
    }

    #[test]
    fn tokens_of_the_page_and_scripts_of_servers_share_the_nonce_of_scripts() {
        let page = "<script nonce='__TAURI_SCRIPT_NONCE__' src=x></script><script src=\"https://a.example/b.js\"></script>";
        let (page, header) = guarded(&policy("script-src 'none'"), page);
        let nonce = header
            .strip_prefix("script-src 'self' 'nonce-")
            .and_then(|rest| rest.strip_suffix('\''))
            .unwrap();
        assert_eq!(
            page,
            format!(
                "<script nonce='{nonce}' src=x></script><script nonce=\"{nonce}\" src=\"https://a.example/b.js\"></script>"
            )
        );
    }

    #[test]
    fn a_page_without_scripts_and_styles_keeps_the_policy() {
        let policy = policy("default-src 'none'");
        let (page, header) = guarded(&policy, "<p>text</p>");
        assert_eq!(page, "<p>text</p>");
        assert_eq!(policy.value(), &header);
        // A script of a file needs `'self'`, which Tauri adds whenever the application has scripts.
        let (_, header) = guarded(&policy, "<script src=/a.js></script>");
        assert!(header.ends_with("; script-src 'self'"), "{header}");
    }

    #[test]
    fn disabled_modification_leaves_page_and_policy() {
        let page = "<style></style><script>1</script>";
        for (disabled, scripts, styles) in [
            (DisabledCspModificationKind::Flag(true), false, false),
            (
                DisabledCspModificationKind::List(vec!["style-src".into()]),
                true,
                false,
            ),
            (
                DisabledCspModificationKind::List(vec!["script-src".into()]),
                false,
                true,
            ),
        ] {
            let policy = Policy::new("default-src 'self'", &disabled).unwrap();
            let (page, header) = guarded(&policy, page);
            assert_eq!(header.contains("script-src"), scripts, "{header}");
            assert_eq!(header.contains("style-src"), styles, "{header}");
            assert_eq!(page.contains("nonce"), styles, "{page}");
        }
    }

    #[test]
    fn line_ends_are_hashed_as_the_parser_reads_them() {
        assert_eq!(hash("a\r\nb\rc"), hash("a\nb\nc"));
    }
}
