// Requests of a page, a sandboxed frame and a worker without the secret: calls that would be counted if the gate admitted them.
export const BASE = 'ipc://localhost/'
export const ROUNDS = 200

/** Returns a CALL frame of `count` that is valid in all but its sender. */
export function callFrame() {
  const text = new TextEncoder()
  const [head, body] = [text.encode('{"cmd":"count"}'), text.encode('{"name":"reached"}')]
  const up = length => (length + 15) & ~15
  const frame = new Uint8Array(32 + up(head.length) + up(body.length))
  const fields = new DataView(frame.buffer)
  // CALL, JSON
  frame[0] = 2
  frame[1] = 2
  fields.setUint32(4, head.length, true)
  fields.setUint32(8, 1 + Math.floor(Math.random() * 2 ** 30), true)
  fields.setUint32(24, body.length, true)
  frame.set(head, 32)
  frame.set(body, 32 + up(head.length))
  return frame
}

/** Returns one request of each kind. */
export function attempts(round) {
  const frame = callFrame()
  const form = new FormData()
  form.append('file', new Blob([frame]), 'f')
  const detached = frame.slice().buffer
  detached.transfer()
  const call = (name, body, headers = {}) => ({ name, path: 'call', options: { body, headers } })
  return [
    call('blob', new Blob([frame])),
    call('emptyBlob', new Blob([])),
    call('file', new File([frame], 'f')),
    call('form', form),
    call('detached', detached),
    call('bytes', frame),
    call('text', `text ${round}`),
    call('hugeHeader', frame, { 'x-huge': 'x'.repeat(1000000) }),
    { name: 'longPath', path: 'x'.repeat(70000), options: { body: frame, headers: {} } },
  ]
}

/** Sends all requests from the current context. Returns how many answers were readable, and how many were successful. */
export async function tryAll(modes) {
  let [read, reached] = [0, 0]
  for (let round = 0; round < ROUNDS; round++) {
    for (const { path, options } of attempts(round)) {
      for (const mode of modes) {
        try {
          const answer = await fetch(`${BASE}${path}`, { method: 'POST', mode, ...options })
          if (answer.status !== 0) read++
          if (answer.ok) reached++
        } catch {
          // Refused before it was sent, or its answer is not readable here.
        }
      }
    }
  }
  return { read, reached }
}
