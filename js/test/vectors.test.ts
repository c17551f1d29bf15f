import './setup.js'
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { type EndReason, Flag, INTEGER_MAX, LIMITS, type Limits } from '../src/base/constants.js'
import { IpcError } from '../src/base/error.js'
import { applyLimits } from '../src/base/limits.js'
import { type Bytes, joined } from '../src/base/primordials.js'
import { decodeBatch, encodeBatch } from '../src/wire/batch.js'
import { elementOf } from '../src/wire/element.js'
import { DecodedFrame, decodeFrame } from '../src/wire/frame.js'
import { decodeHead } from '../src/wire/head.js'
import { encodeFrame, type OutgoingFrame } from '../src/wire/outgoing.js'
import { decodeMixed, decodePayload, replaceAttachments } from '../src/wire/payload.js'
import { ReceivedBytes } from '../src/wire/received.js'
import { FrameTable } from '../src/wire/table.js'
import { Receiver } from '../src/session/receiver.js'
import { Sender } from '../src/session/sender.js'
import { HEADER_BYTES, nextPacket, packetExtra, packetId, packetOffset, payloadLength } from '../src/lane/packet.js'
import { Session } from '../src/session/session.js'
import { Watermark } from '../src/session/watermark.js'
import { CallIds } from './host/calls.js'
import { bytesFrom, type Segment, toHex } from './bytes.js'
import { fieldsOf } from './frames.js'

const ROOT = new URL('../../../protocol/vectors/', import.meta.url)

interface FrameAccept {
  readonly kind: number
  readonly payload: number
  readonly element: number
  readonly flags: number
  readonly id: number
  readonly seq: number
  readonly body_bytes: number
  readonly head: Segment[]
  readonly body: Segment[]
  readonly frame_bytes: number
}
interface PacketAccept {
  readonly kind: number
  readonly slot: number
  readonly length: number
  readonly id: number
  readonly offset: number
  readonly extra: number
  readonly payload_bytes: number
  readonly payload: Segment[]
}
interface Case {
  readonly name: string
  readonly bytes: Segment[]
  readonly refuse?: string
  readonly accept?: unknown
  readonly from?: 'host' | 'page'
  readonly payload?: number
  readonly element?: number
  readonly limits?: Partial<Limits>
  readonly credit?: { readonly frames: number; readonly bytes: number }
  readonly steps?: Record<string, unknown>[]
}
interface File {
  readonly decode: string
  readonly cases: Case[]
}

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const same = (actual: Uint8Array, expected: readonly Segment[]): void => {
  const bytes = bytesFrom(expected)
  assert.equal(actual.length, bytes.length)
  assert.ok(actual.every((byte, i) => byte === bytes[i]), `${toHex(actual.subarray(0, 64))} is not ${toHex(bytes.subarray(0, 64))}`)
}

function refuses(body: () => unknown, code: string): void {
  assert.throws(body, (error: unknown) => {
    assert.ok(error instanceof IpcError, `threw ${String(error)}`)
    assert.equal(error.code, code, error.message)
    return true
  })
}

function checkFrame(frame: DecodedFrame, accept: FrameAccept): void {
  const { kind, payload, element, flags, id, seq } = frame
  const fields = { kind, payload, element, flags, id, seq, body_bytes: frame.bodyBytes, frame_bytes: frame.frameBytes }
  const { head, body, ...expected } = accept
  assert.deepEqual(fields, expected)
  same(frame.head, head)
  same(frame.body, body)
}
/** Encodes an accepted frame again: its bytes are equal, except padding that was not zero. */
function writtenBack(frame: DecodedFrame, bytes: Bytes): void {
  const here = (frame.flags & Flag.DEFERRED) === 0 && frame.kind !== 7
  const { head: headBytes, body } = frame
  const fields: OutgoingFrame = { ...frame, head: headBytes, body, bodyBytes: here ? undefined : frame.bodyBytes }
  const written = encodeFrame(fields)
  assert.equal(written.length, bytes.length)
  const head = 32 + frame.head.length
  const bodyFrom = Math.ceil(head / 16) * 16
  for (let i = 0; i < written.length; i++) {
    const padding = (i >= head && i < bodyFrom) || i >= bodyFrom + frame.body.length
    assert.equal(written[i], padding ? 0 : bytes[i], `byte ${i}`)
  }
}

