import { type Code, type EndReason, Flag, Kind } from '../base/constants.js'
import { badFrame, IpcError } from '../base/error.js'
import { limits } from '../base/limits.js'
import {
  type Bytes,
  charCodeAt,
  decodeText,
  encodeText,
  freeze,
  hasOwn,
  isArray,
  isSafeInteger,
  jsonParse,
  jsonStringify,
  keys,
  list,
  publish,
  push,
  record,
  stringSlice,
  type Table,
  table,
  typedByteLength,
} from '../base/primordials.js'
import type { EventFrame, Frame, ReplyFrame } from './frame.js'

/** Header names and values in order, repeated names included. */
export type HeaderPairs = ArrayLike<readonly [string, string]>

/** Head of HELLO from the page (SPEC §4.1). */
export interface ClientHello {
  readonly client: string
}
/** Head of HELLO from the host (SPEC §4.1). */
export interface HostHello {
  readonly lane: string
  readonly limits: { readonly [name: string]: number }
}
/** Head of CALL (SPEC §4.2). */
export interface CallHead {
  readonly cmd: string
  readonly headers: HeaderPairs
  readonly streams?: ArrayLike<StreamHead>
}
/** An upload that follows a call (SPEC §4.2). */
export interface StreamHead {
  /** Index of its attachment; 0 for the whole body of a raw payload. */
  readonly attachment: number
  /** Id of its channel. */
  readonly channel: number
  /** Length in bytes, if it is known. */
  readonly length?: number
}
/** Head of REPLY with a result or an error of the command (SPEC §4.3). */
export interface ReplyHead {
  readonly status?: number
  readonly headers?: HeaderPairs
  /** Id of a deferred body. */
  readonly body?: number
  /** Channel of a body that the command still produces. */
  readonly stream?: number
  /** Length of that body in bytes, if it is known. */
  readonly length?: number
}
/** Head of REPLY with a refusal (SPEC §4.3). */
export interface Refusal {
  readonly code: Code
  readonly message: string
  readonly command?: string
  readonly key?: string
}
/** Head of END (SPEC §4.4). */
export interface EndHead {
  readonly reason: EndReason
  readonly message?: string
}
/** Head of OPEN: the window that the sender asks for (SPEC §4.7). */
export interface OpenHead {
  readonly frames?: number
  readonly bytes?: number
}
/** Head of EVENT (SPEC §4.6). */
export interface EventHead {
  readonly event: string
  readonly target?: unknown
  readonly listeners?: readonly number[]
  readonly body?: number
}

const ENDED: EndHead = freeze(record({ reason: 'ended' }))
const NO_HEADERS: HeaderPairs = freeze(list())

type Fields = { readonly [name: string]: unknown }

function parseHead(head: Bytes): Fields {
  let value: unknown
  try {
    value = jsonParse(decodeText(head))
  } catch (cause) {
    throw new IpcError('bad_frame', 'the head is not JSON', { cause })
  }
  if (typeof value !== 'object' || value === null || isArray(value)) badFrame('the head is not an object')
  return value as Fields
}

function textField(fields: Fields, name: string): string {
  const value = hasOwn(fields, name) ? fields[name] : undefined
  return typeof value === 'string' ? value : badFrame(`the head has no text "${name}"`)
}
function integerField(fields: Fields, name: string): number {
  const value = hasOwn(fields, name) ? fields[name] : undefined
  return isSafeInteger(value) && value >= 0 ? value : badFrame(`the head has no integer "${name}"`)
}
/** Sets the field in `into`, which has no prototype, if the head has it. */
function optionalField(into: object, fields: Fields, name: string, read: (fields: Fields, name: string) => unknown): void {
  if (hasOwn(fields, name)) (into as Record<string, unknown>)[name] = read(fields, name)
}

function headerField(fields: Fields, name: string): HeaderPairs {
  const value = fields[name]
  if (!isArray(value)) return badFrame(`"${name}" in the head is not an array`)
  const pairs = list<readonly [string, string]>()
  for (let i = 0; i < value.length; i++) {
    const pair = value[i]
    if (!isArray(pair) || pair.length !== 2 || typeof pair[0] !== 'string' || typeof pair[1] !== 'string') {
      return badFrame(`"${name}" in the head contains a value that is not a pair of texts`)
    }
    push(pairs, [pair[0], pair[1]])
  }
  return pairs
}

