import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kind, PayloadKind } from '../src/base/constants.js'
import { controlFrame, deferredFrame } from '../src/wire/outgoing.js'
import { NetworkError } from '../src/lane/lane.js'
import { Exactly } from './host/memory-host.js'
import { pattern, turn, until } from './bytes.js'
import { ipc, pair } from './support.js'
import { decodeEndHead, encodeEndHead } from '../src/wire/head.js'

const SMALL = { inline_body_bytes_max: 1_000, segment_bytes_max: 700 }
const CREDIT = { channel_frames_max: 8, channel_bytes_max: 10_000 }

test('messages of every kind arrive in order, and the end after them', async () => {
  const { client, host } = pair(SMALL)
  const seen: unknown[] = []
  const channel = new client.Channel((message) => seen.push(message))
  let end: unknown
  channel.onend = (reason, message) => (end = [reason, message, seen.length])
  await host.send(channel.id, pattern(5_000))
  await host.send(channel.id, { a: 1 })
  await host.send(channel.id, { bytes: new Uint8Array([1, 2]) })
  await host.send(channel.id, pattern(2_000))
  await host.send(channel.id, client.typed(new Float32Array([1.5])))
  await host.send(channel.id, null)
  host.end(channel.id, 'failed', 'why')
  assert.equal(await channel.closed, 'failed')
  assert.deepEqual(seen, [
    pattern(5_000).buffer,
    { a: 1 },
    { bytes: new Uint8Array([1, 2]) },
    pattern(2_000).buffer,
    new Float32Array([1.5]),
    null,
  ])
  assert.deepEqual(end, ['failed', 'why', 6])
  await until(() => host.bodies === 0)
})

test('an exception of the handler is reported, and delivery continues', async () => {
  const { client, host } = pair()
  const reported: unknown[] = []
  process.setUncaughtExceptionCaptureCallback((error) => void reported.push(error))
  const seen: number[] = []
  const channel = new client.Channel<number>((n) => {
    seen.push(n)
    if (n === 1) throw new RangeError('mine')
  })
  for (let n = 0; n < 3; n++) await host.send(channel.id, n)
  await until(() => seen.length === 3)
  await turn()
  process.setUncaughtExceptionCaptureCallback(null)
  assert.equal(reported.length, 1)
  assert.ok(reported[0] instanceof RangeError)
})

test('for await: dequeued messages grant credit, and the loop ends with the channel', async () => {
  const { client, host } = pair(CREDIT)
  const channel = new client.Channel<number>()
  let sent = 0
  const sending = (async () => {
    for (let n = 0; n < 100; n++) {
      await host.send(channel.id, n)
      sent += 1
    }
    host.end(channel.id)
  })()
  await turn()
  assert.equal(sent, 8, 'no more than the grant while no message is dequeued')
  const seen: number[] = []
  for await (const n of channel) {
    seen.push(n)
    assert.ok(sent <= seen.length + 8 + 4)
  }
  await sending
  assert.deepEqual(seen, Array.from({ length: 100 }, (_, n) => n))
  assert.equal(await channel.closed, 'ended')
  for await (const _ of channel) assert.fail('a message after the end')
})

test('credit counts bytes, with a last message that may overrun', async () => {
  const { client, host } = pair(CREDIT)
  const channel = new client.Channel<ArrayBuffer>()
  let sent = 0
  for (let n = 0; n < 5; n++) void host.send(channel.id, pattern(6_000)).then(() => sent++, () => undefined)
  await turn()
  assert.equal(sent, 2)
  const iterator = channel[Symbol.asyncIterator]()
  await iterator.next()
  await until(() => sent === 3)
  await iterator.return?.(undefined)
  assert.equal(await channel.closed, 'cancelled')
})

test('an abnormal end rejects the iterator', async () => {
  const { client, host } = pair()
  const channel = new client.Channel()
  void host.send(channel.id, 1)
  host.end(channel.id, 'window_closed')
  const seen: unknown[] = []
  await assert.rejects(
    (async () => {
      for await (const message of channel) seen.push(message)
    })(),
    ipc('channel_closed'),
  )
  assert.deepEqual(seen, [1])
})

