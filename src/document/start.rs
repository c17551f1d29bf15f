//! The start of commands while the page holds many results (SPEC §7.1).

use std::{sync::Arc, time::Duration};

use tokio::sync::OwnedSemaphorePermit;

use super::Document;
use crate::{Refusal, foreign, session::Holding, wire::Code};

/// Time without a release after which waiting commands are refused.
const PATIENCE: Duration = Duration::from_secs(10);

/// Permission to run a command that has waited. It is returned when the command ends, because few of them run at once.
pub(crate) type StartPermit = Option<OwnedSemaphorePermit>;

impl Document {
    /// Returns whether a command may start: the results that the page has not released are below their bounds.
    pub(crate) fn may_start(&self) -> bool {
        self.ledger.has_room_for_results()
    }

    /// Waits until the page has released results.
    ///
    /// # Errors
    /// Returns `too_many_buffers` if the page releases nothing for 10 seconds.
    pub(crate) async fn wait_to_start(
        self: Arc<Self>,
        command: &str,
    ) -> Result<StartPermit, Refusal> {
        loop {
            let releases = self.ledger.releases();
            // A runtime of the application may have no clock.
            let patience =
                foreign::contain("the clock of the runtime", || tokio::time::sleep(PATIENCE));
            let Some(patience) = patience else {
                return Err(self.too_many_results(command));
            };
            tokio::select! {
                permit = self.released() => return Ok(permit),
                () = patience => {}
            }
            if self.may_start() {
                return Ok(None);
            }
            if self.ledger.releases() == releases {
                return Err(self.too_many_results(command));
            }
        }
    }

    /// Waits for this command's turn and for room.
    async fn released(&self) -> StartPermit {
        let permit = Arc::clone(self.ledger.restarts()).acquire_owned().await;
        loop {
            // Created before the check, so that no release in between is missed.
            let released = self.ledger.released().notified();
            if self.may_start() {
                return permit.ok();
            }
            released.await;
        }
    }

    fn too_many_results(&self, command: &str) -> Refusal {
        let results = self.state().bodies.len();
        let bytes = self.ledger.held(Holding::Results);
        let files = self.ledger.held(Holding::Files);
        let text = format!(
            "the call of {command} is refused: the page holds {results} results ({bytes} bytes, {files} files) and has released none for {} seconds; read or cancel them",
            PATIENCE.as_secs()
        );
        Refusal::new(Code::TooManyBuffers, text).with_command(command)
    }
}
