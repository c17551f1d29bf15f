//! The engine for a plain browser, during development: a server on the loopback interface that has the pages, the client and the session.

mod dev_server;
mod files;
mod options;
mod paths;
mod policy;
mod server;

use std::{fmt, io, net::SocketAddr, sync::Arc};

use tokio_util::sync::{CancellationToken, DropGuard};

use self::{dev_server::DevServer, server::Server};
use super::{builder::Engine, client::BrowserPages};
use crate::{document::Stats, lane::browser::Admission};

pub use options::BrowserOptions;

/// A server for browsers on this machine, from [`Engine::serve_browser`]. Dropped, it closes its listeners and ends the sessions of its pages.
pub struct Browser {
    address: String,
    fragment: String,
    sockets: Vec<SocketAddr>,
    server: Arc<Server>,
    _stop: DropGuard,
}

/// Without the address, which has the secret.
impl fmt::Debug for Browser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Browser")
            .field("sockets", &self.sockets)
            .finish_non_exhaustive()
    }
}

impl Browser {
    /// Returns the address to open in a browser. It contains the secret of this run, in the fragment, which a browser sends to no server.
    ///
    /// It gives access to every command of the application, so it must not leave the machine or its log.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Returns the fragment that the address of a page on another server needs, without `#`.
    pub fn fragment(&self) -> &str {
        &self.fragment
    }

    /// Returns the addresses of the listeners: on `127.0.0.1`, and on `::1` where the system has it.
    pub fn sockets(&self) -> &[SocketAddr] {
        &self.sockets
    }

    /// Returns the statistics of the pages that are open, in the order in which they were opened.
    pub fn stats(&self) -> Vec<Stats> {
        self.server.stats()
    }
}

impl Engine {
    /// Serves pages, the client and the session to browsers on this machine, until the returned value is dropped. For development: each page that is
    /// opened is a document of its own, on the lane `browser`, with the commands, channels and events of the application.
    ///
    /// The server listens on `127.0.0.1` and `::1` only, on a random port unless one is set. It refuses every request whose header `Host` is not its own address, every WebSocket
    /// whose `Origin` is not its own or an allowed one, and every WebSocket without the secret of this run, which only the printed address has.
    ///
    /// # Errors
    /// Returns the error of the system if it cannot listen, and [`io::ErrorKind::InvalidInput`] if an allowed origin or the development server is not on this machine.
    ///
    /// # Examples
    /// ```no_run
    /// use bytelane::{BrowserOptions, Engine, Router, file::{Assets, ServedRoot}};
    ///
    /// #[bytelane::command]
    /// fn greet(name: &str) -> String {
    ///     format!("Hello, {name}!")
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let engine = Engine::new(Router::new(bytelane::generate_handler![greet]));
    /// let files = ServedRoot::new("pages")?;
    /// let options = BrowserOptions::new("main")
    ///     .serve(move |request: http::Request<()>| files.answer_page(&request));
    /// let browser = engine.serve_browser(options)?;
    /// println!("open {}", browser.address());
    /// # Ok(())
    /// # }
    /// ```
    pub fn serve_browser(&self, options: BrowserOptions) -> io::Result<Browser> {
        options.check()?;
        let dev_server = options.dev_server.as_deref().map(DevServer::new);
        let dev_server = dev_server.transpose()?;
        let listeners = listen(options.port)?;
        let sockets = listeners
            .iter()
            .map(std::net::TcpListener::local_addr)
            .collect::<io::Result<Vec<_>>>()?;
        let port = sockets.first().map_or(options.port, SocketAddr::port);
        let admission = Admission::new(port, options.origins.clone())
            .map_err(|refusal| io::Error::other(refusal.to_string()))?;
        let fragment = format!("bytelane={}", admission.secret());
        let client = BrowserPages {
            label: options.label.clone(),
            origins: admission.origins(),
            limits: self.limits.clone(),
            debug: self.debug,
            tauri: options.tauri,
            scripts: options.scripts.clone(),
        };
        let address = address(port, &options.page, &fragment);
        let server = Arc::new(Server::new(
            admission,
            self.router.clone(),
            self.limits.clone(),
            options,
            dev_server,
            client,
        ));
        let stop = CancellationToken::new();
        for listener in listeners {
            let (server, stop) = (Arc::clone(&server), stop.clone());
            self.router
                .executor()
                .spawn(Box::pin(server::accept(listener, server, stop)));
        }
        Ok(Browser {
            address,
            fragment,
            sockets,
            server,
            _stop: stop.drop_guard(),
        })
    }
}

/// Returns the address of a page. The secret comes first in the fragment; the page sees the rest.
fn address(port: u16, page: &str, fragment: &str) -> String {
    let (path, rest) = page.split_once('#').unwrap_or((page, ""));
    let path = path.trim_start_matches('/');
    let separator = if rest.is_empty() { "" } else { "&" };
    format!("http://localhost:{port}/{path}#{fragment}{separator}{rest}")
}

/// Listens on both loopback addresses with one port. A system without `::1` has the other alone.
fn listen(port: u16) -> io::Result<Vec<std::net::TcpListener>> {
    /// Ports that are tried until one is free on both addresses.
    const ATTEMPTS: usize = 16;
    let mut last = None;
    for _ in 0..ATTEMPTS {
        let four = std::net::TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port))?;
        let bound = four.local_addr()?.port();
        match std::net::TcpListener::bind((std::net::Ipv6Addr::LOCALHOST, bound)) {
            Ok(six) => return Ok(vec![four, six]),
            // Another process would answer a browser that prefers `::1`.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                last = Some(error);
                if port != 0 {
                    break;
                }
            }
            Err(_) => return Ok(vec![four]),
        }
    }
    Err(last.unwrap_or_else(|| io::ErrorKind::AddrInUse.into()))
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn the_secret_comes_before_the_fragment_of_the_page() {
        for (page, expected) in [
            ("/", "http://localhost:1/#s"),
            ("", "http://localhost:1/#s"),
            ("/a/b.html?c=1", "http://localhost:1/a/b.html?c=1#s"),
            ("//evil.example/", "http://localhost:1/evil.example/#s"),
            ("/#/settings", "http://localhost:1/#s&/settings"),
        ] {
            assert_eq!(address(1, page, "s"), expected);
        }
    }
}
