import { type Call, CommandFailure, type Read } from './call.js'
import type { Engine } from './engine.js'
import { IpcError } from './error.js'
import { pullSegment } from './lane/body.js'
import type { Progress, ResponseHead } from './options.js'
import {
  asyncIterator,
  type Bytes,
  copy,
  freeze,
  min,
  own,
  Queue,
  ReadableStream,
  record,
  settle,
  streamClose,
  streamEnqueue,
  streamError,
  typedByteLength,
  typedSet,
  Uint8Array,
} from './primordials.js'
import { intoView, responseHead } from './reply.js'
import { Flag } from './wire/constants.js'
import type { Frame } from './wire/frame.js'
import { decodeReplyHead } from './wire/head.js'
import { decodePayload } from './wire/payload.js'

/** The body of a reply, as it comes. It is read once, by one of its ways. */
export interface ByteStream extends AsyncIterable<Bytes> {
  readonly status: number
  readonly headers: ResponseHead['headers']
  /** Bytes of the whole body. */
  readonly length: number
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
      const part = pullSegment(this.#engine.lane, this.#body, this.#asked, length, this.#signal)
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

class Stream implements ByteStream {
  readonly status: number
  readonly headers: ResponseHead['headers']
  readonly length: number
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

  async bytes(options?: { readonly into?: BufferSource; readonly onProgress?: (progress: Progress) => void }): Promise<Bytes> {
    const total = this.length
    const source = this.#take()
    try {
      const target: Bytes = options?.into === undefined ? new Uint8Array(total) : intoView(options.into, total)
      let loaded = 0
      for (;;) {
        const part = await own(source.next())
        if (part === undefined) {
          if (loaded < total) throw new IpcError('cancelled', `the stream was let go of after ${loaded} of ${total} bytes`)
          return target
        }
        typedSet(target, part, loaded)
        loaded += typedByteLength(part)
        options?.onProgress?.({ phase: 'download', loaded, total })
      }
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
