// Functions that the pages of the cases share.
export const { invoke, Channel, IpcError } = bytelane

export function check(condition, message) {
  if (!condition) throw new Error(message ?? 'a check failed')
}

export function equal(actual, expected, message = '') {
  const [a, b] = [show(actual), show(expected)]
  if (a !== b) throw new Error(`${message}\n  got      ${a}\n  expected ${b}`)
}

function show(value) {
  if (value instanceof ArrayBuffer) return `ArrayBuffer(${value.byteLength}) ${digest(value)}`
  if (ArrayBuffer.isView(value)) return `${value.constructor.name}(${value.byteLength}) ${digest(value)}`
  return JSON.stringify(value, (_, inner) => (inner instanceof ArrayBuffer || ArrayBuffer.isView(inner) ? show(inner) : inner))
}

export function bytesOf(source) {
  return source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
}

/** Returns the FNV-1a hash of the bytes, as `digest` of the host does. */
export function digest(source) {
  const bytes = bytesOf(source)
  let hash = 0x811c9dc5
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193)
  return hash >>> 0
}

/** Returns the same bytes as `pattern` of the host. */
export function pattern(length) {
  const bytes = new Uint8Array(length)
  let state = 1
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

/** Returns the error that a promise rejects with. */
export async function rejection(promise) {
  try {
    const value = await promise
    throw new Error(`resolved with ${show(value)} instead of rejecting`)
  } catch (error) {
    return error
  }
}

export async function refused(promise, code) {
  const error = await rejection(promise)
  check(error instanceof IpcError, `expected the refusal ${code}, got ${error}`)
  equal(error.code, code, String(error))
  return error
}

export const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

export async function until(condition, what) {
  for (let i = 0; i < 500; i++) {
    if (await condition()) return
    await sleep(20)
  }
  throw new Error(`timed out waiting for ${what}`)
}

/** Starts 100 calls, 10 streams in either direction and 10 streamed answers that only the end of this document ends. */
export async function startWork() {
  for (let i = 0; i < 100; i++) invoke('slow', { milliseconds: 600000 }).catch(() => {})
  for (let i = 0; i < 10; i++) invoke('send_for_ever', { messages: new Channel(() => {}), length: 5000 }).catch(() => {})
  for (let i = 0; i < 10; i++) {
    const messages = new Channel()
    invoke('receive_for_ever', { messages }).catch(() => {})
    sendForEver(messages)
  }
  for (let i = 0; i < 10; i++) {
    invoke('receive_for_ever_from', { content: endless() }).catch(() => {})
    read(await invoke.stream('make_stream', { length: 2 ** 40, chunk: 1000, announced: false, failsAt: null }))
  }
  await until(async () => (await invoke('counted', { name: 'receivers_started' })) === 10, 'the receivers to start')
  await until(async () => (await invoke('counted', { name: 'uploads_started' })) === 10, 'the uploads to start')
  await until(async () => (await invoke('counted', { name: 'received' })) > 100, 'messages of the page')
  await until(async () => (await invoke('counted', { name: 'streams_started' })) === 10, 'the streams to start')
  await until(async () => (await invoke('counted', { name: 'started' })) === 100, 'the calls to start')
}

async function sendForEver(channel) {
  // Slowly enough for the page to do other work.
  for (;;) {
    await channel.send(new Uint8Array(3000))
    await sleep(2)
  }
}
function endless() {
  return new ReadableStream({
    async pull(controller) {
      await sleep(1)
      controller.enqueue(new Uint8Array(3000))
    },
  })
}
async function read(stream) {
  for await (const part of stream) await sleep(part.length > 0 ? 2 : 0)
}

/** Checks in the next document that the work of the previous one has ended and that the host holds nothing of it. */
export async function workIsGone() {
  await until(async () => (await invoke('counted', { name: 'dropped' })) === 100, 'the calls to be dropped')
  await until(async () => (await invoke('counted', { name: 'streams_ended' })) === 10, 'the streams to end')
  await until(async () => (await invoke('counted', { name: 'receivers_ended' })) === 10, 'the receivers to end')
  await until(async () => (await invoke('counted', { name: 'uploads_ended' })) === 10, 'the uploads to end')
  await until(async () => (await invoke('counted', { name: 'stream dropped' })) === 10, 'the streamed answers to be dropped')
  equal(await invoke('counted', { name: 'started' }), 100, 'no command ran twice')
  equal(bytelane.stats().framesIn, 0, 'no frame of the old document arrived')
  // A channel whose id the old document has used delivers the messages of this document and no others.
  const numbers = []
  await invoke('send_numbers', { numbers: new Channel(number => numbers.push(number)), count: 5 })
  equal(numbers, [0, 1, 2, 3, 4], 'the new document gets its own messages')
  check(bytelane.stats().framesIn > 0, 'received frames are counted')
  equal(await invoke('held'), { calls_running: 1, bodies_held: 0, uploads_open: 0, channels_open: 0, bytes_received: 0 })
}

export const phase = new URLSearchParams(location.search).get('phase') ?? '1'

/** Runs a case and reports its result to the host. */
export function run(test) {
  test().then(
    more => more === 'continues' || invoke('finish', { failure: null }),
    error => invoke('finish', { failure: `${error}\n${error?.stack ?? ''}` }),
  )
}
