//! The listener: HTTP until a page asks for its socket.

use std::{
    convert::Infallible,
    sync::{Arc, Weak},
    time::Duration,
};

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use tokio::{net::TcpStream, sync::Semaphore, time::timeout};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_util::sync::CancellationToken;

use super::{
    dev_server::{self, DevServer},
    files::{self, Content},
    options::BrowserOptions,
    paths::{SCRIPT, SOCKET, socket_url},
};
use crate::{
    Caller, Refusal, Router,
    document::{Document, Stats},
    engine::client::BrowserPages,
    file::ServePages,
    foreign,
    lane::browser::{self, Admission, PROTOCOL},
    wire::{Code, Lane, Limits},
};

/// Connections at once. Further ones are closed.
const CONNECTIONS_MAX: usize = 64;
/// Time for the header of a request.
const HEADER_TIME: Duration = Duration::from_secs(5);
/// Time for a request with its answer.
const EXCHANGE_TIME: Duration = Duration::from_secs(60);
/// Memory for the header of a request, in bytes.
const HEADER_BYTES_MAX: usize = 16 * 1024;
/// Number of headers of a request.
const HEADER_COUNT_MAX: usize = 64;
/// Pause after the system could not accept a connection, for example because the process has too many files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

pub(super) struct Server {
    pub(super) admission: Admission,
    pub(super) router: Router,
    pub(super) limits: Limits,
    pub(super) options: BrowserOptions,
    pub(super) dev_server: Option<DevServer>,
    pub(super) client: BrowserPages,
    connections: Arc<Semaphore>,
    /// The documents of open sockets, oldest first.
    documents: Mutex<Vec<Weak<Document>>>,
}

impl Server {
    pub(super) fn new(
        admission: Admission,
        router: Router,
        limits: Limits,
        options: BrowserOptions,
        dev_server: Option<DevServer>,
        client: BrowserPages,
    ) -> Self {
        Self {
            admission,
            router,
            limits,
            options,
            dev_server,
            client,
            connections: Arc::new(Semaphore::new(CONNECTIONS_MAX)),
            documents: Mutex::default(),
        }
    }

    /// Returns the statistics of the documents, oldest first.
    pub(super) fn stats(&self) -> Vec<Stats> {
        let documents = self.documents.lock().clone();
        let open = documents.iter().filter_map(Weak::upgrade);
        open.map(|document| document.stats()).collect()
    }

    fn opened(&self, document: &Arc<Document>) {
        let mut documents = self.documents.lock();
        documents.retain(|document| document.strong_count() > 0);
        documents.push(Arc::downgrade(document));
    }

    /// Returns the caller of a document whose page has this origin.
    fn caller(&self, origin: &str) -> Caller {
        let own = self.admission.is_own(origin);
        let origin = match &self.options.page_origin {
            Some(page_origin) if own => page_origin.as_str(),
            _ => origin,
        };
        let mut extensions = self.options.extensions.clone();
        if let Some(extend) = &self.options.extend {
            extend(&mut extensions);
        }
        Caller {
            label: self.options.label.clone(),
            origin: origin.to_owned(),
            extensions,
        }
    }
}

/// Accepts connections until `stop` is cancelled.
pub(super) async fn accept(
    listener: std::net::TcpListener,
    server: Arc<Server>,
    stop: CancellationToken,
) {
    let listener = listener
        .set_nonblocking(true)
        .and_then(|()| tokio::net::TcpListener::from_std(listener));
    let listener = match listener {
        Ok(listener) => listener,
        Err(error) => {
            tracing::error!(target: "bytelane::lane", %error, "the server for browsers cannot listen");
            return;
        }
    };
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop.cancelled() => return,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_PAUSE).await;
            continue;
        };
        let Ok(permit) = Arc::clone(&server.connections).try_acquire_owned() else {
            continue;
        };
        let connection = Connection {
            server: Arc::clone(&server),
            stop: stop.clone(),
            permit: Arc::new(permit),
        };
        tokio::spawn(connection.serve(stream));
    }
}

#[derive(Clone)]
struct Connection {
    server: Arc<Server>,
    stop: CancellationToken,
    permit: Arc<tokio::sync::OwnedSemaphorePermit>,
}

