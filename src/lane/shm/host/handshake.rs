//! The lane's handshake on WebKitGTK: the extension asks in a message with the document's secret, and the answer carries the descriptors (SPEC §9.1).

use std::{sync::Arc, time::Duration};

use glib::variant::ToVariant;
use webkit2gtk::{UserMessage, UserMessageExt, WebView, WebViewExt};

use super::{Link, LinkConfig, LinkEnd, PageEnd};
use crate::{
    Refusal, document::CloseReason, lane::protocol::Gate, origin, router::Executor, wire::Code,
};

/// Names of the messages between extension and host.
const OPEN: &str = "bytelane-open";
const OPENED: &str = "bytelane-opened";
const REFUSED: &str = "bytelane-refused";

/// Memory that was used is given back after so long. Whoever works with pauses finds it warm; 1 MiB of it costs a millisecond to bring again.
const IDLE: Duration = Duration::from_secs(10);

/// Where the extension lies, for a webview of these origins.
///
/// # Errors
/// Why there is none.
pub(crate) fn extension_directory(origins: &[String]) -> Result<std::path::PathBuf, String> {
    super::install::directory(origins)
}

/// Answers the extension's request for a link to this webview's document.
pub(crate) fn serve(webview: &WebView, gate: Arc<Gate>, executor: Arc<dyn Executor>) {
    webview.connect_user_message_received(move |view, message| {
        if message.name().is_none_or(|name| name != OPEN) {
            return false;
        }
        let secret = message
            .parameters()
            .and_then(|parameters| parameters.get::<String>());
        let origin = view.uri().and_then(|uri| origin::of(&uri));
        let opened = open(&gate, &executor, origin.as_deref(), secret.as_deref());
        match opened.and_then(|page| opened_message(&page)) {
            Ok(answer) => message.send_reply(&answer),
            Err(refusal) => {
                tracing::warn!(
                    label = gate.label(),
                    code = refusal.code().as_str(),
                    reason = refusal.message(),
                    "no shared-memory lane; the protocol lane serves"
                );
                let text = refusal.to_json().to_variant();
                message.send_reply(&UserMessage::new(REFUSED, Some(&text)));
            }
        }
        true
    });
}

fn open(
    gate: &Arc<Gate>,
    executor: &Arc<dyn Executor>,
    origin: Option<&str>,
    secret: Option<&str>,
) -> Result<PageEnd, Refusal> {
    let document = gate.open_linked(origin, secret.map(str::as_bytes))?;
    let limits = gate.limits();
    let ending = Arc::downgrade(gate);
    let ended = Arc::downgrade(&document);
    let config = LinkConfig {
        document: Arc::clone(&document),
        executor: Arc::clone(executor),
        frame_bytes_max: limits.inline_body_bytes_max.max(limits.batch_bytes_max),
        idle: IDLE,
        end_document: Box::new(move |end| {
            if let (Some(gate), Some(document)) = (ending.upgrade(), ended.upgrade()) {
                match end {
                    LinkEnd::Violated => gate.end_this(&document, CloseReason::DocumentGone),
                    LinkEnd::Unused => gate.forget_linked(&document),
                }
            }
        }),
    };
    match Link::open(config) {
        Ok((link, page)) => {
            gate.hold_link(&document, Box::new(move || link.close()));
            Ok(page)
        }
        Err(error) => {
            gate.forget_linked(&document);
            Err(Refusal::new(
                Code::Internal,
                format!("the system lends nothing for the shared-memory lane: {error}"),
            ))
        }
    }
}

fn opened_message(page: &PageEnd) -> Result<UserMessage, Refusal> {
    use std::os::fd::AsRawFd;

    let list = gio::UnixFDList::new();
    for descriptor in [&page.socket, &page.page_slots, &page.host_slots] {
        gio::prelude::UnixFDListExtManual::append(&list, descriptor.as_raw_fd()).map_err(
            |error| {
                Refusal::new(
                    Code::Internal,
                    format!("a descriptor cannot be sent: {error}"),
                )
            },
        )?;
    }
    let layout = format!("{} {}", page.layout.slots, page.layout.slot_bytes);
    Ok(UserMessage::with_fd_list(
        OPENED,
        Some(&layout.to_variant()),
        Some(&list),
    ))
}
