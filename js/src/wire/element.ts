import { badFrame, IpcError } from '../base/error.js'
import { type Bytes, typedArrays, typedBuffer, typedByteLength, typedByteOffset, typedTag } from '../base/primordials.js'

/** A typed array with an element code (SPEC §3.3). */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array
  | Float16Array

/** A `Float16Array`, which the declarations of ES2022 do not contain. */
export interface Float16Array extends ArrayBufferView, ArrayLike<number> {
  readonly BYTES_PER_ELEMENT: number
}

interface Element {
  readonly name: string
  readonly bytes: number
}

/** The elements by code. Code 0 means untyped bytes, which arrive as a `Uint8Array`. */
const ELEMENTS: readonly Element[] = [
  { name: 'Uint8Array', bytes: 1 },
  { name: 'Int8Array', bytes: 1 },
  { name: 'Uint8Array', bytes: 1 },
  { name: 'Uint8ClampedArray', bytes: 1 },
  { name: 'Int16Array', bytes: 2 },
  { name: 'Uint16Array', bytes: 2 },
  { name: 'Int32Array', bytes: 4 },
  { name: 'Uint32Array', bytes: 4 },
  { name: 'Float32Array', bytes: 4 },
  { name: 'Float64Array', bytes: 8 },
  { name: 'BigInt64Array', bytes: 8 },
  { name: 'BigUint64Array', bytes: 8 },
  { name: 'Float16Array', bytes: 2 },
]

/** Number of element codes. */
export const ELEMENT_COUNT: number = 13

const elementAt = (code: number): Element | undefined => (code >= 0 && code < ELEMENT_COUNT ? ELEMENTS[code] : undefined)

/** Returns the element code of a typed array; undefined if it has none (`DataView`). */
export function elementOf(array: ArrayBufferView): number | undefined {
  const name = typedTag(array)
  for (let code = 1; code < ELEMENT_COUNT; code++) if (code !== 2 && ELEMENTS[code]?.name === name) return code
  return name === 'Uint8Array' ? 2 : undefined
}

/**
 * Checks an element code and a length in bytes.
 *
 * @throws IpcError `bad_frame` for an unknown code, and for a length that is not a multiple of the element's size
 */
export function checkElement(code: number, length: number): void {
  const found = elementAt(code)
  // SPEC §3.3: a length that is not a multiple of the element's size, and an unknown code, are `bad_frame`.
  if (found === undefined) return badFrame(`unknown element ${code}`)
  if (length % found.bytes !== 0) badFrame(`${length} bytes are not a multiple of the element's ${found.bytes}`)
}

/** Returns a typed array over `bytes`, which must start at a multiple of the element's size in its buffer. */
export function typedView(code: number, bytes: Bytes): TypedArray {
  const length = typedByteLength(bytes)
  checkElement(code, length)
  const found = elementAt(code)
  const constructor = found === undefined ? undefined : (typedArrays[found.name] ?? typedArrays['Uint16Array'])
  if (found === undefined || constructor === undefined) throw new IpcError('internal', `no typed array for element ${code}`)
  return new constructor(typedBuffer(bytes), typedByteOffset(bytes), length / found.bytes) as TypedArray
}
