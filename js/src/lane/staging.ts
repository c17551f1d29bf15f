import { type Bytes, min, typedByteLength, typedSet, Uint8Array, view } from '../base/primordials.js'
import type { Natives } from './natives.js'

const STAGED_BYTES = 1024 * 1024

/**
 * Memory of the client that uploads pass through on their way to the extension: a buffer whose memory the extension has read can never be transferred
 * again.
 */
export class Staging {
  readonly #natives: Natives
  #memory: Bytes | undefined

  constructor(natives: Natives) {
    this.#natives = natives
  }

  /** Uploads the first bytes of `bytes` as {@link Natives.push} does. */
  push(call: number, offset: number, bytes: Bytes, patience: number): number {
    const length = min(typedByteLength(bytes), STAGED_BYTES)
    const memory = (this.#memory ??= new Uint8Array(STAGED_BYTES))
    // COPY: the page may transfer its buffer later.
    typedSet(memory, view(bytes, 0, length), 0)
    return this.#natives.push(call, offset, view(memory, 0, length), patience)
  }
}
