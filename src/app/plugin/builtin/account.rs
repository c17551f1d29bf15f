//! The account of the page that calls a command of a plugin.

use std::sync::Arc;

use crate::{
    Refusal,
    app::{Resource, Result},
    document::upgrade,
    router::{CommandArg, CommandItem, InvokeError},
    session::{Charge, Holding, Ledger},
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
    /// Charges the page for bytes or items that it has created.
    ///
    /// # Errors
    /// Returns `too_many_buffers` over the bound, with `advice`.
    pub(super) fn charge(&self, holding: Holding, amount: u64, advice: &str) -> Result<Charge> {
        let Some(ledger) = &self.0 else {
            return Err(Refusal::new(Code::DocumentGone, "the document has ended").into());
        };
        ledger.try_charge(holding, amount).map_err(|_| {
            let held = ledger.process().held(holding);
            let text = format!("pages hold {held} of {holding:?} already: {advice}");
            Refusal::new(Code::TooManyBuffers, text).into()
        })
    }
}

/// Keeps a window charged as long as its resources exist.
pub(super) struct OpenedByPage {
    pub(super) _charge: Charge,
}

impl Resource for OpenedByPage {}
