import { internals, invoke } from './core.js'
import { LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize, Position, Size } from './dpi.js'
import { type Handler, TauriEvent, type Unlisten } from './event.js'
import { transformImage } from './image.js'
import { Listening, type Method, snake } from './listening.js'

/** Methods whose commands take only the label. */
const PLAIN = [
  'scaleFactor', 'isFullscreen', 'isMinimized', 'isMaximized', 'isFocused', 'isDecorated', 'isResizable', 'isMaximizable', 'isMinimizable',
  'isClosable', 'isVisible', 'isEnabled', 'isAlwaysOnTop', 'title', 'theme', 'activityName', 'sceneIdentifier', 'center', 'maximize', 'unmaximize',
  'toggleMaximize', 'minimize', 'unminimize', 'show', 'hide', 'close', 'destroy', 'setFocus', 'startDragging',
]
/** Methods whose commands take a value too. */
const VALUE = [
  'setResizable', 'setEnabled', 'setMaximizable', 'setMinimizable', 'setClosable', 'setTitle', 'setDecorations', 'setShadow', 'setEffects',
  'setAlwaysOnTop', 'setAlwaysOnBottom', 'setContentProtected', 'setFullscreen', 'setFullscreenOnMonitor', 'setSimpleFullscreen', 'setFocusable',
  'setSkipTaskbar', 'setCursorGrab', 'setCursorVisible', 'setCursorIcon', 'setBackgroundColor', 'setIgnoreCursorEvents',
  'startResizeDragging', 'setBadgeCount', 'setBadgeLabel', 'setProgressBar', 'setVisibleOnAllWorkspaces', 'setTitleBarStyle',
  'setTheme',
]

const size = (value: LogicalSize | PhysicalSize | Size | null | undefined): Size | null =>
  value === null || value === undefined ? null : value instanceof Size ? value : new Size(value)
const position = (value: LogicalPosition | PhysicalPosition | Position): Position => (value instanceof Position ? value : new Position(value))

export interface CloseRequestedEvent {
  preventDefault(): void
  isPreventDefault(): boolean
}

/** A window. The methods of {@link PLAIN} and {@link VALUE} are added below. */
export class Window extends Listening {
  constructor(label: string, options: { readonly skip?: boolean; readonly parent?: string | { readonly label: string } } = {}) {
    super(label, 'Window')
    const parent = typeof options.parent === 'string' ? options.parent : options.parent?.label
    if (options.skip !== true) this.reportCreation(invoke('plugin:window|create', { options: { ...options, parent, label } }))
  }
  static getCurrent = (): Window => getCurrentWindow()
  static getAll = (): Promise<Window[]> => getAllWindows()
  static async getByLabel(label: string): Promise<Window | null> {
    return (await getAllWindows()).find((window) => window.label === label) ?? null
  }
  static async getFocusedWindow(): Promise<Window | null> {
    for (const window of await getAllWindows()) if (await windowCall(window, 'is_focused')) return window
    return null
  }
}

export const windowCall = <T>({ label }: { readonly label: string }, command: string, more?: object): Promise<T> =>
  invoke(`plugin:window|${command}`, { label, ...more })

