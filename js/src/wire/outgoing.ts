import { Flag, FRAME_HEADER_BYTES, Kind } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { limits } from '../base/limits.js'
import { type Bytes, NOTHING, typedByteLength, typedSet, Uint8Array } from '../base/primordials.js'
import type { Payload } from './frame.js'
import { alignUp, setUint32, setUint64 } from './integers.js'

/**
 * The fields of a frame to encode. The functions below build them by kind; every field is stated, so that nothing is read from a prototype and all
 * frames have one shape.
 */
export interface OutgoingFrame {
  readonly kind: number
  readonly payload: number
  readonly element: number
  readonly flags: number
  readonly id: number
  readonly seq: number
  /** Length in bytes of a deferred body, or the bytes that CREDIT grants; undefined if the body is in the frame. */
  readonly bodyBytes: number | undefined
  readonly head: Bytes
  readonly body: Bytes
}

/** Builds a frame without a payload. */
export function controlFrame(kind: number, id: number, seq: number, head: Bytes = NOTHING, bodyBytes: number = 0): OutgoingFrame {
  return { kind, payload: 0, element: 0, flags: 0, id, seq, bodyBytes, head, body: NOTHING }
}

/** Builds a frame that contains its body. */
export function payloadFrame(kind: number, id: number, seq: number, flags: number, head: Bytes, payload: Payload): OutgoingFrame {
  return { kind, payload: payload.kind, element: payload.element, flags, id, seq, bodyBytes: undefined, head, body: payload.bytes }
}

/** Builds a frame whose body is transferred apart from it. */
export function deferredFrame(kind: number, id: number, seq: number, flags: number, head: Bytes, payload: Payload): OutgoingFrame {
  const bodyBytes = typedByteLength(payload.bytes)
  const deferred = flags | Flag.DEFERRED
  return { kind, payload: payload.kind, element: payload.element, flags: deferred, id, seq, bodyBytes, head, body: NOTHING }
}

/** HELLO: the version of the protocol. */
export const helloFrame = (version: number, head: Bytes): OutgoingFrame => controlFrame(Kind.HELLO, 0, version, head)
/** CANCEL: the page no longer waits for the reply to a call. */
export const cancelFrame = (call: number): OutgoingFrame => controlFrame(Kind.CANCEL, call, 0)
/** RELEASE: the page no longer needs a deferred body. */
export const releaseFrame = (body: number): OutgoingFrame => controlFrame(Kind.RELEASE, body, 0)
/** OPEN: the page will send on a channel. */
export const openFrame = (channel: number): OutgoingFrame => controlFrame(Kind.OPEN, channel, 0)
/** END: a channel ends after its message number `count`. */
export const endFrame = (channel: number, count: number, head: Bytes): OutgoingFrame => controlFrame(Kind.END, channel, count, head)
/** CREDIT: the frames and bytes granted on a channel since it opened. */
export const creditFrame = (channel: number, frames: number, bytes: number): OutgoingFrame =>
  controlFrame(Kind.CREDIT, channel, frames, NOTHING, bytes)
/** DATA: message number `index` of a channel. */
export const dataFrame = (channel: number, index: number, payload: Payload): OutgoingFrame =>
  payloadFrame(Kind.DATA, channel, index, 0, NOTHING, payload)

/** Returns the length in bytes that a frame is encoded to. */
export function encodedBytes(frame: OutgoingFrame): number {
  return alignUp(FRAME_HEADER_BYTES + typedByteLength(frame.head)) + alignUp(typedByteLength(frame.body))
}

/** Encodes one frame into bytes of its own. */
export function encodeFrame(frame: OutgoingFrame): Bytes {
  const bytes: Bytes = new Uint8Array(encodedBytes(frame))
  writeFrame(frame, bytes, 0)
  return bytes
}

/** Writes one frame at `at` and returns the offset of its end. `into` must be zero there. */
export function writeFrame(frame: OutgoingFrame, into: Bytes, at: number): number {
  const { kind, payload, element, flags, id, seq, head, body } = frame
  const headBytes = typedByteLength(head)
  if (headBytes > limits.head_bytes_max) throw new IpcError('headers_too_large', `a head of ${headBytes} bytes; head_bytes_max is ${limits.head_bytes_max}`)
  const inlineBytes = typedByteLength(body)
  into[at] = kind
  into[at + 1] = payload
  into[at + 2] = element
  into[at + 3] = flags
  setUint32(into, at + 4, headBytes)
  setUint64(into, at + 8, id)
  setUint64(into, at + 16, seq)
  setUint64(into, at + 24, frame.bodyBytes ?? inlineBytes)
  if (headBytes !== 0) typedSet(into, head, at + FRAME_HEADER_BYTES)
  const bodyFrom = at + alignUp(FRAME_HEADER_BYTES + headBytes)
  if (inlineBytes !== 0) typedSet(into, body, bodyFrom)
  return bodyFrom + alignUp(inlineBytes)
}
