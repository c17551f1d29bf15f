import { type Call, CommandFailure, type Read } from '../call/call.js'
import type { Engine } from '../engine/engine.js'
import { IpcError } from '../base/error.js'
import { pullSegment } from '../lane/segments.js'
import type { Progress, ResponseHead } from '../call/options.js'
import type { End } from '../session/receiver.js'
import type { ChannelSink } from '../engine/sink.js'
import {
  addEventListener,
  asyncIterator,
  type Bytes,
  copy,
  freeze,
  joined,
  list,
  min,
  own,
  Promise,
  push,
  ReadableStream,
  record,
  removeEventListener,
  settle,
  signalAborted,
  signalReason,
  streamClose,
  streamEnqueue,
  streamError,
  typedByteLength,
  typedSet,
  Uint8Array,
} from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import { intoView, responseHead } from '../call/reply.js'
import { Flag } from '../base/constants.js'
import type { Frame } from '../wire/frame.js'
import { decodeReplyHead, type ReplyHead } from '../wire/head.js'
import { decodePayload } from '../wire/payload.js'

/** The body of a reply, as it comes. It is read once, by one of its ways. */
export interface ByteStream extends AsyncIterable<Bytes> {
  readonly status: number
  readonly headers: ResponseHead['headers']
  /** Bytes of the whole body; undefined where nobody knows it yet. */
  readonly length: number | undefined
  /** A `ReadableStream` of the same bytes. */
  readonly readable: ReadableStream<Bytes>
  /** All bytes: in a buffer of their own, or in the first bytes of `into`. */
  bytes(options?: { readonly into?: BufferSource; readonly onProgress?: (progress: Progress) => void }): Promise<Bytes>
  /** Lets go of what has not come. */
  cancel(): void
}

/** Reads a reply as a {@link ByteStream}; resolved when its head is there. */
export function readStream(engine: Engine): Read {
  return (call, frame) => {
    const head = decodeReplyHead(frame)
    const failed = (frame.flags & Flag.FAILED) !== 0
    call.options.onResponse?.(responseHead(head, frame))
    if (head.stream !== undefined) return { now: streamOf(engine, head, frame, head.stream, call.options.signal) }
    if (head.body === undefined || (frame.flags & Flag.DEFERRED) === 0) {
      if (failed) throw new CommandFailure(decodePayload({ kind: frame.payload, element: frame.element, bytes: frame.body }))
      engine.counters.bytesDown += typedByteLength(frame.body)
      return { now: new Stream(responseHead(head, frame), new InlineSource(copy(frame.body))) }
    }
    if (failed) return { later: failure(engine, call, frame, head.body) }
    const signal = call.options.signal
    return { now: new Stream(responseHead(head, frame), new DeferredSource(engine, head.body, frame.bodyBytes, signal)) }
  }
}

async function failure(engine: Engine, call: Call, frame: Frame, body: number): Promise<never> {
  const bytes = await own(engine.pull(body, frame.bodyBytes, call.signal, () => undefined))
  throw new CommandFailure(decodePayload({ kind: frame.payload, element: frame.element, bytes }, true))
}

/** Where the bytes of a stream come from: pieces in order, `undefined` at the end. */
interface Source {
  next(): Promise<Bytes | undefined>
  close(): void
}

class InlineSource implements Source {
  #bytes: Bytes | undefined
  constructor(bytes: Bytes) {
    this.#bytes = typedByteLength(bytes) === 0 ? undefined : bytes
  }
  async next(): Promise<Bytes | undefined> {
    const bytes = this.#bytes
    this.#bytes = undefined
    return bytes
  }
  close(): void {
    this.#bytes = undefined
  }
}

/** The body of a reply that is still being made, as it comes. */
export function streamOf(engine: Engine, head: ReplyHead, frame: Frame, channel: number, signal: AbortSignal | undefined): Stream {
  return new Stream(responseHead(head, frame), new ChannelSource(engine, channel, head.length, signal))
}

interface Waiting {
  readonly resolve: (bytes: Bytes | undefined) => void
  readonly reject: (error: unknown) => void
}

