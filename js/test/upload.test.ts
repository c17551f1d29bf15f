import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kind } from '../src/base/constants.js'
import type { Bytes } from '../src/base/primordials.js'
import { controlFrame } from '../src/wire/outgoing.js'
import { NetworkError } from '../src/lane/lane.js'
import { StreamReply } from './host/memory-host.js'
import { pattern, turn, until } from './bytes.js'
import { ipc, named, pair } from './support.js'

const SMALL = { inline_body_bytes_max: 1_000, segment_bytes_max: 700 }

function parts(lengths: readonly number[]): AsyncIterable<Bytes> {
  return (async function* () {
    for (const [n, length] of lengths.entries()) yield pattern(length, n)
  })()
}
const joined = (lengths: readonly number[]): Bytes => new Uint8Array(lengths.flatMap((length, n) => Array.from(pattern(length, n))))

test('sources of every kind are uploaded after the call and collected for a command that takes bytes', async () => {
  const { client, host } = pair(SMALL)
  const seen: unknown[] = []
  host.commands.set('see', ({ args }) => void seen.push(args))
  const lengths = [10, 0, 2_500, 1_000]
  await client.invoke('see', new Blob([pattern(5_000)]))
  await client.invoke('see', new Blob([joined(lengths)]).stream())
  await client.invoke('see', parts(lengths))
  await client.invoke('see', { name: 'a', small: new Uint8Array([1]), file: new Blob([pattern(5_000)]), stream: new Blob([pattern(3)]).stream() })
  await client.invoke('see', { name: 'b', content: parts(lengths) })
  assert.deepEqual(seen, [
    pattern(5_000).buffer,
    joined(lengths).buffer,
    joined(lengths).buffer,
    { name: 'a', small: new Uint8Array([1]), file: pattern(5_000), stream: pattern(3) },
    { name: 'b', content: joined(lengths) },
  ])
})

test('a command that streams its uploads starts at once, under credit', async () => {
  const { client, host } = pair({ ...SMALL, channel_bytes_max: 4_000, channel_open_bytes: 1_000 })
  host.dequeues = false
  host.streaming.add('save')
  let read = 0
  const source = {
    async *[Symbol.asyncIterator]() {
      for (let n = 0; n < 100; n++) {
        read += 1
        yield pattern(500, n)
      }
    },
  }
  let channel = 0
  let done: (() => void) | undefined
  host.commands.set('save', ({ streams }) => {
    channel = streams[0]?.channel ?? 0
    return new Promise<void>((resolve) => (done = resolve))
  })
  const progress: (number | undefined)[] = []
  const call = client.invoke('save', source, { onProgress: ({ phase, total }) => void (phase === 'upload' && progress.push(total)) })
  await until(() => (host.received.get(channel)?.length ?? 0) === 8)
  await turn()
  assert.equal(read, 9, 'one more is read than credit lets go')
  host.dequeues = true
  for (let n = 0; n < 8; n++) host.dequeued(channel, 500)
  await until(() => host.ends.has(channel))
  assert.equal(host.ends.get(channel)?.reason, 'ended')
  assert.deepEqual(host.received.get(channel), Array.from({ length: 100 }, (_, n) => pattern(500, n).buffer))
  done?.()
  await call
  assert.equal(progress.length, 100)
  assert.equal(progress[0], undefined)
})

test('a source that fails rejects the call with its error and ends the upload', async () => {
  const { client, host } = pair(SMALL)
  host.streaming.add('save')
  let channel = 0
  host.commands.set('save', ({ streams }) => {
    channel = streams[0]?.channel ?? 0
    return new Promise(() => undefined)
  })
  const failing = (async function* () {
    yield pattern(100)
    throw new RangeError('mine')
  })()
  await assert.rejects(client.invoke('save', failing), named('RangeError'))
  await until(() => host.ends.get(channel)?.reason === 'failed')
  assert.equal(host.ends.get(channel)?.message, 'mine')
})

test('an abort cancels the source', async () => {
  const { client, host } = pair(SMALL)
  host.dequeues = false
  host.streaming.add('save')
  host.commands.set('save', () => new Promise(() => undefined))
  let cancelled: unknown
  const stream = new ReadableStream<Bytes>({ pull: (controller) => controller.enqueue(pattern(900)), cancel: (reason) => void (cancelled = reason) })
  const controller = new AbortController()
  const call = client.invoke('save', stream, { signal: controller.signal })
  await turn()
  controller.abort()
  await assert.rejects(call, named('AbortError'))
  await until(() => cancelled !== undefined && [...host.ends.values()].some(({ reason }) => reason === 'cancelled'))
})

test('a host that closes an upload stops the source, and the call continues', async () => {
  const { client, host } = pair(SMALL)
  host.streaming.add('peek')
  host.commands.set('peek', async ({ streams }) => {
    const channel = streams[0]?.channel ?? 0
    await until(() => (host.received.get(channel)?.length ?? 0) > 0)
    host.end(channel, 'cancelled')
    return 'seen'
  })
  let returned = false
  const endless = {
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          await turn()
          yield pattern(10)
        }
      } finally {
        returned = true
      }
    },
  }
  assert.equal(await client.invoke('peek', endless), 'seen')
  await until(() => returned)
})

