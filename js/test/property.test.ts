import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { INTEGER_MAX, LIMITS } from '../src/base/constants.js'
import { IpcError } from '../src/base/error.js'
import { decodeBatch, encodeBatch } from '../src/wire/batch.js'
import { typedView } from '../src/wire/element.js'
import { decodeFrame } from '../src/wire/frame.js'
import { alignUp } from '../src/wire/integers.js'
import { encodeFrame, type OutgoingFrame } from '../src/wire/outgoing.js'
import { decodePayload } from '../src/wire/payload.js'
import { messageCost, Receiver } from '../src/session/receiver.js'
import { Sender } from '../src/session/sender.js'
import { Watermark } from '../src/session/watermark.js'
import { encodeMessage } from '../src/body/encode.js'
import { pattern, random } from './bytes.js'
import { fieldsOf } from './frames.js'

const pick = <T>(next: () => number, from: readonly T[]): T => from[Math.floor(next() * from.length)] as T
const integer = (next: () => number, below: number): number => Math.floor(next() * below)

function value(next: () => number, depth: number): unknown {
  const kinds = depth === 0 ? 7 : 10
  switch (integer(next, kinds)) {
    case 0:
      return null
    case 1:
      return next() < 0.5
    case 2:
      return pick(next, [0, -1, 1.5, INTEGER_MAX, -INTEGER_MAX, 1e300, integer(next, 1_000)])
    case 3:
      return pick(next, ['', 'text', '\u0001bytes:', '\u0001bytes:0123456789abcdef:0', '\u0000\u2028"\\', '日本😀', 'x'.repeat(integer(next, 40))])
    case 4:
    case 5:
      return pattern(integer(next, 50), integer(next, 1_000))
    case 6: {
      const code = 1 + integer(next, 11)
      return typedView(code, pattern(8 * integer(next, 6), 7))
    }
    case 7:
    case 8:
      return Array.from({ length: integer(next, 5) }, () => value(next, depth - 1))
    default: {
      const keys = ['a', 'b', '__proto__', '', '\u0001bytes:', 'constructor']
      const object = {}
      for (let i = integer(next, 5); i > 0; i--) {
        Object.defineProperty(object, pick(next, keys), { value: value(next, depth - 1), enumerable: true, writable: true, configurable: true })
      }
      return object
    }
  }
}

test('any value is decoded as it was encoded', () => {
  const next = random(1)
  let mixed = 0
  for (let i = 0; i < 3_000; i++) {
    const before = { v: value(next, 4) }
    const payload = encodeMessage(before).now
    assert.ok(payload)
    if (payload.kind === 3) mixed += 1
    const whole = encodeFrame({ kind: 5, payload: payload.kind, element: 0, flags: 0, id: 1, seq: i, bodyBytes: undefined, head: new Uint8Array(0), body: payload.bytes })
    const frame = fieldsOf(decodeFrame(whole))
    assert.deepEqual(decodePayload({ kind: frame.payload, element: frame.element, bytes: frame.body }), before, `seed 1, value ${i}`)
  }
  assert.ok(mixed > 500)
})

test('a truncated or damaged payload causes an IpcError and no other error', () => {
  const next = random(2)
  for (let i = 0; i < 4_000; i++) {
    const payload = encodeMessage({ v: value(next, 3), bytes: pattern(5) }).now
    assert.ok(payload)
    const bytes = payload.bytes.slice(0, next() < 0.3 ? integer(next, payload.bytes.length + 1) : payload.bytes.length)
    for (let flips = integer(next, 4); flips > 0 && bytes.length > 0; flips--) {
      const at = integer(next, next() < 0.5 ? Math.min(48, bytes.length) : bytes.length)
      bytes[at] = (bytes[at] ?? 0) ^ (1 << integer(next, 8))
    }
    try {
      decodePayload({ kind: pick(next, [0, 1, 2, 3, 4, 5, 6]), element: integer(next, 13), bytes })
    } catch (error) {
      assert.ok(error instanceof IpcError, `seed 2, case ${i}: ${String(error)}`)
    }
  }
})