test('messages wait for a handler', async () => {
  const { client, host } = pair()
  const channel = new client.Channel<number>()
  for (let n = 0; n < 3; n++) void host.send(channel.id, n)
  await turn()
  const seen: number[] = []
  channel.onmessage = (n) => seen.push(n)
  assert.deepEqual(seen, [0, 1, 2])
})

test('close is sent to the host, and later messages are dropped and released', async () => {
  const { client, host } = pair(SMALL)
  const channel = new client.Channel(() => assert.fail('closed'))
  channel.close()
  assert.equal(await channel.closed, 'cancelled')
  await until(() => host.ends.has(channel.id))
  assert.equal(host.ends.get(channel.id)?.reason, 'cancelled')
  const other = new client.Channel()
  await host.send(channel.id, pattern(2_000))
  await until(() => host.bodies === 0)
  other.close()
})

test('page to host: in order, under credit, encoded at the call', async () => {
  const { client, host } = pair(CREDIT)
  host.dequeues = false
  const channel = new client.Channel()
  const accepted: number[] = []
  const bytes = new Uint8Array([0])
  for (let n = 0; n < 20; n++) {
    bytes[0] = n
    void channel.send(n % 2 === 0 ? bytes : { n }).then(() => accepted.push(n))
  }
  await turn()
  assert.equal(accepted.length, 8)
  assert.ok(channel.bufferedAmount > 0)
  for (let n = 0; n < 8; n++) host.dequeued(channel.id, 64)
  await until(() => accepted.length === 16)
  for (let n = 0; n < 8; n++) host.dequeued(channel.id, 64)
  await until(() => accepted.length === 20)
  assert.equal(channel.bufferedAmount, 0)
  channel.close()
  assert.equal(await channel.closed, 'ended')
  await until(() => host.ends.has(channel.id))
  const got = host.received.get(channel.id) ?? []
  assert.equal(got.length, 20)
  got.forEach((message, n) => assert.deepEqual(message, n % 2 === 0 ? new Uint8Array([n]).buffer : { n }))
  await assert.rejects(channel.send(1), ipc('channel_closed'))
})

test('a Blob keeps its position among sent messages', async () => {
  const { client, host } = pair()
  const channel = new client.Channel()
  await Promise.all([channel.send(1), channel.send(new Blob(['ab'])), channel.send({ inner: new Blob(['c']) }), channel.send(2)])
  await until(() => host.received.get(channel.id)?.length === 4)
  assert.deepEqual(host.received.get(channel.id), [1, new TextEncoder().encode('ab').buffer, { inner: new TextEncoder().encode('c') }, 2])
})

test('close waits for the messages that were sent before', async () => {
  const { client, host } = pair(CREDIT)
  host.dequeues = false
  const channel = new client.Channel()
  const sends = Array.from({ length: 12 }, (_, n) => channel.send(n))
  channel.close()
  await turn()
  assert.ok(!host.ends.has(channel.id))
  for (let n = 0; n < 8; n++) host.dequeued(channel.id, 64)
  await Promise.all(sends)
  await until(() => host.ends.has(channel.id))
  assert.equal(host.received.get(channel.id)?.length, 12)
})

test('the writer sends messages', async () => {
  const { client, host } = pair()
  const channel = new client.Channel()
  const { writer } = channel
  await writer.write(new Uint8Array([1]))
  await writer.write('two')
  await writer.close()
  await until(() => host.ends.has(channel.id))
  assert.deepEqual(host.received.get(channel.id), [new Uint8Array([1]).buffer, 'two'])
})

test('a host that ends a channel rejects the messages that wait in it', async () => {
  const { client, host } = pair(CREDIT)
  host.dequeues = false
  const channel = new client.Channel()
  const sends = Array.from({ length: 9 }, (_, n) => channel.send(n))
  const last = sends.pop()
  await Promise.all(sends)
  host.end(channel.id, 'cancelled')
  await assert.rejects(last ?? Promise.resolve(), ipc('channel_closed'))
})

