import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import {
  all,
  bufferByteLength,
  type Bytes,
  list,
  min,
  own,
  push,
  release,
  signalAborted,
  signalReason,
  sleep,
  typedByteLength,
  typedSet,
  Uint8Array,
  view,
} from '../base/primordials.js'
import { type Lane, NetworkError, type OnBytes } from './lane.js'

/** The size of segments and the number of concurrent requests. */
export interface Segments {
  /** Length of a segment in bytes. */
  readonly bytes: number
  /** Maximum number of requests in flight. */
  readonly inFlight: number
}

const ATTEMPTS_MAX = 3
const BACKOFF_MS = 50

/** Fetches one segment of a deferred body. A failure in the network is retried, since a segment may be requested again (SPEC §5.3). */
export async function pullSegment(
  lane: Lane,
  body: number,
  offset: number,
  length: number,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
): Promise<Held<Bytes>> {
  for (let attempt = 1; ; attempt++) {
    try {
      const part = (await own(lane.body(body, offset, length, signal, onBytes))).value
      const received = bufferByteLength(part)
      if (received !== length) throw new IpcError('body_truncated', `received ${received} of ${length} bytes of a segment at offset ${offset}`)
      return hold(new Uint8Array(part))
    } catch (error) {
      if (!(error instanceof NetworkError) || attempt === ATTEMPTS_MAX) throw error
      await own(sleep(BACKOFF_MS * attempt * attempt))
    }
  }
}

/** Runs `step` for each segment of `total` bytes, in order of offset, at most `inFlight` concurrently; stops at the first error. */
export function inSegments(total: number, { bytes, inFlight }: Segments, step: (offset: number, length: number) => Promise<void>): Promise<void> {
  let next = 0
  let failed = false
  const run = async (): Promise<void> => {
    while (next < total && !failed) {
      const offset = next
      const length = min(bytes, total - offset)
      next = offset + length
      try {
        await own(step(offset, length))
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const runs = list<Promise<void>>()
  for (let i = 0; i < inFlight && i * bytes < total; i++) push(runs, run())
  return all(runs)
}

/** Fetches a deferred body into a new buffer. */
export async function pullBody(
  lane: Lane,
  body: number,
  length: number,
  segments: Segments,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
): Promise<Held<Bytes>> {
  if (lane.transfer !== undefined) return await own(pullSegment(lane, body, 0, length, signal, onBytes))
  let into: Bytes
  try {
    into = new Uint8Array(length)
  } catch (cause) {
    throw noMemory(length, cause)
  }
  await own(pullBodyInto(lane, body, into, segments, signal, onBytes))
  return hold(into)
}

/** Returns the error for a body that exceeds the memory. */
export const noMemory = (length: number, cause?: unknown): IpcError =>
  new IpcError('body_too_large', `there is no memory for ${length} bytes: read the reply with invoke.stream, or pass a buffer as \`into\``, { cause })

/** Fills `into` with a deferred body. */
export function pullBodyInto(
  lane: Lane,
  body: number,
  into: Bytes,
  segments: Segments,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
): Promise<void> {
  if (lane.transfer !== undefined) return lane.transfer(body, 0, into, signal, onBytes)
  return pullRangeInto(lane, body, 0, into, segments, signal, onBytes)
}

/** Fills `into` with segments of a deferred body, from `from` on. */
export function pullRangeInto(
  lane: Lane,
  body: number,
  from: number,
  into: Bytes,
  segments: Segments,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
): Promise<void> {
  return inSegments(typedByteLength(into), segments, async (offset, length) => {
    const part = (await own(pullSegment(lane, body, from + offset, length, signal, onBytes))).value
    typedSet(into, part, offset)
    release(part.buffer)
  })
}

/** Uploads the body of a deferred call or message (SPEC §5.2): `bytes` are those from `from` on. A chunk is never posted twice. */
export function pushBody(
  lane: Lane,
  call: number,
  from: number,
  bytes: Bytes,
  segments: Segments,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
  ofMessage: boolean = false,
): Promise<void> {
  const push = (): Promise<void> =>
    inSegments(typedByteLength(bytes), segments, async (offset, length) => {
      if (signal !== undefined && signalAborted(signal)) throw signalReason(signal)
      await own(lane.upload(call, from + offset, view(bytes, offset, offset + length), signal))
      onBytes(length)
    })
  return lane.inTurn === undefined ? push() : lane.inTurn(push, ofMessage)
}
