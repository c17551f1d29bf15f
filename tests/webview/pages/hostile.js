// A page that has the engine but goes around its client: without the secret nothing reaches a command, and nothing ends the host.
import { check, equal, invoke, pattern, run } from '/harness.js'

const BASE = 'ipc://localhost/'
const ROUNDS = 200

const form = () => {
  const data = new FormData()
  data.append('file', new Blob([pattern(100)]), 'f')
  return data
}
const detached = () => {
  const buffer = new ArrayBuffer(8)
  buffer.transfer()
  return buffer
}
const BODIES = {
  blob: () => new Blob(['x']),
  emptyBlob: () => new Blob([]),
  file: () => new File([pattern(2000)], 'f'),
  form,
  detached,
  bytes: () => pattern(1000),
  text: () => 'text',
}

async function status(url, options) {
  try {
    const answer = await fetch(url, options)
    return [answer.status, answer.headers.get('bytelane-error'), await answer.text()]
  } catch (error) {
    return [0, error.name, '']
  }
}

run(async () => {
  const before = await invoke('refused_requests')
  let sent = 0

  // Every kind of body, without and with a wrong secret: 401 at once
  for (const [name, body] of Object.entries(BODIES)) {
    for (let round = 0; round < ROUNDS; round++) {
      const headers = round % 2 ? { 'bytelane-secret': 'guess' } : {}
      const [code, error] = await status(`${BASE}call`, { method: 'POST', body: body(), headers })
      if (name === 'detached' && code === 0) continue
      sent++
      equal([code, error], round % 2 ? [401, 'token_bad'] : [401, 'token_missing'], `${name}, round ${round}`)
    }
  }

  // Headers, paths and methods that no client sends
  for (let round = 0; round < ROUNDS; round++) {
    equal((await status(`${BASE}call`, { method: 'POST', headers: { 'x-huge': 'x'.repeat(1000000) } })).slice(0, 2), [431, 'headers_too_large'])
    equal((await status(`${BASE}${'x'.repeat(2100)}`, { method: 'POST' })).slice(0, 2), [414, 'uri_too_long'])
    const long = await status(`${BASE}${'x'.repeat(70000)}`, { method: 'POST' })
    check(long[0] === 0 || long[0] === 414, `a path of 70,000 characters: ${long}`)
    equal((await status(`${BASE}%ff%00..%2f`, { method: 'POST' })).slice(0, 2), [400, 'bad_path'])
    equal((await status(`${BASE}call`, {})).slice(0, 2), [405, 'method_denied'])
    sent += 4
  }
  const answer = await status(`${BASE}call`, { method: 'POST' })
  check(!/[0-9a-f]{32}/.test(answer[2]), 'an answer shows no secret')

  // A sandboxed frame has an opaque origin: denied, and it cannot read why
  const frames = await fromFrame(`
    const bodies = () => [new Blob(['x']), new File(['x'], 'f'), (() => { const f = new FormData(); f.append('a', new Blob(['x']), 'f'); return f })(), new Uint8Array(9)]
    ;(async () => {
      let read = 0
      for (let round = 0; round < ${ROUNDS}; round++) for (const body of bodies()) for (const mode of ['cors', 'no-cors']) {
        try { const answer = await fetch('${BASE}call', { method: 'POST', mode, body }); if (answer.status) read++ } catch {}
      }
      parent.postMessage({ read, client: typeof bytelane }, '*')
    })()`)
  equal(frames, { read: 0, client: 'undefined' })

  // A worker of the page has no secret either
  const worker = new Worker('/worker.js')
  const fromWorker = new Promise(resolve => (worker.onmessage = ({ data }) => resolve(data)))
  worker.postMessage({ base: BASE, rounds: ROUNDS })
  equal(await fromWorker, { reached: 0 })
  worker.terminate()

  // Not one of them reached a command, and the engine is well
  const refused = (await invoke('refused_requests')) - before
  check(refused >= sent, `${refused} of ${sent} were counted as refused`)
  equal(await invoke('counted', { name: 'digest_raw' }), 0)
  equal(await invoke('echo', { value: 'alive' }), 'alive')
  equal((await invoke('echo_bytes', pattern(100))).byteLength, 100)
})

function fromFrame(script) {
  return new Promise(resolve => {
    const frame = document.createElement('iframe')
    frame.sandbox = 'allow-scripts'
    frame.srcdoc = `<script>${script}<\/script>`
    addEventListener('message', ({ data }) => resolve(data), { once: true })
    document.body.append(frame)
  })
}
