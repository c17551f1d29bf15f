//! The sources of the client and its socket in the Content Security Policy of a page.

use http::{HeaderMap, HeaderValue, header};

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
    let mut directives: Vec<Vec<&str>> = policy
        .split(';')
        .map(|directive| directive.split_ascii_whitespace().collect())
        .filter(|directive: &Vec<_>| !directive.is_empty())
        .collect();
    let script = format!("http://{host}/bytelane.js");
    let socket = format!("ws://{host}/bytelane");
    add(&mut directives, &["connect-src", "default-src"], &socket);
    let of_elements = ["script-src-elem", "script-src", "default-src"];
    add(&mut directives, &of_elements, &script);
    let directives: Vec<_> = directives.iter().map(|parts| parts.join(" ")).collect();
    directives.join("; ")
}

/// Adds a source to the first of these directives, if it exists, otherwise to a new one with the sources of the first that does.
fn add<'a>(directives: &mut Vec<Vec<&'a str>>, names: &[&'a str], source: &'a str) {
    let found = names.iter().find_map(|name| {
        let is = |directive: &&Vec<&str>| directive[0].eq_ignore_ascii_case(name);
        directives.iter().find(is).cloned()
    });
    // Without one of them, nothing is restricted.
    let Some(mut directive) = found else { return };
    directive.retain(|part| !part.eq_ignore_ascii_case("'none'"));
    directive[0] = names[0];
    directive.push(source);
    directives.retain(|other| !other[0].eq_ignore_ascii_case(names[0]));
    directives.push(directive);
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
