//! The permissions of Tauri, for commands of bytelane.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use bytelane::ipc::Invoke;
use http::{HeaderName, HeaderValue};
use tauri::{
    Runtime,
    ipc::{CallbackFn, InvokeBody, InvokeError, InvokeResponse},
    webview::InvokeRequest,
};

use super::caller::Caller;

/// The header of a request that only asks whether a command is permitted. Its value is known to this process alone.
pub(crate) const QUESTION: HeaderName = HeaderName::from_static("bytelane-may-run");

/// Asks Tauri whether a webview may run a command of bytelane, and remembers each yes.
///
/// Tauri's authority is not public. A message for the command `plugin:bytelane|<command>` passes through it, and reaches the handler of this plugin,
/// which answers a question without running anything.
pub(crate) struct Judge {
    allowed: Mutex<HashSet<Permitted>>,
    question: HeaderValue,
}

#[derive(PartialEq, Eq, Hash)]
struct Permitted {
    label: String,
    origin: String,
    command: String,
}

impl Judge {
    /// Creates a judge with the value of its questions, which pages must not know.
    pub(crate) fn new(question: HeaderValue) -> Self {
        Self {
            allowed: Mutex::default(),
            question,
        }
    }

    /// Returns whether a message of Tauri is a question of this judge.
    pub(crate) fn asks(&self, headers: &http::HeaderMap) -> bool {
        headers.get(QUESTION) == Some(&self.question)
    }

    /// Returns the error of Tauri if the call is not permitted.
    pub(crate) fn check<R: Runtime>(&self, invoke: &Invoke) -> Result<(), InvokeError> {
        let from = invoke.message.caller();
        let permitted = Permitted {
            label: from.label.clone(),
            origin: from.origin.to_string(),
            command: invoke.message.command().to_owned(),
        };
        let allowed = || self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        if allowed().contains(&permitted) {
            return Ok(());
        }
        let caller = from.extensions.get::<Caller<R>>();
        let webview = caller.and_then(Caller::webview);
        let (Some(caller), Some(webview)) = (caller, webview) else {
            return Err("failed to acquire webview reference".into());
        };
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
        allowed().insert(permitted);
        Ok(())
    }

    /// Forgets the answers for a webview that is closed: the next one of its label may be in another window.
    pub(crate) fn forget(&self, label: &str) {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        allowed.retain(|permitted| permitted.label != label);
    }
}
