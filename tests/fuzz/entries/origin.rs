//! Text as a pattern of origins and the origin of a page: a pattern matches its own scheme, host and port, and no other.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "a file of the crate, of which the entry uses a part"
)]
#[path = "../../../src/origin.rs"]
mod source;

/// Returns scheme, host and port of an origin, as the URL standard splits it.
fn parts(text: &str) -> Option<(String, String, Option<u16>)> {
    let url = bytelane::Url::parse(text).ok()?;
    let host = url.host_str()?.to_owned();
    // A port that the standard implies is no part of an `Origin` header.
    Some((url.scheme().to_owned(), host, url.port()))
}

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut lines = text.split('\n');
    let (pattern, address) = (
        lines.next().unwrap_or_default(),
        lines.next().unwrap_or_default(),
    );
    if let Some(of) = source::of(address) {
        assert_eq!(
            source::of(&of).as_ref(),
            Some(&of),
            "the origin of an origin is itself"
        );
        assert!(
            address
                .to_ascii_lowercase()
                .starts_with(&of.to_ascii_lowercase())
        );
    }
    let Ok(pattern) = source::parse(pattern) else {
        return;
    };
    assert!(pattern.matches('*').count() <= 1);
    if !source::matches(&pattern, address) {
        return;
    }
    if !pattern.contains('*') {
        assert_eq!(pattern, address);
        return;
    }
    // A star stands for labels or for a port: never for a scheme, the end of a host, a path or a user.
    let (before, after) = pattern.split_once('*').expect("a star");
    let Some((scheme, host, port)) = parts(address) else {
        // Not an address of the standard, such as a port over 65,535: no engine reports it.
        return;
    };
    assert_eq!(
        before.split("://").next(),
        Some(&*scheme),
        "{pattern} {address}"
    );
    if after.is_empty() {
        let stated = before.strip_suffix(':').expect("a port");
        let of = parts(stated);
        assert!(
            of.is_none_or(|(_, of, _)| of == host),
            "{pattern} {address}"
        );
    } else {
        let (domain, stated) = after.rsplit_once(':').unwrap_or((after, ""));
        let is_address = host
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.');
        assert!(
            host.ends_with(domain)
                || is_address
                || host.starts_with("xn--")
                || host.contains(".xn--"),
            "{pattern} {address}"
        );
        assert!(
            stated.is_empty() || port.is_none() || stated.parse() == Ok(port.unwrap_or(0)),
            "{pattern} {address}"
        );
    }
}
