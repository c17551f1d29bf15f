// Requests of a hostile page on Tauri's own scheme. Without the plugin, each of those with a `Blob` ends the application.
import { equal, run, test } from '/harness.js'

const { invoke } = window.__TAURI__.core
const URL_OF_COUNT = 'ipc://localhost/count'
const blob = new Blob([new Uint8Array(1000)])
const form = () => {
  const form = new FormData()
  form.append('file', blob, 'a.bin')
  return form
}
const alive = async () => equal(await invoke('echo', { value: 1 }), 1)
const soon = (promise) => Promise.race([promise.then(() => undefined, () => undefined), new Promise((resolve) => setTimeout(resolve, 500))])

for (const [name, body] of [['a blob', () => blob], ['an empty blob', () => new Blob([])], ['a file', () => new File([blob], 'a')], ['a form', form]]) {
  test(`${name} of the page does not end the host`, async () => {
    for (let i = 0; i < 10; i++) await soon(fetch(URL_OF_COUNT, { method: 'POST', body: body() }))
    const request = new XMLHttpRequest()
    request.open('POST', URL_OF_COUNT)
    request.send(body())
    await soon(new Promise((resolve) => (request.onloadend = resolve)))
    await alive()
  })
}

const SCRIPT = `for (let i = 0; i < 10; i++) fetch('${URL_OF_COUNT}', { method: 'POST', body: new Blob(['x']) }).catch(() => undefined)`

for (const [name, set] of [
  ['a frame', (frame) => (frame.src = '/index.html')],
  ['a frame of a text', (frame) => (frame.srcdoc = '<p>text</p>')],
  ['a blank frame', () => undefined],
]) {
  test(`${name} does not end the host`, async () => {
    const frame = document.createElement('iframe')
    set(frame)
    document.body.append(frame)
    await new Promise((resolve) => setTimeout(resolve, 200))
    for (let i = 0; i < 10; i++) await soon(frame.contentWindow.fetch(URL_OF_COUNT, { method: 'POST', body: new Blob(['x']) }))
    await alive()
    frame.remove()
  })
}

test('a window that the page opens does not end the host', async () => {
  const opened = window.open('/index.html')
  const found = () => {
    const natives = opened.__BYTELANE_NATIVES__
    if (natives === undefined) return
    const mark = natives.mark()
    fetch.call(opened, `${URL_OF_COUNT}?bytelane-mark=${mark}`, { method: 'POST', body: blob }).catch(() => undefined)
    throw new Error('the window has natives')
  }
  while (opened.location.pathname !== '/index.html' || opened.document.readyState !== 'complete') {
    found()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  found()
  for (let i = 0; i < 10; i++) await soon(opened.fetch(URL_OF_COUNT, { method: 'POST', body: blob }))
  await alive()
  opened.close()
})

test('a worker does not end the host', async () => {
  const worker = new Worker(URL.createObjectURL(new Blob([SCRIPT])))
  await new Promise((resolve) => setTimeout(resolve, 500))
  await alive()
  worker.terminate()
})

test('a beacon and an image do not end the host', async () => {
  try {
    navigator.sendBeacon(URL_OF_COUNT, blob)
  } catch {
    // WebKit has beacons over HTTP alone.
  }
  new Image().src = URL_OF_COUNT
  await new Promise((resolve) => setTimeout(resolve, 200))
  await alive()
})

test('a body that changes while it is read does not end the host', async () => {
  let reads = 0
  const init = { method: 'POST', headers: new Headers({ 'Tauri-Invoke-Key': 'x' }), get body() { return reads++ === 0 ? 'text' : blob } }
  await soon(fetch(URL_OF_COUNT, init))
  await alive()
})

test('a guessed key runs nothing, on either way', async () => {
  await soon(fetch(URL_OF_COUNT, { method: 'POST', body: '{"name":"forged"}', headers: new Headers({ 'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': 'x' }) }))
  await soon(window.bytelane.invoke('__bytelane_tauri_call__', new Uint8Array(3), { headers: { 'bytelane-tauri-command': 'count', 'tauri-invoke-key': 'x' } }))
  equal(await invoke('counted', { name: 'forged' }), 0)
})

await run()
