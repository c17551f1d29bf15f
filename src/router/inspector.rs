use std::{ops::ControlFlow, sync::Arc};

use serde::Deserialize;

use super::{Call, CommandWork, InvokeError, ReplySlot, Router, into_reply};
use crate::{
    Refusal,
    inspector::{Inspector, Viewer},
};

/// The command that opens the window of the inspector. The script of its key calls it in any page of the application.
const SHOW: &str = "plugin:inspector|show";
/// The command of the window.
const SNAPSHOT: &str = "plugin:inspector|snapshot";

/// Opens the window of the inspector of a router.
pub(crate) type ShowInspector = Arc<dyn Fn(&Router) + Send + Sync>;

#[derive(Deserialize)]
struct Arguments {
    since: u64,
}

impl Router {
    /// Sets the inspector, which records the calls and events of the documents that are created later.
    #[must_use]
    pub fn with_inspector(mut self, inspector: Arc<Inspector>) -> Self {
        self.inspector = Some(inspector);
        self
    }

    /// Returns the inspector.
    pub const fn inspector(&self) -> Option<&Arc<Inspector>> {
        self.inspector.as_ref()
    }

    /// Sets the function that opens the window of the inspector.
    #[cfg(feature = "webkitgtk")]
    #[must_use]
    pub(crate) fn with_inspector_window(mut self, show: ShowInspector) -> Self {
        self.show_inspector = Some(show);
        self
    }

    /// Opens the window of the inspector. Returns whether the router has an inspector with a window.
    pub(crate) fn show_inspector(&self) -> bool {
        let show = self.inspector.as_ref().and(self.show_inspector.as_ref());
        show.inspect(|show| show(self)).is_some()
    }
}

/// Serves the inspector, under no capability: any page may open the window, and only the window, whose document the host has marked, may read the records.
/// Continues with any other call.
pub(super) fn serve(
    router: &Router,
    call: Call,
    reply: ReplySlot,
) -> ControlFlow<Option<CommandWork>, (Call, ReplySlot)> {
    let Some(inspector) = router.inspector() else {
        return ControlFlow::Continue((call, reply));
    };
    match &*call.command {
        SHOW if router.show_inspector() => {
            reply.send(into_reply(Ok::<_, InvokeError>(())));
            ControlFlow::Break(None)
        }
        SNAPSHOT if call.caller.extensions.get::<Viewer>().is_some() => {
            let inspector = Arc::clone(inspector);
            let work = move || {
                let snapshot = call
                    .payload
                    .to_value::<Arguments>()
                    .map(|arguments| inspector.read(arguments.since))
                    .map_err(|error| {
                        InvokeError::refused(Refusal::from(error).with_command(SNAPSHOT))
                    });
                reply.send(into_reply(snapshot));
            };
            ControlFlow::Break(Some(CommandWork::Blocking(Box::new(work))))
        }
        _ => ControlFlow::Continue((call, reply)),
    }
}
