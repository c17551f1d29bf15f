//! Patterns of origins.

/// Returns whether `origin` matches `pattern`.
///
/// A pattern is an origin with at most one `*`: for the first labels of the host, as in `https://*.example.org`, or for the port, as in
/// `http://localhost:*`. The page's client applies the same rule (`js/src/client/origin.ts`).
pub(crate) fn matches(pattern: &str, origin: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else {
        return pattern == origin;
    };
    let Some(middle) = origin
        .strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after))
    else {
        return false;
    };
    let in_host = !after.is_empty();
    let allowed = |byte: u8| {
        byte.is_ascii_digit()
            || in_host && (byte.is_ascii_lowercase() || matches!(byte, b'.' | b'-'))
    };
    !middle.is_empty() && middle.bytes().all(allowed)
}

/// Returns the origin of an address in the format of the `Origin` header: scheme, host and port.
#[cfg_attr(
    not(all(target_os = "linux", feature = "webkitgtk")),
    allow(dead_code, reason = "only the shared-memory lane asks")
)]
pub(crate) fn of(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(format!("{scheme}://{authority}"))
}

/// Returns the origin of the pages of a scheme.
#[cfg(feature = "webkitgtk")]
pub(crate) fn of_scheme(scheme: &str) -> String {
    if cfg!(any(windows, target_os = "android")) {
        format!("http://{scheme}.localhost")
    } else {
        format!("{scheme}://localhost")
    }
}

/// Parses a pattern of the configuration, such as `https://*.example.org` or `https://example.org/`.
///
/// # Errors
/// Returns a message if the text is not a pattern.
pub(crate) fn parse(text: &str) -> Result<String, String> {
    let wrong = |why: &str| Err(format!("{text:?} is not a pattern of an origin: {why}"));
    let Some((scheme, rest)) = text.split_once("://") else {
        return wrong("it has no scheme; write `https://example.org`");
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if !matches!(path, "" | "*" | "**") {
        return wrong("an origin has no path");
    }
    let host = host.to_ascii_lowercase();
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host.as_str(), None),
    };
    let starred = name.strip_prefix("*.");
    let is_valid = is_scheme(scheme)
        && is_host(starred.unwrap_or(name))
        && match port {
            None => true,
            Some("*") => starred.is_none(),
            Some(port) => port.parse::<u16>().is_ok(),
        };
    if is_valid {
        Ok(format!("{}://{host}", scheme.to_ascii_lowercase()))
    } else {
        wrong(
            "at most one `*` is allowed, for the first labels of the host or for the port, and a host is written in ASCII",
        )
    }
}

/// Returns whether a text is a scheme in the form of a URL, in which letters are lowercase.
#[cfg(feature = "webkitgtk")]
pub(crate) fn is_lowercase_scheme(text: &str) -> bool {
    is_scheme(text) && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Returns whether a host has this form in an `Origin` header, which contains no character that a URL encodes.
fn is_host(text: &str) -> bool {
    let name = match text.strip_prefix('[') {
        None => text,
        Some(address) => {
            return address
                .strip_suffix(']')
                .is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
        }
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    !name.is_empty() && name.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let origin = |uri| of(uri).unwrap_or_default();
        assert_eq!(origin("bytelane://localhost/a?b#c"), "bytelane://localhost");
        assert_eq!(origin("http://localhost:5173/"), "http://localhost:5173");
        assert_eq!(origin("https://example.org?x"), "https://example.org");
        assert_eq!(of("about:blank"), None);
    }

    #[test]
    fn a_star_matches_labels_of_the_host_or_a_port() {
        for (pattern, origin, expected) in [
            ("https://example.org", "https://example.org", true),
            ("https://example.org", "https://example.org:8080", false),
            ("https://*.example.org", "https://a.example.org", true),
            ("https://*.example.org", "https://a.b.example.org", true),
            ("https://*.example.org", "https://example.org", false),
            ("https://*.example.org", "https://.example.org", false),
            ("https://*.example.org", "http://a.example.org", false),
            (
                "https://*.example.org",
                "https://a.example.org.evil.com",
                false,
            ),
            (
                "https://*.example.org",
                "https://evil.com/.example.org",
                false,
            ),
            (
                "https://*.example.org",
                "https://evil.com:1.example.org",
                false,
            ),
            ("https://*.example.org", "https://evil@.example.org", false),
            ("http://localhost:*", "http://localhost:1420", true),
            ("http://localhost:*", "http://localhost", false),
            ("http://localhost:*", "http://localhost:", false),
            ("http://localhost:*", "http://localhost:1.evil.com", false),
        ] {
            assert_eq!(matches(pattern, origin), expected, "{pattern} {origin}");
        }
    }

    #[test]
    fn patterns_are_read_from_urls() {
        for (text, pattern) in [
            ("https://Example.org", "https://example.org"),
            ("https://example.org/", "https://example.org"),
            ("https://*.example.org/*", "https://*.example.org"),
            ("http://localhost:*", "http://localhost:*"),
            ("http://[::1]:80", "http://[::1]:80"),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(pattern), "{text}");
        }
        for text in [
            "",
            "example.org",
            "https://",
            "https://*",
            "*://example.org",
            "https://a*.example.org",
            "https://*.*.example.org",
            "https://*.example.org:*",
            "https://user@example.org",
            "https://example.org/path",
            "https://example.org:port",
            "https://a:b:80",
            "https://\u{1}.example.org",
            "https://bücher.example",
            "https://a b.example",
            "https://%61.example",
            "https://[a]",
            "1http://example.org",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
