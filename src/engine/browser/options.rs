use std::{fmt, io, sync::Arc};

use http::Extensions;
use url::{Host, Url};

use crate::{engine::Tauri, file::ServePages};

/// Options of [`Engine::serve_browser`](crate::Engine::serve_browser).
pub struct BrowserOptions {
    pub(crate) label: String,
    pub(crate) port: u16,
    pub(crate) origins: Vec<String>,
    pub(crate) extensions: Extensions,
    pub(crate) pages: Option<Arc<dyn ServePages>>,
    pub(crate) page_origin: Option<String>,
    pub(crate) tauri: Tauri,
    pub(crate) scripts: Vec<String>,
    pub(crate) page: String,
    pub(crate) dev_server: Option<String>,
    /// Adds the values that a document has when it is opened.
    pub(crate) extend: Option<Extend>,
}

/// Adds values that commands take as [`ipc::Extension`](crate::ipc::Extension).
pub(crate) type Extend = Box<dyn Fn(&mut Extensions) + Send + Sync>;

impl fmt::Debug for BrowserOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BrowserOptions")
            .field("label", &self.label)
            .field("port", &self.port)
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}

impl BrowserOptions {
    /// Creates options of pages that commands, capabilities and events see as those of the webview `label`.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            port: 0,
            origins: Vec::new(),
            extensions: Extensions::new(),
            pages: None,
            page_origin: None,
            tauri: Tauri::None,
            scripts: Vec::new(),
            page: "/".to_owned(),
            dev_server: None,
            extend: None,
        }
    }

    /// Serves these pages. The client is the first script of each, without a change to the files.
    #[must_use]
    pub fn serve(mut self, pages: impl ServePages) -> Self {
        self.pages = Some(Arc::new(pages));
        self
    }

    /// Sets the page that the printed address opens: a path with its query and fragment, such as `/settings`. The default is `/`.
    #[must_use]
    pub fn page(mut self, path: impl Into<String>) -> Self {
        self.page = path.into();
        self
    }

    /// Serves the pages of a development server on this machine, such as `http://localhost:5173`, in place of files: its answers pass through with the client
    /// as the first script of each page, and its WebSockets too, so that modules are replaced while the page runs.
    #[must_use]
    pub fn dev_server(mut self, url: impl Into<String>) -> Self {
        self.dev_server = Some(url.into());
        self
    }

    /// Sets the port. By default, and with 0, the system chooses a free one. A page of another server needs a known port to load the client.
    #[must_use]
    pub const fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Allows the pages of another server on this machine, such as `http://localhost:5173`, which load the client with
    /// `<script src="http://localhost:<port>/bytelane.js" crossorigin></script>` as their first script. The address of such a page needs the fragment of
    /// [`Browser::fragment`](crate::Browser::fragment).
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Sets the origin that commands and capabilities see for the pages of this server, in place of its address, such as `app://localhost`.
    #[must_use]
    pub fn page_origin(mut self, origin: impl Into<String>) -> Self {
        self.page_origin = Some(origin.into());
        self
    }

    /// Adds a value that commands take as [`ipc::Extension`](crate::ipc::Extension).
    #[must_use]
    pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.extensions.insert(value);
        self
    }

    /// Sets the part of Tauri's contract that the pages have.
    #[must_use]
    pub const fn tauri(mut self, tauri: Tauri) -> Self {
        self.tauri = tauri;
        self
    }

    /// Adds a script that runs after the client, before those of the page.
    #[must_use]
    pub fn script(mut self, script: impl Into<String>) -> Self {
        self.scripts.push(script.into());
        self
    }

    /// # Errors
    /// [`io::ErrorKind::InvalidInput`] if an allowed origin is not an origin of this machine.
    pub(super) fn check(&self) -> io::Result<()> {
        match self.origins.iter().find(|origin| !is_local(origin)) {
            None => Ok(()),
            Some(origin) => Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "{origin:?} cannot be allowed: it is not the origin of a server on this machine, such as http://localhost:5173"
                ),
            )),
        }
    }
}

/// Returns whether `origin` is spelled as a browser does, and its host is this machine.
fn is_local(origin: &str) -> bool {
    let Ok(url) = Url::parse(origin) else {
        return false;
    };
    matches!(url.scheme(), "http" | "https")
        && is_this_machine(&url)
        && url.origin().ascii_serialization() == origin
}

/// Returns whether the host of a URL is this machine.
pub(super) fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_origins_of_this_machine_can_be_allowed() {
        for origin in [
            "http://localhost:5173",
            "http://127.0.0.1:3000",
            "http://[::1]:80".trim_end_matches(":80"),
            "https://localhost:8443",
        ] {
            assert!(is_local(origin), "{origin}");
        }
        for origin in [
            "http://localhost:5173/",
            "http://localhost.evil.example",
            "http://192.168.0.1:80",
            "http://0.0.0.0:5173",
            "ws://localhost:1",
            "null",
            "*",
            "",
        ] {
            assert!(!is_local(origin), "{origin}");
        }
        let options = BrowserOptions::new("main").allow_origin("http://example.org");
        assert_eq!(
            options.check().expect_err("remote").kind(),
            io::ErrorKind::InvalidInput
        );
    }
}
