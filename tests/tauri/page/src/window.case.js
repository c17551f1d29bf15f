import { invoke } from '@tauri-apps/api/core'
import {
  availableMonitors, currentMonitor, cursorPosition, Effect, getAllWindows, getCurrentWindow, LogicalPosition, LogicalSize, monitorFromPoint,
  PhysicalSize, primaryMonitor, ProgressBarStatus, UserAttentionType, Window,
} from '@tauri-apps/api/window'
import { getAllWebviewWindows, WebviewWindow } from '@tauri-apps/api/webviewWindow'
import { equal, ok, rejection, run, test, until } from './harness.js'

/** Waits until the system has applied a change, which it does in a later turn of its loop without reporting it. */
async function becomes(read, expected) {
  for (let turn = 0; turn < 500 && (await read()) !== expected; turn++) await new Promise((resolve) => setTimeout(resolve, 10))
  equal(await read(), expected)
}

const window_ = getCurrentWindow()

test('every getter of a window', async () => {
  equal(window_.label, 'main')
  equal(await window_.title(), 'Main')
  equal(await window_.scaleFactor(), 1)
  for (const position of [await window_.innerPosition(), await window_.outerPosition()]) equal(position.type, 'Physical')
  equal((await window_.innerSize()).toLogical(1), new LogicalSize(800, 600))
  equal((await window_.outerSize()).type, 'Physical')
  const states = { isFullscreen: false, isMinimized: false, isMaximized: false, isDecorated: true, isResizable: true, isMaximizable: true,
    isMinimizable: true, isClosable: true, isVisible: true, isEnabled: true, isAlwaysOnTop: false }
  for (const [name, expected] of Object.entries(states)) equal(await window_[name](), expected, name)
  equal(typeof (await window_.isFocused()), 'boolean')
  const theme = await window_.theme()
  ok(theme === 'light' || theme === 'dark', `theme ${theme}`)
})

test('a change is answered once the main thread has made it', async () => {
  await invoke('stop_main_thread')
  // Until then the call counts as running, so that a page cannot post more than its calls may hold.
  await window_.setTitle('Main')
  equal(await invoke('counted', { name: 'main thread goes on' }), 1)
  await invoke('stop_main_thread')
  await window_.show()
  equal(await invoke('counted', { name: 'main thread goes on' }), 2)
})

test('every setter of a window', async () => {
  await window_.setTitle('Other')
  await becomes(() => window_.title(), 'Other')
  await window_.setResizable(false)
  await becomes(() => window_.isResizable(), false)
  await window_.setResizable(true)
  await window_.setSize(new LogicalSize(500, 400))
  await until(async () => (await window_.innerSize()).width === 500)
  await window_.setSize(new PhysicalSize(600, 450))
  await until(async () => (await window_.innerSize()).width === 600)
  await window_.setMinSize(new LogicalSize(100, 100))
  await window_.setMaxSize(new LogicalSize(1000, 1000))
  await window_.setMinSize(null)
  await window_.setMaxSize()
  await window_.setSizeConstraints({ minWidth: 50, maxWidth: 900 })
  await window_.setPosition(new LogicalPosition(10, 20))
  await window_.center()
  await window_.setEnabled(false)
  await becomes(() => window_.isEnabled(), false)
  await window_.setEnabled(true)
  const flags = ['setMaximizable', 'setMinimizable', 'setClosable', 'setDecorations', 'setShadow', 'setContentProtected', 'setFocusable',
    'setSkipTaskbar', 'setCursorVisible', 'setVisibleOnAllWorkspaces']
  for (const flag of flags) equal(await window_[flag](true), null, flag)
  for (const flag of ['setAlwaysOnTop', 'setAlwaysOnBottom', 'setFullscreen', 'setSimpleFullscreen', 'setCursorGrab', 'setIgnoreCursorEvents']) equal(await window_[flag](false), null, flag)
  for (const icon of ['default', 'crosshair', 'notAllowed', 'eResize', 'colResize', 'zoomIn']) equal(await window_.setCursorIcon(icon), null, icon)
  for (const color of ['#112233', [1, 2, 3], { red: 1, green: 2, blue: 3, alpha: 4 }]) equal(await window_.setBackgroundColor(color), null)
  await window_.setTheme('dark')
  await window_.setTheme(null)
  await window_.setTitleBarStyle('visible')
  await window_.setEffects({ effects: [Effect.Blur] })
  await window_.clearEffects()
  await window_.requestUserAttention(UserAttentionType.Critical)
  await window_.requestUserAttention(null)
  await window_.setProgressBar({ status: ProgressBarStatus.Normal, progress: 50 })
  await window_.setProgressBar({ status: ProgressBarStatus.None })
  await window_.setBadgeCount(3)
  await window_.setBadgeCount()
  await window_.setFocus()
  await window_.hide()
  await becomes(() => window_.isVisible(), false)
  await window_.show()
  await becomes(() => window_.isVisible(), true)
  await window_.maximize()
  await window_.unmaximize()
  await window_.toggleMaximize()
  await window_.minimize()
  await window_.unminimize()
  await invoke('plugin:window|set_icon', { label: 'main', value: { rgba: new Uint8Array(16).fill(255), width: 2, height: 2 } })
})

