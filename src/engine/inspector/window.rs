//! The window of the inspector for engines without the application layer, on Linux.

use std::{
    cell::RefCell,
    sync::{Arc, Weak},
};

use gtk::prelude::{ContainerExt, GtkWindowExt, WidgetExt};
use webkit2gtk::{WebContext, WebContextExt, WebView};

use super::{super::builder::Engine, Inspection, SCHEME};
use crate::{
    LaneChoice, Router, inspector::Inspector, lane::shm::host::handshake::extension_directory,
    origin, router::ShowInspector,
};

thread_local! {
    /// The open windows, with the inspectors that they show.
    static OPEN: RefCell<Vec<(Weak<Inspector>, gtk::Window)>> = RefCell::default();
}

/// Returns the function that opens the window on the main thread. It holds no router, which would hold it in turn.
pub(in crate::engine) fn opener(engine: &Engine) -> ShowInspector {
    let (limits, scheme) = (engine.limits.clone(), Arc::clone(&engine.scheme));
    let (debug, lane) = (engine.debug, engine.lane);
    Arc::new(move |router: &Router| {
        let engine = Engine {
            router: router.clone(),
            limits: limits.clone(),
            debug,
            lane,
            scheme: Arc::clone(&scheme),
            inspection: Inspection::default(),
        };
        router
            .executor()
            .run_on_main_thread(Box::new(move || show(engine)));
    })
}

fn show(engine: Engine) {
    let Some(inspector) = engine.inspector() else {
        return;
    };
    let inspector = Arc::downgrade(inspector);
    let open = OPEN.with_borrow(|open| {
        let found = open.iter().find(|(of, _)| of.ptr_eq(&inspector));
        found.map(|(_, window)| window.clone())
    });
    if let Some(window) = open {
        return window.present();
    }
    let window = gtk::Window::new(gtk::WindowType::Toplevel);
    window.set_title("Inspector");
    window.set_default_size(1120, 760);
    let view = create_view(engine);
    window.add(&view);
    window.connect_destroy(|window| {
        OPEN.with_borrow_mut(|open| {
            open.retain(|(_, known)| known != window);
        })
    });
    window.show_all();
    OPEN.with_borrow_mut(|open| open.push((inspector, window)));
}

/// Creates the webview, in a context of its own that stores nothing, and attaches the engine to it.
fn create_view(mut engine: Engine) -> WebView {
    let context = WebContext::new_ephemeral();
    if engine.lane != LaneChoice::Protocol {
        let directory = extension_directory(&[origin::of_scheme(SCHEME)]);
        let directory = directory.map(|path| path.into_os_string().into_string());
        match directory {
            Ok(Ok(path)) => context.set_web_extensions_directory(&path),
            unavailable => {
                tracing::warn!(
                    target: "bytelane::lane",
                    ?unavailable,
                    "the window of the inspector uses the protocol lane: the extension of the shared-memory lane could not be installed"
                );
                engine.lane = LaneChoice::Protocol;
            }
        }
    }
    let view = WebView::with_context(&context);
    engine.attach_webkitgtk(engine.inspector_options(), &view);
    view
}
