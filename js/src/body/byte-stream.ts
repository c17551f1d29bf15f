import { IpcError } from '../base/error.js'
import {
  asyncIterator,
  type Bytes,
  freeze,
  joined,
  list,
  own,
  push,
  ReadableStream,
  record,
  streamClose,
  streamEnqueue,
  streamError,
  typedByteLength,
  typedSet,
  Uint8Array,
} from '../base/primordials.js'
import { intoView } from './bytes.js'
import type { Progress, ResponseHead } from './response.js'

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

/** Where the bytes of a stream come from: pieces in order, `undefined` at the end. */
export interface ByteSource {
  next(): Promise<Bytes | undefined>
  close(): void
}

export class InlineSource implements ByteSource {
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

export class SourceStream implements ByteStream {
  readonly status: number
  readonly headers: ResponseHead['headers']
  readonly length: number | undefined
  readonly #source: ByteSource
  #taken = false

  constructor(head: ResponseHead, source: ByteSource) {
    this.status = head.status
    this.headers = head.headers
    this.length = head.length
    this.#source = source
  }

  #take(): ByteSource {
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

freeze(SourceStream)
freeze(SourceStream.prototype)
