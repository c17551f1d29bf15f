// `window.__TAURI__` for pages without a bundler: an implementation of the modules of `@tauri-apps/api` over the same contract.
import * as app from './app.js'
import * as core from './core.js'
import * as dpi from './dpi.js'
import * as image from './image.js'
import * as webviews from './webview.js'
import * as windows from './window.js'
import { defineAbsent } from './absent.js'
import { emit, emitTo, listen, once, TauriEvent } from './event.js'
import { path } from './path.js'

const { internals, ...coreModule } = core
const { windowCall, addWindowMethods, ...windowModule } = windows
const { getAllWebviews, getAllWebviewWindows, getCurrentWebview, getCurrentWebviewWindow, Webview, WebviewWindow } = webviews

const value = {
  app,
  core: coreModule,
  dpi,
  event: { emit, emitTo, listen, once, TauriEvent },
  image,
  path,
  webview: { getAllWebviews, getCurrentWebview, Webview },
  webviewWindow: { getAllWebviewWindows, getCurrentWebviewWindow, WebviewWindow },
  window: windowModule,
}
defineAbsent(value)
Object.defineProperty(globalThis, '__TAURI__', { configurable: true, enumerable: true, value })
