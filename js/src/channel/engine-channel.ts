import { type EndReason, Flag } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import {
  asyncIterator,
  copy,
  defineProperty,
  dispose,
  Error,
  freeze,
  NOTHING,
  Promise,
  record,
  settle,
  streamGetWriter,
  typedByteLength,
  WritableStream,
} from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import { report } from '../base/report.js'
import type { DataFrame, Payload } from '../wire/frame.js'
import { decodeBody, decodeBodyFrom } from '../wire/payload.js'
import type { Run } from '../session/delivery.js'
import { type End, messageCost } from '../session/receiver.js'
import { CHANNEL_PREFIX, encodeMessage } from '../body/encode.js'
import type { Engine } from '../engine/engine.js'
import type { ChannelSink } from '../engine/sink.js'
import { type Arrived, complete, type Puller, type Sending } from './arrived.js'
import type { Channel, DrawnChannelConstructor } from './channel.js'
import { endError } from './end-error.js'

/** Messages and bytes after which the credit of a run of messages is accounted. */
const CREDIT_MESSAGES = 32
const CREDIT_BYTES = 65_536

/** Creates the class of the channels of one engine. */
export function channelClass(engine: Engine): DrawnChannelConstructor {
  class EngineChannel<T> implements Channel<T> {
    readonly id: number
    readonly closed: Promise<EndReason>
    onend: ((reason: EndReason, message: string | undefined) => void) | undefined
    #onmessage: ((message: T) => void) | undefined
    #resolveClosed: (reason: EndReason) => void = () => undefined
    readonly #sink: ChannelSink
    /** Messages from the first one whose body is still being fetched, in order. */
    readonly #arriving: Queue<Arrived> = new Queue()
    /** Complete messages that the page has not dequeued. */
    readonly #unclaimed: Queue<Arrived> = new Queue()
    readonly #pullers: Queue<Puller> = new Queue()
    readonly #unsent: Queue<Sending> = new Queue()
    #buffered = 0
    /** The end, while bodies of messages before it are still being fetched. */
    #ending: End | undefined
    /** The end, once all messages before it are complete. */
    #end: End | undefined
    #closing = false
    #closingEnd: End | undefined
    #writer: WritableStreamDefaultWriter<unknown> | undefined

    constructor(onmessage?: (message: T) => void, drawn?: number) {
      this.#onmessage = onmessage
      this.closed = new Promise((resolve) => {
        this.#resolveClosed = resolve
      })
      this.#sink = {
        message: (frame, body, number) => this.#arrive(frame, body, number),
        messages: (run) => this.#arriveInside(run),
        end: (end) => {
          this.#ending = end
          this.#settleArriving()
        },
        credit: () => this.#sendQueued(),
      }
      this.id = engine.open(this.#sink, drawn)
      defineProperty(this, 'id', { __proto__: null, writable: false, configurable: false } as PropertyDescriptor)
    }

    get onmessage(): ((message: T) => void) | undefined {
      return this.#onmessage
    }
    set onmessage(handler: ((message: T) => void) | undefined) {
      this.#onmessage = handler
      this.#deliver()
    }

    // --- host to page -----------------------------------------------------------------------------------------------------------------

    /** Receives messages with their bodies inside. */
    #arriveInside(run: Run): void {
      const { frames, from, to, number } = run
      let at = from
      while (at < to) {
        // The common case: a handler is set, and no earlier message waits.
        const handler = this.#onmessage
        if (handler !== undefined && this.#arriving.size === 0 && this.#unclaimed.size === 0 && this.#end === undefined) {
          at = this.#deliverNow(handler, run, at)
          continue
        }
        const arrived: Arrived = { number: number + at - from, bytes: frames.bodyBytes(at), ready: false, value: undefined, error: undefined }
        engine.counters.bytesDown += arrived.bytes
        const place = at
        complete(arrived, () => frames.value(place))
        if (this.#arriving.size === 0) this.#completed(arrived)
        else this.#arriving.push(arrived)
        at += 1
      }
    }

    /** Delivers messages to the handler without a queue, from position `first` on. Returns the position after the last of them. */
    #deliverNow(handler: (message: T) => void, { frames, from, to, number }: Run, first: number): number {
      let at = first
      let bytes = 0
      let messages = 0
      let cost = 0
      // The handler may replace itself, close the channel, or end the document.
      while (at < to && this.#onmessage === handler && this.#end === undefined) {
        const length = frames.bodyBytes(at)
        bytes += length
        let message: T
        try {
          message = frames.value(at) as T
        } catch (error) {
          at += 1
          this.#lose(error)
          break
        }
        at += 1
        try {
          handler(message)
        } catch (error) {
          report(error)
        }
        messages += 1
        cost += messageCost(length)
        // Several at once, but often enough that the host sends meanwhile.
        if (messages === CREDIT_MESSAGES || cost >= CREDIT_BYTES || to - from < CREDIT_MESSAGES) {
          engine.dequeued(this.id, messages, cost)
          messages = 0
          cost = 0
        }
      }
      if (messages !== 0) engine.dequeued(this.id, messages, cost)
      engine.counters.bytesDown += bytes
      engine.acknowledge(number + first - from, number + at - from - 1)
      return at
    }

    /** Receives a message whose body follows, or that has arrived early or late. */
    #arrive(frame: DataFrame, body: number, number: number): void {
      const arrived: Arrived = { number, bytes: frame.bodyBytes, ready: false, value: undefined, error: undefined }
      if ((frame.flags & Flag.DEFERRED) === 0) {
        engine.counters.bytesDown += frame.bodyBytes
        complete(arrived, () => decodeBody(frame))
        if (this.#arriving.size === 0) this.#completed(arrived)
        else this.#arriving.push(arrived)
        return
      }
      this.#arriving.push(arrived)
      settle(
        engine.pull(body, frame.bodyBytes, undefined, () => undefined),
        (bytes) => {
          complete(arrived, () => decodeBodyFrom(frame, bytes.value, true))
          this.#settleArriving()
        },
        (error) => {
          arrived.ready = true
          arrived.error = error
          this.#settleArriving()
        },
      )
    }

    /** Ends the channel because a message cannot be decoded or fetched: it is not skipped. */
    #lose(error: unknown): void {
      const message = error instanceof IpcError ? error.message : 'the body of a message could not be fetched'
      engine.close(this.id, { reason: 'frame_lost', message })
      this.#finish({ reason: 'frame_lost', message })
    }

    /** Delivers the messages that are complete, in order. */
    #settleArriving(): void {
      for (;;) {
        const first = this.#arriving.peek()
        if (first === undefined || !first.ready) break
        this.#arriving.shift()
        this.#completed(first)
      }
      if (this.#ending !== undefined && this.#arriving.size === 0) this.#finish(this.#ending)
    }
    /** Delivers a message that is complete, as all before it are, or enqueues it for the page. */
    #completed(arrived: Arrived): void {
      if (this.#end === undefined) {
        if (arrived.error !== undefined) this.#lose(arrived.error)
        else if (this.#onmessage !== undefined && this.#unclaimed.size === 0) {
          this.#handle(this.#onmessage, arrived.value as T, arrived.bytes)
        } else {
          this.#unclaimed.push(arrived)
          this.#deliver()
        }
      }
      engine.acknowledge(arrived.number)
    }

    /** Delivers enqueued messages to the handler or to pending iterators. */
    #deliver(): void {
      while (this.#unclaimed.size > 0) {
        const handler = this.#onmessage
        if (handler !== undefined) {
          const arrived = this.#unclaimed.shift()
          if (arrived === undefined) return
          this.#handle(handler, arrived.value as T, arrived.bytes)
        } else {
          const puller = this.#pullers.shift()
          if (puller === undefined) return
          const arrived = this.#unclaimed.shift()
          if (arrived === undefined) return
          puller.resolve({ done: false, value: arrived.value })
          engine.dequeued(this.id, 1, messageCost(arrived.bytes))
        }
      }
      this.#endPullers()
      this.#reportEnd()
    }
    #handle(handler: (message: T) => void, message: T, bytes: number): void {
      try {
        handler(message)
      } catch (error) {
        report(error)
      }
      engine.dequeued(this.id, 1, messageCost(bytes))
    }

    #finish(end: End): void {
      if (this.#end !== undefined) return
      this.#end = end
      this.#failSends()
      this.#deliver()
    }
    #endReported = false
    /** Reports the end once the page has dequeued the last message. */
    #reportEnd(): void {
      const end = this.#end
      if (end === undefined || this.#endReported) return
      this.#endReported = true
      this.#resolveClosed(end.reason)
      try {
        this.onend?.(end.reason, end.message)
      } catch (error) {
        report(error)
      }
    }
    #endPullers(): void {
      const end = this.#end
      if (end === undefined) return
      for (;;) {
        const puller = this.#pullers.shift()
        if (puller === undefined) return
        if (end.reason === 'ended' || end.reason === 'cancelled') puller.resolve({ done: true, value: undefined })
        else puller.reject(endError('channel', end))
      }
    }

    [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
      return record({
        next: (): globalThis.Promise<IteratorResult<T, undefined>> =>
          new Promise((resolve, reject) => {
            this.#pullers.push({ resolve: resolve as Puller['resolve'], reject })
            this.#deliver()
          }),
        return: (): globalThis.Promise<IteratorResult<T, undefined>> =>
          new Promise((resolve) => {
            this.close()
            resolve({ done: true, value: undefined })
          }),
        [asyncIterator](): unknown {
          return this
        },
      }) as AsyncIterator<T, undefined>
    }

    // --- page to host -----------------------------------------------------------------------------------------------------------------

    get bufferedAmount(): number {
      return this.#buffered
    }

    send(message: unknown): globalThis.Promise<void> {
      return new Promise((resolve, reject) => {
        if (this.#closing || this.#end !== undefined) throw endError('channel', this.#end)
        const encoded = encodeMessage(message)
        const sending: Sending = { payload: undefined, resolve, reject }
        const skip = (error: unknown): void => {
          reject(error)
          sending.payload = SKIPPED
          this.#sendQueued()
        }
        const ready = (payload: Payload): void => {
          const length = typedByteLength(payload.bytes)
          const { body_bytes_max: limit } = engine.limits
          if (length > limit) return skip(new IpcError('body_too_large', `a message of ${length} bytes on channel ${this.id}; body_bytes_max is ${limit}`))
          sending.payload = payload
          this.#buffered += length
          this.#sendQueued()
        }
        engine.session.openSender(this.id)
        this.#unsent.push(sending)
        // COPY: the message may wait for credit while the page writes into its buffer.
        if (encoded.now !== undefined) ready({ ...encoded.now, bytes: copy(encoded.now.bytes) })
        else if (encoded.later !== undefined) {
          settle(encoded.later, (later) => ready(later.value), skip)
        }
      })
    }

    /** Sends the enqueued messages that credit allows, in order. */
    #sendQueued(): void {
      for (;;) {
        const sending = this.#unsent.peek()
        if (sending?.payload === undefined) break
        if (sending.payload !== SKIPPED) {
          const bytes = typedByteLength(sending.payload.bytes)
          if (!engine.session.enqueue(this.id, sending.payload, bytes, () => engine.drawId())) break
          engine.counters.bytesUp += bytes
          this.#buffered -= bytes
          sending.resolve()
        }
        this.#unsent.shift()
      }
      engine.flush()
      if (this.#closingEnd !== undefined && this.#unsent.size === 0) this.#closeNow(this.#closingEnd)
    }
    #failSends(): void {
      for (;;) {
        const sending = this.#unsent.shift()
        if (sending === undefined) break
        sending.reject(endError('channel', this.#end))
      }
      this.#buffered = 0
    }

    get writer(): WritableStreamDefaultWriter<unknown> {
      if (this.#writer === undefined) {
        if (WritableStream === undefined) throw new IpcError('internal', 'this engine has no WritableStream')
        const sink = {
          write: (message: unknown) => this.send(message),
          close: () => this.close(),
          abort: (reason: unknown) => this.close('failed', reason instanceof Error ? reason.message : undefined),
        }
        this.#writer = streamGetWriter(new WritableStream<unknown>(record(sink)))
      }
      return this.#writer
    }

    close(reason?: 'ended' | 'cancelled' | 'failed', message?: string): void {
      if (this.#end !== undefined || (this.#closing && (reason ?? 'ended') === 'ended')) return
      // A page that has sent ends its messages; a page that only received cancels those of the host.
      this.#closingEnd = { reason: reason ?? (engine.session.sends(this.id) ? 'ended' : 'cancelled'), message }
      this.#closing = true
      if (this.#unsent.size === 0 || this.#closingEnd.reason !== 'ended') this.#closeNow(this.#closingEnd)
    }
    #closeNow(end: End): void {
      if (this.#end !== undefined) return
      engine.close(this.id, end)
      // The page has closed the channel: messages that it has not dequeued are dropped.
      while (this.#unclaimed.size > 0) this.#unclaimed.shift()
      this.#finish(end)
    }

    /** Opens the channel again if the host has ended it: it is an argument of another call. */
    #name(): string {
      if (this.#endReported && this.#end?.reason === 'ended' && !this.#closing) {
        this.#end = undefined
        this.#ending = undefined
        this.#endReported = false
        engine.open(this.#sink, this.id)
      }
      return CHANNEL_PREFIX + this.id
    }
    toJSON(): string {
      return this.#name()
    }
    __TAURI_TO_IPC_KEY__(): string {
      return this.#name()
    }
  }
  const prototype = EngineChannel.prototype
  defineProperty(prototype, dispose, {
    __proto__: null,
    value(this: Channel) {
      this.close()
    },
  } as PropertyDescriptor)
  freeze(EngineChannel)
  freeze(prototype)
  return EngineChannel
}

const SKIPPED: Payload = freeze({ kind: 0, element: 0, bytes: copy(NOTHING) })
