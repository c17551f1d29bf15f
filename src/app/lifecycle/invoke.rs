//! Methods of a call that need an application, for invoke handlers that are not a `#[command]`.

use crate::{
    app::{Webview, async_runtime},
    ipc::IpcResponse,
    router::{InvokeError, InvokeMessage, InvokeResolver},
};

impl InvokeMessage {
    /// Returns the webview that made the call.
    ///
    /// # Panics
    /// Panics if the call does not come from a webview of an application, as on the memory lane in tests.
    #[track_caller]
    pub fn webview(&self) -> Webview {
        self.webview_ref().clone()
    }

    /// Returns the webview that made the call by reference.
    ///
    /// # Panics
    /// Panics under the conditions of [`webview`](Self::webview).
    #[track_caller]
    pub fn webview_ref(&self) -> &Webview {
        let extensions = &self.caller().extensions;
        extensions.get().unwrap_or_else(|| {
            panic!(
                "the call of {} does not come from a webview of an application",
                self.command()
            )
        })
    }
}

impl InvokeResolver {
    /// Runs a future on the application's runtime and replies with its output. The future runs to completion even if the page cancels the call.
    pub fn respond_async<T, F>(self, task: F)
    where
        T: IpcResponse + Send + 'static,
        F: Future<Output = Result<T, InvokeError>> + Send + 'static,
    {
        async_runtime::spawn(async move { self.respond(task.await) });
    }
}