test('large messages to the host are uploaded in order', async () => {
  const { client, host } = pair(SMALL)
  const channel = new client.Channel()
  await Promise.all([channel.send(pattern(10)), channel.send(pattern(5_000)), channel.send({ a: new Uint8Array(pattern(2_000)) }), channel.send(3)])
  channel.close()
  await until(() => host.ends.has(channel.id))
  assert.deepEqual(host.received.get(channel.id), [pattern(10).buffer, pattern(5_000).buffer, { a: pattern(2_000) }, 3])
})

test('credit that arrives before the first message is kept', async () => {
  const { client, host } = pair()
  host.dequeues = false
  const channel = new client.Channel()
  await turn()
  host.push(controlFrame(Kind.CREDIT, channel.id, 1_024, new Uint8Array(0), 1_000_000))
  await turn()
  let accepted = 0
  for (let n = 0; n < 4; n++) void channel.send(pattern(100_000, n)).then(() => (accepted += 1))
  await turn()
  assert.equal(accepted, 4)
})

test('a message that cannot be uploaded ends its channel', async () => {
  const { client } = pair(SMALL, (lane) => ({ ...lane, upload: () => Promise.reject(new NetworkError('gone')) }))
  const channel = new client.Channel()
  await channel.send(pattern(5_000))
  assert.equal(await channel.closed, 'frame_lost')
})

test('close with a reason drops waiting messages and sends the reason', async () => {
  const { client, host } = pair({ channel_frames_max: 2 })
  host.dequeues = false
  const channel = new client.Channel()
  const sends = [channel.send(1), channel.send(2), channel.send(3)]
  await Promise.all(sends.slice(0, 2))
  channel.close('failed', 'why')
  await assert.rejects(sends[2] ?? Promise.resolve(), ipc('channel_closed'))
  await until(() => host.ends.has(channel.id))
  assert.deepEqual({ ...host.ends.get(channel.id) }, { reason: 'failed', message: 'why' })
  const other = new client.Channel()
  await other.send(1)
  await other.writer.abort(new Error('no more'))
  await until(() => host.ends.get(other.id)?.reason === 'failed')
})

test('a window that the host sets determines the grants', async () => {
  const { client, host } = pair()
  const channel = new client.Channel()
  host.setCredit(channel.id, { frames: 4, bytes: 1_000 })
  let sent = 0
  for (let n = 0; n < 10; n++) void host.send(channel.id, n).then(() => (sent += 1))
  await turn()
  const iterator = channel[Symbol.asyncIterator]()
  for (let n = 0; n < 10; n++) assert.deepEqual(await iterator.next(), { done: false, value: n })
  assert.equal(sent, 10)
})

test('a streamed reply is iterated, read or collected', async () => {
  const { client, host } = pair(SMALL)
  const lengths = [500, 1_000, 3]
  host.commands.set('make', () => new StreamReply(parts(lengths), 1_503))
  host.commands.set('make_more', () => new StreamReply(parts(lengths)))
  const stream = await client.invoke.stream('make')
  assert.equal(stream.length, 1_503)
  const seen: Bytes[] = []
  for await (const part of stream) seen.push(part)
  assert.deepEqual(seen.map((part) => part.length), lengths)
  const unknown = await client.invoke.stream('make_more')
  assert.equal(unknown.length, undefined)
  assert.deepEqual(await unknown.bytes(), joined(lengths))
  const into = new Uint8Array(2_000)
  assert.deepEqual(await (await client.invoke.stream('make_more')).bytes({ into }), joined(lengths))
  await assert.rejects((await client.invoke.stream('make_more')).bytes({ into: new Uint8Array(1_000) }), ipc('body_too_large'))
  assert.deepEqual(await client.invoke('make'), joined(lengths).buffer)
  assert.deepEqual(await client.invoke('make_more', undefined, { into }), joined(lengths))
  const { readable } = await client.invoke.stream('make')
  assert.deepEqual(new Uint8Array(await new Response(readable).arrayBuffer()), joined(lengths))
})

test('a page that does not read stops the stream, and a cancelled stream ends', async () => {
  const { client, host } = pair({ channel_frames_max: 8 })
  let made = 0
  let ended = 0
  host.commands.set('endless', () => {
    return new StreamReply(
      (async function* () {
        try {
          for (;;) yield pattern(10, made++)
        } finally {
          ended += 1
        }
      })(),
    )
  })
  const stream = await client.invoke.stream('endless')
  await turn()
  await turn()
  assert.equal(made, 9, 'the granted messages, and one that waits')
  const iterator = stream[Symbol.asyncIterator]()
  for (let n = 0; n < 20; n++) assert.deepEqual((await iterator.next()).value, pattern(10, n))
  await iterator.return?.(undefined)
  await until(() => ended === 1)
  ;(await client.invoke.stream('endless')).cancel()
  await until(() => ended === 2)
  const controller = new AbortController()
  const aborted = await client.invoke.stream('endless', undefined, { signal: controller.signal })
  const reading = aborted.bytes()
  controller.abort()
  await assert.rejects(reading, named('AbortError'))
  await until(() => ended === 3)
})

test('a stream that fails or ends early is an error with a code', async () => {
  const { client, host } = pair()
  host.commands.set('failing', () => {
    return new StreamReply(
      (async function* () {
        yield pattern(10)
        throw new Error('the disk is gone')
      })(),
    )
  })
  host.commands.set('short', () => new StreamReply(parts([10]), 11))
  await assert.rejects(client.invoke('failing'), (error: unknown) => ipc('stream_failed')(error) && (error as Error).message === 'the disk is gone')
  await assert.rejects((await client.invoke.stream('short')).bytes(), ipc('stream_failed'))
})
