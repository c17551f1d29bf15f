use std::sync::Arc;

use http::HeaderMap;
use tokio::sync::oneshot;

use crate::{
    Refusal,
    document::{Answer, CloseReason, Document, Stats, join_segments},
    payload::Payload,
    router::{Caller, Router},
    wire::{
        Code, Frame, Lane, Limits,
        frame::{self, ReplyOutcome},
    },
};

/// A lane in memory: the same session, wire format and router as the other lanes, without a webview. For tests, examples and benchmarks.
///
/// # Examples
/// ```
/// use bytelane::{Bytes, Payload, Router, lane::MemoryLane};
///
/// #[bytelane::command]
/// fn reverse(data: Bytes) -> Vec<u8> {
///     data.iter().rev().copied().collect()
/// }
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let lane = MemoryLane::new(Router::new(bytelane::generate_handler![reverse]));
/// let answer = lane.call("reverse", Payload::Raw(Bytes::from(vec![1, 2, 3]))).await.unwrap();
/// assert_eq!(answer, Payload::Raw(Bytes::from(vec![3, 2, 1])));
/// # });
/// ```
#[derive(Debug)]
pub struct MemoryLane {
    document: Arc<Document>,
    next_id: std::sync::atomic::AtomicU64,
    /// Sequence number of the last frame that a poll has returned.
    received: std::sync::atomic::AtomicU64,
    /// Fetches deferred bodies in place of the lane.
    #[cfg(test)]
    pull_by: Option<Arc<dyn PullBodies>>,
}

/// Another way of deferred bodies to the page.
#[cfg(test)]
pub(super) trait PullBodies: std::fmt::Debug + Send + Sync {
    /// Fetches a body of `length` bytes.
    fn pull(&self, document: &Document, body: u64, length: u64) -> Result<bytes::Bytes, Refusal>;
}

/// The error of a call on the memory lane.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CallError {
    /// The command returned this error value.
    #[error("the command failed")]
    Failed(Payload),
    /// The engine refused the call. The value is the head of the reply (SPEC §4.3).
    #[error("the engine refused the call: {0}")]
    Refused(serde_json::Value),
}

impl CallError {
    /// Returns the code of a refusal, or `None` for the error of a command.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Failed(_) => None,
            Self::Refused(head) => head.get("code")?.as_str(),
        }
    }
}

impl MemoryLane {
    /// Creates a lane with one open document.
    pub fn new(router: Router) -> Self {
        Self::with(router, Caller::default(), Limits::default())
    }

    /// Creates a lane with one open document that has this caller and these limits.
    pub fn with(router: Router, caller: Caller, limits: Limits) -> Self {
        Self {
            document: Document::new(Lane::Memory, router, Arc::new(caller), limits),
            next_id: 1.into(),
            received: 0.into(),
            #[cfg(test)]
            pull_by: None,
        }
    }

    /// Sets another way of deferred bodies to the page.
    #[cfg(test)]
    pub(super) fn pulling_by(mut self, pull: Arc<dyn PullBodies>) -> Self {
        self.pull_by = Some(pull);
        self
    }

    /// Returns the document of the lane.
    #[cfg(any(feature = "unstable", test))]
    pub const fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Returns the statistics of the document.
    pub fn stats(&self) -> Stats {
        self.document.stats()
    }

    /// Ends the document, as a reload would.
    pub fn close(&self, reason: CloseReason) {
        self.document.close(reason);
    }

    /// Calls a command.
    ///
    /// # Errors
    /// Returns the error value of the command, or the refusal of the engine.
    pub async fn call(&self, command: &str, arguments: Payload) -> Result<Payload, CallError> {
        self.call_with(command, &HeaderMap::new(), arguments)
            .await
            .map(|(_, payload)| payload)
    }

    /// Calls a command with headers. Returns the head of the reply too (SPEC §4.3).
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn call_with(
        &self,
        command: &str,
        headers: &HeaderMap,
        arguments: Payload,
    ) -> Result<(serde_json::Value, Payload), CallError> {
        let id = self.next_id();
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect();
        let head = serde_json::json!({ "cmd": command, "headers": headers });
        self.send(call_frame(id, &head, arguments)).await
    }