/** Takes the messages of a channel that the host opened; what is not taken stops the host. */
class ChannelSource implements Source, ChannelSink {
  readonly #engine: Engine
  readonly #channel: number
  readonly #length: number | undefined
  readonly #signal: AbortSignal | undefined
  readonly #onAbort: () => void
  readonly #arrived: Queue<Bytes> = new Queue()
  readonly #waiting: Queue<Waiting> = new Queue()
  #loaded = 0
  #end: End | undefined
  #closed = false
  #error: unknown

  constructor(engine: Engine, channel: number, length: number | undefined, signal: AbortSignal | undefined) {
    this.#engine = engine
    this.#channel = channel
    this.#length = length
    this.#signal = signal
    this.#onAbort = () => this.#letGo(signal === undefined ? undefined : signalReason(signal))
    engine.openStream(channel, this)
    if (signal === undefined) return
    if (signalAborted(signal)) this.#letGo(signalReason(signal))
    else addEventListener(signal, 'abort', this.#onAbort)
  }

  message(frame: Frame, body: number, number: number): void {
    // SPEC §6.5: the messages of a stream are raw and travel in their frames.
    if (body !== 0) {
      this.#engine.release(body)
      const end: End = { reason: 'frame_lost', message: 'a message of a stream is deferred' }
      this.#engine.close(this.#channel, end)
      this.end(end)
    } else if (!this.#closed) {
      this.#arrived.push(copy(frame.body))
      this.#handOut()
    }
    this.#engine.delivered(number)
  }
  end(end: End): void {
    this.#end ??= end
    this.#unlisten()
    this.#handOut()
  }
  credit(): void {
    // The page sends nothing on this channel.
  }

  next(): Promise<Bytes | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#handOut()
    })
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#unlisten()
    while (this.#arrived.size > 0) this.#arrived.shift()
    if (this.#end === undefined) this.#engine.close(this.#channel, { reason: 'cancelled', message: undefined })
    this.#handOut()
  }

  #letGo(reason: unknown): void {
    this.#error = reason
    this.close()
  }
  #unlisten(): void {
    if (this.#signal !== undefined) removeEventListener(this.#signal, 'abort', this.#onAbort)
  }
  #handOut(): void {
    while (this.#waiting.size > 0) {
      const bytes = this.#arrived.peek()
      if (bytes === undefined && this.#end === undefined && !this.#closed) return
      const waiting = this.#waiting.shift()
      if (bytes === undefined) {
        if (this.#error !== undefined) waiting?.reject(this.#error)
        else if (this.#closed) waiting?.resolve(undefined)
        else this.#tellEnd(waiting)
        continue
      }
      this.#arrived.shift()
      const length = typedByteLength(bytes)
      this.#loaded += length
      this.#engine.counters.bytesDown += length
      this.#engine.session.taken(this.#channel, length)
      this.#engine.flush()
      waiting?.resolve(bytes)
    }
  }
  #tellEnd(waiting: Waiting | undefined): void {
    const reason = this.#end?.reason ?? 'ended'
    if (reason !== 'ended') return waiting?.reject(endError(this.#end))
    if (this.#length === undefined || this.#loaded === this.#length) return waiting?.resolve(undefined)
    waiting?.reject(new IpcError('stream_failed', `the stream ended at ${this.#loaded} of ${this.#length} bytes`))
  }
}

/** Why a stream cannot go on. */
function endError(end: End | undefined): IpcError {
  const reason = end?.reason ?? 'ended'
  const code = reason === 'failed' ? 'stream_failed' : reason === 'document_gone' ? 'document_gone' : 'channel_closed'
  return new IpcError(code, end?.message ?? `the stream has ended: ${reason}`, { data: reason })
}

/** Pulls ranges in order, with some asked for ahead. */
class DeferredSource implements Source {
  readonly #engine: Engine
  readonly #body: number
  readonly #length: number
  readonly #signal: AbortSignal | undefined
  readonly #ahead: Queue<Promise<Bytes>> = new Queue()
  #asked = 0
  #closed = false

  constructor(engine: Engine, body: number, length: number, signal: AbortSignal | undefined) {
    this.#engine = engine
    this.#body = body
    this.#length = length
    this.#signal = signal
  }
  async next(): Promise<Bytes | undefined> {
    const { bytes, inFlight } = this.#engine.segments
    while (!this.#closed && this.#asked < this.#length && this.#ahead.size < inFlight) {
      const length = min(bytes, this.#length - this.#asked)
      const part = pullSegment(this.#engine.lane, this.#body, this.#asked, length, this.#signal, () => undefined)
      // A part that fails before its turn is not unhandled: its turn will come.
      settle(
        part,
        () => undefined,
        () => undefined,
      )
      this.#ahead.push(part)
      this.#asked += length
    }
    const first = this.#ahead.shift()
    if (first === undefined || this.#closed) {
      this.close()
      return undefined
    }
    try {
      const part = await own(first)
      this.#engine.counters.bytesDown += typedByteLength(part)
      if (this.#asked === this.#length && this.#ahead.size === 0) this.close()
      return part
    } catch (error) {
      this.close()
      throw error
    }
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#engine.release(this.#body)
  }
}

export class Stream implements ByteStream {
  readonly status: number
  readonly headers: ResponseHead['headers']
  readonly length: number | undefined
  readonly #source: Source
  #taken = false

  constructor(head: ResponseHead, source: Source) {
    this.status = head.status
    this.headers = head.headers
    this.length = head.length
    this.#source = source
  }

  #take(): Source {
    if (this.#taken) throw new IpcError('bad_arguments', 'this stream is being read already')
    this.#taken = true
    return this.#source
  }

  [Symbol.asyncIterator](): AsyncIterator<Bytes, undefined> {
    const source = this.#take()
    return record({
      async next(): Promise<IteratorResult<Bytes, undefined>> {
        const value = await own(source.next())
        return value === undefined ? { done: true, value } : { done: false, value }
      },
      async return(): Promise<IteratorResult<Bytes, undefined>> {
        source.close()
        return { done: true, value: undefined }
      },
      [asyncIterator](): unknown {
        return this
      },
    })
  }

  get readable(): globalThis.ReadableStream<Bytes> {
    const source = this.#take()
    if (ReadableStream === undefined) throw new IpcError('internal', 'this engine has no ReadableStream')
    return new ReadableStream<Bytes>(
      record({
        async pull(controller: ReadableStreamDefaultController<Bytes>): Promise<void> {
          try {
            const part = await own(source.next())
            if (part === undefined) streamClose(controller)
            else streamEnqueue(controller, part)
          } catch (error) {
            streamError(controller, error)
          }
        },
        cancel(): void {
          source.close()
        },
      }),
      record({ highWaterMark: 0 }),
    )
  }

  bytes(options?: { readonly into?: BufferSource; readonly onProgress?: (progress: Progress) => void }): Promise<Bytes> {
    const total = this.length
    const onProgress = options?.onProgress
    return this.read(options?.into, (_, loaded) => onProgress?.({ phase: 'download', loaded, total }))
  }

  /** All bytes, in a buffer of their own or in the first bytes of `into`. */
  async read(into: BufferSource | undefined, onBytes: (count: number, loaded: number) => void): Promise<Bytes> {
    const total = this.length
    const source = this.#take()
    try {
      let target: Bytes | undefined
      if (into !== undefined) target = intoView(into, total ?? 0)
      else if (total !== undefined) target = new Uint8Array(total)
      const parts = list<Bytes>()
      let loaded = 0
      for (;;) {
        const part = await own(source.next())
        if (part === undefined) break
        const length = typedByteLength(part)
        if (into !== undefined && total === undefined) target = intoView(into, loaded + length)
        if (target === undefined) push(parts, part)
        else typedSet(target, part, loaded)
        loaded += length
        onBytes(length, loaded)
      }
      if (total !== undefined && loaded < total) {
        throw new IpcError('cancelled', `the stream was let go of after ${loaded} of ${total} bytes`)
      }
      return target ?? joined(parts, loaded)
    } finally {
      source.close()
    }
  }

  cancel(): void {
    this.#taken = true
    this.#source.close()
  }
}

freeze(Stream)
freeze(Stream.prototype)
