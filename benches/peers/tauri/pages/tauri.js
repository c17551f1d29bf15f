// Tauri 2 as a system of the benchmarks, through its own API.
import { operations } from './operations.js'

const { Channel, invoke } = window.__TAURI__.core
const { listen } = window.__TAURI__.event

const system = {
  call: (index) => invoke('call', { index }),
  download: () => invoke('download'),
  downloadInto: async (buffer) => {
    buffer.set(new Uint8Array(await invoke('download')))
    return buffer
  },
  upload: (bytes) => invoke('upload', bytes),
  mixed: async (picture) => {
    const answer = await invoke('mixed', { picture })
    return { ...answer, pixels: Uint8Array.from(answer.pixels) }
  },
  /** A channel of Tauri does not say when it has ended. */
  channel: ({ kind, count }, onMessage) => {
    const { promise, resolve, reject } = Promise.withResolvers()
    let left = count
    const messages = new Channel((message) => {
      onMessage(message)
      if (--left === 0) resolve()
    })
    invoke(`channel_${kind}`, { messages }).catch(reject)
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
      await invoke('events')
      await promise
    } finally {
      unlisten()
    }
  },
}

Object.assign(bytelaneBench.operations, operations(system))

void bytelaneBench.run({
  ready: () => invoke('ready', { value: {} }),
  next: () => invoke('next'),
  prepare: (value) => invoke('prepare', { value }),
  mark: () => invoke('mark'),
  finish: (value) => invoke('finish', { value }),
})
