import { Flag, FRAME_HEADER_BYTES, INTEGER_MAX, Kind, PayloadKind } from '../base/constants.js'
import { badFrame, IpcError } from '../base/error.js'
import { limits } from '../base/limits.js'
import { type Bytes, NOTHING } from '../base/primordials.js'
import { ELEMENT_COUNT } from './element.js'
import { alignUp, uint32, uint64 } from './integers.js'
import { type JsonBodies, NOT_JOINED } from './json-bodies.js'
import { decodeJson } from './json.js'
import { ReceivedBytes } from './received.js'

/** A body and its kind. */
export interface Payload {
  /** A value of {@link PayloadKind}. */
  readonly kind: number
  /** Element code of a typed array; 0 for the other kinds. */
  readonly element: number
  readonly bytes: Bytes
}

interface FrameOf<K extends Kind> {
  readonly kind: K
  /** Length of the frame in bytes, padding included. */
  readonly frameBytes: number
  /** Keeps the bytes that the frame was decoded from: the frame is read after its batch has been handled. */
  keep(): void
}
interface WithHead {
  /** Bits of {@link Flag}. */
  readonly flags: number
  /** The head as JSON text; empty if there is none. A view on the bytes that the frame was decoded from. */
  readonly head: Bytes
}
interface WithBody extends WithHead {
  /** A value of {@link PayloadKind}. */
  readonly payload: number
  /** Element code of a typed array; 0 for the other kinds. */
  readonly element: number
  /** Length of the body in bytes, deferred or not. */
  readonly bodyBytes: number
  /** The body; empty if it is deferred. A view on the bytes that the frame was decoded from. */
  readonly body: Bytes
  /** Returns the body in a buffer of its own. */
  bodyCopy(): ArrayBuffer
  /** Parses a JSON body. */
  json(): unknown
}

/** SPEC §4.1. */
export interface HelloFrame extends FrameOf<Kind.HELLO>, WithHead {
  /** Version of the protocol. */
  readonly seq: number
}
/** SPEC §4.2: a call of a command. */
export interface CallFrame extends FrameOf<Kind.CALL>, WithBody {
  /** Id of the call. */
  readonly id: number
}
/** SPEC §4.3: the answer to a call. */
export interface ReplyFrame extends FrameOf<Kind.REPLY>, WithBody {
  /** Id of the call. */
  readonly id: number
  /** Watermark: the number of the last frame that was sent before the reply. */
  readonly seq: number
}
/** The page no longer waits for a reply. */
export interface CancelFrame extends FrameOf<Kind.CANCEL> {
  /** Id of the call. */
  readonly id: number
}
/** SPEC §4.5: a message of a channel. */
export interface DataFrame extends FrameOf<Kind.DATA>, WithBody {
  /** Id of the channel. */
  readonly id: number
  /** Index of the message in its channel. */
  readonly seq: number
}
/** SPEC §4.4: the end of a channel. */
export interface EndFrame extends FrameOf<Kind.END>, WithHead {
  /** Id of the channel. */
  readonly id: number
  /** Number of messages that were sent on the channel. */
  readonly seq: number
}
/** Credit for a channel, as totals since it opened. */
export interface CreditFrame extends FrameOf<Kind.CREDIT> {
  /** Id of the channel. */
  readonly id: number
  /** Frames granted. */
  readonly seq: number
  /** Bytes granted. */
  readonly bodyBytes: number
}
/** SPEC §4.6: an event. */
export interface EventFrame extends FrameOf<Kind.EVENT>, WithBody {}
/** The page no longer needs a deferred body. */
export interface ReleaseFrame extends FrameOf<Kind.RELEASE> {
  /** Id of the body. */
  readonly id: number
}
/** SPEC §4.7: a channel opens, or gets another window. */
export interface OpenFrame extends FrameOf<Kind.OPEN>, WithHead {
  /** Id of the channel. */
  readonly id: number
}

