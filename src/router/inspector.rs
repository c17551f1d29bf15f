use std::{ops::ControlFlow, sync::Arc};

use serde::Deserialize;

use super::{Call, CommandWork, InvokeError, ReplySlot, into_reply};
use crate::{
    Refusal,
    inspector::{Inspector, Viewer},
};

/// The command of the inspector's window.
const COMMAND: &str = "plugin:inspector|snapshot";

#[derive(Deserialize)]
struct Arguments {
    since: u64,
}

/// Serves the window of the inspector, under no capability: its document is marked by the host. Continues with any other call.
pub(super) fn serve(
    inspector: Option<&Arc<Inspector>>,
    call: Call,
    reply: ReplySlot,
) -> ControlFlow<Option<CommandWork>, (Call, ReplySlot)> {
    let Some(inspector) = inspector.filter(|inspector| inspector.is_open()) else {
        return ControlFlow::Continue((call, reply));
    };
    if call.command != COMMAND || call.caller.extensions.get::<Viewer>().is_none() {
        return ControlFlow::Continue((call, reply));
    }
    let inspector = Arc::clone(inspector);
    let work = move || {
        let arguments = call.payload.to_value::<Arguments>();
        let snapshot = arguments
            .map(|arguments| inspector.snapshot(arguments.since))
            .map_err(|error| InvokeError::refused(Refusal::from(error).with_command(COMMAND)));
        reply.send(into_reply(snapshot));
    };
    ControlFlow::Break(Some(CommandWork::Blocking(Box::new(work))))
}
