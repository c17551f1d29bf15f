import { FRAME_HEADER_BYTES, Kind, PayloadKind } from '../base/constants.js'
import { badFrame } from '../base/error.js'
import { limits } from '../base/limits.js'
import { type Bytes, Float64Array, Int32Array } from '../base/primordials.js'
import { checkHeader, type DataFrame, DecodedFrame, endsEarly, type EventFrame, type Frame, type Header, inlineBytesOf, type PayloadFrame } from './frame.js'
import { alignUp } from './integers.js'
import { type BodyPlaces, JsonBodies, NOT_JOINED } from './json-bodies.js'
import { decodeJson } from './json.js'
import { decodeBody } from './payload.js'
import type { ReceivedBytes } from './received.js'

const TWO_32 = 4_294_967_296
/** Length in bytes up to which offsets are integers of 32 bits. */
const BATCH_BYTES_MAX = 0x7fff_ffff

// The columns of a table, interleaved: integers of 32 bits, and those of up to 53 bits.
const INTEGERS = 4
const CODE = 0
const FROM = 1
const HEAD_BYTES = 2
const BODY_FROM = 3
const NUMBERS = 3
const ID = 0
const SEQ = 1
const BODY_BYTES = 2

/** The first four bytes of a header, as one integer: kind, payload, element and flags. */
const codeOf = (kind: number, payload: number): number => kind | (payload << 8)
const DATA_RAW = codeOf(Kind.DATA, PayloadKind.RAW)
const DATA_JSON = codeOf(Kind.DATA, PayloadKind.JSON)
const EVENT_JSON = codeOf(Kind.EVENT, PayloadKind.JSON)

/** Memory of the columns of one table. */
interface Columns {
  readonly capacity: number
  readonly integers: Int32Array
  readonly numbers: Float64Array
}

function newColumns(capacity: number): Columns {
  return { capacity, integers: new Int32Array(capacity * INTEGERS), numbers: new Float64Array(capacity * NUMBERS) }
}
function grown(columns: Columns): Columns {
  const larger = newColumns(columns.capacity * 2)
  for (let i = 0; i < columns.capacity * INTEGERS; i++) larger.integers[i] = columns.integers[i] ?? 0
  for (let i = 0; i < columns.capacity * NUMBERS; i++) larger.numbers[i] = columns.numbers[i] ?? 0
  return larger
}

/** Columns that no table uses. */
let spare: Columns | undefined

/**
 * The frames of one batch: their checked headers, in columns. A message costs no object: its value is read by its position in the table.
 *
 * The memory of the columns is reused. A table is read until {@link release}; frames of {@link frame} may be read later.
 */
export class FrameTable implements BodyPlaces {
  /** Number of frames. */
  readonly length: number
  readonly source: ReceivedBytes
  readonly #bodies: JsonBodies
  #integers: Int32Array
  #numbers: Float64Array
  #columns: Columns

  /**
   * Decodes a batch (SPEC §1.3).
   *
   * @param bodyBytesMax - the limit of a body, in bytes
   * @throws IpcError `bad_frame`, `body_too_large` or `body_truncated`
   */
  constructor(source: ReceivedBytes, bodyBytesMax: number) {
    if (source.length > BATCH_BYTES_MAX) badFrame('a batch over 2 GiB')
    const words = source.words()
    let columns = spare ?? newColumns(64)
    spare = undefined
    let { integers, numbers } = columns
    let count = 0
    let at = 0
    while (at < source.length) {
      // SPEC §1.3: at most `batch_frames_max` frames.
      if (count === limits.batch_frames_max) badFrame('too many frames in a batch')
      if (source.length - at < FRAME_HEADER_BYTES) endsEarly()
      if (count === columns.capacity) {
        columns = grown(columns)
        integers = columns.integers
        numbers = columns.numbers
      }
      const word = at >> 2
      const code = words[word] ?? 0
      const headBytes = (words[word + 1] ?? 0) >>> 0
      const id = integerAt(words, word + 2)
      const seq = integerAt(words, word + 4)
      const bodyBytes = integerAt(words, word + 6)
      let bodyFrom = at + FRAME_HEADER_BYTES
      let next = bodyFrom + alignUp(bodyBytes)
      // The common case: a message inside its frame. Every other frame is checked in full.
      const isMessage = (code === DATA_JSON || code === DATA_RAW) && headBytes === 0
      if (!isMessage || next > source.length || bodyBytes > bodyBytesMax || id >= TWO_32 || seq >= TWO_32) {
        const header = headerOf(code, headBytes, id, seq, bodyBytes)
        checkHeader(header, source.length - at, bodyBytesMax)
        bodyFrom = at + alignUp(FRAME_HEADER_BYTES + headBytes)
        next = bodyFrom + alignUp(inlineBytesOf(header))
      }
      const integer = count * INTEGERS
      integers[integer + CODE] = code
      integers[integer + FROM] = at
      integers[integer + HEAD_BYTES] = headBytes
      integers[integer + BODY_FROM] = bodyFrom
      const number = count * NUMBERS
      numbers[number + ID] = id
      numbers[number + SEQ] = seq
      numbers[number + BODY_BYTES] = bodyBytes
      count += 1
      at = next
    }
    this.source = source
    this.length = count
    this.#columns = columns
    this.#integers = integers
    this.#numbers = numbers
    this.#bodies = new JsonBodies(source, words, this)
  }

