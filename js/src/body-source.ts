import {
  all,
  asyncIterator,
  blobArrayBuffer,
  type Bytes,
  bufferByteLength,
  copy,
  dataViewBuffer,
  dataViewByteLength,
  dataViewByteOffset,
  isArrayBuffer,
  isBlob,
  isReadableStream,
  isSharedArrayBuffer,
  isView,
  list,
  own,
  push,
  readerRead,
  resolved,
  streamGetReader,
  TypeError,
  typedBuffer,
  typedByteLength,
  typedByteOffset,
  typedSet,
  typedTag,
  Uint8Array,
} from './primordials.js'
import { IpcError } from './error.js'

/** Bytes that have to be waited for. They are turned into buffers here and never handed to `fetch`: a Blob body crashes WebKitGTK hosts. */
export type SlowSource = Blob | ReadableStream<unknown> | AsyncIterable<unknown>

/** The bytes of a buffer or of exactly a view, without a copy; undefined when `value` is neither. */
export function bytesOf(value: unknown): Bytes | undefined {
  if (isView(value)) {
    if (typedTag(value) === undefined) return region(dataViewBuffer(value), () => dataViewByteOffset(value), () => dataViewByteLength(value))
    return region(typedBuffer(value), () => typedByteOffset(value), () => typedByteLength(value))
  }
  if (isArrayBuffer(value)) return region(value, () => 0, () => bufferByteLength(value))
  if (isSharedArrayBuffer(value)) shared()
  return undefined
}

function region(buffer: ArrayBufferLike, offset: () => number, length: () => number): Bytes {
  if (isSharedArrayBuffer(buffer)) shared()
  try {
    return new Uint8Array(buffer as ArrayBuffer, offset(), length())
  } catch (cause) {
    throw new IpcError('detached_buffer', 'the buffer of an argument is detached', { cause })
  }
}

function shared(): never {
  throw new TypeError('shared memory cannot be an argument: copy it first')
}

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && typeof (value as { [Symbol.asyncIterator]?: unknown })[asyncIterator] === 'function'

/** Whether `value` is bytes that have to be waited for. */
export function isSlowSource(value: unknown): value is SlowSource {
  return isBlob(value) || isReadableStream(value) || isAsyncIterable(value)
}

/** Reads a slow source to its end. */
export async function readSource(source: SlowSource): Promise<Bytes> {
  if (isBlob(source)) return new Uint8Array(await own(blobArrayBuffer(source)))
  const parts = list<Bytes>()
  let length = 0
  const take = (chunk: unknown): void => {
    const bytes = bytesOf(chunk)
    if (bytes === undefined) throw new TypeError('a stream of bytes gave something that is no buffer')
    push(parts, copy(bytes))
    length += typedByteLength(bytes)
  }
  if (isReadableStream(source)) {
    const reader = streamGetReader(source)
    for (;;) {
      const { done, value } = await own(readerRead(reader))
      if (done) break
      take(value)
    }
  } else {
    const iterator = source[asyncIterator]()
    for (;;) {
      const { done, value } = await own(resolved(iterator.next()))
      if (done === true) break
      take(value)
    }
  }
  const joined: Bytes = new Uint8Array(length)
  let at = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]
    if (part === undefined) continue
    typedSet(joined, part, at)
    at += typedByteLength(part)
  }
  return joined
}

/** Reads several at once; `done` is told each by its place. */
export function readSources(sources: ArrayLike<SlowSource>, done: (index: number, bytes: Bytes) => void): Promise<void> {
  const reads = list<Promise<void>>()
  for (let i = 0; i < sources.length; i++) {
    const source = sources[i]
    if (source === undefined) continue
    const read = async (): Promise<void> => done(i, await own(readSource(source)))
    push(reads, read())
  }
  return all(reads)
}