test('unsupported functions are refused by name', async () => {
  ok((await rejection(window_.setOverlayIcon('icon.png'))).includes('plugin:window|set_overlay_icon is not supported'))
  ok((await rejection(window_.setBadgeLabel('x'))).includes('plugin:window|set_badge_label is not supported'))
  ok((await rejection(window_.activityName())).includes('plugin:window|activity_name is not supported'))
  ok((await rejection(window_.setCursorIcon('nothing'))).includes('nothing'))
  ok((await rejection(new Window('gone', { skip: true }).title())).includes('gone'))
  const made = new Window('bare')
  const { payload } = await new Promise((resolve) => made.once('tauri://error', resolve))
  ok(payload.includes('plugin:window|create is not supported'))
})

test('monitors and the pointer', async () => {
  const monitors = await availableMonitors()
  ok(monitors.length >= 1)
  const [monitor] = monitors
  equal([monitor.size.width, monitor.size.height], [1280, 800])
  ok(monitor.workArea.size.width > 0)
  for (const found of [await currentMonitor(), await monitorFromPoint(1, 1)]) equal(found.size, monitor.size)
  equal((await primaryMonitor())?.size ?? monitor.size, monitor.size)
  ok(Number.isFinite((await cursorPosition()).x))
  equal(await window_.setCursorPosition(new LogicalPosition(5, 5)).catch((error) => typeof error), null)
})

test('windows are created and closed, and emit events', async () => {
  const created = []
  await window_.listen('tauri://window-created', ({ payload }) => created.push(payload.label))
  const second = new WebviewWindow('second', {
    url: 'index.html', title: 'Second', width: 300, height: 200, visible: false, backgroundColor: '#112233', zoomHotkeysEnabled: true,
    visibleOnAllWorkspaces: true, contentProtected: true, focusable: true,
  })
  await new Promise((resolve, reject) => {
    second.once('tauri://created', resolve)
    second.once('tauri://error', ({ payload }) => reject(new Error(payload)))
  })
  equal(await second.title(), 'Second')
  equal((await getAllWindows()).map(({ label }) => label), ['main', 'second'])
  equal((await getAllWebviewWindows()).map(({ label }) => label), ['main', 'second'])
  ok((await WebviewWindow.getByLabel('second')) !== null)
  await becomes(() => second.isVisible(), false)
  await second.setZoom(1.5)
  await second.setBackgroundColor('#ffffff')

  const twice = new WebviewWindow('second')
  const { payload } = await new Promise((resolve) => twice.once('tauri://error', resolve))
  ok(payload.includes('second'), payload)

  let asked = 0
  const stop = await second.onCloseRequested((event) => {
    asked += 1
    event.preventDefault()
  })
  await second.close()
  await until(() => asked === 1)
  equal((await getAllWindows()).length, 2)
  await stop()
  await second.close()
  // The window is destroyed first, and then the application is notified.
  await until(async () => (await invoke('counted', { name: 'second destroyed' })) === 1)
  equal((await getAllWindows()).length, 1)
})

test('an element with the attribute moves the window', async () => {
  const region = document.createElement('div')
  region.dataset.tauriDragRegion = ''
  const inside = document.createElement('button')
  region.append(inside)
  document.body.append(region)
  const press = (element, detail, button = 0) => {
    const event = new MouseEvent('mousedown', { detail, button, bubbles: true, cancelable: true })
    element.dispatchEvent(event)
    return event.defaultPrevented
  }
  equal([press(region, 2), press(region, 1), press(region, 3), press(region, 1, 2), press(inside, 1)], [true, true, false, false, false])
  region.dataset.tauriDragRegion = 'false'
  equal(press(region, 1), false)
})

test('a window emits its events', async () => {
  const sizes = []
  const stop = await window_.onResized(({ payload }) => sizes.push(payload))
  await window_.setSize(new LogicalSize(420, 360))
  await until(() => sizes.some(({ width }) => width === 420))
  await stop()
})

await run()