/** Adds the methods of windows. */
export function addWindowMethods(prototype: object): void {
  const methods = new Map<string, Method>()
  for (const name of PLAIN) {
    methods.set(name, function () {
      return windowCall(this, snake(name))
    })
  }
  for (const name of VALUE) {
    methods.set(name, function (value) {
      return windowCall(this, snake(name), { value })
    })
  }
  for (const name of ['setIcon', 'setOverlayIcon']) {
    methods.set(name, function (value) {
      return windowCall(this, snake(name), { value: transformImage(value) })
    })
  }
  for (const name of ['innerPosition', 'outerPosition']) {
    methods.set(name, async function () {
      return new PhysicalPosition(await windowCall<PhysicalPosition>(this, snake(name)))
    })
  }
  for (const name of ['innerSize', 'outerSize']) {
    methods.set(name, async function () {
      return new PhysicalSize(await windowCall<PhysicalSize>(this, snake(name)))
    })
  }
  for (const name of ['setSize', 'setMinSize', 'setMaxSize']) {
    methods.set(name, function (value) {
      return windowCall(this, snake(name), { value: size(value) })
    })
  }
  for (const name of ['setPosition', 'setCursorPosition']) {
    methods.set(name, function (value) {
      return windowCall(this, snake(name), { value: position(value) })
    })
  }
  const logical = (value: number | undefined): unknown => (value === undefined ? null : { Logical: value })
  methods.set('setSizeConstraints', function (value: Record<string, number | undefined> | null | undefined) {
    const sides = value ?? {}
    const names = ['minWidth', 'minHeight', 'maxWidth', 'maxHeight']
    return windowCall(this, 'set_size_constraints', { value: Object.fromEntries(names.map((name) => [name, logical(sides[name])])) })
  })
  methods.set('clearEffects', function () {
    return windowCall(this, 'set_effects', { value: null })
  })
  methods.set('requestUserAttention', function (kind?: number | null) {
    const value = kind === undefined || kind === null ? null : { type: kind === 1 ? 'Critical' : 'Informational' }
    return windowCall(this, 'request_user_attention', { value })
  })
  const listeners: Record<string, string> = {
    onResized: TauriEvent.WINDOW_RESIZED,
    onMoved: TauriEvent.WINDOW_MOVED,
    onScaleChanged: TauriEvent.WINDOW_SCALE_FACTOR_CHANGED,
    onThemeChanged: TauriEvent.WINDOW_THEME_CHANGED,
  }
  for (const [name, event] of Object.entries(listeners)) {
    methods.set(name, function (handler) {
      return this.listen(event, handler)
    })
  }
  methods.set('onFocusChanged', async function (this: Listening, handler: Handler<boolean>): Promise<Unlisten> {
    const stops = await Promise.all([
      this.listen(TauriEvent.WINDOW_FOCUS, (event) => handler({ ...event, payload: true })),
      this.listen(TauriEvent.WINDOW_BLUR, (event) => handler({ ...event, payload: false })),
    ])
    return async () => {
      await Promise.all(stops.map((stop) => stop()))
    }
  })
  methods.set('onCloseRequested', function (this: Listening, handler: (event: CloseRequestedEvent) => unknown): Promise<Unlisten> {
    return this.listen(TauriEvent.WINDOW_CLOSE_REQUESTED, async (event) => {
      let prevented = false
      await handler({ ...event, preventDefault: () => (prevented = true), isPreventDefault: () => prevented })
      if (!prevented) await windowCall(this, 'destroy')
    })
  })
  for (const [name, value] of methods) Object.defineProperty(prototype, name, { value, writable: true, configurable: true })
}
addWindowMethods(Window.prototype)

export const getCurrentWindow = (): Window => new Window(internals.metadata.currentWindow.label, { skip: true })
export const getAllWindows = async (): Promise<Window[]> =>
  (await invoke<string[]>('plugin:window|get_all_windows')).map((label) => new Window(label, { skip: true }))

interface Monitor {
  readonly size: PhysicalSize
  readonly position: PhysicalPosition
  readonly workArea: { readonly size: PhysicalSize; readonly position: PhysicalPosition }
}
const monitor = (found: Monitor | null): Monitor | null => {
  if (found === null) return null
  const { workArea } = found
  return {
    ...found,
    size: new PhysicalSize(found.size),
    position: new PhysicalPosition(found.position),
    workArea: { size: new PhysicalSize(workArea.size), position: new PhysicalPosition(workArea.position) },
  }
}
const ask = (command: string, args?: object): Promise<Monitor | null> => invoke<Monitor | null>(`plugin:window|${command}`, args).then(monitor)
export const currentMonitor = (): Promise<Monitor | null> => ask('current_monitor')
export const primaryMonitor = (): Promise<Monitor | null> => ask('primary_monitor')
export const monitorFromPoint = (x: number, y: number): Promise<Monitor | null> => ask('monitor_from_point', { x, y })
export const availableMonitors = async (): Promise<(Monitor | null)[]> =>
  (await invoke<Monitor[]>('plugin:window|available_monitors')).map(monitor)
export const cursorPosition = async (): Promise<PhysicalPosition> =>
  new PhysicalPosition(await invoke<PhysicalPosition>('plugin:window|cursor_position'))

export const UserAttentionType = { Critical: 1, Informational: 2, 1: 'Critical', 2: 'Informational' }
export const ProgressBarStatus = { None: 'none', Normal: 'normal', Indeterminate: 'indeterminate', Paused: 'paused', Error: 'error' }
export { LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize }
