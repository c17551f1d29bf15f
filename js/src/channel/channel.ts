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
  queueMicrotask,
  record,
  settle,
  streamGetWriter,
  typedByteLength,
  WritableStream,
} from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import type { DataFrame, Payload } from '../wire/frame.js'
import { decodeBody, decodePayload } from '../wire/payload.js'
import type { End } from '../session/receiver.js'
import { encodeMessage } from '../body/encode.js'
import type { Engine } from '../engine/engine.js'
import { endError } from './end-error.js'

/** Messages between the page and the host, in order, with back-pressure both ways. Pass it to a command anywhere in its arguments. */
export interface Channel<T = unknown> extends AsyncIterable<T> {
  readonly id: number
  /** Called for each message. While there is none, messages wait for it or for `for await`. */
  onmessage: ((message: T) => void) | undefined
  /** Called once, behind the last message. */
  onend: ((reason: EndReason, message: string | undefined) => void) | undefined
  /** Resolves behind the last message with the reason of the end. */
  readonly closed: Promise<EndReason>
  /** Bytes of messages that wait for credit. */
  readonly bufferedAmount: number
  /** Sends a message to the host; resolves when it has been accepted under the host's credit. */
  send(message: unknown): Promise<void>
  /** The sending side as a stream. */
  readonly writer: WritableStreamDefaultWriter<unknown>
  /**
   * Ends the channel: behind everything that was sent, or at once, dropping what waits for credit, where the reason is not `ended`. Without a
   * reason it is `ended` for a channel that has sent, and `cancelled` for one that only received.
   */
  close(reason?: 'ended' | 'cancelled' | 'failed', message?: string): void
  toJSON(): string
}

/** The class of {@link Channel}. */
export interface ChannelConstructor {
  new <T = unknown>(onmessage?: (message: T) => void): Channel<T>
}

/** The same class, to the client itself: a channel may have an id that was drawn before. */
export interface DrawnChannelConstructor extends ChannelConstructor {
  new <T = unknown>(onmessage?: (message: T) => void, drawn?: number): Channel<T>
}

interface Arrived {
  readonly number: number
  readonly bytes: number
  ready: boolean
  value: unknown
  error: unknown
}
interface Sending {
  payload: Payload | undefined
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}
interface Puller {
  readonly resolve: (result: IteratorResult<unknown, undefined>) => void
  readonly reject: (error: unknown) => void
}

function complete(arrived: Arrived, decode: () => unknown): void {
  arrived.ready = true
  try {
    arrived.value = decode()
  } catch (error) {
    arrived.error = error
  }
}

/** An exception of the page's handler is the page's: reported like any other, and delivery goes on. */
export function report(error: unknown): void {
  queueMicrotask(() => {
    throw error
  })
}