  /** Lets the next table use the memory of the columns. */
  release(): void {
    this.#bodies.release()
    if (spare === undefined || spare.capacity < this.#columns.capacity) spare = this.#columns
    this.#columns = NO_COLUMNS
    this.#integers = NO_COLUMNS.integers
    this.#numbers = NO_COLUMNS.numbers
  }

  /** Returns whether a frame is a message with its body inside, and not the last one of its channel. */
  isMessage(at: number): boolean {
    const code = this.#integers[at * INTEGERS + CODE] ?? 0
    return (code & 0xff) === Kind.DATA && code >>> 24 === 0
  }
  /** Returns whether a frame is an event with its body inside. */
  isEvent(at: number): boolean {
    const code = this.#integers[at * INTEGERS + CODE] ?? 0
    return (code & 0xff) === Kind.EVENT && code >>> 24 === 0
  }
  id(at: number): number {
    return this.#numbers[at * NUMBERS + ID] ?? 0
  }
  seq(at: number): number {
    return this.#numbers[at * NUMBERS + SEQ] ?? 0
  }
  bodyBytes(at: number): number {
    return this.#numbers[at * NUMBERS + BODY_BYTES] ?? 0
  }
  bodyFrom(at: number): number {
    return this.#integers[at * INTEGERS + BODY_FROM] ?? 0
  }
  /** Returns whether a frame contains a JSON body. */
  hasJson(at: number): boolean {
    const code = this.#integers[at * INTEGERS + CODE] ?? 0
    return (code === DATA_JSON || code === EVENT_JSON) && (this.#numbers[at * NUMBERS + BODY_BYTES] ?? 0) !== 0
  }
  /** Returns whether the head of a frame is exactly these bytes. */
  hasHead(at: number, head: Bytes, length: number): boolean {
    if (this.#integers[at * INTEGERS + HEAD_BYTES] !== length) return false
    const { bytes } = this.source
    const from = (this.#integers[at * INTEGERS + FROM] ?? 0) + FRAME_HEADER_BYTES
    for (let i = 0; i < length; i++) if (bytes[from + i] !== head[i]) return false
    return true
  }

  /**
   * Decodes the body of a message or an event inside its frame. The value belongs to the caller.
   *
   * @throws IpcError `bad_frame`, `bad_json`, `too_deep`, `body_too_large`
   */
  value(at: number): unknown {
    const code = this.#integers[at * INTEGERS + CODE] ?? 0
    if (code === DATA_RAW) {
      const from = this.#integers[at * INTEGERS + BODY_FROM] ?? 0
      return this.source.copy(from, from + (this.#numbers[at * NUMBERS + BODY_BYTES] ?? 0))
    }
    if (!this.hasJson(at)) return decodeBody(this.frame(at) as PayloadFrame)
    const value = this.#bodies.value(at)
    if (value !== NOT_JOINED) return value
    const from = this.bodyFrom(at)
    return decodeJson(this.source.view(from, from + this.bodyBytes(at)))
  }

  /** Returns a frame. */
  frame(at: number): Frame {
    const integers = this.#integers
    const place = at * INTEGERS
    const headBytes = integers[place + HEAD_BYTES] ?? 0
    const header = headerOf(integers[place + CODE] ?? 0, headBytes, this.id(at), this.seq(at), this.bodyBytes(at))
    const bodies = this.hasJson(at) ? this.#bodies : undefined
    return new DecodedFrame(this.source, integers[place + FROM] ?? 0, header, bodies, at) as Frame
  }
  /** Returns a frame that is a message. */
  message(at: number): DataFrame {
    return this.frame(at) as DataFrame
  }
  /** Returns a frame that is an event. */
  event(at: number): EventFrame {
    return this.frame(at) as EventFrame
  }
}

const NO_COLUMNS: Columns = newColumns(0)

/** Returns the unsigned integer of 64 bits at `word`, rounded if it is over 2^53. */
function integerAt(words: Int32Array, word: number): number {
  const low = (words[word] ?? 0) >>> 0
  const high = words[word + 1] ?? 0
  return high === 0 ? low : (high >>> 0) * TWO_32 + low
}

const headerOf = (code: number, headBytes: number, id: number, seq: number, bodyBytes: number): Header => ({
  kind: code & 0xff,
  payload: (code >>> 8) & 0xff,
  element: (code >>> 16) & 0xff,
  flags: code >>> 24,
  headBytes,
  id,
  seq,
  bodyBytes,
})
