import { Channel, invoke } from '@tauri-apps/api/core'
import { equal, ok, rejection, run, test, until } from './harness.js'

test('the samples of the guide', async () => {
  const events = []
  const onEvent = new Channel((event) => events.push(event))
  equal(await invoke('plugin:channel|download', { url: 'https://tauri.app', onEvent }), null)
  equal(events.map(({ event }) => event), ['started', 'progress', 'progress', 'progress', 'progress', 'progress', 'finished'])
  equal(events[0].data, { url: 'https://tauri.app', downloadId: 1, contentLength: 1000 })

  const chunks = []
  const reader = new Channel((chunk) => chunks.push(chunk))
  equal(await invoke('plugin:channel|load_image', { path: '/proc/self/exe', reader }), null)
  ok(chunks.length > 100)
  ok(chunks.every((chunk) => chunk instanceof ArrayBuffer && chunk.byteLength === 4096))
  equal(Array.from(new Uint8Array(chunks[0], 0, 4)), [0x7f, 0x45, 0x4c, 0x46])
})

test('bytes are buffers, and order holds across all sizes', async () => {
  const messages = []
  const channel = new Channel((message) => messages.push(message))
  await invoke('stream', { count: 700, channel })
  // The promise settles after the last message.
  equal(messages.length, 700)
  const sizes = [0, 10, 1023, 1024, 8191, 8192, 100_000]
  messages.forEach((message, index) => {
    const size = sizes[index % 7]
    if (index % 2 === 0) {
      ok(message instanceof ArrayBuffer && message.byteLength === size, `message ${index}`)
      ok(new Uint8Array(message).every((byte) => byte === index % 256), `bytes of ${index}`)
    } else {
      ok(message.index === index && message.text.length === size, `message ${index}`)
    }
  })
})

test('slices and vectors are buffers', async () => {
  const slices = []
  await invoke('slices', { channel: new Channel((slice) => slices.push(slice)) })
  equal(slices.map((slice) => slice instanceof ArrayBuffer && slice.byteLength), [1, 1000, 2000])
  const vectors = []
  await invoke('vectors', { channel: new Channel((vector) => vectors.push(vector)) })
  equal(vectors, [new Uint8Array([1, 2, 3]).buffer].map((buffer) => buffer))
  equal(vectors[0], new Uint8Array([1, 2, 3]).buffer)
})

test('a channel outlives its call, and its callback is removed at its end', async () => {
  const kept = []
  const channel = new Channel((text) => kept.push(text))
  equal(await invoke('keep', { channel }), true)
  for (const text of ['a', 'b', 'c']) await invoke('send_kept', { text })
  await until(() => kept.length === 3)
  equal(kept, ['a', 'b', 'c'])
  const { callbacks } = window.__TAURI_INTERNALS__
  ok(callbacks.has(channel.id), 'the callback of an open channel')
  // Unregistering the callback ends the channel.
  window.__TAURI_INTERNALS__.unregisterCallback(channel.id)
  const error = await until(() => invoke('send_kept', { text: 'd' }).then(() => undefined, (reason) => reason))
  ok(error.includes('closed'), error)

  const short = new Channel()
  await invoke('slices', { channel: short })
  await until(() => !callbacks.has(short.id))
})

test('a handler that throws does not stop the channel', async () => {
  const errors = []
  const caught = (event) => {
    errors.push(event.error?.message)
    event.preventDefault()
  }
  addEventListener('error', caught)
  const seen = []
  const channel = new Channel((message) => {
    seen.push(message)
    throw new Error('of the page')
  })
  await invoke('vectors', { channel })
  await until(() => errors.length > 0)
  removeEventListener('error', caught)
  equal([seen.length, errors], [1, ['of the page']])
})

test('one channel may be named anywhere in the arguments', async () => {
  const seen = []
  const channel = new Channel((message) => seen.push(message))
  await invoke('vectors', { channel: channel.toJSON(), other: { deep: [channel] } })
  equal(seen.length, 1)
  equal(await rejection(invoke('vectors', { channel: 'x' })).then((error) => error.includes('__CHANNEL__:ID')), true)
})

test('a channel inside an argument is opened on the webview', async () => {
  const seen = []
  const progress = new Channel((message) => seen.push(message))
  equal(await invoke('start', { job: { name: 'a "name"', progress } }), null)
  equal(seen, ['a "name"'])
  const closed = await rejection(invoke('start_closed', { job: { name: 'x', progress: new Channel() } }))
  ok(closed.includes('is closed: '), closed)
  ok((await rejection(invoke('start', { job: { name: 'x', progress: '__CHANNEL__:x' } }))).includes('__CHANNEL__:ID'))
})

await run()