/** Makes the class over one engine. */
export function channelClass(engine: Engine): DrawnChannelConstructor {
  class EngineChannel<T> implements Channel<T> {
    readonly id: number
    readonly closed: Promise<EndReason>
    onend: ((reason: EndReason, message: string | undefined) => void) | undefined
    #onmessage: ((message: T) => void) | undefined
    #resolveClosed: (reason: EndReason) => void = () => undefined
    /** What has come from the lane, in order; the first may still wait for its body. */
    readonly #inbox: Queue<Arrived> = new Queue()
    /** What the page has not taken. */
    readonly #mailbox: Queue<Arrived> = new Queue()
    readonly #pullers: Queue<Puller> = new Queue()
    readonly #outbox: Queue<Sending> = new Queue()
    #buffered = 0
    /** The end has come; messages before it may still wait for their bodies. */
    #ending: End | undefined
    /** The end has been told. */
    #end: End | undefined
    #closing = false
    #closingEnd: End | undefined
    #writer: WritableStreamDefaultWriter<unknown> | undefined

    constructor(onmessage?: (message: T) => void, drawn?: number) {
      this.#onmessage = onmessage
      this.closed = new Promise((resolve) => {
        this.#resolveClosed = resolve
      })
      this.id = engine.open({
        message: (frame, body, number) => this.#arrive(frame, body, number),
        end: (end) => {
          this.#ending = end
          this.#settleInbox()
        },
        credit: () => this.#pump(),
      }, drawn)
      defineProperty(this, 'id', { __proto__: null, writable: false, configurable: false } as PropertyDescriptor)
    }

    get onmessage(): ((message: T) => void) | undefined {
      return this.#onmessage
    }
    set onmessage(handler: ((message: T) => void) | undefined) {
      this.#onmessage = handler
      this.#handOut()
    }

    // --- host to page -----------------------------------------------------------------------------------------------------------------

    #arrive(frame: DataFrame, body: number, number: number): void {
      const isHere = (frame.flags & Flag.DEFERRED) === 0
      if (isHere) engine.counters.bytesDown += frame.bodyBytes
      // Almost always there is somebody to take it, and nothing before it.
      if (isHere && this.#onmessage !== undefined && this.#inbox.size === 0 && this.#mailbox.size === 0 && this.#end === undefined) {
        return this.#handOver(this.#onmessage, frame, number)
      }
      const arrived: Arrived = { number, bytes: frame.bodyBytes, ready: false, value: undefined, error: undefined }
      if (isHere) {
        complete(arrived, () => decodeBody(frame))
        if (this.#inbox.size === 0) this.#pass(arrived)
        else this.#inbox.push(arrived)
        return
      }
      this.#inbox.push(arrived)
      settle(
        engine.pull(body, frame.bodyBytes, undefined, () => undefined),
        (bytes) => {
          complete(arrived, () => decodePayload({ kind: frame.payload, element: frame.element, bytes }, true))
          this.#settleInbox()
        },
        (error) => {
          arrived.ready = true
          arrived.error = error
          this.#settleInbox()
        },
      )
    }

    /** Gives a message to the page at once. */
    #handOver(handler: (message: T) => void, frame: DataFrame, number: number): void {
      let message: T
      try {
        message = decodeBody(frame) as T
      } catch (error) {
        this.#lose(error)
        return engine.delivered(number)
      }
      this.#handle(handler, message, frame.bodyBytes)
      engine.delivered(number)
    }
    /** A message that cannot be read or fetched is a hole: the channel ends rather than skip it. */
    #lose(error: unknown): void {
      const message = error instanceof IpcError ? error.message : 'a message could not be fetched'
      engine.close(this.id, { reason: 'frame_lost', message })
      this.#finish({ reason: 'frame_lost', message })
    }

    /** Moves what is complete from the inbox to the page, in order. */
    #settleInbox(): void {
      for (;;) {
        const first = this.#inbox.peek()
        if (first === undefined || !first.ready) break
        this.#inbox.shift()
        this.#pass(first)
      }
      if (this.#ending !== undefined && this.#inbox.size === 0) this.#finish(this.#ending)
    }
    /** A message is complete, and all before it: it is the page's. */
    #pass(arrived: Arrived): void {
      if (this.#end === undefined) {
        if (arrived.error !== undefined) this.#lose(arrived.error)
        else if (this.#onmessage !== undefined && this.#mailbox.size === 0) {
          this.#handle(this.#onmessage, arrived.value as T, arrived.bytes)
        } else {
          this.#mailbox.push(arrived)
          this.#handOut()
        }
      }
      engine.delivered(arrived.number)
    }

    /** Gives the page what waits for it. */
    #handOut(): void {
      while (this.#mailbox.size > 0) {
        const handler = this.#onmessage
        if (handler !== undefined) {
          const arrived = this.#mailbox.shift()
          if (arrived === undefined) return
          this.#handle(handler, arrived.value as T, arrived.bytes)
        } else {
          const puller = this.#pullers.shift()
          if (puller === undefined) return
          const arrived = this.#mailbox.shift()
          if (arrived === undefined) return
          puller.resolve({ done: false, value: arrived.value })
          engine.taken(this.id, arrived.bytes)
        }
      }
      this.#endPullers()
      this.#tellEnd()
    }
    #handle(handler: (message: T) => void, message: T, bytes: number): void {
      try {
        handler(message)
      } catch (error) {
        report(error)
      }
      engine.taken(this.id, bytes)
    }

    #finish(end: End): void {
      if (this.#end !== undefined) return
      this.#end = end
      this.#failSends()
      this.#handOut()
    }
    #told = false
    /** The end stands behind every message, so it is told when the page has taken the last. */
    #tellEnd(): void {
      const end = this.#end
      if (end === undefined || this.#told) return
      this.#told = true
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
            this.#handOut()
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
        const ready = (payload: Payload): void => {
          sending.payload = payload
          this.#buffered += typedByteLength(payload.bytes)
          this.#pump()
        }
        engine.session.openSender(this.id)
        this.#outbox.push(sending)
        // Read before `send` returns: the message may wait for credit while the page writes into its buffer.
        if (encoded.now !== undefined) ready({ ...encoded.now, bytes: copy(encoded.now.bytes) })
        else if (encoded.later !== undefined) {
          settle(encoded.later, ready, (error) => {
            reject(error)
            sending.payload = SKIPPED
            this.#pump()
          })
        }
      })
    }

    /** Sends what credit allows, in order. */
    #pump(): void {
      for (;;) {
        const sending = this.#outbox.peek()
        if (sending?.payload === undefined) break
        if (sending.payload !== SKIPPED) {
          const bytes = typedByteLength(sending.payload.bytes)
          if (!engine.session.trySend(this.id, sending.payload, bytes, () => engine.drawId())) break
          engine.counters.bytesUp += bytes
          this.#buffered -= bytes
          sending.resolve()
        }
        this.#outbox.shift()
      }
      engine.flush()
      if (this.#closingEnd !== undefined && this.#outbox.size === 0) this.#closeNow(this.#closingEnd)
    }
    #failSends(): void {
      for (;;) {
        const sending = this.#outbox.shift()
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
      // Having sent, the page says that nothing follows; having only received, that it wants no more.
      this.#closingEnd = { reason: reason ?? (engine.session.sends(this.id) ? 'ended' : 'cancelled'), message }
      this.#closing = true
      if (this.#outbox.size === 0 || this.#closingEnd.reason !== 'ended') this.#closeNow(this.#closingEnd)
    }
    #closeNow(end: End): void {
      if (this.#end !== undefined) return
      engine.close(this.id, end)
      // Whoever closes wants nothing more of what has come.
      while (this.#mailbox.size > 0) this.#mailbox.shift()
      this.#finish(end)
    }

    toJSON(): string {
      return '__CHANNEL__:' + this.id
    }
    __TAURI_TO_IPC_KEY__(): string {
      return '__CHANNEL__:' + this.id
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