test('lost polls and posts neither lose nor duplicate a message', async () => {
  let polls = 0
  let posts = 0
  const { client, host } = pair(SMALL, (lane) => ({
    ...lane,
    poll: async (last) => {
      const answer = await lane.poll(last)
      if (polls++ % 3 === 1) throw new NetworkError('the answer was lost')
      return answer
    },
    frames: async (batch) => {
      if (posts++ % 4 === 1) throw new NetworkError('never arrived')
      const answer = await lane.frames(batch)
      if (posts % 4 === 3) throw new NetworkError('the answer was lost')
      return answer
    },
  }))
  const seen: unknown[] = []
  const channel = new client.Channel((message) => seen.push(message))
  const back: Promise<void>[] = []
  for (let n = 0; n < 12; n++) {
    await host.send(channel.id, n % 3 === 0 ? pattern(1_500, n) : n)
    back.push(channel.send(n))
    if (n % 2 === 0) await turn()
  }
  await until(() => seen.length === 12)
  await Promise.all(back)
  await until(() => host.received.get(channel.id)?.length === 12, 10_000)
  assert.deepEqual(seen, Array.from({ length: 12 }, (_, n) => (n % 3 === 0 ? pattern(1_500, n).buffer : n)))
  assert.deepEqual(host.received.get(channel.id), Array.from({ length: 12 }, (_, n) => n))
  assert.ok(client.stats().pollRetries > 0)
})

test('a final refusal of a poll ends the channels', async () => {
  for (const [code, reason] of [['document_gone', 'document_gone'], ['token_bad', 'document_gone']] as const) {
    const { client } = pair({}, (lane) => ({ ...lane, poll: () => Promise.reject(new client.IpcError(code, 'no')) }))
    assert.equal(await new client.Channel().closed, reason)
    assert.equal(await new client.Channel().closed, reason, 'a channel made afterwards ends too')
    await turn()
    assert.equal(client.stats().polls, 1)
  }
})

test('no poll is sent before frames are expected', async () => {
  const { client } = pair()
  await client.invoke('nothing')
  await turn()
  assert.equal(client.stats().polls, 0)
  new client.Channel().close()
})

test('a body that cannot be fetched ends its channel', async () => {
  const { client, host } = pair(SMALL)
  const channel = new client.Channel()
  const payload = { kind: PayloadKind.RAW, element: 0, bytes: pattern(2_000) }
  host.push(deferredFrame(Kind.DATA, channel.id, 0, 0, new TextEncoder().encode('{"body":999}'), payload))
  assert.equal(await channel.closed, 'frame_lost')
  await until(() => host.ends.get(channel.id)?.reason === 'frame_lost')
})

test('frames of an invalid kind end the session', async () => {
  const { client, host } = pair()
  const channel = new client.Channel()
  const call = client.invoke('hang')
  host.push(controlFrame(Kind.RELEASE, 3, 0))
  assert.equal(await channel.closed, 'frame_lost')
  await assert.rejects(call, ipc('document_gone'))
})

test('a message that is not JSON ends only its channel', async () => {
  const { client, host } = pair()
  const channel = new client.Channel()
  const other = new client.Channel<number>()
  void host.send(channel.id, new Exactly({ kind: PayloadKind.JSON, element: 0, bytes: new Uint8Array([0x7b]) }))
  void host.send(other.id, 5)
  assert.equal(await channel.closed, 'frame_lost')
  assert.deepEqual(await other[Symbol.asyncIterator]().next(), { done: false, value: 5 })
})

test('the text of an END is cut to the length of a head, and never within a character', () => {
  const cut = (message: string): string => {
    const head = encodeEndHead({ reason: 'failed', message })
    assert.ok(head !== undefined && head.byteLength < 131_072)
    return decodeEndHead(head).message ?? ''
  }
  assert.equal(cut('short'), 'short')
  assert.equal(cut('a'.repeat(4096)), 'a'.repeat(4096))
  assert.equal(cut('a'.repeat(1_000_000)), `${'a'.repeat(4096)}…`)
  assert.equal(cut(`${'a'.repeat(4095)}${'😀'.repeat(10)}`), `${'a'.repeat(4095)}…`)
  assert.equal(cut('\u0001'.repeat(1_000_000)), `${'\u0001'.repeat(4096)}…`)
})
