// A loopback HTTP server as a system of the benchmarks.
import { join, split } from './framing.js'
import { operations } from './operations.js'

const LARGE = 1024 * 1024

const decoder = new TextDecoder()

/** Not POST: for a request that is not idempotent this engine opens a connection of its own. */
async function put(path, body) {
  const response = await fetch(path, { method: 'PUT', body })
  if (!response.ok) throw new Error(await response.text())
  return response
}

async function json(path, value = null) {
  const response = await fetch(path, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) })
  if (!response.ok) throw new Error(await response.text())
  return response.json()
}

/** The chunks of a response, as they come. */
async function each(path, onChunk) {
  const reader = (await put(path)).body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    onChunk(value)
  }
}

async function fill(target) {
  let filled = 0
  await each('download', (chunk) => {
    target.set(chunk, filled)
    filled += chunk.length
  })
  return target
}

/** A buffer of the bytes of an incomplete message. */
function pending() {
  let kept = new Uint8Array(0)
  return (chunk, take) => {
    const all = new Uint8Array(kept.length + chunk.length)
    all.set(kept)
    all.set(chunk, kept.length)
    kept = all.subarray(take(all))
  }
}

function raw(onMessage) {
  const add = pending()
  return each('raw', (chunk) =>
    add(chunk, (all) => {
      const lengths = new DataView(all.buffer)
      let at = 0
      while (at + 4 <= all.length) {
        const end = at + 4 + lengths.getUint32(at, true)
        if (end > all.length) break
        onMessage(all.subarray(at + 4, end))
        at = end
      }
      return at
    }),
  )
}

function texts(onMessage) {
  const add = pending()
  return each('texts', (chunk) =>
    add(chunk, (all) => {
      const end = all.lastIndexOf(10) + 1
      const lines = decoder.decode(all.subarray(0, end)).split('\n')
      for (const line of lines.slice(0, -1)) onMessage(JSON.parse(line))
      return end
    }),
  )
}

const system = {
  call: (index) => json('call', index),
  download: async (bytes) => (bytes > LARGE ? (await fill(new Uint8Array(bytes))).buffer : (await put('download')).arrayBuffer()),
  downloadInto: fill,
  upload: async (bytes) => (await put('upload', bytes)).json(),
  mixed: async ({ pixels, ...rest }) => {
    const response = await put('mixed', join(rest, pixels))
    const { value, bytes } = split(await response.arrayBuffer())
    return { ...value, pixels: bytes }
  },
  channel: ({ kind }, onMessage) => (kind === 'raw' ? raw(onMessage) : texts(onMessage)),
  events: (_, onMessage) => texts(onMessage),
}

Object.assign(bytelaneBench.operations, operations(system))

void bytelaneBench.run({
  ready: () => json('ready'),
  next: () => json('next'),
  prepare: (value) => json('prepare', value),
  mark: () => json('mark'),
  finish: (value) => json('finish', value),
})
