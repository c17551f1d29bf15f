//! The permissions of Tauri, for commands of bytelane.

use std::sync::{Arc, Mutex, PoisonError};

use bytelane::ipc::Invoke;
use http::{HeaderName, HeaderValue};
use tauri::{
    Runtime,
    ipc::{CallbackFn, InvokeBody, InvokeError, InvokeResponse},
    webview::InvokeRequest,
};

use super::caller::{Caller, Permitted};

/// The header of a request that only asks whether a command is permitted. Its value is known to this process alone.
pub(crate) const QUESTION: HeaderName = HeaderName::from_static("bytelane-may-run");

/// Asks Tauri whether a webview may run a command of bytelane, and remembers each yes.
///
/// Tauri's authority is not public. A message for the command `plugin:bytelane|<command>` passes through it, and reaches the handler of this plugin,
/// which answers a question without running anything.
pub(crate) struct Judge {
    question: HeaderValue,
}

impl Judge {
    /// Creates a judge with the value of its questions, which pages must not know.
    pub(crate) fn new(question: HeaderValue) -> Self {
        Self { question }
    }

    /// Returns whether a message of Tauri is a question of this judge.
    pub(crate) fn asks(&self, headers: &http::HeaderMap) -> bool {
        headers.get(QUESTION) == Some(&self.question)
    }

    /// Returns the error of Tauri if the call is not permitted.
    pub(crate) fn check<R: Runtime>(&self, invoke: &Invoke) -> Result<(), InvokeError> {
        let from = invoke.message.caller();
        let caller = from.extensions.get::<Caller<R>>();
        let webview = caller.and_then(Caller::webview);
        let (Some(caller), Some(webview)) = (caller, webview) else {
            return Err("failed to acquire webview reference".into());
        };
        let permitted = Permitted {
            window: webview.window_ref().label().to_owned(),
            origin: from.origin.to_string(),
            command: invoke.message.command().to_owned(),
        };
        if caller.may(&permitted) {
            return Ok(());
        }
        let url = permitted.origin.parse();
        let url = url.map_err(|_| InvokeError::from("origin is not a valid URL"))?;
        let verdict = Arc::new(Mutex::new(Err("Tauri has not judged the call".into())));
        let given = Arc::clone(&verdict);
        let request = InvokeRequest {
            cmd: format!("plugin:{}|{}", super::NAME, permitted.command),
            callback: CallbackFn(0),
            error: CallbackFn(0),
            url,
            body: InvokeBody::default(),
            headers: [(QUESTION, self.question.clone())].into_iter().collect(),
            invoke_key: caller.app().invoke_key().to_owned(),
        };
        webview.on_message(
            request,
            Box::new(move |_, _, response, _, _| {
                *given.lock().unwrap_or_else(PoisonError::into_inner) = match response {
                    InvokeResponse::Ok(_) => Ok(()),
                    InvokeResponse::Err(error) => Err(error),
                };
            }),
        );
        let mut verdict = verdict.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *verdict, Ok(()))?;
        caller.permit(permitted);
        Ok(())
    }
}
