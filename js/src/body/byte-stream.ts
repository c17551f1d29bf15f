import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
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

/**
 * The body of a reply, read as it arrives. It is read once: by `for await`, by `readable` or by `bytes`.
 *
 * @example
 * ```ts
 * const stream = await invoke.stream('export', { id })
 * for await (const part of stream) await file.write(part)
 * ```
 */
export interface ByteStream extends AsyncIterable<Bytes> {
  /** Status that the command set; 200 by default. */
  readonly status: number
  /** Header names and values in order, repeated names included. */
  readonly headers: ResponseHead['headers']
  /** Length of the body in bytes; undefined if it is unknown. */
  readonly length: number | undefined
  /**
   * The body as a `ReadableStream`.
   *
   * @throws IpcError `bad_arguments` if the body is being read already
   */
  readonly readable: ReadableStream<Bytes>
  /**
   * Reads the whole body, into a new buffer or into the first bytes of `into`.
   *
   * @throws IpcError `bad_arguments` if the body is being read already
   * @throws IpcError `body_too_large` if `into` is too small
   * @throws IpcError `stream_failed` if the command failed while it produced the body
   */
  bytes(options?: { readonly into?: BufferSource; readonly onProgress?: (progress: Progress) => void }): Promise<Bytes>
  /** Stops reading and releases the rest of the body. */
  cancel(): void
}

/** The origin of the bytes of a stream. */
export interface ByteSource {
  /** Resolves to the next bytes; to undefined at the end. */
  next(): Promise<Held<Bytes> | undefined>
  /** Releases the bytes that have not been read. */
  close(): void
}

/** A source over bytes that have arrived. */
export class InlineSource implements ByteSource {
  #bytes: Bytes | undefined
  constructor(bytes: Bytes) {
    this.#bytes = typedByteLength(bytes) === 0 ? undefined : bytes
  }
  async next(): Promise<Held<Bytes> | undefined> {
    const bytes = this.#bytes
    this.#bytes = undefined
    return bytes === undefined ? undefined : hold(bytes)
  }
  close(): void {
    this.#bytes = undefined
  }
}

/** A {@link ByteStream} over a {@link ByteSource}. */
export class SourceStream implements ByteStream {
  readonly status: number
  readonly headers: ResponseHead['headers']
  readonly length: number | undefined
  readonly #source: ByteSource
  #claimed = false

  constructor(head: ResponseHead, source: ByteSource) {
    this.status = head.status
    this.headers = head.headers
    this.length = head.length
    this.#source = source
  }

  #claim(): ByteSource {
    if (this.#claimed) throw new IpcError('bad_arguments', 'this stream is being read already: a body can be read once')
    this.#claimed = true
    return this.#source
  }

  [Symbol.asyncIterator](): AsyncIterator<Bytes, undefined> {
    const source = this.#claim()
    return record({
      async next(): Promise<IteratorResult<Bytes, undefined>> {
        const next = await own(source.next())
        return next === undefined ? { done: true, value: next } : { done: false, value: next.value }
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
    const source = this.#claim()
    if (ReadableStream === undefined) throw new IpcError('internal', 'this webview has no ReadableStream')
    return new ReadableStream<Bytes>(
      record({
        async pull(controller: ReadableStreamDefaultController<Bytes>): Promise<void> {
          try {
            const part = await own(source.next())
            if (part === undefined) streamClose(controller)
            else streamEnqueue(controller, part.value)
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
    const onProgress = options?.onProgress
    return (await own(this.read(options?.into, (_, loaded) => onProgress?.({ phase: 'download', loaded, total })))).value
  }

  /** Reads the whole body, into a new buffer or into the first bytes of `into`; `onBytes` is called for each part. */
  async read(into: BufferSource | undefined, onBytes: (count: number, loaded: number) => void): Promise<Held<Bytes>> {
    const total = this.length
    const source = this.#claim()
    try {
      let target: Bytes | undefined
      if (into !== undefined) target = intoView(into, total ?? 0)
      else if (total !== undefined) target = new Uint8Array(total)
      const parts = list<Bytes>()
      let loaded = 0
      for (;;) {
        const next = await own(source.next())
        if (next === undefined) break
        const part = next.value
        const length = typedByteLength(part)
        if (into !== undefined && total === undefined) target = intoView(into, loaded + length)
        if (target === undefined) push(parts, part)
        else typedSet(target, part, loaded)
        loaded += length
        onBytes(length, loaded)
      }
      if (total !== undefined && loaded < total) {
        throw new IpcError('cancelled', `the stream was cancelled after ${loaded} of ${total} bytes`)
      }
      return hold(target ?? joined(parts, loaded))
    } finally {
      source.close()
    }
  }

  cancel(): void {
    this.#claimed = true
    this.#source.close()
  }
}

freeze(SourceStream)
freeze(SourceStream.prototype)
