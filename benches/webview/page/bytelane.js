// bytelane as a system of the benchmarks. The runner starts when this script has loaded.
import { collect, operations, whole } from './operations.js'
import { structured } from './structured.js'

const { Channel, invoke, listen } = bytelane

/** Calls a command that sends on a channel, until it has ended the channel. */
async function receive(command, args, onMessage) {
  const messages = new Channel(onMessage)
  await invoke(command, { messages, ...args })
  await messages.closed
}

const system = {
  call: (index) => invoke('call', { index }),
  download: () => invoke('download'),
  downloadInto: (buffer) => invoke('download', {}, { into: buffer }),
  upload: (bytes) => invoke('upload', bytes),
  mixed: (picture) => invoke('mixed', { picture }),
  channel: ({ kind }, onMessage) => receive(`channel_${kind}`, {}, onMessage),
  events: async ({ count }, onMessage) => {
    let left = count
    let last
    const all = new Promise((resolve) => (last = resolve))
    const unlisten = await listen('message', ({ payload }) => {
      onMessage(payload)
      if (--left === 0) last()
    })
    try {
      await invoke('events')
      await all
    } finally {
      await unlisten()
    }
  },
}

const { core, event } = window.__TAURI__

/** The same through `@tauri-apps/api`. */
const tauri = {
  call: (index) => core.invoke('call', { index }),
  download: () => core.invoke('download'),
  upload: (bytes) => core.invoke('upload', bytes),
  mixed: (picture) => core.invoke('mixed', { picture }),
  // The page learns of the last message from its number: `Channel` has no end.
  channel: ({ kind }, onMessage) => core.invoke(`channel_${kind}`, { messages: new core.Channel(onMessage) }).then(() => new Promise(() => {})),
  events: async ({ count }, onMessage) => {
    let left = count
    let last
    const all = new Promise((resolve) => (last = resolve))
    const unlisten = await event.listen('message', ({ payload }) => {
      onMessage(payload)
      if (--left === 0) last()
    })
    try {
      await core.invoke('events')
      await all
    } finally {
      unlisten()
    }
  },
}
/** Commands without `async`, by the client and through `@tauri-apps/api`. */
const sync = (invoke) => ({
  call: (index) => invoke('call_sync', { index }),
  download: () => invoke('download_sync'),
  upload: (bytes) => invoke('upload_sync', bytes),
})
/** A stream of messages, each of which the command makes when it sends it. */
const made = (send) => ({
  source: 'made',
  stream: ({ bytes }, first, count) => collect((onMessage) => send({ first, count, bytes }, onMessage), count),
  check: (message, _, { bytes }) => whole(message, bytes),
})

/** A download by this command. */
const result = (command, source) => ({
  source,
  run: () => invoke(command),
  check: (result, _, { bytes }) => whole(result, bytes),
})

/** Returns the operations of a dialect, under their names with `suffix`. */
function dialect(system, suffix) {
  const measured = Object.entries(operations(system)).filter(([, { needs }]) => needs !== undefined)
  return Object.fromEntries(measured.map(([name, operation]) => [name + suffix, operation]))
}

/** The limits `segment_bytes_max` and `segments_in_flight_max`. */
const SEGMENT_BYTES = 2 * 1024 * 1024
const SEGMENTS_IN_FLIGHT = 6

/** Messages of a batch of `frames`, as `FRAMES_BATCH` of xtask. */
const FRAMES_BATCH = 100

/** How long the slow reader does not read. */
const PAUSE_MS = 10_000

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Opens a channel whose messages are ignored while it is open. */
function startFlood(bytes) {
  const flood = { bytes: 0 }
  flood.messages = new Channel((message) => (flood.bytes += message.byteLength))
  flood.sent = invoke('flood', { messages: flood.messages, bytes })
  return flood
}

async function endFlood({ messages, sent }) {
  messages.close()
  await sent
}

/** Each message that the host sends on one of `concurrency` channels is answered by a small call; the host times it from its send to the call. */
function others(flooded) {
  return {
    prepare: async ({ bytes, concurrency }) => ({ concurrency, flood: flooded ? startFlood(bytes) : undefined }),
    all: async ({ concurrency }, count) => {
      const answer = (place) => () => void invoke('answered', { place })
      const channels = Array.from({ length: concurrency }, (_, place) => new Channel(answer(place)))
      const exchanges = await invoke('others', { channels, count })
      await Promise.all(channels.map(({ closed }) => closed))
      return { exchanges, expected: count * concurrency }
    },
    check: ({ exchanges, expected }) => (exchanges === expected ? undefined : false),
    release: async ({ flood }) => {
      if (flood !== undefined) await endFlood(flood)
    },
    extra: ({ flood }) => (flood === undefined ? {} : { flood_bytes: flood.bytes }),
  }
}

