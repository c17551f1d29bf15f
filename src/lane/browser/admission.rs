//! The checks of a connection in the order of SPEC §10.1: host, origin, secret.

use http::{HeaderMap, HeaderName, Method, header};
use subtle::ConstantTimeEq;

use crate::{Refusal, wire::Code};

/// The protocol that the host selects.
pub(crate) const PROTOCOL: &str = "bytelane";
/// Prefix of the protocol that carries the secret.
const SECRET_PREFIX: &str = "bytelane-secret.";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

/// What a connection must state. All comparisons are exact.
pub(crate) struct Admission {
    hosts: Vec<String>,
    own_origins: Vec<String>,
    /// Origins of other servers on this machine, whose pages load the client.
    other_origins: Vec<String>,
    secret: String,
}

impl Admission {
    /// Creates the checks of a server on this port.
    ///
    /// # Errors
    /// `internal` if the system has no random numbers.
    pub(crate) fn new(port: u16, other_origins: Vec<String>) -> Result<Self, Refusal> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(|error| {
            let message = format!("the system has no random numbers: {error}");
            Refusal::new(Code::Internal, message)
        })?;
        let hosts: Vec<_> = ["127.0.0.1", "[::1]", "localhost"]
            .iter()
            .map(|host| format!("{host}:{port}"))
            .collect();
        let own_origins = hosts.iter().map(|host| format!("http://{host}")).collect();
        Ok(Self {
            hosts,
            own_origins,
            other_origins,
            secret: format!("{:032x}", u128::from_be_bytes(random)),
        })
    }

    pub(crate) fn secret(&self) -> &str {
        &self.secret
    }

    /// Returns the origins whose pages may connect.
    pub(crate) fn origins(&self) -> Vec<String> {
        [&self.own_origins[..], &self.other_origins].concat()
    }

    /// Returns whether an origin is that of the server itself.
    pub(crate) fn is_own(&self, origin: &str) -> bool {
        self.own_origins.iter().any(|own| own == origin)
    }

    /// Returns the host that a request names.
    ///
    /// # Errors
    /// `host_denied` unless it is an address of the server: a name that an attacker has bound to this machine is refused here.
    pub(crate) fn check_host<'a>(&self, headers: &'a HeaderMap) -> Result<&'a str, Refusal> {
        only(headers, &header::HOST)
            .filter(|host| self.hosts.iter().any(|own| own == host))
            .ok_or_else(|| {
                let message = "the header `Host` is not an address of this server";
                Refusal::new(Code::HostDenied, message)
            })
    }

    /// Returns the origin of a request for a WebSocket.
    ///
    /// # Errors
    /// `origin_denied` unless it is one of the server or an allowed one.
    pub(crate) fn check_origin<'a>(&self, headers: &'a HeaderMap) -> Result<&'a str, Refusal> {
        only(headers, &header::ORIGIN)
            .filter(|origin| self.is_allowed(origin))
            .ok_or_else(origin_denied)
    }

    /// Checks the request for a page, script or other file. A navigation has no origin; everything else that a page of another site requests is refused.
    /// Returns the origin that may read the answer, if the request names one.
    ///
    /// # Errors
    /// `method_denied` for another method than GET and HEAD, `origin_denied` for another site.
    pub(crate) fn check_file<'a>(
        &self,
        method: &Method,
        headers: &'a HeaderMap,
    ) -> Result<Option<&'a str>, Refusal> {
        if method != Method::GET && method != Method::HEAD {
            let message = "only GET and HEAD are allowed";
            return Err(Refusal::new(Code::MethodDenied, message));
        }
        if headers.contains_key(header::ORIGIN) {
            return self.check_origin(headers).map(Some);
        }
        let is = |name: &HeaderName, value: &str| only(headers, name) == Some(value);
        let navigates = is(&SEC_FETCH_MODE, "navigate") && is(&SEC_FETCH_DEST, "document");
        let of_another_site = headers.contains_key(SEC_FETCH_SITE)
            && !is(&SEC_FETCH_SITE, "same-origin")
            && !is(&SEC_FETCH_SITE, "none");
        if of_another_site && !navigates {
            return Err(origin_denied());
        }
        Ok(None)
    }

    /// Checks a request that a development server answers: those of [`check_file`](Self::check_file), and others of the server's own pages.
    ///
    /// # Errors
    /// `origin_denied` for another site, and for another method or a socket without the origin of the server itself.
    pub(crate) fn check_forwarded<'a>(
        &self,
        method: &Method,
        headers: &'a HeaderMap,
        upgrades: bool,
    ) -> Result<Option<&'a str>, Refusal> {
        if !upgrades && (method == Method::GET || method == Method::HEAD) {
            return self.check_file(method, headers);
        }
        only(headers, &header::ORIGIN)
            .filter(|origin| self.is_own(origin))
            .map(Some)
            .ok_or_else(origin_denied)
    }

    /// Checks the secret in the header `Sec-WebSocket-Protocol`.
    ///
    /// # Errors
    /// `token_missing` without a secret, `token_bad` for any but the one of the server, and for two.
    pub(crate) fn check_secret(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut secrets = headers
            .get_all(header::SEC_WEBSOCKET_PROTOCOL)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|protocol| protocol.trim().strip_prefix(SECRET_PREFIX));
        let Some(secret) = secrets.next() else {
            let message = "the connection carries no secret: open the address that the application has printed";
            return Err(Refusal::new(Code::TokenMissing, message));
        };
        let matches: bool = secret.as_bytes().ct_eq(self.secret.as_bytes()).into();
        if matches && secrets.next().is_none() {
            return Ok(());
        }
        let message = "the secret is not that of this run of the application: open the address that it has printed";
        Err(Refusal::new(Code::TokenBad, message))
    }

    fn is_allowed(&self, origin: &str) -> bool {
        self.is_own(origin) || self.other_origins.iter().any(|other| other == origin)
    }
}

