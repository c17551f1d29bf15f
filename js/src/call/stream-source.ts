import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import {
  addEventListener,
  type Bytes,
  copy,
  min,
  own,
  Promise,
  removeEventListener,
  settle,
  signalAborted,
  signalReason,
  typedByteLength,
} from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import type { DataFrame } from '../wire/frame.js'
import type { Run } from '../session/delivery.js'
import { type End, messageCost } from '../session/receiver.js'
import { pullSegment } from '../lane/segments.js'
import type { ByteSource } from '../body/byte-stream.js'
import type { Engine } from '../engine/engine.js'
import type { ChannelSink } from '../engine/sink.js'
import { endError } from '../channel/end-error.js'

/** A pending {@link ByteSource.next}. */
interface Waiting {
  readonly resolve: (bytes: Held<Bytes> | undefined) => void
  readonly reject: (error: unknown) => void
}

/** A source over a channel that the host opened. Bytes that are not read use up the credit of the host. */
export class ChannelSource implements ByteSource, ChannelSink {
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
    this.#onAbort = () => this.#abort(signal === undefined ? undefined : signalReason(signal))
    engine.openStream(channel, this)
    if (signal === undefined) return
    if (signalAborted(signal)) this.#abort(signalReason(signal))
    else addEventListener(signal, 'abort', this.#onAbort)
  }

  message(frame: DataFrame, body: number, number: number): void {
    // SPEC §6.5: the messages of a stream are raw and inside their frames.
    if (body !== 0) {
      this.#engine.release(body)
      const end: End = { reason: 'frame_lost', message: 'the host deferred a message of a stream' }
      this.#engine.close(this.#channel, end)
      this.end(end)
    } else if (!this.#closed) {
      this.#arrived.push(copy(frame.body))
      this.#deliver()
    }
    this.#engine.acknowledge(number)
  }
  messages({ frames, from, to, number }: Run): void {
    for (let at = from; at < to; at++) this.message(frames.message(at), 0, number + at - from)
  }
  end(end: End): void {
    this.#end ??= end
    this.#unlisten()
    this.#deliver()
  }
  credit(): void {
    // The page sends no messages on this channel.
  }

  next(): Promise<Held<Bytes> | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#deliver()
    })
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#unlisten()
    while (this.#arrived.size > 0) this.#arrived.shift()
    if (this.#end === undefined) this.#engine.close(this.#channel, { reason: 'cancelled', message: undefined })
    this.#deliver()
  }

  #abort(reason: unknown): void {
    this.#error = reason
    this.close()
  }
  #unlisten(): void {
    if (this.#signal !== undefined) removeEventListener(this.#signal, 'abort', this.#onAbort)
  }
  #deliver(): void {
    while (this.#waiting.size > 0) {
      const bytes = this.#arrived.peek()
      if (bytes === undefined && this.#end === undefined && !this.#closed) return
      const waiting = this.#waiting.shift()
      if (bytes === undefined) {
        if (this.#error !== undefined) waiting?.reject(this.#error)
        else if (this.#closed) waiting?.resolve(undefined)
        else this.#reportEnd(waiting)
        continue
      }
      this.#arrived.shift()
      const length = typedByteLength(bytes)
      this.#loaded += length
      this.#engine.counters.bytesDown += length
      this.#engine.session.dequeued(this.#channel, 1, messageCost(length))
      this.#engine.flush()
      waiting?.resolve(hold(bytes))
    }
  }
  #reportEnd(waiting: Waiting | undefined): void {
    const reason = this.#end?.reason ?? 'ended'
    if (reason !== 'ended') return waiting?.reject(endError('stream', this.#end))
    if (this.#length === undefined || this.#loaded === this.#length) return waiting?.resolve(undefined)
    waiting?.reject(new IpcError('stream_failed', `the stream ended at ${this.#loaded} of ${this.#length} bytes`))
  }
}

/** A source over a deferred body: fetches segments in order, with several requests in flight. */
export class DeferredSource implements ByteSource {
  readonly #engine: Engine
  readonly #body: number
  readonly #length: number
  readonly #signal: AbortSignal | undefined
  readonly #ahead: Queue<Promise<Held<Bytes>>> = new Queue()
  #requested = 0
  #closed = false

  constructor(engine: Engine, body: number, length: number, signal: AbortSignal | undefined) {
    this.#engine = engine
    this.#body = body
    this.#length = length
    this.#signal = signal
  }
  async next(): Promise<Held<Bytes> | undefined> {
    const { bytes, inFlight } = this.#engine.segments
    while (!this.#closed && this.#requested < this.#length && this.#ahead.size < inFlight) {
      const length = min(bytes, this.#length - this.#requested)
      const part = pullSegment(this.#engine.lane, this.#body, this.#requested, length, this.#signal, () => undefined)
      // A part may fail before it is awaited; that is not an unhandled rejection.
      settle(
        part,
        () => undefined,
        () => undefined,
      )
      this.#ahead.push(part)
      this.#requested += length
    }
    const first = this.#ahead.shift()
    if (first === undefined || this.#closed) {
      this.close()
      return undefined
    }
    try {
      const part = await own(first)
      this.#engine.counters.bytesDown += typedByteLength(part.value)
      if (this.#requested === this.#length && this.#ahead.size === 0) this.close()
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
