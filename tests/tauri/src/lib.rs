//! The samples of the guide "Calling Rust from the Frontend", as an application contains them, and commands for the test pages.

pub mod application;
pub mod conformance;
pub mod guide;
pub mod twins;

/// Names that applications import, each at the same path as in Tauri.
pub mod names {
    pub use tauri::{
        App, AppHandle, Builder, CloseRequestApi, Config, Context, CursorIcon, DragDropEvent,
        Emitter, Env, Error, Event, EventId, EventTarget, ExitRequestApi, Listener,
        LogicalPosition, LogicalSize, Manager, Monitor, PackageInfo, PhysicalPosition,
        PhysicalSize, Pixel, PixelUnit, Position, RESTART_EXIT_CODE, Resource, ResourceId,
        ResourceTable, Result, RunEvent, Runtime, Size, State, Theme, UriSchemeContext,
        UriSchemeResponder, Url, UserAttentionType, VERSION, Webview, WebviewEvent, WebviewUrl,
        WebviewWindow, WebviewWindowBuilder, Window, WindowEvent, WindowSizeConstraints, Wry,
        async_runtime, command, generate_context, generate_handler, http,
        image::{Image, JsImage},
        ipc::{
            Channel, CommandArg, CommandItem, Invoke, InvokeBody, InvokeError, InvokeMessage,
            InvokeResolver, InvokeResponseBody, IpcResponse, JavaScriptChannelId, Request,
            Response,
        },
        is_dev, mobile_entry_point,
        path::{BaseDirectory, PathResolver},
        plugin::{Builder as PluginBuilder, PluginApi, TauriPlugin},
        process::{current_binary, restart},
        utils,
        webview::{PageLoadEvent, PageLoadPayload, PlatformWebview},
        webview_version,
        window::{Color, ProgressBarState, ProgressBarStatus},
    };
}
