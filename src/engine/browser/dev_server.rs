//! A development server, whose pages and sockets pass through.

use std::{io, time::Duration};

use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, StatusCode, Uri, header};
use hyper::{body::Incoming, client::conn::http1, upgrade};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, time::timeout};
use tokio_util::sync::CancellationToken;
use url::{Host, Url};

use super::{files::Content, options::is_this_machine};
use crate::{Refusal, wire::Code};

/// Time to connect.
const CONNECT_TIME: Duration = Duration::from_secs(5);

/// Headers of one connection, which are not those of the next one.
const OF_A_CONNECTION: [HeaderName; 8] = [
    header::CONNECTION,
    header::PROXY_AUTHENTICATE,
    header::PROXY_AUTHORIZATION,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
    HeaderName::from_static("keep-alive"),
];

/// The address of a development server.
#[derive(Debug)]
pub(super) struct DevServer {
    origin: HeaderValue,
    authority: HeaderValue,
    host: String,
    port: u16,
}

impl DevServer {
    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] unless the URL is that of a server on this machine, without encryption.
    pub(super) fn new(url: &str) -> io::Result<Self> {
        let invalid = || {
            let text = format!(
                "{url:?} cannot be the development server: it is not a URL of this machine, such as http://localhost:5173"
            );
            io::Error::new(io::ErrorKind::InvalidInput, text)
        };
        let parsed = Url::parse(url).map_err(|_| invalid())?;
        if parsed.scheme() != "http" || !is_this_machine(&parsed) {
            return Err(invalid());
        }
        let origin = parsed.origin().ascii_serialization();
        let authority = origin.trim_start_matches("http://").to_owned();
        let host = match parsed.host() {
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => parsed.host_str().unwrap_or_default().to_owned(),
        };
        Ok(Self {
            origin: HeaderValue::try_from(origin).map_err(|_| invalid())?,
            authority: HeaderValue::try_from(authority).map_err(|_| invalid())?,
            host,
            port: parsed.port_or_known_default().unwrap_or(80),
        })
    }

    /// Passes a request to the server. `held` is dropped when the socket that the request opens, if any, ends or `stop` is cancelled.
    ///
    /// # Errors
    /// `not_found` if the server does not answer.
    pub(super) async fn forward<T: Send + 'static>(
        &self,
        mut request: Request<Incoming>,
        stop: CancellationToken,
        held: T,
    ) -> Result<Response<Content>, Refusal> {
        let upgrades = upgrades(request.headers());
        let of_browser = upgrade::on(&mut request);
        let connected = timeout(
            CONNECT_TIME,
            TcpStream::connect((self.host.as_str(), self.port)),
        );
        let Ok(Ok(stream)) = connected.await else {
            return Err(self.silent());
        };
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream))
            .await
            .map_err(|_| self.silent())?;
        tokio::spawn(connection.with_upgrades());
        let answered = sender.send_request(self.request(request, upgrades));
        let mut response = answered.await.map_err(|_| self.silent())?;
        if response.status() == StatusCode::SWITCHING_PROTOCOLS {
            let of_server = upgrade::on(&mut response);
            tokio::spawn(async move {
                let _held = held;
                if let (Ok(browser), Ok(server)) = tokio::join!(of_browser, of_server) {
                    let (mut browser, mut server) = (TokioIo::new(browser), TokioIo::new(server));
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut browser, &mut server) => {}
                        () = stop.cancelled() => {}
                    }
                }
            });
            return Ok(response.map(|_| Content::nothing()));
        }
        for name in OF_A_CONNECTION {
            response.headers_mut().remove(name);
        }
        self.relocate(response.headers_mut());
        Ok(response.map(Content::from))
    }

    /// Returns the request as the server expects it from a page of its own.
    fn request(&self, request: Request<Incoming>, upgrades: bool) -> Request<Incoming> {
        let (mut head, body) = request.into_parts();
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        head.uri = path.parse().unwrap_or_else(|_| Uri::from_static("/"));
        let protocol = head.headers.get(header::UPGRADE).cloned();
        for name in OF_A_CONNECTION {
            head.headers.remove(name);
        }
        if let Some(protocol) = protocol.filter(|_| upgrades) {
            head.headers.insert(header::UPGRADE, protocol);
            let upgrade = HeaderValue::from_static("upgrade");
            head.headers.insert(header::CONNECTION, upgrade);
        }
        head.headers.insert(header::HOST, self.authority.clone());
        if head.headers.contains_key(header::ORIGIN) {
            head.headers.insert(header::ORIGIN, self.origin.clone());
        }
        head.headers.remove(header::REFERER);
        // A page is changed on its way, which a compressed one cannot be.
        head.headers.remove(header::ACCEPT_ENCODING);
        Request::from_parts(head, body)
    }

    /// Makes the target of a redirection within the server relative.
    fn relocate(&self, headers: &mut HeaderMap) {
        let origin = self.origin.to_str().unwrap_or_default();
        let target = headers
            .get(header::LOCATION)
            .and_then(|target| target.to_str().ok()?.strip_prefix(origin))
            .filter(|rest| rest.starts_with('/'))
            .and_then(|rest| HeaderValue::from_str(rest).ok());
        if let Some(target) = target {
            headers.insert(header::LOCATION, target);
        }
    }

    fn silent(&self) -> Refusal {
        let origin = self.origin.to_str().unwrap_or_default();
        let message = format!("the development server {origin} does not answer: start it");
        Refusal::new(Code::NotFound, message)
    }
}

/// Returns whether a request asks for another protocol on its connection.
pub(super) fn upgrades(headers: &HeaderMap) -> bool {
    headers.contains_key(header::UPGRADE)
        && headers
            .get_all(header::CONNECTION)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|part| part.trim().eq_ignore_ascii_case("upgrade"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_of_this_machine_is_a_development_server() {
        for (url, host, port) in [
            ("http://localhost:5173", "localhost", 5173),
            ("http://127.0.0.1:3000/app/", "127.0.0.1", 3000),
            ("http://[::1]", "::1", 80),
        ] {
            let server = DevServer::new(url).expect(url);
            assert_eq!((server.host.as_str(), server.port), (host, port));
        }
        for url in [
            "https://localhost:5173",
            "http://example.org",
            "http://192.168.0.1:80",
            "ws://localhost:1",
            "localhost",
            "",
        ] {
            let error = DevServer::new(url).expect_err(url);
            assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
        }
    }

    #[test]
    fn a_redirection_stays_with_the_browsers_server() {
        let server = DevServer::new("http://localhost:5173").expect("a server");
        for (from, to) in [
            ("http://localhost:5173/a?b", "/a?b"),
            ("http://localhost:51730/a", "http://localhost:51730/a"),
            ("/a", "/a"),
            ("https://example.org/", "https://example.org/"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::LOCATION, HeaderValue::from_static(from));
            server.relocate(&mut headers);
            assert_eq!(headers[header::LOCATION], to);
        }
    }
}
