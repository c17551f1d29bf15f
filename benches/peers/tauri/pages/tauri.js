// Tauri 2 as a system of the benchmarks, through its own API; and the client of the plugin bytelane, if the application has it.
import { operations } from './operations.js'
import { files } from './files.js'

const { bytelane } = window
const { core, event } = window.__TAURI__
const { invoke } = core

/** Returns the system whose commands have this end of their name. */
const commands = (end, { Channel, invoke, listen }) => ({
  call: (index) => invoke(`call${end}`, { index }),
  download: () => invoke(`download${end}`),
  upload: (bytes) => invoke(`upload${end}`, bytes),
  /** A channel of Tauri does not say when it has ended. */
  channel: ({ kind, count }, onMessage) => {
    const { promise, resolve, reject } = Promise.withResolvers()
    let left = count
    const messages = new Channel((message) => {
      onMessage(message)
      if (--left === 0) resolve()
    })
    invoke(`channel_${kind}${end}`, { messages }).catch(reject)
    return promise
  },
  events: async ({ count }, onMessage) => {
    const { promise, resolve } = Promise.withResolvers()
    let left = count
    const unlisten = await listen('message', ({ payload }) => {
      onMessage(payload)
      if (--left === 0) resolve()
    })
    try {
      await invoke(`events${end}`)
      await promise
    } finally {
      await unlisten()
    }
  },
})

const tauri = { Channel: core.Channel, invoke, listen: event.listen }

const system = {
  ...commands('', tauri),
  downloadInto: async (buffer) => {
    buffer.set(new Uint8Array(await invoke('download')))
    return buffer
  },
  mixed: async (picture) => {
    const answer = await invoke('mixed', { picture })
    return { ...answer, pixels: Uint8Array.from(answer.pixels) }
  },
}

/** Returns the operations of further commands, under their names with `end`. Their uploads are not kept for verification. */
function dialect(system, end) {
  const there = Object.entries(operations(system)).filter(([, { needs }]) => needs !== undefined)
  const named = there.map(([name, operation]) => [`${name}${end}`, needsNoSource(name) ? { ...operation, source: undefined } : operation])
  return Object.fromEntries(named)
}

const needsNoSource = (name) => name === 'upload'

/** When the second frame of the page began: the first one is on the screen. */
const painted = new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()))))

const first_paint = {
  prepare: async () => ({ painted_ms: await painted }),
  run: () => undefined,
  extra: (state) => state,
}

/** The time from the start of the navigation to the answer to the first call of the page. */
const start = { prepare: () => globalThis.started, run: () => undefined, extra: (state) => state }

const own = bytelane && {
  ...commands('_own', bytelane),
  downloadInto: (buffer) => bytelane.invoke('download_own', {}, { into: buffer }),
}

Object.assign(bytelaneBench.operations, operations(system), dialect(commands('_sync', tauri), '_sync'), files, { first_paint, start }, own && dialect(own, '_own'))

void bytelaneBench.run({
  ready: () => invoke('ready', { value: { lane: bytelane?.lane() ?? '' } }),
  next: () => invoke('next'),
  prepare: (value) => invoke('prepare', { value }),
  mark: () => invoke('mark'),
  finish: (value) => invoke('finish', { value }),
})
