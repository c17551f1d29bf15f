use std::{
    ops::Range,
    sync::{Arc, Weak},
};

use parking_lot::Mutex;

use super::{Calls, Part, SharedBuffers, Trouble};
use crate::{
    Refusal,
    document::Document,
    lane::{
        gate::Gate,
        protocol::{HttpAnswer, Responder, ShareBodies},
    },
    router::Executor,
    wire::Code,
};

/// The shared buffers of a webview: those of its open document.
pub(crate) struct Sharing<C: Calls> {
    calls: Arc<C>,
    executor: Arc<dyn Executor>,
    trouble: Arc<Trouble>,
    current: Mutex<Option<Current<C>>>,
}

/// The buffers of a document. The weak reference keeps its address from being used again.
type Current<C> = (Weak<Document>, Arc<SharedBuffers<C>>);

impl<C: Calls> Sharing<C> {
    /// Creates the buffers of the webview with this label.
    pub(crate) fn new(calls: Arc<C>, executor: Arc<dyn Executor>, label: &str) -> Arc<Self> {
        Arc::new(Self {
            calls,
            executor,
            trouble: Arc::new(Trouble::new(label)),
            current: Mutex::default(),
        })
    }

    /// Returns the buffers of a document, if it has asked for any.
    fn of(&self, document: &Arc<Document>) -> Option<Arc<SharedBuffers<C>>> {
        let current = self.current.lock();
        let (owner, buffers) = current.as_ref()?;
        std::ptr::eq(owner.as_ptr(), Arc::as_ptr(document)).then(|| Arc::clone(buffers))
    }

    /// Returns the buffers of a document, which are closed when it ends.
    fn get_or_open(&self, gate: &Gate, document: &Arc<Document>) -> Arc<SharedBuffers<C>> {
        if let Some(buffers) = self.of(document) {
            return buffers;
        }
        let buffers = SharedBuffers::new(
            Arc::clone(&self.calls),
            Arc::clone(&self.executor),
            Arc::clone(document.ledger()),
            Arc::clone(&self.trouble),
        );
        let opened = (Arc::downgrade(document), Arc::clone(&buffers));
        // The requests of a webview are answered on one thread, so no other one has opened them meanwhile.
        let former = self.current.lock().replace(opened);
        drop(former);
        let closed = Arc::clone(&buffers);
        gate.hold_link(document, Box::new(move || closed.close()));
        buffers
    }
}

impl<C: Calls> ShareBodies for Sharing<C> {
    fn share(
        &self,
        gate: &Gate,
        document: &Arc<Document>,
        number: u64,
        body: u64,
        range: Range<u64>,
        responder: Responder,
    ) {
        let source = match document.body(body) {
            Ok(source) => source,
            Err(refusal) => return responder.refuse(&refusal),
        };
        let part = Part {
            number,
            source,
            range,
        };
        let answer = move |shared: Result<(), Refusal>| answer(shared, responder);
        self.get_or_open(gate, document).send(part, answer);
    }

    fn release(&self, document: &Arc<Document>, number: u64, responder: Responder) {
        let released = self.of(document).map_or_else(
            || Err(Refusal::new(Code::NotFound, "the document has no buffers")),
            |buffers| buffers.release(number),
        );
        answer(released, responder);
    }
}

fn answer(result: Result<(), Refusal>, responder: Responder) {
    match result {
        Ok(()) => responder.answer(HttpAnswer::bytes(Vec::new())),
        Err(refusal) => responder.refuse(&refusal),
    }
}

#[cfg(test)]
mod tests {
    use std::{
        borrow::Cow,
        sync::{atomic::Ordering, mpsc},
    };

    use http::{Extensions, Request, Response};

    use super::{super::tests::FakeWebview, *};
    use crate::{
        Router,
        document::CloseReason,
        lane::protocol::wry_scheme::handle_ipc_request,
        payload::Payload,
        router::InlineExecutor,
        wire::{Element, Frame, FrameKind, Limits, PayloadKind, frame},
    };

    const ORIGIN: &str = "http://bytelane.localhost";
    const MIB: u64 = 1024 * 1024;

    /// A webview on the lane, with commands that return 3 MiB.
    struct Host {
        gate: Gate,
        webview: Arc<FakeWebview>,
        sharing: Arc<Sharing<FakeWebview>>,
    }

    impl Host {
        fn new() -> Self {
            let router = Router::new(|invoke: crate::ipc::Invoke| {
                invoke.run_blocking(|_| {
                    let payload = Payload::Raw(vec![7; 3 * MIB as usize].into());
                    crate::Reply::done(payload)
                });
                true
            });
            let origins = vec![ORIGIN.to_owned()];
            let limits = Limits::default();
            let gate =
                Gate::new("main".into(), origins, Extensions::new(), router, limits).with_buffers();
            gate.document_loaded("http://bytelane.localhost/index.html");
            let webview = Arc::<FakeWebview>::default();
            let sharing = Sharing::new(Arc::clone(&webview), Arc::new(InlineExecutor), "main");
            Self {
                gate,
                webview,
                sharing,
            }
        }

