//! Tauri's own types as arguments of a command of bytelane, under their names in Tauri.

use std::{fmt, ops::Deref};

use bytelane::{
    Refusal,
    ipc::{CommandArg, CommandItem, InvokeError},
    wire::Code,
};
use tauri::{Manager, Runtime};

use super::{caller::Caller, tauri_version::DefaultRuntime};

macro_rules! wrapper {
    ($name:ident) => {
        impl<R: Runtime> Deref for $name<R> {
            type Target = tauri::$name<R>;

            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<R: Runtime> From<$name<R>> for tauri::$name<R> {
            fn from(of_plugin: $name<R>) -> Self {
                of_plugin.0
            }
        }

        impl<R: Runtime> fmt::Debug for $name<R> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).finish_non_exhaustive()
            }
        }
    };
}

/// [`tauri::AppHandle`], as an argument of a command of bytelane.
#[derive(Clone)]
pub struct AppHandle<R: Runtime = DefaultRuntime>(tauri::AppHandle<R>);
wrapper!(AppHandle);

/// [`tauri::Webview`]: the webview that calls, as an argument of a command of bytelane.
#[derive(Clone)]
pub struct Webview<R: Runtime = DefaultRuntime>(tauri::Webview<R>);
wrapper!(Webview);

/// [`tauri::WebviewWindow`]: the window of the webview that calls, as an argument of a command of bytelane.
#[derive(Clone)]
pub struct WebviewWindow<R: Runtime = DefaultRuntime>(tauri::WebviewWindow<R>);
wrapper!(WebviewWindow);

/// [`tauri::State`]: a value that the application manages, as an argument of a command of bytelane.
///
/// # Examples
/// ```no_run
/// use std::sync::Mutex;
///
/// use tauri_plugin_bytelane::{State, bytelane::{self, Bytes}};
///
/// struct Camera(Mutex<Vec<u8>>);
///
/// #[bytelane::command]
/// fn frame(camera: State<'_, Camera>) -> Bytes {
///     camera.0.lock().unwrap().clone().into()
/// }
/// ```
pub struct State<'r, T: Send + Sync + 'static>(tauri::State<'r, T>);

impl<T: Send + Sync + 'static> Deref for State<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Send + Sync + 'static> Clone for State<'_, T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Send + Sync + fmt::Debug + 'static> fmt::Debug for State<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("State").field(&**self).finish()
    }
}

fn refused(item: CommandItem<'_>, text: String) -> InvokeError {
    let refusal = Refusal::new(Code::BadArguments, text).with_command(item.name);
    refusal.with_key(item.key).into()
}

/// Returns the webview of the call, which the plugin has put beside it.
fn caller<'de, R: Runtime>(item: CommandItem<'de>) -> Result<&'de Caller<R>, InvokeError> {
    let found = item.message.caller().extensions.get::<Caller<R>>();
    found.ok_or_else(|| {
        let text = format!(
            "command {} takes `{}`, but the call does not come from a webview of an application with the runtime {}",
            item.name,
            item.key,
            std::any::type_name::<R>()
        );
        refused(item, text)
    })
}

impl<'de, R: Runtime> CommandArg<'de> for AppHandle<R> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        Ok(Self(caller::<R>(item)?.app().clone()))
    }
}

impl<'de, R: Runtime> CommandArg<'de> for Webview<R> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let webview = caller::<R>(item)?.webview();
        webview.map(Self).ok_or_else(|| closed(item))
    }
}

impl<'de, R: Runtime> CommandArg<'de> for WebviewWindow<R> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let caller = caller::<R>(item)?;
        let window = caller.app().get_webview_window(caller.label());
        window.map(Self).ok_or_else(|| closed(item))
    }
}

fn closed(item: CommandItem<'_>) -> InvokeError {
    let text = format!(
        "command {} takes `{}`, but the webview that calls is closed, or is not the only one of its window",
        item.name, item.key
    );
    refused(item, text)
}

impl<'de, T: Send + Sync + 'static> CommandArg<'de> for State<'de, T> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let state = caller::<DefaultRuntime>(item)?.app().try_state::<T>();
        state.map(Self).ok_or_else(|| {
            // As Tauri says it.
            let text = format!(
                "state not managed for field `{}` on command `{}`. You must call `.manage()` before using this command",
                item.key, item.name
            );
            refused(item, text)
        })
    }
}
