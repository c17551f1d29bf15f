// A loopback WebSocket as a system of the benchmarks.
import { operations } from './operations.js'

const FRAME = 1024 * 1024

const socket = new WebSocket(globalThis.peerUrl)
socket.binaryType = 'arraybuffer'

/** Calls that wait, by number. */
const calls = new Map()
let lastId = 0

/** The body that arrives: whose it is, into what, and how much of it is there. */
let body
/** Takes the messages of a channel or events. */
let take = () => {}

function call(name, value = null, { bytes, into } = {}) {
  const id = ++lastId
  const { promise, resolve, reject } = Promise.withResolvers()
  calls.set(id, { resolve, reject, into })
  socket.send(JSON.stringify({ id, name, value, bytes: bytes?.length ?? 0 }))
  for (let from = 0; from < (bytes?.length ?? 0); from += FRAME) socket.send(bytes.subarray(from, from + FRAME))
  return promise
}

function settle({ id, value, error }, bytes) {
  const { resolve, reject } = calls.get(id)
  calls.delete(id)
  if (error !== undefined) reject(new Error(error))
  else resolve(bytes === undefined ? value : { value, bytes })
}

/** A body of one frame is the buffer that the socket gives; a larger one is put together. */
function receive(data) {
  const { head, target, filled } = body
  if (target === undefined && data.byteLength === head.bytes) {
    body = undefined
    return settle(head, new Uint8Array(data))
  }
  body.target ??= new Uint8Array(head.bytes)
  body.target.set(new Uint8Array(data), filled)
  body.filled += data.byteLength
  if (body.filled < head.bytes) return
  const whole = body.target
  body = undefined
  settle(head, whole)
}

socket.onmessage = ({ data }) => {
  if (typeof data !== 'string') return body === undefined ? take(data) : receive(data)
  const head = JSON.parse(data)
  if (Array.isArray(head)) return take(head[0])
  if (head.bytes === 0) return settle(head)
  body = { head, target: calls.get(head.id).into, filled: 0 }
}

const stream = (name, onMessage) => {
  take = onMessage
  return call(name)
}

const system = {
  call: (index) => call('call', index),
  download: async () => (await call('download')).bytes.buffer,
  downloadInto: async (into) => (await call('download', null, { into })).bytes,
  upload: (bytes) => call('upload', null, { bytes }),
  mixed: async ({ pixels, ...rest }) => {
    const { value, bytes } = await call('mixed', rest, { bytes: pixels })
    return { ...value, pixels: bytes }
  },
  channel: ({ kind }, onMessage) => stream(kind === 'raw' ? 'raw' : 'texts', onMessage),
  events: (_, onMessage) => stream('texts', onMessage),
}

Object.assign(bytelaneBench.operations, operations(system))

socket.onopen = () =>
  void bytelaneBench.run({
    ready: () => call('ready'),
    next: () => call('next'),
    prepare: (value) => call('prepare', value),
    mark: () => call('mark'),
    finish: (value) => call('finish', value),
  })
