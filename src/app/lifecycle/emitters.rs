//! The application, its windows and its webviews as emitters of and listeners to events.

use std::sync::Arc;

use crate::{
    app::{
        App, AppHandle, Runtime, Webview, WebviewWindow, Window,
        lifecycle::managed::sealed::Managed,
    },
    event::{Emitter, EventHub, EventSource, EventTarget, Listener},
};

macro_rules! event_sources {
    ($($type:ident as $target:expr;)*) => {$(
        impl<R: Runtime> EventSource for $type<R> {
            fn event_hub(&self) -> &Arc<EventHub> {
                self.managed_app().shared.engine.events()
            }

            fn event_target(&self) -> EventTarget {
                $target(self)
            }
        }

        impl<R: Runtime> Emitter<R> for $type<R> {}
        impl<R: Runtime> Listener<R> for $type<R> {}
    )*};
}

event_sources! {
    App as |_: &Self| EventTarget::App;
    AppHandle as |_: &Self| EventTarget::App;
    Window as |window: &Self| EventTarget::window(window.label());
    Webview as |webview: &Self| EventTarget::webview(webview.label());
    WebviewWindow as |window: &Self| EventTarget::webview_window(window.label());
}
