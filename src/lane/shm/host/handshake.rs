//! The handshake of the lane on WebKitGTK: the extension sends a message with the document's secret, and the reply carries the descriptors (SPEC §9.1).

use std::{sync::Arc, time::Duration};

use glib::variant::ToVariant;
use webkit2gtk::{LoadEvent, UserMessage, UserMessageExt, WebView, WebViewExt};

pub(crate) use super::install::{directory as extension_directory, guard, guarded};
use super::{
    limits::IDLE_MS,
    link::{Link, LinkConfig, LinkEnd},
    open::PageEnd,
};
use crate::{
    Refusal, document::CloseReason, foreign, lane::gate::Gate, origin, router::Executor, wire::Code,
};

// Names of the messages between extension and host.
const OPEN: &str = "bytelane-open";
const OPENED: &str = "bytelane-opened";
const REFUSED: &str = "bytelane-refused";

/// Answers requests of the extension for a link to the document of this webview.
pub(crate) fn serve(webview: &WebView, gate: Arc<Gate>, executor: Arc<dyn Executor>) {
    gate.set_awaits_link(true);
    let loading = Arc::clone(&gate);
    webview.connect_load_changed(move |_, event| {
        // The document may be that of another web process.
        if event == LoadEvent::Committed {
            loading.set_awaits_link(true);
        }
    });
    webview.connect_user_message_received(move |view, message| {
        if message.name().is_none_or(|name| name != OPEN) {
            return false;
        }
        gate.set_awaits_link(false);
        let secret = message
            .parameters()
            .and_then(|parameters| parameters.get::<String>());
        let origin = view.uri().and_then(|uri| origin::of(&uri));
        // A panic must not cross into C.
        let opened = foreign::contain("the handshake of a link", || {
            let page = open(&gate, &executor, origin.as_deref(), secret.as_deref())?;
            opened_message(&page)
        });
        let opened = opened.unwrap_or_else(|| {
            let message = "the engine panicked while it opened the link";
            Err(Refusal::new(Code::Internal, message))
        });
        match opened {
            Ok(answer) => message.send_reply(&answer),
            Err(refusal) => {
                tracing::warn!(
                    target: "bytelane::lane",
                    label = gate.label(),
                    code = refusal.code().as_str(),
                    reason = refusal.message(),
                    "the shared-memory lane is not available; the protocol lane is used"
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
        idle: Duration::from_millis(IDLE_MS.into()),
        end_document: Box::new(move |end| {
            if let (Some(gate), Some(document)) = (ending.upgrade(), ended.upgrade()) {
                match end {
                    LinkEnd::Violated => gate.end_this(&document, CloseReason::DocumentGone),
                    LinkEnd::Failed => gate.end_this(&document, CloseReason::LaneFailed),
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
                format!("the shared-memory lane could not be opened: {error}"),
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
                    format!("a descriptor could not be sent: {error}"),
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
