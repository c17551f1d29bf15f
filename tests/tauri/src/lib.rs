//! The samples of the guide "Calling Rust from the Frontend", as an application has them, and commands for its pages.

pub mod conformance;
pub mod guide;

/// Names that applications import, each where Tauri has it.
pub mod names {
    pub use tauri::{
        App, AppHandle, Builder, CloseRequestApi, Config, Context, CursorIcon, Emitter, Error,
        Event, EventId, EventName, EventTarget, ExitRequestApi, Listener, LogicalPosition,
        LogicalSize, Manager, Monitor, PackageInfo, PhysicalPosition, PhysicalSize, Position,
        Resource, ResourceId, ResourceTable, Result, RunEvent, Runtime, Size, State, Theme,
        UriSchemeContext, UriSchemeResponder, Url, UserAttentionType, Webview, WebviewUrl,
        WebviewWindow, WebviewWindowBuilder, Window, WindowEvent, Wry, async_runtime, command,
        generate_context, generate_handler, http,
        ipc::{
            Channel, CommandArg, CommandItem, Invoke, InvokeBody, InvokeError, InvokeMessage,
            InvokeResolver, InvokeResponseBody, IpcResponse, JavaScriptChannelId, Request,
            Response,
        },
        is_dev,
        path::{BaseDirectory, PathResolver},
        plugin::{Builder as PluginBuilder, PluginApi, TauriPlugin},
        webview::{PageLoadEvent, PageLoadPayload, PlatformWebview},
        window::{Color, ProgressBarState, ProgressBarStatus},
    };
}
