import { limits } from '../base/limits.js'
import { type Bytes, decodeText, isArray, jsonParse, list, type List, push, Uint8Array, view } from '../base/primordials.js'
import { decodeJson } from './json.js'
import type { ReceivedBytes } from './received.js'

/** Length in bytes above which a body is parsed by itself: joining would save little beside its own parsing. */
const BODY_BYTES_MAX = 2_048
/** Length in bytes of the bodies that are parsed together: the first message of a batch does not wait for all others. */
const JOINED_BYTES_MAX = 65_536

/** Roles of bytes in the structure of a JSON text. */
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

/** Marks a value that has been returned. */
const RETURNED = {}

/** Memory in which bodies are joined. It is reused for every batch. */
const joinedBodies: Bytes = new Uint8Array(JOINED_BYTES_MAX)

/**
 * The JSON bodies of one batch. Small ones are parsed together as the elements of one array, because a call of the parser costs more than the text of
 * a small body.
 */
export class JsonBodies {
  readonly #source: ReceivedBytes
  /** Start and end of each body, alternating. */
  readonly #ranges: List<number> = list<number>()
  /** Values that were parsed together. */
  #values: unknown[] = []
  /** Position of the first of them among the bodies. */
  #first = 0
  /** Whether bodies could not be parsed together, so that the others are parsed one by one. */
  #damaged = false

  constructor(source: ReceivedBytes) {
    this.#source = source
  }

  /** Adds a body. Returns its position. */
  add(from: number, to: number): number {
    push(this.#ranges, from)
    push(this.#ranges, to)
    return this.#ranges.length / 2 - 1
  }

  /**
   * Returns the value of a body, which belongs to the caller.
   *
   * @throws IpcError `bad_json`, `too_deep` or `body_too_large`
   */
  value(number: number): unknown {
    if (number >= this.#first + this.#values.length && !this.#damaged) {
      this.#values = this.#join(number)
      this.#first = number
    }
    const index = number - this.#first
    const value = index >= 0 && index < this.#values.length ? this.#values[index] : RETURNED
    if (value === RETURNED) return this.#alone(number)
    this.#values[index] = RETURNED
    return value
  }

  #alone(number: number): unknown {
    return decodeJson(this.#source.view(this.#ranges[number * 2] ?? 0, this.#ranges[number * 2 + 1] ?? 0))
  }

  /** Parses bodies from this one on together. Returns their values; none if they cannot be joined. */
  #join(number: number): unknown[] {
    const { bytes } = this.#source
    joinedBodies[0] = 0x5b
    let at = 1
    let count = 0
    for (let i = number * 2; i < this.#ranges.length; i += 2) {
      const from = this.#ranges[i] ?? 0
      const to = this.#ranges[i + 1] ?? 0
      // One byte for the separator, and one for a text that ends after a backslash.
      if (to - from > BODY_BYTES_MAX || at + (to - from) + 2 > JOINED_BYTES_MAX) break
      const end = copyWhole(bytes, from, to, at)
      if (end === 0) break
      joinedBodies[end] = 0x2c
      at = end + 1
      count += 1
    }
    if (count < 2) return []
    joinedBodies[at - 1] = 0x5d
    try {
      const values = jsonParse(decodeText(view(joinedBodies, 0, at)))
      if (isArray(values) && values.length === count) return values
    } catch {
      // Parsing them one by one shows which one is damaged.
    }
    this.#damaged = true
    return []
  }
}

/**
 * Copies a body to `into`. Returns its end, or 0 if it cannot be one element of an array: its brackets or quotes are unbalanced, it has a comma outside
 * of them, or it is nested too deeply. The parser finds any other error.
 */
function copyWhole(bytes: Bytes, from: number, to: number, into: number): number {
  let at = into
  let depth = 0
  let inText = false
  for (let i = from; i < to; i++) {
    const byte = bytes[i] ?? 0
    joinedBodies[at++] = byte
    const role = ROLES[byte] ?? 0
    if (role === 0) continue
    if (inText) {
      if (role === QUOTE) inText = false
      else if (role === BACKSLASH) {
        i += 1
        joinedBodies[at++] = bytes[i] ?? 0
      }
    } else if (role === QUOTE) inText = true
    else if (role === OPENS) {
      depth += 1
      if (depth > limits.json_depth_max) return 0
    } else if (role === CLOSES) {
      depth -= 1
      if (depth < 0) return 0
    } else if (role === COMMA && depth === 0) return 0
  }
  return depth === 0 && !inText ? at : 0
}