/** An operation while the inspector records (`recorder`), or while its window is open (`window`). */
const inspected = (operation, mode) => ({
  ...operation,
  prepare: async (job) => {
    await invoke('inspect', { mode })
    return operation.prepare === undefined ? job : operation.prepare(job)
  },
  release: async (state) => {
    await invoke('inspect', { mode: 'off' })
    await operation.release?.(state)
  },
})

/** Operations that only bytelane has. */
const own = {
  /** The host reads the bytes from a file while it sends them. */
  download_file: result('download_file', 'file'),
  /** The command makes a vector for each result. */
  download_vec: result('download_vec', 'host'),
  /** The command reads the whole file for each result. */
  download_read: result('download_read', 'file'),
  /** A small call while a channel sends as fast as it may. */
  call_flooded: {
    prepare: async ({ bytes }) => ({ flood: startFlood(bytes) }),
    run: (_, index) => invoke('call', { index }),
    check: (result, index) => (result === index + 1 ? undefined : false),
    release: ({ flood }) => endFlood(flood),
    extra: ({ flood }) => ({ flood_bytes: flood.bytes }),
  },
  /** Nothing for a second. */
  idle: { run: () => sleep(1_000) },
  /** Batches of 60 a second. */
  frames: { ...made((job, onMessage) => receive('frames', { ...job, batch: FRAMES_BATCH }, onMessage)), undivided: true },
  /** What a page does without an engine: one response of the scheme, read as a whole. */
  fetch_once: {
    source: 'host',
    reset: () => invoke('shelve'),
    run: async () => (await fetch('/payload', { cache: 'no-store' })).arrayBuffer(),
    check: (result, _, { bytes }) => whole(result, bytes),
  },
  /** The same bytes in pieces, as large and as many at once as those of a download; nothing is done with them. */
  fetch_pieces: {
    source: 'host',
    reset: () => invoke('shelve'),
    run: async ({ bytes }) => {
      const pieces = []
      let next = 0
      const fetchAll = async () => {
        while (next < bytes) {
          const from = next
          next = Math.min(bytes, from + SEGMENT_BYTES)
          pieces[from / SEGMENT_BYTES] = await (await fetch(`/payload/${from}/${next}`, { cache: 'no-store' })).arrayBuffer()
        }
      }
      await Promise.all(Array.from({ length: SEGMENTS_IN_FLIGHT }, fetchAll))
      return pieces
    },
    check: (pieces, _, { bytes }) => {
      const all = new Uint8Array(bytes)
      pieces.forEach((piece, place) => all.set(new Uint8Array(piece), place * SEGMENT_BYTES))
      return whole(all, bytes)
    },
  },
  others_alone: others(false),
  others_flooded: others(true),
  /** All messages are offered at once to a page that reads none of them for some time. */
  slow_reader: {
    source: 'made',
    undivided: true,
    stream: ({ bytes }, _, count) =>
      collect(async (onMessage) => {
        const messages = new Channel()
        const sent = invoke('made', { messages, first: 0, count, bytes })
        await sleep(PAUSE_MS)
        messages.onmessage = onMessage
        await sent
        await messages.closed
      }, count),
    check: (message, _, { bytes }) => whole(message, bytes),
  },
  /** The bytes of a download as numbers. */
  typed: {
    source: 'host',
    run: () => invoke('typed'),
    check: (result, _, { bytes }) => result instanceof Float32Array && whole(result, bytes),
  },
  channel_made: made((job, onMessage) => receive('made', job, onMessage)),
  channel_made_tauri: made((job, onMessage) => {
    const sent = core.invoke('made', { messages: new core.Channel(onMessage), ...job })
    return sent.then(() => new Promise(() => {}))
  }),
  /** Calls within the host, with no webview between. */
  dispatch: {
    all: ({ bytes }, count) => invoke('dispatch', { bytes, count }),
    check: (answered, _, { iters }) => (answered === iters ? undefined : false),
  },
}

/** The time from the start of the navigation to the answer to the first call of the page. */
const start = { prepare: () => globalThis.started, run: () => undefined, extra: (state) => state }

const shared = operations(system)
// Measured under another name, beside the operation that it is compared with.
const again = { channel_million: shared.channel_raw, typed_raw: shared.download, download_vec_first: own.download_vec, download_file_first: own.download_file }
const dialects = [dialect(tauri, '_tauri'), dialect(sync(invoke), '_sync'), dialect(sync(core.invoke), '_sync_tauri')]
const beside = (name) => ({ [`${name}_recorded`]: inspected(shared[name], 'recorder'), [`${name}_inspected`]: inspected(shared[name], 'window') })
Object.assign(bytelaneBench.operations, beside('call'), beside('channel_raw'), shared, ...dialects, own, structured, again, { start })
