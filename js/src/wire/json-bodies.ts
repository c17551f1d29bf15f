import { LIMITS } from '../base/constants.js'
import { type Bytes, decodeText, isArray, jsonParse, list, type List, push, Uint8Array, view } from '../base/primordials.js'
import { decodeJson } from './json.js'
import type { ReceivedBytes } from './received.js'

/** A longer body is read by itself: what joining spares is little beside its own reading. */
const BODY_BYTES_MAX = 2_048
/** Bodies that are read together, in bytes: the first of a batch is not kept waiting for all of it. */
const JOINED_BYTES_MAX = 65_536

/** What a byte is to the structure of a JSON text. */
const QUOTE = 1
const BACKSLASH = 2
const OPENS = 3
const CLOSES = 4
const COMMA = 5
const ROLES: Bytes = new Uint8Array(256)
ROLES[0x22] = QUOTE
ROLES[0x5c] = BACKSLASH
ROLES[0x5b] = ROLES[0x7b] = OPENS
ROLES[0x5d] = ROLES[0x7d] = CLOSES
ROLES[0x2c] = COMMA

/** Stands where a value has been handed out. */
const TAKEN = {}

/** Bodies are joined here; nothing is left in it between two readings. */
const joined: Bytes = new Uint8Array(JOINED_BYTES_MAX)

/**
 * The JSON bodies of one batch. Small ones are read together, as the elements of one array: a text costs the engine more to hand over and to begin
 * with than to read.
 */
export class JsonBodies {
  readonly #source: ReceivedBytes
  /** Where each body begins, and where it ends behind that. */
  readonly #places: List<number> = list<number>()
  #values: unknown[] = []
  /** The number of the first of them. */
  #first = 0
  /** One of those that were read together is no JSON: each of the rest is read by itself. */
  #damaged = false

  constructor(source: ReceivedBytes) {
    this.#source = source
  }

  /** Adds a body; its number among them. */
  add(from: number, to: number): number {
    push(this.#places, from)
    push(this.#places, to)
    return this.#places.length / 2 - 1
  }

  /** The value of a body, which is the caller's from now on. */
  value(number: number): unknown {
    if (number >= this.#first + this.#values.length && !this.#damaged) {
      this.#values = this.#join(number)
      this.#first = number
    }
    const place = number - this.#first
    const value = place >= 0 && place < this.#values.length ? this.#values[place] : TAKEN
    if (value === TAKEN) return this.#alone(number)
    this.#values[place] = TAKEN
    return value
  }

  #alone(number: number): unknown {
    return decodeJson(this.#source.view(this.#places[number * 2] ?? 0, this.#places[number * 2 + 1] ?? 0))
  }

  /** The values of bodies from this one on; none where they cannot be read together. */
  #join(number: number): unknown[] {
    const { bytes } = this.#source
    joined[0] = 0x5b
    let at = 1
    let count = 0
    for (let i = number * 2; i < this.#places.length; i += 2) {
      const from = this.#places[i] ?? 0
      const to = this.#places[i + 1] ?? 0
      // One byte for what stands behind it, and one for the end of a text that is none.
      if (to - from > BODY_BYTES_MAX || at + (to - from) + 2 > JOINED_BYTES_MAX) break
      const end = copyWhole(bytes, from, to, at)
      if (end === 0) break
      joined[end] = 0x2c
      at = end + 1
      count += 1
    }
    if (count < 2) return []
    joined[at - 1] = 0x5d
    try {
      const values = jsonParse(decodeText(view(joined, 0, at)))
      if (isArray(values) && values.length === count) return values
    } catch {
      // Which one it is shows when each is read by itself.
    }
    this.#damaged = true
    return []
  }
}

/**
 * Copies a body behind others; where it ends, or 0 when it cannot be an element among others: its brackets or quotes do not close, it has a comma
 * outside of them, or it nests too deep. What is left to be wrong with it is found by whoever reads it.
 */
function copyWhole(bytes: Bytes, from: number, to: number, into: number): number {
  let at = into
  let depth = 0
  let inText = false
  for (let i = from; i < to; i++) {
    const byte = bytes[i] ?? 0
    joined[at++] = byte
    const role = ROLES[byte] ?? 0
    if (role === 0) continue
    if (inText) {
      if (role === QUOTE) inText = false
      else if (role === BACKSLASH) {
        i += 1
        joined[at++] = bytes[i] ?? 0
      }
    } else if (role === QUOTE) inText = true
    else if (role === OPENS) {
      depth += 1
      if (depth > LIMITS.json_depth_max) return 0
    } else if (role === CLOSES) {
      depth -= 1
      if (depth < 0) return 0
    } else if (role === COMMA && depth === 0) return 0
  }
  return depth === 0 && !inText ? at : 0
}
