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

/**
 * Returns the bytes of a buffer, or of exactly the range of a view, without a copy; undefined if `value` is neither.
 *
 * @throws IpcError `detached_buffer`
 * @throws TypeError for shared memory
 */
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
    throw new IpcError('detached_buffer', 'a buffer in the arguments is detached: it was transferred before the call', { cause })
  }
}

function shared(): never {
  throw new TypeError('a SharedArrayBuffer cannot be sent: copy its bytes into an ArrayBuffer first')
}

/**
 * Returns the first `length` bytes of the caller's buffer.
 *
 * @throws IpcError `body_too_large` if the buffer is shorter
 */
export function intoView(into: BufferSource, length: number): Bytes {
  const bytes = bytesOf(into)
  if (bytes === undefined) throw new TypeError('the option `into` is not an ArrayBuffer or a view')
  const room = typedByteLength(bytes)
  if (length > room) throw new IpcError('body_too_large', `the reply has ${length} bytes, and the buffer in \`into\` only ${room}`)
  return view(bytes, 0, length)
}