/** One decoded frame (SPEC §1). Its `kind` determines its fields and their meaning. */
export type Frame =
  | HelloFrame
  | CallFrame
  | ReplyFrame
  | CancelFrame
  | DataFrame
  | EndFrame
  | CreditFrame
  | EventFrame
  | ReleaseFrame
  | OpenFrame

/** A frame with a payload. */
export type PayloadFrame = CallFrame | ReplyFrame | DataFrame | EventFrame

/** The class of all frames. Frames of every kind have the same shape, so that the JavaScript engine compiles their readers once. */
export class DecodedFrame {
  readonly kind: number
  readonly payload: number
  readonly element: number
  readonly flags: number
  readonly id: number
  readonly seq: number
  readonly bodyBytes: number
  readonly frameBytes: number
  readonly #source: ReceivedBytes
  readonly #headFrom: number
  readonly #headTo: number
  readonly #bodyFrom: number
  readonly #bodyTo: number
  readonly #bodies: JsonBodies | undefined
  /** Position of the body among {@link JsonBodies}. */
  readonly #body: number

  /** @param at - position of the frame among {@link JsonBodies} */
  constructor(source: ReceivedBytes, from: number, header: Header, bodies: JsonBodies | undefined, at: number) {
    this.kind = header.kind
    this.payload = header.payload
    this.element = header.element
    this.flags = header.flags
    this.id = header.id
    this.seq = header.seq
    this.bodyBytes = header.bodyBytes
    const inlineBytes = inlineBytesOf(header)
    const bodyFrom = alignUp(FRAME_HEADER_BYTES + header.headBytes)
    this.frameBytes = bodyFrom + alignUp(inlineBytes)
    this.#source = source
    this.#headFrom = from + FRAME_HEADER_BYTES
    this.#headTo = this.#headFrom + header.headBytes
    this.#bodyFrom = from + bodyFrom
    this.#bodyTo = this.#bodyFrom + inlineBytes
    this.#bodies = header.payload === PayloadKind.JSON && inlineBytes !== 0 ? bodies : undefined
    this.#body = at
  }

  get head(): Bytes {
    return this.#headFrom === this.#headTo ? NOTHING : this.#source.view(this.#headFrom, this.#headTo)
  }
  get body(): Bytes {
    return this.#bodyFrom === this.#bodyTo ? NOTHING : this.#source.view(this.#bodyFrom, this.#bodyTo)
  }
  bodyCopy(): ArrayBuffer {
    return this.#source.copy(this.#bodyFrom, this.#bodyTo)
  }
  keep(): void {
    this.#source.keep()
  }
  json(): unknown {
    const value = this.#bodies === undefined ? NOT_JOINED : this.#bodies.value(this.#body)
    return value === NOT_JOINED ? decodeJson(this.body) : value
  }
}
/** The fields of the header of a frame. */
export interface Header {
  readonly kind: number
  readonly payload: number
  readonly element: number
  readonly flags: number
  readonly headBytes: number
  readonly id: number
  readonly seq: number
  readonly bodyBytes: number
}

/** Returns the length in bytes of the part of the body that is in the frame. */
export const inlineBytesOf = ({ kind, flags, bodyBytes }: Header): number => ((flags & Flag.DEFERRED) !== 0 || kind === Kind.CREDIT ? 0 : bodyBytes)

const FLAGS_KNOWN = Flag.DEFERRED | Flag.FAILED | Flag.REFUSED | Flag.LAST

/** Returns the flags that SPEC §1.2 allows on a kind. EVENT may be deferred too: its head may name a body. */
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

/** @throws IpcError `body_truncated` */
export const endsEarly = (): never => {
  throw new IpcError('body_truncated', 'the frame ends early')
}

/**
 * Decodes the frame at the start of `bytes`.
 *
 * @param bodyBytesMax - the limit of a body, in bytes
 * @throws IpcError `bad_frame`, `body_too_large` or `body_truncated`; the checks run in this order
 */