impl Connection {
    async fn serve(self, stream: TcpStream) {
        let stop = self.stop.clone();
        // Short answers must not wait for an acknowledgement of the ones before.
        let _ = stream.set_nodelay(true);
        let service = service_fn(move |request| {
            let connection = self.clone();
            async move { Ok::<_, Infallible>(connection.answer(request).await) }
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_TIME)
            .max_headers(HEADER_COUNT_MAX)
            .max_buf_size(HEADER_BYTES_MAX)
            .serve_connection(TokioIo::new(stream), service)
            .with_upgrades();
        tokio::select! {
            // A broken connection is the browser's to report.
            _ = timeout(EXCHANGE_TIME, connection) => {}
            () = stop.cancelled() => {}
        }
    }

    async fn answer(self, request: Request<Incoming>) -> Response<Content> {
        let mut response = match self.judge(request).await {
            Ok(response) => response,
            Err(refusal) => {
                tracing::debug!(
                    target: "bytelane::request",
                    label = self.server.options.label,
                    code = refusal.code().as_str(),
                    "request of a browser refused"
                );
                files::refused(&refusal)
            }
        };
        let is_upgrade = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        if !is_upgrade {
            // An idle connection would hold a permit.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        // No page of another site embeds an answer, as an image or as a script.
        headers.insert(
            "cross-origin-resource-policy",
            HeaderValue::from_static("same-origin"),
        );
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        headers.insert(
            header::REFERRER_POLICY,
            HeaderValue::from_static("no-referrer"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }

    async fn judge(&self, request: Request<Incoming>) -> Result<Response<Content>, Refusal> {
        let server = &self.server;
        let host = server.admission.check_host(request.headers())?.to_owned();
        if request.uri().path() == SOCKET {
            return self.open_socket(request);
        }
        let path = request.uri().path();
        let forwards = server.dev_server.as_ref().filter(|_| path != SCRIPT);
        let (method, headers) = (request.method(), request.headers());
        let origin = if forwards.is_some() {
            server
                .admission
                .check_forwarded(method, headers, dev_server::upgrades(headers))?
        } else {
            server.admission.check_file(method, headers)?
        };
        let origin = origin.map(HeaderValue::from_str);
        let mut response = match forwards {
            Some(dev_server) => {
                let headers = headers.clone();
                let (stop, permit) = (self.stop.clone(), Arc::clone(&self.permit));
                let mut response = dev_server.forward(request, stop, permit).await?;
                files::with_client(&mut response, &headers, &host);
                response
            }
            None if path == SCRIPT => {
                let mut script =
                    Response::new(Content::bytes(server.client.script(socket_url(&host))));
                let kind = HeaderValue::from_static("text/javascript; charset=utf-8");
                script.headers_mut().insert(header::CONTENT_TYPE, kind);
                script
            }
            None => self.page(request, &host).await?,
        };
        // Never `*`, also if the server of the pages says so.
        response
            .headers_mut()
            .remove(header::ACCESS_CONTROL_ALLOW_ORIGIN);
        if let Some(Ok(origin)) = origin {
            let headers = response.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        }
        Ok(response)
    }

    async fn page(
        &self,
        request: Request<Incoming>,
        host: &str,
    ) -> Result<Response<Content>, Refusal> {
        let pages = self.server.options.pages.clone();
        let pages: Arc<dyn ServePages> = pages.ok_or_else(files::no_pages)?;
        let request = request.map(|_| ());
        let (is_head, headers) = (request.method() == Method::HEAD, request.headers().clone());
        let (sender, answer) = tokio::sync::oneshot::channel();
        self.server.router.executor().run_page(Box::new(move || {
            let served = foreign::contain("the server of a page", || pages.serve(request));
            let _ = sender.send(served);
        }));
        let Ok(Some(response)) = answer.await else {
            let message = "the server of the page panicked";
            return Err(Refusal::new(Code::Internal, message));
        };
        let mut response = response.map(Content::from);
        files::with_client(&mut response, &headers, host);
        if is_head {
            *response.body_mut() = Content::nothing();
        }
        Ok(response)
    }

    /// Answers the request for a socket, and serves the session on it.
    fn open_socket(&self, mut request: Request<Incoming>) -> Result<Response<Content>, Refusal> {
        let server = &self.server;
        let headers = request.headers();
        let origin = server.admission.check_origin(headers)?;
        server.admission.check_secret(headers)?;
        let key = upgrade_key(request.method(), headers)?;
        // Values of the application, whose clones may panic.
        let caller = foreign::contain("the values of a caller", || server.caller(origin))
            .ok_or_else(|| Refusal::new(Code::Internal, "the values of the caller panicked"))?;
        let upgrade = hyper::upgrade::on(&mut request);
        let connection = self.clone();
        tokio::spawn(async move {
            let Ok(upgraded) = upgrade.await else {
                return;
            };
            let Server { router, limits, .. } = &*connection.server;
            let executor = Arc::clone(router.executor());
            let document = Document::new(
                Lane::Browser,
                router.clone(),
                Arc::new(caller),
                limits.clone(),
            );
            connection.server.opened(&document);
            tracing::debug!(
                target: "bytelane::document",
                label = document.caller().label,
                origin = document.caller().origin,
                lane = Lane::Browser.as_str(),
                "document opened"
            );
            let stream = TokioIo::new(upgraded);
            let stop = connection.stop.clone();
            let reason = browser::serve(stream, document, executor, stop).await;
            tracing::debug!(
                target: "bytelane::document",
                label = connection.server.options.label,
                ?reason,
                "document ended"
            );
            drop(connection.permit);
        });
        let mut response = Response::new(Content::nothing());
        *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        let headers = response.headers_mut();
        headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
        headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
        headers.insert(
            header::SEC_WEBSOCKET_PROTOCOL,
            HeaderValue::from_static(PROTOCOL),
        );
        let accepted =
            HeaderValue::from_str(&derive_accept_key(key.as_bytes())).map_err(|_| bad_upgrade())?;
        headers.insert(header::SEC_WEBSOCKET_ACCEPT, accepted);
        Ok(response)
    }
}

/// Returns the key of a request for a WebSocket.
///
/// # Errors
/// `bad_header` unless it is a request for a WebSocket of version 13.
fn upgrade_key(method: &Method, headers: &HeaderMap) -> Result<HeaderValue, Refusal> {
    let is = |name: header::HeaderName, expected: &str| {
        headers
            .get(name)
            .is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(expected.as_bytes()))
    };
    let key = headers.get(header::SEC_WEBSOCKET_KEY);
    let valid = method == Method::GET
        && dev_server::upgrades(headers)
        && is(header::UPGRADE, "websocket")
        && is(header::SEC_WEBSOCKET_VERSION, "13");
    key.filter(|_| valid).cloned().ok_or_else(bad_upgrade)
}

fn bad_upgrade() -> Refusal {
    Refusal::new(
        Code::BadHeader,
        "this path is that of a WebSocket of version 13",
    )
}