    /// Sends a CALL frame without checking it, for tests of invalid ones.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn send(&self, call: frame::Call) -> Result<(serde_json::Value, Payload), CallError> {
        let id = call.id;
        let (sender, receiver) = oneshot::channel();
        let cancel = CancelOnDrop {
            document: &self.document,
            id,
            armed: true,
        };
        let deliver = Box::new(move |answer| drop(sender.send(answer)));
        self.document.execute(self.document.call(call, deliver));
        let answer = receiver.await;
        cancel.disarm();
        self.read(answer.map_err(|_| {
            refused(&Refusal::new(
                Code::Internal,
                "the document dropped the request without an answer",
            ))
        })?)
    }

    /// Calls a command whose body arrives in chunks of `chunk_bytes` bytes, as a large body does on the protocol lane (SPEC §5.2).
    ///
    /// # Errors
    /// As [`call`](Self::call).
    ///
    /// # Panics
    /// If `chunk_bytes` is 0.
    pub async fn call_in_chunks(
        &self,
        command: &str,
        arguments: Payload,
        chunk_bytes: usize,
    ) -> Result<Payload, CallError> {
        let id = self.next_id();
        let head = serde_json::json!({ "cmd": command });
        let mut call = call_frame(id, &head, arguments);
        let body = call.body.bytes.take().unwrap_or_default();
        let reply = self.send(call);
        let chunks = async {
            // The call is sent first, as a page does.
            tokio::task::yield_now().await;
            let mut offset = 0;
            for chunk in body.chunks(chunk_bytes) {
                self.upload(id, offset, chunk);
                offset += chunk.len() as u64;
            }
        };
        let (reply, ()) = tokio::join!(reply, chunks);
        reply.map(|(_, payload)| payload)
    }

    /// Uploads one chunk of the body of a deferred call or a deferred message (SPEC §5.2). A chunk that arrives early waits for the previous one.
    pub fn upload(&self, id: u64, offset: u64, chunk: &[u8]) {
        let (document, chunk) = (Arc::downgrade(&self.document), chunk.to_vec()); // COPY: a chunk arrives in separate memory
        let work = self
            .document
            .lend_upload(id, offset, move |loan| match loan {
                Ok(mut loan) => {
                    if let Err(refusal) = loan.check_room(chunk.len() as u64) {
                        loan.refuse(refusal);
                        return None;
                    }
                    let mut bytes = loan.take_grown();
                    bytes.extend_from_slice(&chunk); // COPY: the engine copies a chunk into its place too
                    loan.complete(bytes)
                }
                Err(refusal) => {
                    if let Some(document) = document.upgrade() {
                        document.refuse_upload(id, |_| refusal);
                    }
                    None
                }
            });
        self.document.execute(work);
    }

    /// Sends the bytes of one CALL frame and returns those of its REPLY: the wire format as another process sees it.
    ///
    /// # Errors
    /// Returns `bad_frame`, `body_truncated` or `body_too_large` unless the bytes are exactly one CALL frame.
    pub async fn exchange(&self, request: bytes::Bytes) -> Result<bytes::Bytes, Refusal> {
        let call = self.document.decode_call(request)?;
        let (sender, receiver) = oneshot::channel();
        let deliver = Box::new(move |answer| drop(sender.send(answer)));
        self.document.execute(self.document.call(call, deliver));
        let answer = receiver.await.map_err(|_| {
            Refusal::new(
                Code::Internal,
                "the document dropped the request without an answer",
            )
        })?;
        Ok(join_segments(answer.into_segments()))
    }

    /// Sends frames that are not calls, without checking them, and returns the frames that answer them at once.
    ///
    /// # Errors
    /// Returns `bad_frame` for a frame that a page may not send this way.
    pub fn send_frames(&self, frames: Vec<Frame>) -> Result<Vec<Frame>, Refusal> {
        self.document.receive(frames)
    }

    /// Waits for the next frames of the host: events, channel messages, and the ends of channels. Each frame is returned once, in order. As on the
    /// protocol lane, one poll is held at a time, and a second one ends the first without frames.
    ///
    /// Deferred bodies (SPEC §5.3) are fetched and placed in their frames.
    ///
    /// # Errors
    /// Returns the code of the close reason once the document has ended.
    pub async fn next_frames(&self) -> Result<Vec<Frame>, Refusal> {
        use std::sync::atomic::Ordering;

        let received = self.received.load(Ordering::Acquire);
        let (first, mut frames) = self.poll(received).await?;
        self.received.fetch_max(
            (first + frames.len() as u64).saturating_sub(1),
            Ordering::AcqRel,
        );
        for frame in &mut frames {
            if frame.body().is_some_and(frame::Body::is_deferred) {
                let bytes = self.deferred_body(frame)?;
                if let Some(body) = frame.body_mut() {
                    body.bytes = Some(bytes);
                }
            }
        }
        Ok(frames)
    }

    /// Polls like a page that has received the frames up to the sequence number `received` (SPEC §5.4), for tests of answers that are lost, late or
    /// duplicated. Returns the sequence number of the first frame, and the frames as they are on the wire.
    ///
    /// # Errors
    /// As [`next_frames`](Self::next_frames).
    pub async fn poll(&self, received: u64) -> Result<(u64, Vec<Frame>), Refusal> {
        let (sender, receiver) = oneshot::channel();
        self.document
            .poll(received, Box::new(move |batch| drop(sender.send(batch))));
        let lost = |_| {
            Refusal::new(
                Code::Internal,
                "the document dropped the request without an answer",
            )
        };
        let batch = receiver.await.map_err(lost)??;
        let (first, limits) = (batch.first, self.document.limits());
        let frames = Frame::decode_batch(join_segments(batch.into_segments()), limits)?;
        Ok((first, frames))
    }

    /// Fetches the body of a `DEFERRED` frame from a poll, and releases it.
    ///
    /// # Errors
    /// Returns `bad_frame` for a frame that names no body, `unknown_body` for a body that is not held.
    pub fn deferred_body(&self, frame: &Frame) -> Result<bytes::Bytes, Refusal> {
        let head: serde_json::Value = serde_json::from_slice(frame.head())
            .map_err(|_| Refusal::new(Code::BadFrame, "the head of a frame is not JSON"))?;
        self.pull(&head, frame.header().body_bytes)
    }

    fn next_id(&self) -> u64 {
        self.next_id
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed)
    }

    fn read(&self, answer: Answer) -> Result<(serde_json::Value, Payload), CallError> {
        let Answer {
            outcome,
            head,
            body,
            ..
        } = answer;
        let head = if head.is_empty() {
            serde_json::Value::Null
        } else {
            serde_json::from_slice(&head).unwrap_or_default()
        };
        if outcome == ReplyOutcome::Refused {
            return Err(CallError::Refused(head));
        }
        let bytes = match body.bytes {
            Some(segments) => join_segments(segments),
            None => self
                .pull(&head, body.length)
                .map_err(|refusal| refused(&refusal))?,
        };
        let limits = self.document.limits();
        let payload = Payload::decode(body.payload, body.element, bytes, limits)
            .map_err(|error| refused(&Refusal::from(error)))?;
        if outcome == ReplyOutcome::Failed {
            Err(CallError::Failed(payload))
        } else {
            Ok((head, payload))
        }
    }

    /// Reads the deferred body that a head names as one range, and releases it.
    fn pull(&self, head: &serde_json::Value, length: u64) -> Result<bytes::Bytes, Refusal> {
        let id = head
            .get("body")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or(0);
        #[cfg(test)]
        let body = if let Some(pull) = &self.pull_by {
            pull.pull(&self.document, id, length)
        } else {
            self.read_body(id, length)
        };
        #[cfg(not(test))]
        let body = self.read_body(id, length);
        self.document
            .receive(vec![frame::Release { body: id }.into()])?;
        body
    }

    /// Reads a deferred body as one range.
    fn read_body(&self, id: u64, length: u64) -> Result<bytes::Bytes, Refusal> {
        self.document.body(id)?.read(0..length).map(join_segments)
    }
}

/// Returns a CALL frame.
fn call_frame(id: u64, head: &serde_json::Value, arguments: Payload) -> frame::Call {
    let (payload, element) = (arguments.kind(), arguments.element());
    let bytes = join_segments(arguments.into_segments());
    frame::Call {
        id,
        head: head.to_string().into(),
        body: frame::Body::new(payload, element, bytes),
    }
}

fn refused(refusal: &Refusal) -> CallError {
    CallError::Refused(serde_json::from_str(&refusal.to_json()).unwrap_or_default())
}

/// Cancels a call if its future is dropped before the reply.
struct CancelOnDrop<'a> {
    document: &'a Document,
    id: u64,
    armed: bool,
}

impl CancelOnDrop<'_> {
    fn disarm(mut self) {
        self.armed = false;
    }
}

impl Drop for CancelOnDrop<'_> {
    fn drop(&mut self) {
        if self.armed {
            self.document.cancel(self.id);
        }
    }
}