/**
 * Checks the name of a command: 1 to 128 bytes of `A–Z a–z 0–9 _ . : / | -` (SPEC §4.2).
 *
 * @throws IpcError `bad_path`
 */
export function checkCommand(cmd: string): void {
  if (cmd.length === 0 || cmd.length > limits.command_bytes_max) throw new IpcError('bad_path', `a command name has 1 to ${limits.command_bytes_max} characters, this one has ${cmd.length}`)
  for (let i = 0; i < cmd.length; i++) {
    const c = charCodeAt(cmd, i)
    const word = (c >= 0x30 && c <= 0x3a) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a)
    // `_ . / | -`; the colon follows the digits.
    if (!word && c !== 0x5f && c !== 0x2e && c !== 0x2f && c !== 0x7c && c !== 0x2d) {
      throw new IpcError('bad_path', `character ${i + 1} of the command name is not allowed; names are letters, digits and _ . : / | -`)
    }
  }
}

/** Returns whether a character may be part of an HTTP token. */
function isToken(c: number): boolean {
  if ((c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) || (c >= 0x5e && c <= 0x7a)) return true
  switch (c) {
    case 0x21: // !
    case 0x23: // #
    case 0x24: // $
    case 0x25: // %
    case 0x26: // &
    case 0x27: // '
    case 0x2a: // *
    case 0x2b: // +
    case 0x2d: // -
    case 0x2e: // .
    case 0x7c: // |
    case 0x7e: // ~
      return true
    default:
      return false
  }
}

function utf8Length(value: string): number {
  return typedByteLength(encodeText(value))
}

/**
 * Checks headers (SPEC §4.2): names are tokens, values contain no CR, LF and NUL, and all of them keep to the limits.
 *
 * @throws IpcError `bad_header`, `headers_too_large`
 */
export function checkHeaders(headers: HeaderPairs): void {
  if (headers.length > limits.header_count_max) throw new IpcError('headers_too_large', `${headers.length} headers; header_count_max is ${limits.header_count_max}`)
  let all = 0
  for (let i = 0; i < headers.length; i++) {
    const pair = headers[i]
    if (pair === undefined) continue
    const name = pair[0]
    const value = pair[1]
    if (name.length === 0) throw new IpcError('bad_header', 'a header without a name')
    for (let at = 0; at < name.length; at++) {
      if (!isToken(charCodeAt(name, at))) throw new IpcError('bad_header', `the name of header ${i + 1} is not a token of letters, digits and !#$%&'*+-.^_\`|~`)
    }
    for (let at = 0; at < value.length; at++) {
      const c = charCodeAt(value, at)
      if (c === 0 || c === 0x0a || c === 0x0d) throw new IpcError('bad_header', `header "${name}" contains CR, LF or NUL`)
    }
    const bytes = name.length + utf8Length(value)
    all += bytes
    if (bytes > limits.header_bytes_max) throw new IpcError('headers_too_large', `header "${name}" has ${bytes} bytes; header_bytes_max is ${limits.header_bytes_max}`)
    if (all > limits.headers_bytes_max) throw new IpcError('headers_too_large', `the headers are too long; headers_bytes_max is ${limits.headers_bytes_max}`)
  }
}

const json = (value: object): Bytes => encodeText(jsonStringify(value) ?? '{}')

/** Encodes the head of HELLO. */
export function encodeClientHello(client: string): Bytes {
  return json(record({ client }))
}
const NO_STREAMS: ArrayLike<StreamHead> = freeze(list<StreamHead>())

/** Encoded heads of calls without headers and uploads, by command: a page calls the same few commands. They are never modified. */
const plainHeads: Table<string, Bytes> = table()
const PLAIN_HEADS_MAX = 256

/**
 * Encodes the head of CALL.
 *
 * @throws IpcError `bad_path`, `bad_header`, `headers_too_large`
 */
