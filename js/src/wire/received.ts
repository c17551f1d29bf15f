import { bufferSlice, type Bytes, defineProperty, typedBuffer, typedByteLength, typedByteOffset, Uint8Array } from '../base/primordials.js'

/** The bytes of a part in a buffer of their own; null where there is no memory for it. */
export type CopyPart = (from: number, to: number) => globalThis.ArrayBuffer | null

/** A part as long as this costs more by its memory than by another call. */
const LONG_BYTES = 32 * 1024

/** Bytes that came from the host, of which parts are viewed and copied out: what their buffer is gets asked for once, not for each part. */
export class ReceivedBytes {
  readonly bytes: Bytes
  readonly length: number
  readonly #buffer: ArrayBufferLike
  readonly #offset: number
  readonly #copyLong: CopyPart | undefined
  #pinned = false
  #kept = false

  /** @param copyLong - copies long parts, where there is a better way. */
  constructor(bytes: Bytes, copyLong?: CopyPart) {
    this.#copyLong = copyLong
    this.bytes = bytes
    this.length = typedByteLength(bytes)
    this.#buffer = typedBuffer(bytes)
    this.#offset = typedByteOffset(bytes)
  }
  /** Something of it is read later: its memory is not the lane's to write over. */
  keep(): void {
    this.#kept = true
  }
  get kept(): boolean {
    return this.#kept
  }
  view(from: number, to: number): Bytes {
    return new Uint8Array(this.#buffer as globalThis.ArrayBuffer, this.#offset + from, to - from)
  }
  /** A buffer of its own for one part: for small ones half of what an empty buffer and a copy into it take. */
  copy(from: number, to: number): globalThis.ArrayBuffer {
    if (this.#copyLong !== undefined && to - from >= LONG_BYTES) {
      const long = this.#copyLong(from, to)
      if (long !== null) return long
    }
    if (!this.#pinned) {
      this.#pinned = true
      // `slice` asks the buffer for its species: it has none but the engine's own.
      defineProperty(this.#buffer, 'constructor', { __proto__: null, value: undefined } as PropertyDescriptor)
    }
    return bufferSlice(this.#buffer, this.#offset + from, this.#offset + to)
  }
}
