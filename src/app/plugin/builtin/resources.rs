//! Commands of the plugin `resources`.

use crate::{
    app::{Manager, Result, Webview, system::resources::ResourceId},
    command, generate_handler,
    ipc::Invoke,
};

/// Closes a resource of the calling window or, if the window does not have it, of the application.
#[command(root = "crate")]
fn close(webview: Webview, rid: ResourceId) -> Result<()> {
    let mut own = webview.resources_table();
    if own.has(rid) {
        return own.close(rid);
    }
    drop(own);
    webview.app_handle().resources_table().close(rid)
}

pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    generate_handler![close]
}
