//! The account of the page that calls a command of a plugin.

use std::sync::Arc;

use crate::{
    Refusal,
    app::{Resource, Result},
    document::upgrade,
    router::{CommandArg, CommandItem, InvokeError},
    session::{Charge, Full, Holding, Ledger},
    wire::Code,
};

/// The ledger of the calling page. `None` if its document has ended.
pub(super) struct Account(Option<Arc<Ledger>>);

impl<'de> CommandArg<'de> for Account {
    fn from_command(item: CommandItem<'de>) -> std::result::Result<Self, InvokeError> {
        let document = upgrade(item.message.document()).ok();
        Ok(Self(document.map(|document| Arc::clone(document.ledger()))))
    }
}

impl Account {
    fn ledger(&self) -> Result<&Arc<Ledger>> {
        let gone = || Refusal::new(Code::DocumentGone, "the document has ended").into();
        self.0.as_ref().ok_or_else(gone)
    }

    /// Charges the page for the bytes of an image that it has created.
    ///
    /// # Errors
    /// Returns `too_many_resources` over the bound.
    pub(super) fn charge_image(&self, bytes: u64) -> Result<Charge> {
        let ledger = self.ledger()?;
        ledger
            .try_charge(Holding::Resources, bytes)
            .map_err(|full| {
                let (holder, held, limit) = match full {
                    Full::Document => {
                        let held = ledger.held(Holding::Resources);
                        ("the page holds", held, "document_bytes_max")
                    }
                    Full::Process => {
                        let held = ledger.process().held(Holding::Resources);
                        ("all pages hold", held, "process_bytes_max")
                    }
                };
                let text = format!(
                    "an image of {bytes} bytes is refused: {holder} {held} bytes of images, and `{limit}` is the limit; close images that are no longer needed"
                );
                Refusal::new(Code::TooManyResources, text).into()
            })
    }

    /// Charges the page for a window that it opens, of which all pages together may have `max`.
    ///
    /// # Errors
    /// Returns `too_many_windows` over the bound.
    pub(super) fn charge_window(&self, max: u64) -> Result<Charge> {
        let charge = self.ledger()?.try_charge_within(Holding::Windows, 1, max);
        charge.map_err(|_| {
            let text = format!(
                "pages may have {max} windows open: close windows that are no longer needed, or raise `Builder::page_windows_max`"
            );
            Refusal::new(Code::TooManyWindows, text).into()
        })
    }
}

/// Keeps a window charged as long as its resources exist.
pub(super) struct OpenedByPage {
    pub(super) _charge: Charge,
}

impl Resource for OpenedByPage {}