export function encodeCallHead(cmd: string, headers: HeaderPairs, streams: ArrayLike<StreamHead> = NO_STREAMS): Bytes {
  if (headers.length !== 0 || streams.length !== 0) return encodeWholeCallHead(cmd, headers, streams)
  const known = plainHeads.get(cmd)
  if (known !== undefined) return known
  const head = encodeWholeCallHead(cmd, headers, streams)
  if (plainHeads.size === PLAIN_HEADS_MAX) plainHeads.clear()
  plainHeads.set(cmd, head)
  return head
}
function encodeWholeCallHead(cmd: string, headers: HeaderPairs, streams: ArrayLike<StreamHead>): Bytes {
  checkCommand(cmd)
  checkHeaders(headers)
  const head: Record<string, unknown> = record({ cmd })
  if (streams.length > 0) head['streams'] = streams
  if (headers.length === 0) return json(head)
  const pairs = list<unknown>()
  for (let i = 0; i < headers.length; i++) {
    const pair = list<string>()
    push(pair, headers[i]?.[0] ?? '')
    push(pair, headers[i]?.[1] ?? '')
    push(pairs, pair)
  }
  head['headers'] = pairs
  return json(head)
}
/** Maximum length of the text of an END in UTF-16 code units. */
const END_TEXT_UNITS_MAX = 4096
/** Bytes of the head of an END besides its text. */
const END_SPARE_BYTES = 128
/** Bytes of the longest escape of one code unit. */
const ESCAPE_BYTES = 6