/** Reads packets as the client's listener does. */
function checkPackets(packets: Bytes, accept: readonly PacketAccept[]): void {
  let at = 0
  for (const { payload, ...expected } of accept) {
    const from = at + HEADER_BYTES
    const length = payloadLength(packets, at)
    const fields = { kind: packets[at], length, id: packetId(packets, at), offset: packetOffset(packets, at), extra: packetExtra(packets, at) }
    assert.deepEqual({ ...fields, slot: 0xffff, payload_bytes: length }, expected)
    same(packets.subarray(from, from + length), payload)
    at = nextPacket(from + length)
  }
  assert.equal(at, packets.length)
}

/** Returns the element of the array that represents an element in this engine: untyped bytes are a `Uint8Array`. */
function receivedElement(element: number): number {
  const [BYTES, U8, U16, F16] = [0, 2, 5, 12]
  if (element === BYTES) return U8
  return element === F16 && !('Float16Array' in globalThis) ? U16 : element
}

function checkPayload(c: Case): void {
  const bytes = bytesFrom(c.bytes)
  const kind = c.payload ?? 0
  const value = decodePayload({ kind, element: c.element ?? 0, bytes })
  const accept = c.accept as Record<string, unknown>
  if ('none' in accept) assert.equal(value, null)
  else if ('raw' in accept || 'archive' in accept) {
    assert.ok(value instanceof ArrayBuffer)
    same(new Uint8Array(value), (accept['raw'] ?? accept['archive']) as Segment[])
  } else if ('json' in accept) assert.deepEqual(value, accept['json'])
  else if ('typed' in accept) {
    const array = value as Float64Array
    assert.equal(array.length, accept['count'])
    assert.equal(array.byteLength, array.buffer.byteLength)
    const expected = receivedElement(accept['element'] as number)
    assert.equal(elementOf(array), expected)
    same(new Uint8Array(array.buffer), accept['typed'] as Segment[])
  } else {
    const mixed = decodeMixed(bytes)
    const withMarks = replaceAttachments(mixed, (index) => ({ $attachment: index }))
    assert.deepEqual(withMarks, accept['value'])
    if ('attachment_count' in accept) return assert.equal(mixed.attachments.length, accept['attachment_count'])
    const attachments = accept['attachments'] as { element: number; bytes: Segment[] }[]
    assert.equal(mixed.attachments.length, attachments.length)
    attachments.forEach((expected, i) => {
      const attachment = mixed.attachments[i]
      assert.ok(attachment)
      assert.equal(attachment.element, expected.element)
      same(attachment.bytes, expected.bytes)
    })
  }
}

const numbers = (from: unknown, to: unknown): number[] => Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i)

function checkReceiver(steps: Record<string, unknown>[]): void {
  const receiver = new Receiver<number>(LIMITS)
  let ended: string | undefined
  for (const step of steps) {
    const delivered: number[] = []
    const before = receiver.duplicates
    if ('end' in step) receiver.end(Number(step['end']), { reason: (step['reason'] ?? 'ended') as EndReason, message: undefined })
    else {
      const indexes = 'data' in step ? [Number(step['data'])] : numbers(step['data_from'], step['data_to'])
      for (const index of indexes) {
        const ready = receiver.accept(index, index, Number(step['bytes']), step['last'] === true)
        for (let i = 0; i < ready.length; i++) delivered.push(ready[i] ?? -1)
      }
    }
    if ('delivers_count' in step) {
      assert.equal(delivered.length, step['delivers_count'])
      assert.ok(delivered.every((index, i) => i === 0 || index === (delivered[i - 1] ?? 0) + 1))
    } else assert.deepEqual(delivered, step['delivers'])
    assert.equal(receiver.duplicates - before, step['drops'] ?? 0)
    const ends = receiver.ended?.reason
    assert.equal(ends === ended ? undefined : ends, step['ends'])
    ended = ends
  }
}
function checkSender({ steps = [], credit }: Case): void {
  const limits = credit === undefined ? LIMITS : { ...LIMITS, channel_frames_max: credit.frames, channel_bytes_max: credit.bytes }
  const sender = new Sender(limits)
  let index = 0
  for (const step of steps) {
    if ('credit_frames' in step) {
      sender.grant({ frames: Number(step['credit_frames']), bytes: Number(step['credit_bytes']) })
      continue
    }
    for (let i = 0; i < Number(step['times'] ?? 1); i++) {
      const given = sender.reserve(Number(step['send']))
      assert.equal(given !== undefined, step['ok'])
      if (given !== undefined) assert.equal(given, index++)
    }
  }
}
function checkWatermark(steps: Record<string, unknown>[]): void {
  const watermark = new Watermark()
  let number = 0
  for (const step of steps) {
    const settled: number[] = []
    if ('reply' in step) {
      if (watermark.reply(Number(step['reply']), Number(step['watermark']))) settled.push(Number(step['reply']))
    } else {
      while (number < Number(step['frames_to'])) {
        number += 1
        watermark.arrived(number)
        watermark.acknowledge(number)
        const calls = watermark.dequeue()
        for (let i = 0; i < calls.length; i++) settled.push(calls[i] ?? -1)
      }
    }
    assert.deepEqual(settled, step['settles'])
  }
}
function checkPoll(steps: Record<string, unknown>[]): void {
  const session = new Session(LIMITS)
  session.openSender(3)
  const credit = encodeFrame({ kind: 7, payload: 0, element: 0, flags: 0, id: 3, seq: 2000, bodyBytes: 1, head: new Uint8Array(0), body: new Uint8Array(0) })
  for (const step of steps) {
    const batch = joined(Array.from({ length: Number(step['frames']) }, () => credit), Number(step['frames']) * credit.length)
    const frames = new FrameTable(new ReceivedBytes(batch), INTEGER_MAX)
    assert.equal(session.receive(Number(step['first']), frames).length, step['takes'])
    assert.equal(session.last, step['last'])
  }
}
function checkCalls(steps: Record<string, unknown>[]): void {
  const ids = new CallIds()
  for (const step of steps) assert.equal(ids.reserve(Number(step['call'])), step['ok'])
}

