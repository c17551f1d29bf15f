import { IpcError } from '../base/error.js'
import {
  bufferByteLength,
  type Bytes,
  dataViewBuffer,
  dataViewByteLength,
  dataViewByteOffset,
  isArrayBuffer,
  isSharedArrayBuffer,
  isView,
  typedBuffer,
  typedByteLength,
  typedByteOffset,
  typedTag,
  TypeError,
  Uint8Array,
  view,
} from '../base/primordials.js'

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

/** The first `length` bytes of the caller's buffer. */
export function intoView(into: BufferSource, length: number): Bytes {
  const bytes = bytesOf(into)
  if (bytes === undefined) throw new TypeError('into is no buffer')
  const room = typedByteLength(bytes)
  if (length > room) throw new IpcError('body_too_large', `the reply has ${length} bytes and the buffer given as \`into\` ${room}`)
  return view(bytes, 0, length)
}
