// What a hostile page does to Tauri's own IPC, each with the name that `tests/suite.rs` lists. None may end the host.

const { invoke } = window.__TAURI__.core
const ROOT = 'ipc://localhost/'
const blob = () => new Blob([new Uint8Array(1000)])

/** Resolves once a promise settles, or after half a second: Tauri never answers a request with a wrong key. */
export const soon = (promise) => Promise.race([promise.then(() => undefined, () => undefined), new Promise((resolve) => setTimeout(resolve, 500))])

export const URL_OF_COUNT = `${ROOT}count`

/** Headers of a call whose invoke key is guessed. */
export const forged = () => new Headers({ 'Content-Type': 'application/json', 'Tauri-Callback': '1', 'Tauri-Error': '2', 'Tauri-Invoke-Key': 'x' })

const times = async (count, work) => {
  for (let i = 0; i < count; i++) await soon(work(i))
}

const post = (body, url = URL_OF_COUNT) => fetch(url, { method: 'POST', body })

/** Sends a body ten times with `fetch`, and once with `XMLHttpRequest`. */
async function send(body) {
  await times(10, () => post(body()))
  const request = new XMLHttpRequest()
  request.open('POST', URL_OF_COUNT)
  request.send(body())
  await soon(new Promise((resolve) => (request.onloadend = resolve)))
}

const SCRIPT = `for (let i = 0; i < 10; i++) fetch('${URL_OF_COUNT}', { method: 'POST', body: new Blob(['x']) }).catch(() => undefined)`

/** Sends blobs from a frame of the page's origin. */
async function inFrame(set) {
  const frame = document.createElement('iframe')
  set(frame)
  document.body.append(frame)
  await new Promise((resolve) => setTimeout(resolve, 200))
  await times(10, () => frame.contentWindow.fetch(URL_OF_COUNT, { method: 'POST', body: blob() }))
  frame.remove()
}

export const attacks = {
  'a blob': () => send(blob),
  'an empty blob': () => send(() => new Blob([])),
  'a file': () => send(() => new File([blob()], 'a')),
  'a form': () =>
    send(() => {
      const form = new FormData()
      form.append('file', blob(), 'a.bin')
      return form
    }),
  'a blob of a frame': () => inFrame((frame) => (frame.src = '/index.html')),
  'a blob of a frame of a text': () => inFrame((frame) => (frame.srcdoc = '<p>text</p>')),
  'blobs of a worker': async () => {
    const worker = new Worker(URL.createObjectURL(new Blob([SCRIPT])))
    await new Promise((resolve) => setTimeout(resolve, 500))
    worker.terminate()
  },
  'a sync command that panics': () => soon(invoke('panics')),
  'an async command that panics': () => soon(invoke('panics_later')),
  'a guessed key': () => times(10, () => fetch(URL_OF_COUNT, { method: 'POST', body: '{"name":"forged"}', headers: forged() })),
  'a body that changes while it is read': async () => {
    let reads = 0
    const init = { method: 'POST', headers: forged(), get body() { return reads++ === 0 ? 'text' : blob() } }
    await soon(fetch(URL_OF_COUNT, init))
  },
  'a beacon and an image': async () => {
    try {
      navigator.sendBeacon(URL_OF_COUNT, blob())
    } catch {
      // WebKit has beacons over HTTP alone.
    }
    new Image().src = URL_OF_COUNT
    await new Promise((resolve) => setTimeout(resolve, 200))
  },
  'paths and headers without sense': async () => {
    const headers = forged()
    headers.set('Tauri-Callback', '-1')
    headers.set('Content-Type', 'application/json; charset=\u00ff')
    await times(4, (i) => fetch(ROOT + ['%ff%00', '', '../../count', 'plugin:|'][i], { method: 'POST', body: '\0', headers }))
  },
  'messages without sense': async () => {
    for (const text of ['', '{', '[]', '{"cmd":"count"}', '\0'.repeat(1000)]) window.ipc.postMessage(text)
    await new Promise((resolve) => setTimeout(resolve, 200))
  },
  'requests that are aborted': () =>
    times(100, (i) => {
      const controller = new AbortController()
      const sent = fetch(URL_OF_COUNT, { method: 'POST', body: new Uint8Array(100_000), headers: forged(), signal: controller.signal })
      setTimeout(() => controller.abort(), i % 3)
      return sent
    }),
}
