import { uncurryThis } from '../base/capture.js'
import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import { limits } from '../base/limits.js'
import {
  bufferByteLength,
  type Bytes,
  clearTimeout,
  freeze,
  getRandomWords,
  hasOwn,
  max,
  floor,
  own,
  Promise,
  settle,
  setTimeout,
  signalAborted,
  signalReason,
  table,
  typedBuffer,
  typedByteLength,
  typedSet,
  Uint8Array,
  view,
} from '../base/primordials.js'
import { type Lane, NetworkError, type OnBytes } from './lane.js'
import type { ProtocolLane } from './protocol.js'
import { inSegments, noMemory, pullRangeInto, type Segments } from './segments.js'

/** The object that WebView2 defines in its pages, `chrome.webview`. */
export interface WebView {
  addEventListener(name: 'sharedbufferreceived', listener: (event: SharedBufferReceived) => void): void
  releaseBuffer(buffer: ArrayBuffer): void
}

/** The event of a posted buffer. */
export interface SharedBufferReceived {
  readonly additionalData: unknown
  getBuffer(): ArrayBuffer
}

/** Ranges of this length and longer come in shared buffers; a shorter one costs less in a request. */
const SHARED_BYTES_MIN = 1024 * 1024
/** Buffers of one body in flight, of the longest length (SPEC §11). */
const BUFFERS: Segments = { bytes: 16 * 1024 * 1024, inFlight: 2 }
/** Time to wait for the event after the host has posted a buffer. */
const PATIENCE_MS = 3_000

/** A range that a buffer is to bring. */
interface Expected {
  readonly into: Bytes
  readonly signal: AbortSignal | undefined
  /** Called with the outcome: whether the range has been filled. */
  readonly done: (filled: boolean) => void
}

/**
 * Creates the lane `webview2`: the protocol lane, with long ranges of deferred bodies in shared buffers of WebView2 (SPEC §11). A range that does not
 * arrive in one is pulled in segments.
 *
 * It must be called before the first script of the page, because the event reaches only listeners that exist.
 */
export function webview2Lane(
  protocol: ProtocolLane,
  warn: (message: string) => void,
  webview: WebView | undefined = (globalThis as { chrome?: { webview?: WebView } }).chrome?.webview,
  patience: number = PATIENCE_MS,
): Lane {
  const expected = table<number, Expected>()
  /** Whether buffers are used: not after a failure of the host to share one, and not after an event that did not arrive. */
  let shares = true
  const stop = (reason: string): void => {
    if (shares) warn('results are pulled in segments, because shared buffers of WebView2 are not available: ' + reason)
    shares = false
  }
  const discard = (promise: globalThis.Promise<void>): void => settle(promise, () => undefined, () => undefined)
  /** Informs the host that the page does not read a buffer. The host keeps it until the end of the document if this is lost. */
  const release = (number: number): void => discard(protocol.request('release/' + number, undefined))

  if (webview?.releaseBuffer !== undefined) {
    const releaseBuffer: (webview: WebView, buffer: ArrayBuffer) => void = uncurryThis(webview.releaseBuffer)
    webview.addEventListener('sharedbufferreceived', (event) => {
      const data = event.additionalData
      // The application may post buffers of its own.
      if (typeof data !== 'object' || data === null || !hasOwn(data, 'bytelane')) return
      const number = (data as { readonly bytelane: number }).bytelane
      const range = expected.get(number)
      expected.delete(number)
      let filled = false
      try {
        const buffer = event.getBuffer()
        try {
          filled = range !== undefined && !isAborted(range.signal) && fill(range.into, buffer)
        } finally {
          releaseBuffer(webview, buffer)
        }
      } catch {
        // The class of the event is not a global, so its methods are not captured. Without the memory, the range is pulled in segments.
      }
      release(number)
      range?.done(filled)
    })
  } else stop('the runtime is older than version 110')

  /** Requests a range in a buffer. Resolves to whether it has been filled. */
  const share = (body: number, offset: number, into: Bytes, signal: AbortSignal | undefined): globalThis.Promise<boolean> =>
    new Promise((resolve, reject) => {
      const number = drawNumber()
      let timer: unknown
      const done = (filled: boolean): void => {
        expected.delete(number)
        clearTimeout(timer)
        resolve(filled)
      }
      expected.set(number, { into, signal, done })
      const path = 'buffer/' + number + '/' + body + '/' + offset + '/' + typedByteLength(into)
      settle(
        protocol.request(path, signal),
        () => {
          // The event may have come before the answer.
          if (expected.get(number) === undefined) return
          timer = setTimeout(() => {
            stop('the event of one has not arrived')
            release(number)
            done(false)
          }, patience)
        },
        (error: unknown) => {
          if (expected.get(number) === undefined) return
          if (!(error instanceof IpcError) && !(error instanceof NetworkError)) reject(error)
          // A refusal that the body itself causes is repeated by the segments.
          if (error instanceof IpcError && error.code === 'internal') stop(error.message)
          done(false)
        },
      )
    })

  const transfer = (body: number, from: number, into: Bytes, signal: AbortSignal | undefined, onBytes: OnBytes): globalThis.Promise<void> => {
    const { segment_bytes_max: bytes, segments_in_flight_max: inFlight } = limits
    if (!shares || typedByteLength(into) < SHARED_BYTES_MIN) return pullRangeInto(protocol, body, from, into, { bytes, inFlight }, signal, onBytes)
    // Two ranges that fall back have as many requests in flight as one body may.
    const segments = { bytes, inFlight: max(1, floor(inFlight / BUFFERS.inFlight)) }
    return inSegments(typedByteLength(into), BUFFERS, async (offset, length) => {
      const part = view(into, offset, offset + length)
      const isShared = shares && length >= SHARED_BYTES_MIN && (await own(share(body, from + offset, part, signal)))
      if (isShared) return onBytes(length)
      if (isAborted(signal)) throw signalReason(signal)
      await own(pullRangeInto(protocol, body, from + offset, part, segments, signal, onBytes))
    })
  }

  return freeze({
    ...protocol,
    name: 'webview2',
    transfer,
    async body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): globalThis.Promise<Held<ArrayBuffer>> {
      let into: Bytes
      try {
        into = new Uint8Array(length)
      } catch (cause) {
        throw noMemory(length, cause)
      }
      await own(transfer(body, offset, into, signal, onBytes))
      return hold(typedBuffer(into) as ArrayBuffer)
    },
  })
}

/**
 * Copies the start of a shared buffer. Returns whether it is long enough. The memory belongs to the host: a write to it would end the web process, and the
 * host writes to it again after the release.
 */
function fill(into: Bytes, buffer: ArrayBuffer): boolean {
  const length = typedByteLength(into)
  if (bufferByteLength(buffer) < length) return false
  typedSet(into, new Uint8Array(buffer, 0, length), 0)
  return true
}

const isAborted = (signal: AbortSignal | undefined): signal is AbortSignal => signal !== undefined && signalAborted(signal)

/** Returns a random number of 53 bits, so that no other script of the page can post the event of a buffer before the host does. */
function drawNumber(): number {
  const { low, high } = getRandomWords()
  return (high >>> 11) * 0x1_0000_0000 + low
}
