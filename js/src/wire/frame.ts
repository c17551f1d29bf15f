import { IpcError } from '../base/error.js'
import { type Bytes, typedByteLength, typedSet, Uint8Array } from '../base/primordials.js'
import { Source } from './source.js'
import { ALIGNMENT_BYTES, Flag, FRAME_HEADER_BYTES, INTEGER_MAX, Kind, LIMITS, PayloadKind } from '../base/constants.js'
import { ELEMENT_COUNT } from './element.js'
import { decodeJson } from './json.js'
import type { JsonBodies } from './json-bodies.js'

/** A body and what it is. */
export interface Payload {
  readonly kind: number
  readonly element: number
  readonly bytes: Bytes
}

/** One frame of SPEC §1, decoded. `head` and `body` are views on the bytes it was decoded from, made when they are asked for. */
export class Frame {
  readonly kind: number
  readonly payload: number
  readonly element: number
  readonly flags: number
  readonly id: number
  readonly seq: number
  /** Length of the body, wherever it is; for CREDIT the bytes granted. */
  readonly bodyBytes: number
  /** How many bytes the frame took. */
  readonly frameBytes: number
  readonly #source: Source
  readonly #headFrom: number
  readonly #headTo: number
  readonly #bodyFrom: number
  readonly #bodyTo: number
  readonly #bodies: JsonBodies | undefined
  /** Its number among them. */
  readonly #body: number

  constructor(source: Source, from: number, header: Header, bodies: JsonBodies | undefined) {
    this.kind = header.kind
    this.payload = header.payload
    this.element = header.element
    this.flags = header.flags
    this.id = header.id
    this.seq = header.seq
    this.bodyBytes = header.bodyBytes
    this.frameBytes = header.frameBytes
    this.#source = source
    this.#headFrom = from + FRAME_HEADER_BYTES
    this.#headTo = this.#headFrom + header.headBytes
    this.#bodyFrom = from + header.bodyFrom
    this.#bodyTo = this.#bodyFrom + header.bodyHere
    const isJson = bodies !== undefined && header.payload === PayloadKind.JSON && header.bodyHere !== 0
    this.#bodies = isJson ? bodies : undefined
    this.#body = isJson ? bodies.add(this.#bodyFrom, this.#bodyTo) : 0
  }