/** Encodes the head of END; undefined if it is empty. A text that is too long for a head is cut. */
export function encodeEndHead(head: EndHead): Bytes | undefined {
  if (head.reason === 'ended' && head.message === undefined) return undefined
  return json(record(head.message === undefined ? { reason: head.reason } : { reason: head.reason, message: excerpt(head.message) }))
}
/** Returns the first characters of a text, without half of a surrogate pair at the cut. */
function excerpt(text: string): string {
  const room = (limits.head_bytes_max - END_SPARE_BYTES) / ESCAPE_BYTES
  const most = room < END_TEXT_UNITS_MAX ? room | 0 : END_TEXT_UNITS_MAX
  if (text.length <= most) return text
  if (most <= 0) return ''
  const last = charCodeAt(text, most - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return `${stringSlice(text, 0, isHalf ? most - 1 : most)}…`
}

// The functions below throw `bad_frame` for a head that violates SPEC §4.

/** Decodes the head of HELLO from a page. */
export function decodeClientHello(head: Bytes): ClientHello {
  return { client: textField(parseHead(head), 'client') }
}
/** Decodes the head of HELLO from the host. */
export function decodeHostHello(head: Bytes): HostHello {
  const fields = parseHead(head)
  const lane = textField(fields, 'lane')
  const limits = hasOwn(fields, 'limits') ? fields['limits'] : undefined
  if (typeof limits !== 'object' || limits === null || isArray(limits)) return badFrame('the head has no limits')
  const names = keys(limits)
  const result: Record<string, number> = record({})
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    result[name] = integerField(limits as Fields, name)
  }
  return { lane, limits: result }
}
/** Decodes the head of CALL. */
export function decodeCallHead(head: Bytes): CallHead {
  const fields = parseHead(head)
  const cmd = textField(fields, 'cmd')
  const headers = hasOwn(fields, 'headers') ? headerField(fields, 'headers') : NO_HEADERS
  checkCommand(cmd)
  checkHeaders(headers)
  if (!hasOwn(fields, 'streams')) return { cmd, headers }
  const value = fields['streams']
  if (!isArray(value)) return badFrame('"streams" in the head is not an array')
  const streams = list<StreamHead>()
  for (let i = 0; i < value.length; i++) {
    const stream = value[i] as Fields
    if (typeof stream !== 'object' || stream === null) return badFrame('"streams" in the head contains a value that is not an object')
    const read: Record<string, unknown> = record({ attachment: integerField(stream, 'attachment'), channel: integerField(stream, 'channel') })
    optionalField(read, stream, 'length', integerField)
    push(streams, read as unknown as StreamHead)
  }
  return { cmd, headers, streams: publish(streams) }
}
/** Decodes the head of OPEN. */
export function decodeOpenHead(head: Bytes): OpenHead {
  const open: OpenHead = record({})
  if (typedByteLength(head) === 0) return open
  const fields = parseHead(head)
  optionalField(open, fields, 'frames', integerField)
  optionalField(open, fields, 'bytes', integerField)
  return open
}
/** Decodes the head of REPLY that is not a refusal. */
export function decodeReplyHead(frame: ReplyFrame): ReplyHead {
  const head: ReplyHead = record({})
  if (typedByteLength(frame.head) !== 0) {
    const fields = parseHead(frame.head)
    optionalField(head, fields, 'status', integerField)
    optionalField(head, fields, 'headers', headerField)
    optionalField(head, fields, 'body', integerField)
    optionalField(head, fields, 'stream', integerField)
    optionalField(head, fields, 'length', integerField)
  }
  // SPEC §4.3: `body` is required with DEFERRED.
  if ((frame.flags & Flag.DEFERRED) !== 0 && head.body === undefined) badFrame('a deferred reply names no body')
  return head
}
/** Decodes the head of a refusal. */
export function decodeRefusal(head: Bytes): Refusal {
  const fields = parseHead(head)
  const refusal: Refusal = record({ code: textField(fields, 'code'), message: textField(fields, 'message') })
  optionalField(refusal, fields, 'command', textField)
  optionalField(refusal, fields, 'key', textField)
  return refusal
}
/** Decodes the head of END. */
export function decodeEndHead(head: Bytes): EndHead {
  if (typedByteLength(head) === 0) return ENDED
  const fields = parseHead(head)
  const end: EndHead = record({ reason: textField(fields, 'reason') as EndReason })
  optionalField(end, fields, 'message', textField)
  return end
}
/** Decodes the head of a deferred DATA: the id of its body (SPEC §4.5). */
export function decodeBodyId(head: Bytes): number {
  return integerField(parseHead(head), 'body')
}
/** Encodes the head of a deferred DATA. */
export function encodeBodyId(body: number): Bytes {
  return json(record({ body }))
}
/** Decodes the head of EVENT. */
export function decodeEventHead(frame: EventFrame, from: 'host' | 'page'): EventHead {
  const fields = parseHead(frame.head)
  const head: Record<string, unknown> = record({ event: textField(fields, 'event') })
  if (from === 'page') {
    head['target'] = hasOwn(fields, 'target') ? fields['target'] : badFrame('an event without a target')
  } else {
    const listeners = hasOwn(fields, 'listeners') ? fields['listeners'] : undefined
    if (!isArray(listeners)) return badFrame('an event without listeners')
    for (let i = 0; i < listeners.length; i++) {
      if (!isSafeInteger(listeners[i])) badFrame('a listener id is not an integer')
    }
    head['listeners'] = listeners
  }
  optionalField(head, fields, 'body', integerField)
  if ((frame.flags & Flag.DEFERRED) !== 0 && head['body'] === undefined) badFrame('a deferred event names no body')
  return head as unknown as EventHead
}

/** Decodes the head of any frame, by its kind and its sender. */
export function decodeHead(frame: Frame, from: 'host' | 'page'): object {
  switch (frame.kind) {
    case Kind.HELLO:
      return from === 'page' ? decodeClientHello(frame.head) : decodeHostHello(frame.head)
    case Kind.CALL:
      return decodeCallHead(frame.head)
    case Kind.REPLY:
      return (frame.flags & Flag.REFUSED) !== 0 ? decodeRefusal(frame.head) : decodeReplyHead(frame)
    case Kind.DATA:
      return (frame.flags & Flag.DEFERRED) !== 0 ? { body: decodeBodyId(frame.head) } : {}
    case Kind.END:
      return decodeEndHead(frame.head)
    case Kind.EVENT:
      return decodeEventHead(frame, from)
    case Kind.OPEN:
      return decodeOpenHead(frame.head)
    default:
      return {}
  }
}
