//! A plugin with its own builder, as plugins with options have.

use tauri::{
    Runtime, Url, Webview,
    plugin::{self, TauriPlugin},
};

#[derive(Default)]
pub struct Builder {
    hosts: Vec<String>,
}

impl Builder {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn allow(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    pub fn build<R: Runtime>(self) -> TauriPlugin<R> {
        let hosts = self.hosts.clone();
        plugin::Builder::new("guard")
            .invoke_handler(tauri::generate_handler![allowed])
            .on_navigation(move |webview: &Webview<R>, url: &Url| {
                webview.label().is_empty()
                    || url.scheme() == "about"
                    || url.host_str().is_some_and(|host| {
                        hosts.iter().any(|allowed| allowed == host) || host == "127.0.0.1"
                    })
            })
            .on_webview_ready(|webview| {
                let _ = webview.label();
            })
            .on_drop(|app| {
                let _ = app;
            })
            .build()
    }
}

#[tauri::command]
fn allowed(webview: Webview, address: String) -> bool {
    webview.navigate(Url::parse(&address).unwrap()).is_ok()
}
