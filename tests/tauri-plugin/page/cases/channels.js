// Tauri's channels: order, sizes, ends, and several at once.
import { accelerated, equal, mode, ok, run, test, until } from '/harness.js'

const { invoke, Channel } = window.__TAURI__.core
const SIZES = [0, 10, 1023, 1024, 8191, 8192, 16_383, 16_384, 100_000]

function check(messages, count) {
  equal(messages.length, count)
  messages.forEach((message, index) => {
    const size = SIZES[index % SIZES.length]
    if (index % 2 === 0) {
      ok(message instanceof ArrayBuffer && message.byteLength === size, `message ${index}`)
      ok(new Uint8Array(message).every((byte) => byte === index % 256), `bytes of ${index}`)
    } else {
      ok(message.index === index && message.text.length === size, `message ${index}`)
    }
  })
}

test('order and content hold across all sizes', async () => {
  const messages = []
  await invoke('stream', { count: 900, channel: new Channel((message) => messages.push(message)) })
  await until(() => messages.length === 900)
  check(messages, 900)
})

test('several channels at once, from threads', async () => {
  const all = await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const messages = []
      await invoke('stream_later', { count: 300, channel: new Channel((message) => messages.push(message)) })
      await until(() => messages.length === 300)
      return messages
    }),
  )
  for (const messages of all) check(messages, 300)
})

test('values of every kind', async () => {
  const seen = []
  await invoke('values', { channel: new Channel((message) => seen.push(message)) })
  await until(() => seen.length === 5)
  equal(seen, [null, 5, 'text "é" \u2028', [1, [2]], { a: { b: [] } }])
})

test('a burst that is larger than any window arrives whole', async () => {
  let received = 0
  let last = -1
  let inOrder = true
  await invoke('burst', {
    count: 100_000,
    channel: new Channel((message) => {
      received += 1
      inOrder &&= message === last + 1
      last = message
    }),
  })
  await until(() => received === 100_000)
  ok(inOrder, 'the order')
})

test('a burst of large messages arrives whole', async () => {
  const sums = []
  await invoke('large_burst', { count: 120, length: 1 << 20, channel: new Channel((message) => sums.push(new Uint8Array(message)[0])) })
  await until(() => sums.length === 120)
  equal(sums, Array.from({ length: 120 }, (_, index) => index))
})

test('short messages among refused large ones reach their own channel', async () => {
  const before = accelerated && (await invoke('plugin:bytelane|status'))
  const [large, short] = [[], []]
  const seen = (messages) => new Channel((message) => messages.push([message.byteLength, new Uint8Array(message)[0]]))
  const done = invoke('mixed_burst', { count: 120, length: 3 << 20, large: seen(large), short: seen(short) })
  // The page grants no credit meanwhile.
  await new Promise((resolve) => setTimeout(resolve, 20))
  for (const end = performance.now() + 500; performance.now() < end; );
  await done
  await until(() => large.length === 120 && short.length === 120)
  const expected = (length) => Array.from({ length: 120 }, (_, index) => [length, index])
  equal(short, expected(100))
  equal(large, expected(3 << 20))
  if (accelerated) ok((await invoke('plugin:bytelane|status')).channelMessagesOfTauri > before.channelMessagesOfTauri, 'whether a message was refused')
})

test('a channel outlives its call, and its callback is removed at its end', async () => {
  const kept = []
  const channel = new Channel((text) => kept.push(text))
  await invoke('keep', { channel })
  for (const text of ['a', 'b', 'c']) await invoke('send_kept', { text })
  await until(() => kept.length === 3)
  equal(kept, ['a', 'b', 'c'])
  const { callbacks } = window.__TAURI_INTERNALS__
  ok(callbacks.has(channel.id), 'the callback of an open channel')
  await invoke('drop_kept')
  await until(() => !callbacks.has(channel.id))
})

test('a handler that throws does not stop the channel', async () => {
  const seen = []
  const caught = (event) => event.preventDefault()
  addEventListener('error', caught)
  addEventListener('unhandledrejection', caught)
  const channel = new Channel((message) => {
    seen.push(message)
    if (seen.length === 1) throw new Error('of the page')
  })
  await invoke('values', { channel })
  await until(() => seen.length >= 1)
  const later = []
  await invoke('values', { channel: new Channel((message) => later.push(message)) })
  await until(() => later.length === 5)
  removeEventListener('error', caught)
  removeEventListener('unhandledrejection', caught)
})

if (mode !== 'absent') {
  test('the messages went over the lane', async () => {
    const { channelMessages } = await invoke('plugin:bytelane|status')
    if (accelerated) ok(channelMessages > 2000, 'the number of messages')
    else equal(channelMessages, 0)
  })
}

await run()