  get head(): Bytes {
    return this.#headFrom === this.#headTo ? NOTHING : this.#source.view(this.#headFrom, this.#headTo)
  }
  /** Whether the head is these bytes. */
  hasHead(bytes: Bytes): boolean {
    const { bytes: source } = this.#source
    const length = this.#headTo - this.#headFrom
    if (typedByteLength(bytes) !== length) return false
    for (let i = 0; i < length; i++) if (source[this.#headFrom + i] !== bytes[i]) return false
    return true
  }
  /** Empty when the body is deferred. */
  get body(): Bytes {
    return this.#bodyFrom === this.#bodyTo ? NOTHING : this.#source.view(this.#bodyFrom, this.#bodyTo)
  }
  /** The body in a buffer of its own. */
  bodyCopy(): ArrayBuffer {
    return this.#source.copy(this.#bodyFrom, this.#bodyTo)
  }
  /** It is read later: what it was decoded from has to stay as it is. */
  keep(): void {
    this.#source.keep()
  }
  /** The value of a JSON body. */
  json(): unknown {
    return this.#bodies === undefined ? decodeJson(this.body) : this.#bodies.value(this.#body)
  }
}

/** What the start of a frame says, judged. */
interface Header {
  readonly kind: number
  readonly payload: number
  readonly element: number
  readonly flags: number
  readonly id: number
  readonly seq: number
  readonly bodyBytes: number
  readonly headBytes: number
  readonly bodyFrom: number
  readonly bodyHere: number
  readonly frameBytes: number
}

/** What {@link encodeFrame} writes. Every field is stated, so that nothing is ever read from a prototype. */
export interface FrameFields {
  readonly kind: number
  readonly payload: number
  readonly element: number
  readonly flags: number
  readonly id: number
  readonly seq: number
  /** Only where no body is in the frame: the length of a deferred body, or the bytes that CREDIT grants. */
  readonly bodyBytes: number | undefined
  readonly head: Bytes
  readonly body: Bytes
}

const NOTHING: Bytes = new Uint8Array(0)

/** A frame without payload: CANCEL, END, CREDIT, RELEASE, OPEN, HELLO. `bodyBytes` is what CREDIT grants. */
export function controlFrame(kind: number, id: number, seq: number, head: Bytes = NOTHING, bodyBytes: number = 0): FrameFields {
  return { kind, payload: 0, element: 0, flags: 0, id, seq, bodyBytes, head, body: NOTHING }
}

/** A frame whose body is in it. */
export function payloadFrame(kind: number, id: number, seq: number, flags: number, head: Bytes, payload: Payload): FrameFields {
  return { kind, payload: payload.kind, element: payload.element, flags, id, seq, bodyBytes: undefined, head, body: payload.bytes }
}

/** A frame whose body travels elsewhere. */
export function deferredFrame(kind: number, id: number, seq: number, flags: number, head: Bytes, payload: Payload): FrameFields {
  const bodyBytes = typedByteLength(payload.bytes)
  const deferred = flags | Flag.DEFERRED
  return { kind, payload: payload.kind, element: payload.element, flags: deferred, id, seq, bodyBytes, head, body: NOTHING }
}

const FLAGS_KNOWN = Flag.DEFERRED | Flag.FAILED | Flag.REFUSED | Flag.LAST
const TWO_32 = 4_294_967_296

/** `length` rounded up to a multiple of 16. */
export function padded(length: number): number {
  const rest = length % ALIGNMENT_BYTES
  return rest === 0 ? length : length + ALIGNMENT_BYTES - rest
}

/** The flags that SPEC §1.2 gives a meaning on this kind. EVENT may be deferred too: its head may name a body. */
function flagsOf(kind: number): number {
  switch (kind) {
    case Kind.CALL:
    case Kind.EVENT:
      return Flag.DEFERRED
    case Kind.REPLY:
      return Flag.DEFERRED | Flag.FAILED | Flag.REFUSED
    case Kind.DATA:
      return Flag.DEFERRED | Flag.LAST
    case Kind.HELLO:
      return Flag.REFUSED
    default:
      return 0
  }
}

const carriesBody = (kind: number): boolean =>
  kind === Kind.CALL || kind === Kind.REPLY || kind === Kind.DATA || kind === Kind.EVENT
const carriesNoHead = (kind: number): boolean =>
  kind === Kind.CANCEL || kind === Kind.CREDIT || kind === Kind.RELEASE

const refuse = (message: string): never => {
  throw new IpcError('bad_frame', message)
}
const truncated = (): never => {
  throw new IpcError('body_truncated', 'the frame ends early')
}

/**
 * Decodes the frame at `from`.
 *
 * @throws IpcError `bad_frame`, `body_too_large` or `body_truncated`, in this order of judgement.
 */
export function decodeFrame(bytes: Bytes, from: number = 0, bodyBytesMax: number = LIMITS.body_bytes_max): Frame {
  return frameIn(new Source(bytes), from, bodyBytesMax)
}

/** As {@link decodeFrame}, one of many in the same bytes, whose JSON bodies may be read together. */
export function frameIn(source: Source, from: number, bodyBytesMax: number, bodies?: JsonBodies): Frame {
  const available = source.length - from
  if (available < FRAME_HEADER_BYTES) truncated()
  const { bytes } = source
  const kind = bytes[from] ?? 0
  const payload = bytes[from + 1] ?? 0
  const element = bytes[from + 2] ?? 0
  const flags = bytes[from + 3] ?? 0
  const headBytes = word(bytes, from + 4)
  const id = integer(bytes, from + 8)
  const seq = integer(bytes, from + 16)
  const bodyBytes = integer(bytes, from + 24)

  // SPEC §2: an unknown kind is refused with `bad_frame`.
  if (kind < Kind.HELLO || kind > Kind.OPEN) refuse(`kind ${kind} is not known`)
  // SPEC §3: an unknown code is `bad_frame`.
  if (payload > PayloadKind.ARCHIVE) refuse(`payload ${payload} is not known`)
  // SPEC §1: `element` is the element type of a typed array; 0 otherwise.
  if (element !== 0 && payload !== PayloadKind.TYPED) refuse('an element without a typed array')
  if (element >= ELEMENT_COUNT) refuse(`element ${element} is not known`)
  // SPEC §1.2: unknown bits are refused; FAILED and REFUSED exclude each other.
  if ((flags & ~FLAGS_KNOWN) !== 0) refuse(`flags ${flags} hold an unknown bit`)
  if ((flags & ~flagsOf(kind)) !== 0) refuse(`flags ${flags} on kind ${kind}`)
  if ((flags & Flag.FAILED) !== 0 && (flags & Flag.REFUSED) !== 0) refuse('FAILED and REFUSED')
  // SPEC §1.1: `head_bytes` ≤ 16,384.
  if (headBytes > LIMITS.head_bytes_max) refuse(`a head of ${headBytes} bytes`)
  // SPEC §2: kinds without a head, kinds without a body, and DATA, whose head names its deferred body.
  if (headBytes !== 0 && carriesNoHead(kind)) refuse(`kind ${kind} has no head`)
  const deferred = (flags & Flag.DEFERRED) !== 0
  if (headBytes !== 0 && kind === Kind.DATA && !deferred) refuse('DATA has a head only when it is deferred')
  if (!carriesBody(kind) && payload !== PayloadKind.NONE) refuse(`kind ${kind} has no body`)
  if (bodyBytes !== 0 && kind !== Kind.CREDIT && payload === PayloadKind.NONE) refuse('payload NONE has no body')
  if (bodyBytes !== 0 && (flags & Flag.REFUSED) !== 0) refuse('a refusal has no body')
  // SPEC §1.1: over the receiver's limit is `body_too_large`, judged from the header.
  if (kind !== Kind.CREDIT && bodyBytes > bodyBytesMax) {
    throw new IpcError('body_too_large', `a body of ${bodyBytes} bytes; the limit is ${bodyBytesMax}`)
  }

  const bodyHere = deferred || kind === Kind.CREDIT ? 0 : bodyBytes
  const bodyFrom = padded(FRAME_HEADER_BYTES + headBytes)
  const frameBytes = bodyFrom + padded(bodyHere)
  // SPEC §1.1: a frame that ends early is `body_truncated`.
  if (frameBytes > available) truncated()
  return new Frame(source, from, { kind, payload, element, flags, id, seq, bodyBytes, headBytes, bodyFrom, bodyHere, frameBytes }, bodies)
}

/** How many bytes {@link encodeFrame} will write. */
export function frameBytes(fields: FrameFields): number {
  return padded(FRAME_HEADER_BYTES + typedByteLength(fields.head)) + padded(typedByteLength(fields.body))
}

/** Encodes one frame into bytes of its own. */
export function encodeFrame(fields: FrameFields): Bytes {
  const bytes: Bytes = new Uint8Array(frameBytes(fields))
  writeFrame(fields, bytes, 0)
  return bytes
}

/** Writes one frame at `at` and returns where it ends. `into` must be zero there. */
export function writeFrame(fields: FrameFields, into: Bytes, at: number): number {
  const { kind, payload, element, flags, id, seq, head, body } = fields
  const headBytes = typedByteLength(head)
  if (headBytes > LIMITS.head_bytes_max) throw new IpcError('headers_too_large', `a head of ${headBytes} bytes`)
  const bodyHere = typedByteLength(body)
  into[at] = kind
  into[at + 1] = payload
  into[at + 2] = element
  into[at + 3] = flags
  setWord(into, at + 4, headBytes)
  setInteger(into, at + 8, id)
  setInteger(into, at + 16, seq)
  setInteger(into, at + 24, fields.bodyBytes ?? bodyHere)
  if (headBytes !== 0) typedSet(into, head, at + FRAME_HEADER_BYTES)
  const bodyFrom = at + padded(FRAME_HEADER_BYTES + headBytes)
  if (bodyHere !== 0) typedSet(into, body, bodyFrom)
  return bodyFrom + padded(bodyHere)
}

// Byte by byte: an element of a typed array costs the engine next to nothing, a call of a captured method 50 ns.

/** The word of 32 bits at `at`. */
export function word(bytes: Bytes, at: number): number {
  return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
}

/** The word of 64 bits at `at`, which is more than a number holds where it is over 2^53. */
export function doubleWord(bytes: Bytes, at: number): number {
  return word(bytes, at + 4) * TWO_32 + word(bytes, at)
}

function integer(bytes: Bytes, at: number): number {
  const value = doubleWord(bytes, at)
  // SPEC §1.1: `id`, `seq` and `body_bytes` ≤ 2^53 − 1.
  if (value > INTEGER_MAX) refuse('an integer over 2^53 - 1')
  return value
}

function setWord(into: Bytes, at: number, value: number): void {
  into[at] = value
  into[at + 1] = value >>> 8
  into[at + 2] = value >>> 16
  into[at + 3] = value >>> 24
}

function setInteger(into: Bytes, at: number, value: number): void {
  const low = value % TWO_32
  setWord(into, at, low)
  setWord(into, at + 4, (value - low) / TWO_32)
}
