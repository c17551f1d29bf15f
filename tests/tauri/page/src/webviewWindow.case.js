import { invoke } from '@tauri-apps/api/core'
import { emit, emitTo, listen } from '@tauri-apps/api/event'
import { getAllWebviewWindows, getCurrentWebviewWindow, WebviewWindow } from '@tauri-apps/api/webviewWindow'
import { equal, ok, rejection, run, test, until } from './harness.js'

const own = getCurrentWebviewWindow()
const made = (window) =>
  new Promise((resolve, reject) => {
    window.once('tauri://created', resolve)
    window.once('tauri://error', ({ payload }) => reject(payload))
  })

test('the window of the page, and windows by label', async () => {
  equal([own.label, WebviewWindow.getCurrent().label], ['main', 'main'])
  equal((await getAllWebviewWindows()).map(({ label }) => label), ['main'])
  equal((await WebviewWindow.getByLabel('main')).label, 'main')
  equal(await WebviewWindow.getByLabel('nobody'), null)
})

test('a webview window is both a window and a webview', async () => {
  await own.setTitle('Both')
  // The system applies it in a later turn of its loop.
  await until(async () => (await own.title()) === 'Both')
  ok((await own.size()).width > 0)
  ok((await own.innerSize()).width > 0)
  await own.setZoom(1)
  await own.setBackgroundColor([1, 2, 3, 255])
})

test('a window is created with its options and its parent', async () => {
  const window = new WebviewWindow('child', { url: 'index.html', title: 'Child', width: 320, height: 240, parent: 'main', visible: false, maximizable: false })
  await made(window)
  equal(await window.title(), 'Child')
  await until(async () => !(await window.isVisible()))
  equal((await WebviewWindow.getAll()).map(({ label }) => label).sort(), ['child', 'main'])
  equal(await rejection(made(new WebviewWindow('orphan', { parent: 'nobody' }))), 'there is no window `nobody`; it was closed')
  equal(await rejection(made(new WebviewWindow('no label', {}))), 'window label "no label" is not well formed: only letters, digits and `-`, `/`, `:`, `_` are allowed')
  let destroyed = false
  await window.once('tauri://destroyed', () => (destroyed = true))
  await window.destroy()
  await until(() => destroyed)
  await until(async () => (await invoke('counted', { name: 'child destroyed' })) === 1)
})

test('a window receives its own events, once or until it unlistens', async () => {
  const heard = []
  const stop = await own.listen('for-me', ({ payload }) => heard.push(payload))
  await own.once('for-me', ({ payload }) => heard.push(`once ${payload}`))
  await own.emit('for-me', 1)
  await own.emitTo({ kind: 'WebviewWindow', label: 'main' }, 'for-me', 2)
  await emitTo('other', 'for-me', 'not for it')
  await emit('for-me', 3)
  await until(() => heard.length === 4)
  equal(heard, [1, 'once 1', 2, 3])
  await stop()
})

test('a window created in Rust changes responses and denies new windows', async () => {
  const heard = []
  for (const event of ['changed', 'new-window', 'opened']) await listen(event, ({ payload }) => heard.push(payload))
  await invoke('open_changed')
  await until(() => heard.length === 1)
  equal(heard, [{ greeting: 'made by the host', header: 'yes' }])
  // A script that the host runs may open windows, as a click of the user may; a script of the page may not.
  const url = 'https://example.org/new?a=b'
  await invoke('run_in', { label: 'changed', script: `window.__TAURI_INTERNALS__.invoke('plugin:event|emit', { event: 'opened', payload: window.open('${url}') !== null })` })
  await until(() => heard.length === 3)
  equal(heard.slice(1), [url, false])
  equal((await fetch('/index.html')).headers.get('x-changed'), null)
})

test('the windows that pages open are bounded', async () => {
  const open = (label) => window.bytelane.invoke('plugin:webview|create_webview_window', { options: { label, url: 'index.html', visible: false } })
  // The builder of this case allows three.
  for (const label of ['one', 'two', 'three']) await open(label)
  const refused = await rejection(open('four'))
  equal(refused.code, 'too_many_windows')
  ok(refused.message.includes('3 windows') && refused.message.includes('page_windows_max'), refused.message)
  for (const label of ['one', 'two', 'three']) await (await WebviewWindow.getByLabel(label)).destroy()
  // The place is free once the window has ended.
  await until(async () => (await invoke('counted', { name: 'one destroyed' })) === 1)
  await until(() => open('five').then(() => true, ({ code }) => code !== 'too_many_windows'))
})

await run()
