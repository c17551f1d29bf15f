import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INTEGER_MAX, Kind, PayloadKind } from '../src/base/constants.js'
import { encodeBatch } from '../src/wire/batch.js'
import type { PayloadFrame } from '../src/wire/frame.js'
import { payloadFrame } from '../src/wire/outgoing.js'
import { decodeBody } from '../src/wire/payload.js'
import { ReceivedBytes } from '../src/wire/received.js'
import { FrameTable } from '../src/wire/table.js'
import { pattern, until } from './bytes.js'
import { pair } from './support.js'

const NO_HEAD = new Uint8Array(0)
const json = (value: unknown): Uint8Array<ArrayBuffer> => new TextEncoder().encode(JSON.stringify(value))
const message = (channel: number, index: number, bytes: Uint8Array<ArrayBuffer>, kind: PayloadKind = PayloadKind.JSON) =>
  payloadFrame(Kind.DATA, channel, index, 0, NO_HEAD, { kind, element: 0, bytes })
const tableOf = (batch: Uint8Array<ArrayBuffer>): FrameTable => new FrameTable(new ReceivedBytes(batch), INTEGER_MAX)

test('the values of a table are those of its frames, at any alignment of the batch', () => {
  const bodies = Array.from({ length: 300 }, (_, i) => json({ i, text: 'ü'.repeat(i % 70) }))
  const frames = bodies.map((bytes, i) => (i % 7 === 3 ? message(2, i, pattern(i), PayloadKind.RAW) : message(1, i, bytes)))
  const batch = encodeBatch(frames)
  for (const offset of [0, 1, 4]) {
    const memory = new Uint8Array(batch.length + offset)
    memory.set(batch, offset)
    const table = tableOf(memory.subarray(offset))
    assert.equal(table.length, frames.length)
    for (let at = 0; at < table.length; at++) {
      const { id, seq } = table.message(at)
      assert.deepEqual([id, seq, table.bodyBytes(at)], [frames[at]?.id, frames[at]?.seq, frames[at]?.body.length])
      assert.deepEqual(table.value(at), decodeBody(table.message(at)))
    }
  }
})

test('a table of many frames calls no getter that the page may have replaced', () => {
  const source = new ReceivedBytes(encodeBatch(Array.from({ length: 300 }, (_, i) => message(1, i + 1, json(i)))))
  const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object
  const length = Object.getOwnPropertyDescriptor(prototype, 'length') as PropertyDescriptor
  Object.defineProperty(prototype, 'length', { ...length, get: () => 0 })
  let table: FrameTable
  try {
    table = new FrameTable(source, INTEGER_MAX)
  } finally {
    Object.defineProperty(prototype, 'length', length)
  }
  assert.deepEqual(Array.from({ length: 300 }, (_, at) => table.message(at).seq), Array.from({ length: 300 }, (_, i) => i + 1))
})

test('a frame is read after its table has been released, while the next table uses its memory', () => {
  const first = tableOf(encodeBatch([1, 2, 3].map((n) => message(1, n, json({ n })))))
  const kept = Array.from({ length: 3 }, (_, at) => first.frame(at) as PayloadFrame)
  first.release()
  const second = tableOf(encodeBatch([7, 8].map((n) => message(1, n, json([n])))))
  assert.deepEqual(kept.map(decodeBody), [{ n: 1 }, { n: 2 }, { n: 3 }])
  assert.deepEqual([second.value(0), second.value(1)], [[7], [8]])
})

test('a body of exactly the greatest depth is parsed with others, and a deeper one is refused', () => {
  const nested = (depth: number): Uint8Array<ArrayBuffer> => new TextEncoder().encode('['.repeat(depth) + ']'.repeat(depth))
  const table = tableOf(encodeBatch([json(1), nested(127), nested(128), json(2)].map((bytes, i) => message(1, i, bytes))))
  assert.equal(table.value(0), 1)
  assert.equal(JSON.stringify(table.value(1)), '['.repeat(127) + ']'.repeat(127))
  assert.throws(() => table.value(2), { code: 'too_deep' })
  assert.equal(table.value(3), 2)
})

test('a handler that closes its channel gets no further message of the batch, and the call settles', async () => {
  const { client, host } = pair()
  const seen: unknown[] = []
  const other: unknown[] = []
  const channel = new client.Channel<number>((n) => {
    seen.push(n)
    if (n === 2) channel.close()
  })
  const last = new client.Channel<number>((n) => other.push(n))
  for (let n = 0; n < 6; n++) {
    void host.send(channel.id, n)
    void host.send(last.id, n)
  }
  for (let n = 6; n < 9; n++) void host.send(channel.id, n)
  await until(() => other.length === 6)
  assert.deepEqual(seen, [0, 1, 2])
  assert.deepEqual(other, [0, 1, 2, 3, 4, 5])
})

test('a handler that is replaced or removed within a batch loses no message', async () => {
  const { client, host } = pair()
  const seen: string[] = []
  const channel = new client.Channel<number>()
  const second = (n: number): void => {
    seen.push(`second ${n}`)
    if (n === 3) channel.onmessage = undefined
  }
  channel.onmessage = (n) => {
    seen.push(`first ${n}`)
    if (n === 1) channel.onmessage = second
  }
  for (let n = 0; n < 6; n++) void host.send(channel.id, n)
  await until(() => seen.length === 4)
  assert.deepEqual(seen, ['first 0', 'first 1', 'second 2', 'second 3'])
  channel.onmessage = (n) => seen.push(`third ${n}`)
  await until(() => seen.length === 6)
  assert.deepEqual(seen.slice(4), ['third 4', 'third 5'])
})

test('a long batch grants credit while it is delivered', async () => {
  const { client, host } = pair({ channel_frames_max: 100 })
  let seen = 0
  const channel = new client.Channel(() => (seen += 1))
  let sent = 0
  for (let n = 0; n < 1_000; n++) void host.send(channel.id, n).then(() => (sent += 1))
  await until(() => seen === 1_000)
  assert.equal(sent, 1_000)
})
