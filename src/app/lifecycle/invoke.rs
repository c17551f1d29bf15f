//! What a call has where an application is around it, for handlers that are no `#[command]`.

use crate::{
    app::{Webview, async_runtime},
    ipc::IpcResponse,
    router::{InvokeError, InvokeMessage, InvokeResolver},
};

impl InvokeMessage {
    /// The webview that calls.
    ///
    /// # Panics
    /// When no webview of an application calls: on a lane of its own, as in tests.
    #[track_caller]
    pub fn webview(&self) -> Webview {
        self.webview_ref().clone()
    }

    /// As [`webview`](Self::webview), borrowed.
    ///
    /// # Panics
    /// As there.
    #[track_caller]
    pub fn webview_ref(&self) -> &Webview {
        let extensions = &self.caller().extensions;
        extensions
            .get()
            .unwrap_or_else(|| panic!("the call of {} comes from no webview", self.command()))
    }
}

impl InvokeResolver {
    /// Answers with what a future gives, on the application's runtime. The future runs to its end, also where the page cancels the call.
    pub fn respond_async<T, F>(self, task: F)
    where
        T: IpcResponse + Send + 'static,
        F: Future<Output = Result<T, InvokeError>> + Send + 'static,
    {
        async_runtime::spawn(async move { self.respond(task.await) });
    }
}
