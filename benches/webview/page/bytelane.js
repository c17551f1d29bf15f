// bytelane as a system of the benchmarks; the runner starts by itself when this has loaded.
import { operations } from './operations.js'

const { Channel, invoke, listen } = bytelane

const system = {
  call: (index) => invoke('call', { index }),
  download: () => invoke('download'),
  downloadInto: (buffer) => invoke('download', {}, { into: buffer }),
  upload: (bytes) => invoke('upload', bytes),
  mixed: (picture) => invoke('mixed', { picture }),
  channel: async ({ kind }, onMessage) => {
    const messages = new Channel(onMessage)
    await invoke(`channel_${kind}`, { messages })
    await messages.closed
  },
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

Object.assign(bytelaneBench.operations, operations(system))
