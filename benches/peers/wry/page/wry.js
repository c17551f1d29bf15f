// wry without an engine as a system of the benchmarks.
import { join, split } from './framing.js'
import { operations } from './operations.js'

const SEGMENT = 2 * 1024 * 1024
const IN_FLIGHT = 4

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', body })
  if (!response.ok) throw new Error(await response.text())
  return response
}

const json = async (path, value = null) => (await post(path, JSON.stringify(value))).json()

/** One large response of this engine slows down with its size, so a large body comes in ranges. */
async function fill(target) {
  let next = 0
  const pull = async () => {
    while (next < target.length) {
      const from = next
      next = Math.min(target.length, from + SEGMENT)
      const response = await post(`/download?${from}-${next}`)
      target.set(new Uint8Array(await response.arrayBuffer()), from)
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, pull))
  return target
}

/** Takes texts of a channel or events. */
let take = () => {}
globalThis.peerTake = (messages) => messages.forEach(take)

async function raw(onMessage) {
  await post('/channel_raw')
  for (;;) {
    const batch = await (await post('/messages')).arrayBuffer()
    if (batch.byteLength === 0) return
    const lengths = new DataView(batch)
    for (let at = 0; at < batch.byteLength; ) {
      const length = lengths.getUint32(at, true)
      onMessage(new Uint8Array(batch, at + 4, length))
      at += 4 + length
    }
  }
}

function texts(count, onMessage) {
  const { promise, resolve, reject } = Promise.withResolvers()
  let left = count
  take = (message) => {
    onMessage(message)
    if (--left === 0) resolve()
  }
  post('/channel_json').catch(reject)
  return promise
}

const system = {
  call: (index) => json('/call', index),
  download: async (bytes) => (bytes > SEGMENT ? (await fill(new Uint8Array(bytes))).buffer : (await post('/download')).arrayBuffer()),
  downloadInto: fill,
  upload: async (bytes) => (await post('/upload', bytes)).json(),
  mixed: async ({ pixels, ...rest }) => {
    const response = await post('/mixed', join(rest, pixels))
    const { value, bytes } = split(await response.arrayBuffer())
    return { ...value, pixels: bytes }
  },
  channel: ({ kind, count }, onMessage) => (kind === 'raw' ? raw(onMessage) : texts(count, onMessage)),
  events: ({ count }, onMessage) => texts(count, onMessage),
}

Object.assign(bytelaneBench.operations, operations(system))

void bytelaneBench.run({
  ready: () => json('/ready'),
  next: () => json('/next'),
  prepare: (value) => json('/prepare', value),
  mark: () => json('/mark'),
  finish: (value) => json('/finish', value),
})
