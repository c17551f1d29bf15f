import { invoke } from '@tauri-apps/api/core'
import { emit, emitTo, listen, once, TauriEvent } from '@tauri-apps/api/event'
import { getCurrentWebviewWindow } from '@tauri-apps/api/webviewWindow'
import { getCurrentWindow } from '@tauri-apps/api/window'
import { equal, ok, rejection, run, test, until } from './harness.js'

const appWebview = getCurrentWebviewWindow()
const events = (command, args) => invoke(`plugin:events|${command}`, args)
const settled = () => emit('settled').then(() => new Promise((resolve) => setTimeout(resolve, 50)))

test('events of Rust reach each listener with a separate object', async () => {
  const heard = []
  const first = await listen('download-started', (event) => {
    heard.push(event)
    event.payload.url = 'changed'
  })
  const second = await listen('download-started', (event) => heard.push(event))
  await events('emit_all')
  await until(() => heard.length === 2)
  ok(heard[0] !== heard[1])
  equal(heard[1].payload, { url: 'https://tauri.app', downloadId: 1, contentLength: 1000 })
  equal(heard[1].event, 'download-started')
  ok(heard[0].id !== heard[1].id)
  await first()
  await second()
  await events('emit_all')
  await settled()
  equal(heard.length, 2)
})

test('events of a page reach Rust and pages', async () => {
  const heard = []
  const unlisten = await listen('file-selected', ({ payload }) => heard.push(payload))
  await emit('file-selected', '/path/to/file')
  await appWebview.emit('file-selected')
  await until(() => heard.length === 2)
  equal(heard, ['/path/to/file', null])
  await unlisten()

  await emit('download-started', { url: 'u', downloadId: 1, contentLength: 2 })
  await emitTo('main', 'logged-in', 'token')
  await emitTo('other', 'logged-in', 'never')
  await emit('status-changed', 'waiting')
  await emit('status-changed', 'ready')
  await emit('status-changed', 'gone')
  await emit('ready')
  await emit('ready')
  equal(await events('heard'), [
    'downloading https://tauri.app',
    'downloading https://tauri.app',
    'downloading u',
    'logged in "token"',
    'status "waiting"',
    'status "ready"',
    'app is ready',
  ])
})

test('targets select the listeners', async () => {
  const heard = []
  const by = (name) => ({ payload }) => heard.push(`${name}: ${payload}`)
  const unlisten = [
    await listen('targeted', by('any')),
    await appWebview.listen('targeted', by('webview window')),
    await getCurrentWindow().listen('targeted', by('window')),
    await listen('targeted', by('label'), { target: 'main' }),
    await listen('targeted', by('other'), { target: 'other' }),
    await listen('targeted', by('app'), { target: { kind: 'App' } }),
  ]
  await events('emit_targets', { label: 'main' })
  await settled()
  equal(
    heard.sort(),
    [
      'any: any label', 'any: app', 'any: filtered', 'any: webview', 'any: webview window', 'any: window',
      'app: app',
      'label: any label', 'label: webview', 'label: webview window', 'label: window',
      'webview window: any label', 'webview window: filtered', 'webview window: webview window',
      'window: any label', 'window: window',
    ].sort(),
  )
  for (const stop of unlisten) await stop()
})

test('once receives one event', async () => {
  const heard = []
  await once('again', ({ payload }) => heard.push(payload))
  await appWebview.once('again', ({ payload }) => heard.push(payload))
  await Promise.all([1, 2, 3].map((number) => emit('again', number)))
  await settled()
  equal(heard.length, 2)
})

test('an event in flight is not received after unlisten', async () => {
  let calls = 0
  const unlisten = await listen('late', () => (calls += 1))
  const emits = Promise.all(Array.from({ length: 50 }, () => emit('late')))
  const gone = unlisten()
  const before = calls
  await gone
  await emits
  await settled()
  equal(calls, before)
})

test('bytes are buffers in events too', async () => {
  const heard = []
  const unlisten = await listen('bytes', ({ payload }) => heard.push(payload))
  await invoke('emit_bytes')
  await emit('bytes', new Uint8Array([4, 5]))
  await until(() => heard.length === 2)
  equal(heard[0], new Uint8Array([1, 2, 255]).buffer)
  equal(Array.from(new Uint8Array(heard[1].buffer ?? heard[1])), [4, 5])
  await unlisten()
})

test('invalid event names are refused', async () => {
  const text = 'invalid args `event` for command `listen`: Event name must include only alphanumeric characters, `-`, `/`, `:` and `_`.'
  equal(await rejection(listen('a b', () => undefined)), text)
  ok((await rejection(emit('a.b'))).includes('Event name must include only'))
})

test('listeners of other windows receive the events of their window', async () => {
  const heard = []
  await listen('from-second', ({ payload }) => heard.push(payload))
  await invoke('open', { label: 'second', case: 'listener' })
  await until(() => heard.includes('listening'))
  await emitTo({ kind: 'WebviewWindow', label: 'second' }, 'file-changed', { path: '/x', contents: 'c' })
  await until(() => heard.length === 2)
  equal(heard[1], { path: '/x', contents: 'c' })
})

test('names of the system\'s events', async () => {
  equal(TauriEvent.WINDOW_RESIZED, 'tauri://resize')
})

await run()