        fn post(&self, secret: u8, path: &str, body: Vec<u8>) -> Response<Cow<'static, [u8]>> {
            let request = Request::post(format!("http://ipc.localhost{path}"))
                .header("origin", ORIGIN)
                .header("bytelane-secret", format!("{secret:032x}"))
                .body(body)
                .expect("a request");
            let executor: Arc<dyn Executor> = Arc::new(InlineExecutor);
            let (sender, answers) = mpsc::channel();
            let sharing: &dyn ShareBodies = &*self.sharing;
            handle_ipc_request(
                &self.gate,
                &executor,
                Some(sharing),
                request,
                move |answer| {
                    let _ = sender.send(answer);
                },
            );
            answers.recv().expect("an answer")
        }

        /// Posts a request without a body and returns its status and code.
        fn code(&self, secret: u8, path: &str) -> (u16, String) {
            let answer = self.post(secret, path, Vec::new());
            let code = answer.headers().get("bytelane-error");
            let code = code.map_or("", |code| code.to_str().expect("a code"));
            (answer.status().as_u16(), code.to_owned())
        }

        /// Calls a command, whose result is deferred as body 1.
        fn call(&self, secret: u8) {
            let call = frame::Call {
                id: 1,
                head: r#"{"cmd":"large"}"#.into(),
                body: frame::Body::new(PayloadKind::None, Element::Bytes, bytes::Bytes::new()),
            };
            let mut request = bytes::BytesMut::new();
            Frame::from(call).encode(&mut request);
            let reply = self.post(secret, "/call", request.to_vec());
            assert_eq!(reply.status(), 200);
            let (limits, bytes) = (Limits::default(), reply.into_body().into_owned());
            let frames = Frame::decode_batch(bytes.into(), &limits).expect("a frame");
            assert_eq!(frames[0].kind(), FrameKind::Reply);
        }
    }

    fn refused(code: Code) -> (u16, String) {
        (code.status(), code.as_str().to_owned())
    }

    #[tokio::test(start_paused = true)]
    async fn a_result_crosses_in_a_buffer() {
        let host = Host::new();
        host.call(1);
        let shared = (200, String::new());
        assert_eq!(host.code(1, "/buffer/9/1/0/3145728"), shared);
        let memory = host.webview.received(9).expect("an event");
        assert!(
            memory.lock()[..3 * MIB as usize]
                .iter()
                .all(|byte| *byte == 7)
        );
        assert_eq!(host.code(1, "/release/9"), shared);
        assert_eq!(host.code(1, "/release/9"), refused(Code::NotFound));
        assert_eq!(host.code(1, "/buffer/9/2/0/10"), refused(Code::UnknownBody));
        assert_eq!(
            host.code(1, "/buffer/9/1/1/3145728"),
            refused(Code::RangeInvalid)
        );
        // The same body in segments.
        assert_eq!(host.code(1, "/body/1/0/1048576"), shared);
    }

    #[tokio::test(start_paused = true)]
    async fn buffers_end_with_their_document() {
        let host = Host::new();
        host.call(1);
        for number in [9, 10] {
            host.code(1, &format!("/buffer/{number}/1/0/3145728"));
        }
        assert_eq!(host.code(1, "/release/10").0, 200);
        assert_eq!(host.webview.open.load(Ordering::Relaxed), 2);
        host.gate
            .document_loaded("http://bytelane.localhost/next.html");
        assert_eq!(
            host.webview.open.load(Ordering::Relaxed),
            0,
            "idle ones too"
        );
        assert_eq!(host.code(1, "/release/9"), refused(Code::DocumentGone));
        // The next document neither has the buffers nor can release them.
        assert_eq!(host.code(2, "/release/9"), refused(Code::NotFound));
        host.call(2);
        assert_eq!(host.code(2, "/buffer/9/1/0/3145728").0, 200);
        assert_eq!(host.webview.created.load(Ordering::Relaxed), 3);
        host.gate.end_document(CloseReason::WindowClosed);
        assert_eq!(host.webview.open.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_leaves_the_segments() {
        let host = Host::new();
        host.webview.refuses_create.store(true, Ordering::Relaxed);
        host.call(1);
        assert_eq!(
            host.code(1, "/buffer/9/1/0/3145728"),
            refused(Code::Internal)
        );
        assert_eq!(host.code(1, "/body/1/0/2097152").0, 200);
        host.webview.refuses_create.store(false, Ordering::Relaxed);
        assert_eq!(host.code(1, "/buffer/9/1/0/3145728").0, 200);
    }
}
