//! Commands of the plugin `resources`.

use crate::{
    app::{Manager, Result, Webview, system::resources::ResourceId},
    command, generate_handler,
    ipc::Invoke,
};

/// Closes a resource of the calling window or, if the window does not have it, of the application.
#[command(root = "crate")]
fn close(webview: Webview, rid: ResourceId) -> Result<()> {
    let own = webview.resources_table().take_any(rid);
    let resource = match own {
        Ok(resource) => resource,
        Err(_) => webview.app_handle().resources_table().take_any(rid)?,
    };
    // The table is not locked while the resource closes itself: that is code of the application.
    resource.close();
    Ok(())
}

pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    generate_handler![close]
}
