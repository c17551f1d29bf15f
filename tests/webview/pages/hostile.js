// A page that bypasses the client: without the secret no request reaches a command, and none ends the host.
import { check, equal, invoke, pattern, run } from '/harness.js'
import { BASE, attempts, callFrame, ROUNDS } from '/attempts.js'

async function status(path, options) {
  try {
    const answer = await fetch(`${BASE}${path}`, { method: 'POST', ...options })
    return [answer.status, answer.headers.get('bytelane-error'), await answer.text()]
  } catch (error) {
    return [0, error.name, '']
  }
}

run(async () => {
  const refusedSoFar = () => invoke('refused_requests')
  const before = await refusedSoFar()
  let sent = 0

  // Every kind of body, without a secret and with a wrong one: 401 at once
  const kinds = ['blob', 'emptyBlob', 'file', 'form', 'detached', 'bytes', 'text']
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, path, options } of attempts(round)) {
      const headers = round % 2 ? { 'bytelane-secret': 'guess', ...options.headers } : options.headers
      const [code, error] = await status(path, { ...options, headers })
      if (kinds.includes(name)) {
        // The web engine does not send a detached buffer.
        if (name === 'detached' && code === 0) continue
        equal([code, error], round % 2 ? [401, 'token_bad'] : [401, 'token_missing'], `${name}, round ${round}`)
      } else if (name === 'hugeHeader') equal([code, error], [431, 'headers_too_large'])
      else check(code === 0 || code === 414, `a path of 70,000 characters: ${code}`)
      sent += code === 0 ? 0 : 1
    }
  }

  // Secrets that are almost right, and paths and methods that no client uses
  for (let round = 0; round < ROUNDS; round++) {
    const headers = { 'bytelane-secret': `${'0'.repeat(64)}.${'0'.repeat(32)}` }
    equal((await status('call', { body: callFrame(), headers })).slice(0, 2), [401, 'token_bad'])
    // A session of the page's own: the document's is that of its client.
    const own = { 'bytelane-secret': '0123456789abcdef'.repeat(2) }
    equal((await status('call', { body: callFrame(), headers: own })).slice(0, 2), [410, 'document_gone'])
    equal((await status('x'.repeat(2100), {})).slice(0, 2), [414, 'uri_too_long'])
    equal((await status('%ff%00..%2f', {})).slice(0, 2), [400, 'bad_path'])
    equal((await status('call', { method: 'GET' })).slice(0, 2), [405, 'method_denied'])
    sent += 5
  }
  const answer = await status('call', {})
  check(!/[0-9a-f]{32}/.test(answer[2]), 'an answer contains no secret')
  check((await refusedSoFar()) - before > sent, 'each request was refused and counted')

  // A sandboxed frame has an opaque origin: it is denied, and cannot read the reason
  const beforeFrame = await refusedSoFar()
  const frame = await fromFrame()
  equal([frame.read, frame.client], [0, 'undefined'])
  const fromTheFrame = (await refusedSoFar()) - beforeFrame
  check(fromTheFrame >= ROUNDS * 2 * 5, `${fromTheFrame} requests of the frame arrived`)

  // A worker of the page does not have the secret either
  const beforeWorker = await refusedSoFar()
  const worker = new Worker('/worker.js', { type: 'module' })
  const fromWorker = new Promise(resolve => (worker.onmessage = ({ data }) => resolve(data)))
  equal(await fromWorker, { reached: 0 })
  worker.terminate()
  const fromTheWorker = (await refusedSoFar()) - beforeWorker
  check(fromTheWorker >= ROUNDS * 5, `${fromTheWorker} requests of the worker arrived`)

  // None of them reached a command, and the engine still works
  equal(await invoke('counted', { name: 'reached' }), 0)
  equal(await invoke('echo', { value: 'alive' }), 'alive')
  equal((await invoke('echo_bytes', pattern(100))).byteLength, 100)
  await invoke('count', { name: 'reached' })
  equal(await invoke('counted', { name: 'reached' }), 1, 'the same call counts once it is admitted')
})

function fromFrame() {
  return new Promise(resolve => {
    const frame = document.createElement('iframe')
    frame.sandbox = 'allow-scripts'
    frame.srcdoc = '<script type="module" src="bytelane://localhost/frame.js"><\/script>'
    addEventListener('message', ({ data }) => resolve(data), { once: true })
    document.body.append(frame)
  })
}