test('any batch is decoded as it was encoded, and any damage is an IpcError', () => {
  const next = random(3)
  for (let i = 0; i < 1_000; i++) {
    const frames: OutgoingFrame[] = Array.from({ length: integer(next, 6) }, () => ({
      kind: 5,
      payload: 1,
      element: 0,
      flags: pick(next, [0, 8]),
      id: pick(next, [1, 2 ** 32 - 1, 2 ** 32, INTEGER_MAX]),
      seq: pick(next, [0, 2 ** 32, INTEGER_MAX]),
      bodyBytes: undefined,
      head: new Uint8Array(0),
      body: pattern(integer(next, 70), i),
    }))
    const bytes = encodeBatch(frames)
    const back = Array.from(decodeBatch(bytes), fieldsOf)
    assert.equal(back.length, frames.length)
    back.forEach((frame, at) => {
      const { kind, payload, flags, id, seq, body } = frames[at] as OutgoingFrame
      assert.deepEqual([frame.kind, frame.payload, frame.flags, frame.id, frame.seq], [kind, payload, flags, id, seq])
      assert.deepEqual(frame.body, body)
      assert.equal((frame.body.byteOffset - bytes.byteOffset) % 16, frame.body.length === 0 ? frame.body.byteOffset % 16 : 0)
      assert.equal(frame.frameBytes, 32 + alignUp(body.length))
    })
    const at = integer(next, bytes.length)
    if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << integer(next, 8))
    try {
      decodeBatch(bytes)
    } catch (error) {
      assert.ok(error instanceof IpcError)
    }
  }
})

test('the receiver delivers messages in the order of a sorted list', () => {
  const next = random(4)
  for (let round = 0; round < 500; round++) {
    const count = 1 + integer(next, 60)
    const order: (number | 'end')[] = Array.from({ length: count }, (_, i) => i)
    for (let i = 0; i < 10; i++) order.push(integer(next, count))
    order.push('end')
    for (let i = order.length - 1; i > 0; i--) {
      const j = integer(next, i + 1)
      ;[order[i], order[j]] = [order[j] as number, order[i] as number]
    }
    const receiver = new Receiver<number>(LIMITS)
    const delivered: number[] = []
    const seen = new Set<number>()
    for (const item of order) {
      if (item === 'end') receiver.end(count, { reason: 'ended', message: undefined })
      else {
        delivered.push(...Array.from(receiver.accept(item, item, integer(next, 100), false)))
        seen.add(item)
      }
      // The expected messages: all before the first missing one.
      let expected = 0
      while (seen.has(expected)) expected += 1
      assert.equal(delivered.length, expected)
    }
    assert.deepEqual(delivered, Array.from({ length: count }, (_, i) => i))
    assert.equal(receiver.ended?.reason, 'ended')
  }
})

test('a sender and a receiver never stall and never exceed the window', () => {
  const next = random(5)
  const limits = { ...LIMITS, channel_frames_max: 16, channel_bytes_max: 4_096 }
  for (let round = 0; round < 200; round++) {
    const sender = new Sender(limits)
    const receiver = new Receiver<number>(limits)
    const queue: number[] = []
    let sent = 0
    let taken = 0
    for (let step = 0; step < 2_000 && taken < 300; step++) {
      const bytes = pick(next, [0, 1, 64, 500, 4_096, 10_000])
      if (sent < 300 && sender.reserve(bytes) !== undefined) {
        queue.push(...Array.from(receiver.accept(sent, bytes, bytes, false)))
        sent += 1
        assert.ok(queue.length <= 16)
        const held = queue.slice(0, -1).reduce((sum, b) => sum + Math.max(b, 64), 0)
        assert.ok(held < 4_096 + 10_000, 'one message may overrun')
      } else {
        const first = queue.shift()
        assert.ok(first !== undefined, 'nothing to take and nothing to send: a stall')
        const grant = receiver.dequeued(1, messageCost(first))
        taken += 1
        if (grant !== undefined) {
          sender.grant(grant)
          if (next() < 0.3) sender.grant(grant)
        }
      }
    }
    assert.equal(taken, 300)
  }
})

test('the watermark is one less than the first frame that is not delivered', () => {
  const next = random(6)
  for (let round = 0; round < 300; round++) {
    const watermark = new Watermark()
    const open = new Set<number>()
    let arrived = 0
    for (let step = 0; step < 200; step++) {
      if (next() < 0.5) {
        arrived += 1
        watermark.arrived(arrived)
        open.add(arrived)
      } else if (open.size > 0) {
        const number = pick(next, [...open])
        watermark.acknowledge(number)
        open.delete(number)
      }
      assert.equal(watermark.delivered, open.size === 0 ? arrived : Math.min(...open) - 1)
    }
  }
})
