import { internals, invoke } from './core.js'
import { type LogicalPosition, type LogicalSize, PhysicalPosition, PhysicalSize, Position, Size } from './dpi.js'
import { Listening, type Method } from './listening.js'
import { addWindowMethods, getAllWindows, Window, windowCall } from './window.js'

const webviewCall = <T>({ label }: { readonly label: string }, command: string, more?: object): Promise<T> =>
  invoke(`plugin:webview|${command}`, { label, ...more })

/** Adds the methods of webviews that windows do not have. */
function addWebviewMethods(prototype: object, names: readonly string[]): void {
  const methods: Record<string, Method> = {
    async position() {
      return new PhysicalPosition(await webviewCall<PhysicalPosition>(this, 'webview_position'))
    },
    async size() {
      return new PhysicalSize(await webviewCall<PhysicalSize>(this, 'webview_size'))
    },
    close() {
      return webviewCall(this, 'webview_close')
    },
    setSize(value: LogicalSize | PhysicalSize) {
      return webviewCall(this, 'set_webview_size', { value: new Size(value) })
    },
    setPosition(value: LogicalPosition | PhysicalPosition) {
      return webviewCall(this, 'set_webview_position', { value: new Position(value) })
    },
    setFocus() {
      return webviewCall(this, 'set_webview_focus')
    },
    setAutoResize(value) {
      return webviewCall(this, 'set_webview_auto_resize', { value })
    },
    hide() {
      return webviewCall(this, 'webview_hide')
    },
    show() {
      return webviewCall(this, 'webview_show')
    },
    setZoom(value) {
      return webviewCall(this, 'set_webview_zoom', { value })
    },
    reparent(window: string | { readonly label: string }) {
      return webviewCall(this, 'reparent', { window: typeof window === 'string' ? window : window.label })
    },
    clearAllBrowsingData() {
      return invoke('plugin:webview|clear_all_browsing_data')
    },
    setBackgroundColor(value) {
      return webviewCall(this, 'set_webview_background_color', { value })
    },
  }
  for (const [name, value] of Object.entries(methods)) {
    if (names.includes(name)) Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
  }
}

/** A webview. */
export class Webview extends Listening {
  readonly window: Window
  constructor(window: Window, label: string, options: { readonly skip?: boolean } = {}) {
    super(label, 'Webview')
    this.window = window
    if (options.skip !== true) this.reportCreation(invoke('plugin:webview|create_webview', { windowLabel: window.label, options: { ...options, label } }))
  }
  static getCurrent = (): Webview => getCurrentWebview()
  static getAll = (): Promise<Webview[]> => getAllWebviews()
  static async getByLabel(label: string): Promise<Webview | null> {
    return (await getAllWebviews()).find((webview) => webview.label === label) ?? null
  }
}
addWebviewMethods(Webview.prototype, ['position', 'size', 'close', 'setSize', 'setPosition', 'setFocus', 'setAutoResize', 'hide', 'show', 'setZoom',
  'reparent', 'clearAllBrowsingData', 'setBackgroundColor'])

const webviewOf = (label: string): Webview => new Webview(new Window(label, { skip: true }), label, { skip: true })
export const getCurrentWebview = (): Webview => webviewOf(internals.metadata.currentWindow.label)
export const getAllWebviews = async (): Promise<Webview[]> =>
  (await invoke<{ readonly label: string }[]>('plugin:webview|get_all_webviews')).map(({ label }) => webviewOf(label))

/** A window and its webview. */
export class WebviewWindow extends Listening {
  constructor(label: string, options: { readonly skip?: boolean; readonly parent?: string | { readonly label: string } } = {}) {
    super(label, 'WebviewWindow')
    const parent = typeof options.parent === 'string' ? options.parent : options.parent?.label
    if (options.skip !== true) this.reportCreation(invoke('plugin:webview|create_webview_window', { options: { ...options, parent, label } }))
  }
  get window(): Window {
    return new Window(this.label, { skip: true })
  }
  static getCurrent = (): WebviewWindow => getCurrentWebviewWindow()
  static getAll = (): Promise<WebviewWindow[]> => getAllWebviewWindows()
  static async getByLabel(label: string): Promise<WebviewWindow | null> {
    return (await getAllWebviewWindows()).find((window) => window.label === label) ?? null
  }
  async setBackgroundColor(color: unknown): Promise<unknown> {
    await windowCall(this, 'set_background_color', { value: color })
    return webviewCall(this, 'set_webview_background_color', { value: color })
  }
}
const { setBackgroundColor } = WebviewWindow.prototype
addWindowMethods(WebviewWindow.prototype)
addWebviewMethods(WebviewWindow.prototype, ['position', 'size', 'setAutoResize', 'setZoom', 'reparent', 'clearAllBrowsingData'])
WebviewWindow.prototype.setBackgroundColor = setBackgroundColor

export const getCurrentWebviewWindow = (): WebviewWindow => new WebviewWindow(internals.metadata.currentWindow.label, { skip: true })
export const getAllWebviewWindows = async (): Promise<WebviewWindow[]> =>
  (await getAllWindows()).map(({ label }) => new WebviewWindow(label, { skip: true }))