fn origin_denied() -> Refusal {
    let message = "pages of this origin may not use the engine: `BrowserOptions::allow_origin` allows that of another server on this machine";
    Refusal::new(Code::OriginDenied, message)
}

/// Returns the value of a header that occurs once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const DEVELOPMENT: &str = "http://localhost:5173";

    fn admission() -> Admission {
        Admission::new(4000, vec![DEVELOPMENT.to_owned()]).expect("random numbers")
    }

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: HeaderName = name.parse().expect("a name");
            headers.append(name, value.parse().expect("a value"));
        }
        headers
    }

    /// Each cell of hosts, origins, secrets and kinds of requests: the legal ones pass, every other one is refused by its first violation.
    #[test]
    fn exactly_the_legal_connections_pass() {
        let admission = admission();
        let hosts = [
            ("127.0.0.1:4000", true),
            ("[::1]:4000", true),
            ("localhost:4000", true),
            ("127.0.0.1", false),
            ("127.0.0.1:4001", false),
            ("127.0.0.1:04000", false),
            ("LOCALHOST:4000", false),
            ("localhost.:4000", false),
            ("localhost.evil.example:4000", false),
            ("rebound.evil.example:4000", false),
            ("0.0.0.0:4000", false),
            ("", false),
        ];
        let origins = [
            (Some("http://127.0.0.1:4000"), true),
            (Some("http://[::1]:4000"), true),
            (Some("http://localhost:4000"), true),
            (Some(DEVELOPMENT), true),
            (None, false),
            (Some("null"), false),
            (Some("https://localhost:4000"), false),
            (Some("http://localhost:5174"), false),
            (Some("http://evil.example"), false),
            (Some("http://localhost:4000.evil.example"), false),
        ];
        let right = format!("bytelane, bytelane-secret.{}", admission.secret());
        let wrong = format!("bytelane, bytelane-secret.{}", "0".repeat(32));
        let twice = format!("{right}, bytelane-secret.{}", admission.secret());
        let secrets = [
            (Some(right.as_str()), None),
            (Some(wrong.as_str()), Some(Code::TokenBad)),
            (Some(twice.as_str()), Some(Code::TokenBad)),
            (None, Some(Code::TokenMissing)),
        ];
        let mut passed = BTreeMap::new();
        for (host, is_host) in hosts {
            for (origin, is_origin) in origins {
                for (secret, wrong_secret) in secrets {
                    let mut given = headers(&[("host", host)]);
                    if let Some(origin) = origin {
                        given.insert(header::ORIGIN, origin.parse().expect("a value"));
                    }
                    if let Some(secret) = secret {
                        let value = secret.parse().expect("a value");
                        given.insert(header::SEC_WEBSOCKET_PROTOCOL, value);
                    }
                    for kind in ["GET", "POST", "socket"] {
                        let judged = admission.check_host(&given).and_then(|_| match kind {
                            "GET" => admission.check_file(&Method::GET, &given).map(drop),
                            "POST" => admission.check_file(&Method::POST, &given).map(drop),
                            _ => admission
                                .check_origin(&given)
                                .and_then(|_| admission.check_secret(&given)),
                        });
                        let expected = match kind {
                            _ if !is_host => Some(Code::HostDenied),
                            "POST" => Some(Code::MethodDenied),
                            "GET" if origin.is_none() => None,
                            _ if !is_origin => Some(Code::OriginDenied),
                            "GET" => None,
                            _ => wrong_secret,
                        };
                        let code = judged.as_ref().err().map(Refusal::code);
                        assert_eq!(code, expected, "{kind} {host:?} {origin:?} {secret:?}");
                        *passed.entry(kind).or_insert(0) += u32::from(judged.is_ok());
                    }
                }
            }
        }
        // Each legal host with each legal origin and the secret; a file with or without an origin, and with any secret.
        let legal = BTreeMap::from([("GET", 3 * 5 * 4), ("POST", 0), ("socket", 3 * 4)]);
        assert_eq!(passed, legal);
        let two = headers(&[("host", "localhost:4000"), ("host", "evil.example")]);
        assert!(admission.check_host(&two).is_err());
    }

    #[test]
    fn files_are_for_navigations_and_for_pages_of_the_allowed_origins() {
        let admission = admission();
        let check = |method: &Method, pairs: &[(&str, &str)]| {
            let found = admission
                .check_file(method, &headers(pairs))
                .map(|origin| origin.is_some());
            found.map_err(|refusal| refusal.code())
        };
        let denied = Err(Code::OriginDenied);
        let get = Method::GET;
        assert_eq!(check(&get, &[]), Ok(false));
        assert_eq!(
            check(&Method::HEAD, &[("sec-fetch-site", "none")]),
            Ok(false)
        );
        assert_eq!(check(&get, &[("sec-fetch-site", "same-origin")]), Ok(false));
        assert_eq!(check(&get, &[("sec-fetch-site", "cross-site")]), denied);
        assert_eq!(check(&get, &[("sec-fetch-site", "same-site")]), denied);
        assert_eq!(
            check(
                &get,
                &[("origin", DEVELOPMENT), ("sec-fetch-site", "same-site")]
            ),
            Ok(true)
        );
        assert_eq!(check(&get, &[("origin", "http://evil.example")]), denied);
        assert_eq!(check(&get, &[("origin", "null")]), denied);
        let link = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-mode", "navigate"),
        ];
        assert_eq!(
            check(
                &get,
                &[&link[..], &[("sec-fetch-dest", "document")]].concat()
            ),
            Ok(false)
        );
        assert_eq!(
            check(&get, &[&link[..], &[("sec-fetch-dest", "iframe")]].concat()),
            denied
        );
        // A development server answers those of the server's own pages too, and sockets.
        let forwarded = |method: &Method, origin: Option<&str>, upgrades| {
            let pairs: Vec<_> = origin
                .map(|origin| ("origin", origin))
                .into_iter()
                .collect();
            let found = admission
                .check_forwarded(method, &headers(&pairs), upgrades)
                .map(drop);
            found.map_err(|refusal| refusal.code())
        };
        let own = Some("http://localhost:4000");
        assert_eq!(forwarded(&get, None, false), Ok(()));
        for (method, upgrades) in [(&Method::POST, false), (&get, true)] {
            assert_eq!(forwarded(method, own, upgrades), Ok(()));
            for origin in [
                None,
                Some(DEVELOPMENT),
                Some("http://evil.example"),
                Some("null"),
            ] {
                assert_eq!(forwarded(method, origin, upgrades), Err(Code::OriginDenied));
            }
        }
        for method in [Method::POST, Method::PUT, Method::OPTIONS, Method::DELETE] {
            assert_eq!(check(&method, &[]), Err(Code::MethodDenied), "{method}");
        }
    }
}