export function decodeFrame(bytes: Bytes, bodyBytesMax: number = limits.body_bytes_max): Frame {
  const source = new ReceivedBytes(bytes)
  if (source.length < FRAME_HEADER_BYTES) endsEarly()
  const header: Header = {
    kind: bytes[0] ?? 0,
    payload: bytes[1] ?? 0,
    element: bytes[2] ?? 0,
    flags: bytes[3] ?? 0,
    headBytes: uint32(bytes, 4),
    id: uint64(bytes, 8),
    seq: uint64(bytes, 16),
    bodyBytes: uint64(bytes, 24),
  }
  checkHeader(header, source.length, bodyBytesMax)
  return new DecodedFrame(source, 0, header, undefined, 0) as Frame
}

/**
 * Checks the header of a frame.
 *
 * @param available - number of bytes from the start of the frame on
 * @param bodyBytesMax - the limit of a body, in bytes
 * @throws IpcError `bad_frame`, `body_too_large` or `body_truncated`; the checks run in this order
 */
export function checkHeader(header: Header, available: number, bodyBytesMax: number): void {
  const { kind, payload, element, flags, headBytes, id, seq, bodyBytes } = header
  // SPEC §1.1: `id`, `seq` and `body_bytes` ≤ 2^53 − 1.
  if (id > INTEGER_MAX || seq > INTEGER_MAX || bodyBytes > INTEGER_MAX) badFrame('an integer over 2^53 - 1')
  // SPEC §2: an unknown kind is refused with `bad_frame`.
  if (kind < Kind.HELLO || kind > Kind.OPEN) badFrame(`unknown kind ${kind}`)
  // SPEC §3: an unknown code is `bad_frame`.
  if (payload > PayloadKind.ARCHIVE) badFrame(`unknown payload ${payload}`)
  // SPEC §1: `element` is the element type of a typed array; 0 otherwise.
  if (element !== 0 && payload !== PayloadKind.TYPED) badFrame('an element code without a typed array')
  if (element >= ELEMENT_COUNT) badFrame(`unknown element ${element}`)
  // SPEC §1.2: unknown bits are refused; FAILED and REFUSED exclude each other.
  if ((flags & ~FLAGS_KNOWN) !== 0) badFrame(`flags ${flags} contain an unknown bit`)
  if ((flags & ~flagsOf(kind)) !== 0) badFrame(`flags ${flags} on kind ${kind}`)
  if ((flags & Flag.FAILED) !== 0 && (flags & Flag.REFUSED) !== 0) badFrame('the flags FAILED and REFUSED exclude each other')
  // SPEC §1.1: `head_bytes` ≤ `head_bytes_max`.
  if (headBytes > limits.head_bytes_max) badFrame(`a head of ${headBytes} bytes; head_bytes_max is ${limits.head_bytes_max}`)
  // SPEC §2: kinds without a head, kinds without a body, and DATA, whose head names its deferred body.
  if (headBytes !== 0 && carriesNoHead(kind)) badFrame(`a head on kind ${kind}`)
  const deferred = (flags & Flag.DEFERRED) !== 0
  if (headBytes !== 0 && kind === Kind.DATA && !deferred) badFrame('a head on DATA that is not deferred')
  if (!carriesBody(kind) && payload !== PayloadKind.NONE) badFrame(`a body on kind ${kind}`)
  if (bodyBytes !== 0 && kind !== Kind.CREDIT && payload === PayloadKind.NONE) badFrame('a body with payload NONE')
  if (bodyBytes !== 0 && (flags & Flag.REFUSED) !== 0) badFrame('a body in a refusal')
  // SPEC §1.1: a body over the receiver's limit is `body_too_large`, by the header alone.
  if (kind !== Kind.CREDIT && bodyBytes > bodyBytesMax) {
    throw new IpcError('body_too_large', `a body of ${bodyBytes} bytes; the limit is ${bodyBytesMax}`)
  }

  // SPEC §1.1: a frame that ends early is `body_truncated`.
  if (alignUp(FRAME_HEADER_BYTES + headBytes) + alignUp(inlineBytesOf(header)) > available) endsEarly()
}