function run(decode: string, c: Case): void {
  const steps = c.steps ?? []
  switch (decode) {
    case 'frame': {
      const bytes = bytesFrom(c.bytes)
      if (c.refuse !== undefined) return refuses(() => decodeFrame(bytes), c.refuse)
      const frame = fieldsOf(decodeFrame(bytes))
      checkFrame(frame, c.accept as FrameAccept)
      return writtenBack(frame, bytes)
    }
    case 'head': {
      const frame = decodeFrame(bytesFrom(c.bytes))
      if (c.refuse !== undefined) return refuses(() => decodeHead(frame, c.from ?? 'host'), c.refuse)
      return assert.deepEqual(plain(decodeHead(frame, c.from ?? 'host')), (c.accept as { head: unknown }).head)
    }
    case 'payload':
      applyLimits(c.limits ?? {})
      if (c.refuse === undefined) return checkPayload(c)
      return refuses(() => decodePayload({ kind: c.payload ?? 0, element: c.element ?? 0, bytes: bytesFrom(c.bytes) }), c.refuse)
    case 'batch': {
      const bytes = bytesFrom(c.bytes)
      if (c.refuse !== undefined) return refuses(() => decodeBatch(bytes), c.refuse)
      const frames = Array.from(decodeBatch(bytes), fieldsOf)
      const accept = c.accept as { frames?: FrameAccept[]; frame_count?: number }
      assert.equal(frames.length, accept.frame_count ?? accept.frames?.length)
      accept.frames?.forEach((expected, i) => {
        const frame = frames[i]
        assert.ok(frame)
        checkFrame(frame, expected)
      })
      const written = encodeBatch(frames.map((f) => ({ ...f, head: f.head, body: f.body, bodyBytes: f.body.length === f.bodyBytes ? undefined : f.bodyBytes })))
      return assert.equal(toHex(written), toHex(bytes))
    }
    case 'listener':
      return checkPackets(bytesFrom(c.bytes), (c.accept as { packets: PacketAccept[] }).packets)
    case 'receiver':
      return checkReceiver(steps)
    case 'sender':
      return checkSender(c)
    case 'watermark':
      return checkWatermark(steps)
    case 'poll':
      return checkPoll(steps)
    case 'calls':
      return checkCalls(steps)
    default:
      assert.fail(`no runner for ${decode}`)
  }
}

let count = 0
for (const folder of ['frame', 'payload', 'batch', 'session', 'packet']) {
  for (const name of readdirSync(new URL(`${folder}/`, ROOT)).sort()) {
    const file = JSON.parse(readFileSync(new URL(`${folder}/${name}`, ROOT), 'utf8')) as File
    if (file.decode === 'packet') continue
    test(`vectors ${folder}/${name}: ${file.cases.length}`, () => {
      for (const c of file.cases) {
        try {
          run(file.decode, c)
        } catch (error) {
          throw new Error(`${c.name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
        }
        count += 1
      }
    })
  }
}
test('vectors: the number of cases', (t) => {
  t.diagnostic(`${count} vectors`)
  assert.ok(count >= 600)
})
