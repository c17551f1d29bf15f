import { invoke } from '@tauri-apps/api/core'
import { bytes, equal, ok, rejection, run, test } from './harness.js'

test('blobs and forms do not end the host', async () => {
  equal(bytes(await invoke('body', new Blob([new Uint8Array([1, 2, 3])]))), [1, 2, 3])
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array([1])]), 'a.bin')
  await invoke('body', form).catch(() => undefined)
  const address = window.__TAURI_INTERNALS__.convertFileSrc('body', 'ipc')
  for (const body of [new Blob([new Uint8Array(1000)]), form, 'text']) await rejection(fetch(address, { method: 'POST', body }).then((response) => (response.ok ? response : Promise.reject(response.status))))
  equal(await invoke('echo', { value: 1 }), 1)
})

test('installed globals cannot be replaced', async () => {
  const { invoke: real } = window.__TAURI_INTERNALS__
  for (const name of ['invoke', 'transformCallback', 'runCallback']) {
    let thrown = false
    try {
      window.__TAURI_INTERNALS__[name] = () => undefined
    } catch {
      thrown = true
    }
    ok(thrown, `${name} is fixed`)
  }
  equal(window.__TAURI_INTERNALS__.invoke === real, true)
})

test('a page that changes builtins breaks nothing', async () => {
  const { then } = Promise.prototype
  const { stringify } = JSON
  const { get } = Map.prototype
  try {
    Map.prototype.get = () => undefined
    JSON.stringify = () => '"hijacked"'
    equal(await window.__TAURI_INTERNALS__.invoke('echo', { value: 5 }), 5)
  } finally {
    Map.prototype.get = get
    JSON.stringify = stringify
    Promise.prototype.then = then
  }
})

test('frames cannot reach the engine', async () => {
  const frame = document.createElement('iframe')
  frame.src = '/index.html'
  document.body.append(frame)
  await new Promise((resolve) => (frame.onload = resolve))
  equal(frame.contentWindow.__TAURI_INTERNALS__, undefined)
  equal(frame.contentWindow.isTauri, undefined)
})

await run()
