//! The sources of the client and its socket in the Content Security Policy of a page.

use http::{HeaderMap, HeaderValue, header};

use super::paths::{SCRIPT, socket_url};
use crate::file::{Directives, is_none};

/// Adds the script and the socket of the server at `host` to the policies of a page, so that the same policy serves a webview and a browser.
pub(super) fn allow_client(headers: &mut HeaderMap, host: &str) {
    let policies: Vec<_> = headers
        .get_all(header::CONTENT_SECURITY_POLICY)
        .iter()
        .filter_map(|policy| HeaderValue::from_str(&with_client(policy.to_str().ok()?, host)).ok())
        .collect();
    if policies.is_empty() {
        return;
    }
    headers.remove(header::CONTENT_SECURITY_POLICY);
    for policy in policies {
        headers.append(header::CONTENT_SECURITY_POLICY, policy);
    }
}

fn with_client(policy: &str, host: &str) -> String {
    let mut directives = Directives::parse(policy);
    add(
        &mut directives,
        &["connect-src", "default-src"],
        socket_url(host),
    );
    add(
        &mut directives,
        &["script-src-elem", "script-src", "default-src"],
        format!("http://{host}{SCRIPT}"),
    );
    directives.to_string()
}

/// Adds a source to the first of these directives, if it exists, otherwise to a new one with the sources of the first that does.
fn add(directives: &mut Directives, names: &[&str], source: String) {
    // Without one of them, nothing is restricted.
    let Some(found) = names.iter().find_map(|name| directives.position(name)) else {
        return;
    };
    let mut sources = directives.0[found].1.clone();
    sources.retain(|source| !is_none(source));
    sources.push(source);
    directives
        .0
        .retain(|(name, _)| !name.eq_ignore_ascii_case(names[0]));
    directives.0.push((names[0].to_owned(), sources));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_and_its_socket_are_added_to_a_policy() {
        let script = "http://localhost:1/bytelane.js";
        let socket = "ws://localhost:1/bytelane";
        for (policy, expected) in [
            ("img-src *", "img-src *".to_owned()),
            (
                "default-src 'self'; img-src *",
                format!(
                    "default-src 'self'; img-src *; connect-src 'self' {socket}; script-src-elem 'self' {script}"
                ),
            ),
            (
                "Connect-Src 'none'; script-src 'nonce-a';",
                format!(
                    "script-src 'nonce-a'; connect-src {socket}; script-src-elem 'nonce-a' {script}"
                ),
            ),
        ] {
            assert_eq!(with_client(policy, "localhost:1"), expected);
        }
    }

    #[test]
    fn every_policy_of_an_answer_is_extended() {
        let mut headers = HeaderMap::new();
        allow_client(&mut headers, "localhost:1");
        assert!(headers.is_empty());
        for policy in ["script-src 'self'", "connect-src 'self'"] {
            headers.append(
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static(policy),
            );
        }
        allow_client(&mut headers, "localhost:1");
        let policies = headers.get_all(header::CONTENT_SECURITY_POLICY).iter();
        let extended = policies.filter(|policy| {
            policy
                .to_str()
                .is_ok_and(|text| text.contains("localhost:1"))
        });
        assert_eq!(extended.count(), 2);
    }
}
