import { limits } from '../base/limits.js'
import { type Bytes, decodeText, getRandomWords, Int32Array, isArray, jsonParse, typedBuffer, Uint8Array, view } from '../base/primordials.js'
import { checkDepth } from './json.js'
import type { ReceivedBytes } from './received.js'

/** Length in bytes of the bodies that are parsed together: the first message of a batch does not wait for all others. */
const JOINED_BYTES_MAX = 65_536
/** Length in bytes of what follows a body: a comma, a number of nine digits, a comma and a space. */
const MARK_BYTES = 12

/** Marks a value that has been returned. */
const RETURNED = {}

/** Memory in which bodies are joined. It is reused for every batch. */
const joined: Int32Array = new Int32Array(JOINED_BYTES_MAX / 4)
const joinedBytes: Bytes = new Uint8Array(typedBuffer(joined) as ArrayBuffer)

const SPACES = 0x20202020
/** Three spaces and an opening bracket. */
const OPEN = 0x5b202020
/** A closing bracket and three spaces. */
const CLOSE = 0x2020205d

/**
 * The number between two bodies. It is random, so that no body contains it: where it stands in the parsed array proves that each body is exactly one
 * value, whatever its brackets, quotes and commas.
 */
const mark: number = 100_000_000 + (getRandomWords().low % 900_000_000)
/** The mark with its commas as three integers of 32 bits. */
const markWords: Int32Array = wordsOf(mark)

function wordsOf(number: number): Int32Array {
  const words = new Int32Array(MARK_BYTES / 4)
  const bytes: Bytes = new Uint8Array(typedBuffer(words) as ArrayBuffer)
  bytes[0] = bytes[10] = 0x2c
  bytes[11] = 0x20
  for (let place = 9, rest = number; place > 0; place--) {
    bytes[place] = 0x30 + (rest % 10)
    rest = (rest - (rest % 10)) / 10
  }
  return words
}

/** Where the bodies of a batch are. */
export interface BodyPlaces {
  readonly length: number
  /** Returns whether a frame contains a JSON body. */
  hasJson(at: number): boolean
  /** Returns the offset of a body, which is a multiple of 16. */
  bodyFrom(at: number): number
  bodyBytes(at: number): number
}

/**
 * The JSON bodies of one batch. They are parsed together as the elements of one array, because a call of the parser costs more than the text of
 * a small body.
 */
export class JsonBodies {
  readonly #source: ReceivedBytes
  readonly #words: Int32Array
  #places: BodyPlaces | undefined
  /** Values that were parsed together, with marks between them. */
  #values: unknown[] = []
  /** Position of the first of them in the batch. */
  #first = 0
  /** Whether bodies could not be parsed together, so that the others are parsed one by one. */
  #damaged = false

  /** @param words - the bytes of `source` */
  constructor(source: ReceivedBytes, words: Int32Array, places: BodyPlaces) {
    this.#source = source
    this.#words = words
    this.#places = places
  }

  /** Parses no further bodies together: their places are about to change. */
  release(): void {
    this.#places = undefined
  }

  /**
   * Returns the value of the JSON body of a frame, which belongs to the caller.
   *
   * @returns {@link NOT_JOINED} if it has to be parsed alone
   */
  value(at: number): unknown {
    let index = (at - this.#first) * 2
    if (index >= this.#values.length && !this.#damaged && this.#places !== undefined) {
      this.#values = this.#join(this.#places, at)
      this.#first = at
      index = 0
    }
    if (index < 0 || index >= this.#values.length) return NOT_JOINED
    const value = this.#values[index]
    if (value === RETURNED) return NOT_JOINED
    this.#values[index] = RETURNED
    return value
  }

  /** Parses the bodies from this one on together. Returns their values; none if they cannot be joined. */
  #join(places: BodyPlaces, first: number): unknown[] {
    joined[0] = OPEN
    let at = 1
    let next = first
    for (; next < places.length && places.hasJson(next); next++) {
      const length = places.bodyBytes(next)
      const from = places.bodyFrom(next)
      if (length > limits.json_bytes_max || at * 4 + length + 4 + MARK_BYTES > JOINED_BYTES_MAX) break
      // Its brackets may be nested too deeply only in a body with more of them.
      if (length > limits.json_depth_max && !this.#isFlat(from, length)) break
      at = this.#append(from, length, at)
    }
    if (next - first < 2) return []
    // The last body has no mark.
    at -= MARK_BYTES / 4
    joined[at] = CLOSE
    try {
      const values = jsonParse(decodeText(view(joinedBytes, 0, at * 4 + 4)))
      if (areSeparate(values, next - first)) return values
    } catch {
      // Parsing them one by one shows which one is damaged.
    }
    this.#damaged = true
    return []
  }

  /** Copies a body and a mark to `into`. Returns the end of the mark. */
  #append(from: number, length: number, into: number): number {
    const words = this.#words
    const start = from >> 2
    const whole = length >> 2
    // COPY: by words, the elements of one text.
    for (let i = 0; i < whole; i++) joined[into + i] = words[start + i] ?? 0
    let at = into + whole
    const rest = (length & 3) * 8
    if (rest !== 0) {
      const kept = (1 << rest) - 1
      joined[at] = ((words[start + whole] ?? 0) & kept) | (SPACES & ~kept)
      at += 1
    }
    joined[at] = markWords[0] ?? 0
    joined[at + 1] = markWords[1] ?? 0
    joined[at + 2] = markWords[2] ?? 0
    return at + MARK_BYTES / 4
  }

  /** Returns whether a body has so few opening brackets that it is not nested too deeply, or is checked not to be. */
  #isFlat(from: number, length: number): boolean {
    const words = this.#words
    const start = from >> 2
    const end = start + ((length + 3) >> 2)
    let count = 0
    for (let i = start; i < end; i++) {
      // Both brackets are 0x7b with bit 5 set. A byte of `other` is 0 where there is one, which the subtraction turns into its highest bit.
      const other = ((words[i] ?? 0) | SPACES) ^ 0x7b7b7b7b
      if (((other - 0x01010101) & ~other & 0x80808080) !== 0) count += 1
    }
    if (count * 4 <= limits.json_depth_max) return true
    try {
      checkDepth(this.#source.view(from, from + length))
      return true
    } catch {
      return false
    }
  }
}

/** Stands for the value of a body that is not parsed with others. */
export const NOT_JOINED: object = {}

/** Returns whether a value is an array of `count` values with a mark between each two. */
function areSeparate(values: unknown, count: number): values is unknown[] {
  if (!isArray(values) || values.length !== count * 2 - 1) return false
  for (let i = 1; i < values.length; i += 2) if (values[i] !== mark) return false
  return true
}
