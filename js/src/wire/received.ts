import { bufferSlice, type Bytes, copy, defineProperty, Int32Array, typedBuffer, typedByteLength, typedByteOffset, Uint8Array } from '../base/primordials.js'

/** Copies a part into a buffer of its own; returns null if there is no memory for it. */
export type CopyPart = (from: number, to: number) => globalThis.ArrayBuffer | null

/** Length in bytes from which the allocation of a part costs more than another call. */
const LONG_BYTES = 32 * 1024

/** Bytes from the host, of which parts are viewed and copied. Their buffer is looked up once instead of for each part. */
export class ReceivedBytes {
  readonly bytes: Bytes
  readonly length: number
  readonly #buffer: ArrayBufferLike
  readonly #offset: number
  readonly #copyLong: CopyPart | undefined
  #pinned = false
  #kept = false

  /** @param copyLong - copies long parts into memory of the lane */
  constructor(bytes: Bytes, copyLong?: CopyPart) {
    this.#copyLong = copyLong
    this.bytes = bytes
    this.length = typedByteLength(bytes)
    this.#buffer = typedBuffer(bytes)
    this.#offset = typedByteOffset(bytes)
  }
  /** Keeps the memory: a part of it is read later, so that the lane must not reuse it. */
  keep(): void {
    this.#kept = true
  }
  /** Whether the memory is kept. */
  get kept(): boolean {
    return this.#kept
  }
  /** Returns the bytes as integers of 32 bits, without a last part of fewer than 4 bytes. Elements of typed arrays are little-endian, as those of the wire. */
  words(): Int32Array {
    const count = (this.length - (this.length % 4)) / 4
    if (this.#offset % 4 === 0) return new Int32Array(this.#buffer, this.#offset, count)
    // COPY: frames in memory of the lane are aligned to 16 bytes; only foreign bytes may not be.
    return new Int32Array(typedBuffer(copy(this.bytes)), 0, count)
  }
  /** Returns a view on a part. */
  view(from: number, to: number): Bytes {
    return new Uint8Array(this.#buffer as globalThis.ArrayBuffer, this.#offset + from, to - from)
  }
  /** Copies a part into a buffer of its own. `slice` takes half as long for small parts as a new buffer and a copy into it. */
  copy(from: number, to: number): globalThis.ArrayBuffer {
    if (this.#copyLong !== undefined && to - from >= LONG_BYTES) {
      const long = this.#copyLong(from, to)
      if (long !== null) return long
    }
    if (!this.#pinned) {
      this.#pinned = true
      // `slice` looks up the species of the buffer, which must not be one of the page.
      defineProperty(this.#buffer, 'constructor', { __proto__: null, value: undefined } as PropertyDescriptor)
    }
    return bufferSlice(this.#buffer, this.#offset + from, this.#offset + to)
  }
}
