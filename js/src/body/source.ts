import { type Held, hold } from '../base/held.js'
import {
  all,
  asyncIterator,
  blobArrayBuffer,
  blobSize,
  blobSlice,
  type Bytes,
  copy,
  isBlob,
  isReadableStream,
  joined,
  list,
  min,
  own,
  push,
  readerCancel,
  readerRead,
  record,
  resolved,
  settle,
  streamGetReader,
  typedByteLength,
  TypeError,
  Uint8Array,
} from '../base/primordials.js'
import { bytesOf } from './bytes.js'

/**
 * A source whose bytes have to be read asynchronously. The client reads it and never passes it to `fetch`: a Blob body crashes WebKitGTK hosts.
 */
export type SlowSource = Blob | ReadableStream<unknown> | AsyncIterable<unknown>

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { [Symbol.asyncIterator]?: unknown })[asyncIterator] === 'function'

/** Returns whether `value` is a {@link SlowSource}. */
export function isSlowSource(value: unknown): value is SlowSource {
  return isBlob(value) || isReadableStream(value) || isAsyncIterable(value)
}

/** Returns the length of a source in bytes; undefined if it is unknown. */
export function sourceLength(source: SlowSource): number | undefined {
  return isBlob(source) ? blobSize(source) : undefined
}

/** Reads a source in parts. */
export interface SourceReader {
  /** Resolves to the next bytes, in a buffer of their own; to undefined at the end. */
  next(): Promise<Held<Bytes> | undefined>
  /** Stops reading and cancels the source. */
  cancel(reason: unknown): void
}

function chunkOf(chunk: unknown): Bytes {
  const bytes = bytesOf(chunk)
  if (bytes === undefined) throw new TypeError('a stream or async iterable in the arguments yielded a value that is not an ArrayBuffer or a view')
  return copy(bytes)
}

/** Opens a source. A `Blob` is read in parts of `partBytes`. */
export function openSource(source: SlowSource, partBytes: number): SourceReader {
  if (isBlob(source)) {
    let at = 0
    return record({
      async next(): Promise<Held<Bytes> | undefined> {
        const size = blobSize(source)
        if (at >= size) return undefined
        const to = min(at + partBytes, size)
        const part: Bytes = new Uint8Array(await own(blobArrayBuffer(blobSlice(source, at, to))))
        at = to
        return hold(part)
      },
      cancel(): void {
        at = blobSize(source)
      },
    })
  }
  if (isReadableStream(source)) {
    const reader = streamGetReader(source)
    return record({
      async next(): Promise<Held<Bytes> | undefined> {
        const { done, value } = await own(readerRead(reader))
        return done ? undefined : hold(chunkOf(value))
      },
      cancel(reason: unknown): void {
        settle(
          readerCancel(reader, reason),
          () => undefined,
          () => undefined,
        )
      },
    })
  }
  const iterator = source[asyncIterator]()
  return record({
    async next(): Promise<Held<Bytes> | undefined> {
      const { done, value } = await own(resolved(iterator.next()))
      return done === true ? undefined : hold(chunkOf(value))
    },
    cancel(): void {
      const end = async (): Promise<void> => {
        await own(resolved(iterator.return?.()))
      }
      settle(
        end(),
        () => undefined,
        () => undefined,
      )
    },
  })
}

/** Reads a source to its end. */
export async function readSource(source: SlowSource): Promise<Held<Bytes>> {
  if (isBlob(source)) return hold(new Uint8Array(await own(blobArrayBuffer(source))))
  const parts = list<Bytes>()
  let length = 0
  const reader = openSource(source, 0)
  for (;;) {
    const next = await own(reader.next())
    if (next === undefined) break
    push(parts, next.value)
    length += typedByteLength(next.value)
  }
  return hold(joined(parts, length))
}

/** Reads several sources concurrently; `done` is called with the index and the bytes of each. */
export function readSources(sources: ArrayLike<SlowSource>, done: (index: number, bytes: Bytes) => void): Promise<void> {
  const reads = list<Promise<void>>()
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i]
    if (source === undefined) continue
    const read = async (): Promise<void> => done(i, (await own(readSource(source))).value)
    push(reads, read())
  }
  return all(reads)
}
