import { bytesOf, isSlowSource, readSource, readSources, type SlowSource } from './body-source.js'
import { IpcError } from './error.js'
import {
  type Bytes,
  copy,
  defineProperty,
  encodeText,
  getRandomWords,
  isArray,
  isBlob,
  isMap,
  isPlain,
  isReadableStream,
  isView,
  jsonStringify,
  list,
  mapForEach,
  own,
  push,
  record,
  stringStartsWith,
  TypeError,
  typedByteLength,
  typedTag,
  Uint8Array,
} from './primordials.js'
import { typedArrayOf } from './typed.js'
import { LIMITS, PayloadKind } from './wire/constants.js'
import { elementOf } from './wire/element.js'
import type { Payload } from './wire/frame.js'
import { type Attachment, attachmentPrefix, encodeMixed } from './wire/payload.js'

/** A payload that is there, or one that has to be waited for. */
export interface Encoded {
  readonly now: Payload | undefined
  readonly later: Promise<Payload> | undefined
}

/** What stands before the id where a channel is named in a text. */
export const CHANNEL_PREFIX = '__CHANNEL__:'

const EMPTY: Bytes = new Uint8Array(0)
const payload = (kind: number, bytes: Bytes, element: number = 0): Payload => ({ kind, element, bytes })
const now = (value: Payload): Encoded => ({ now: value, later: undefined })
const later = (value: Promise<Payload>): Encoded => ({ now: undefined, later: value })

/** Encodes the arguments of a call: as a message, and a plain array of byte values is bytes. */
export function encodeArguments(args: unknown, onChannelNamed?: (name: string) => void): Encoded {
  return isArray(args) ? now(payload(PayloadKind.RAW, byteValues(args))) : encodeMessage(args, onChannelNamed)
}

/**
 * Encodes one value. Buffers are not copied here: the caller copies before it lets the user run again. SPEC §3.
 *
 * @throws TypeError for what no payload can carry, with the path to it
 * @throws IpcError `detached_buffer`, `too_deep`, `body_too_large`, `too_many_buffers`
 */
export function encodeMessage(value: unknown, onChannelNamed?: (name: string) => void): Encoded {
  if (value === undefined || value === null) return now(payload(PayloadKind.NONE, EMPTY))
  if (typeof value === 'object') {
    const bytes = bytesOf(value)
    if (bytes !== undefined) return now(payload(PayloadKind.RAW, bytes))
    const array = typedArrayOf(value)
    if (array !== undefined) return now(payload(PayloadKind.TYPED, bytesOf(array) ?? EMPTY, elementOf(array) ?? 0))
    const json = (value as { toJSON?: unknown }).toJSON
    if (isSlowSource(value) && typeof json !== 'function') return later(rawOf(value))
  }
  return encodeJson(value, onChannelNamed)
}

async function rawOf(source: SlowSource): Promise<Payload> {
  return payload(PayloadKind.RAW, await own(readSource(source)))
}

function byteValues(values: readonly unknown[]): Bytes {
  const bytes: Bytes = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value !== 'number' || value < 0 || value > 255 || value % 1 !== 0) {
      throw new TypeError(`an array as the whole argument is bytes, and element ${i} is no integer from 0 to 255; pass an object instead`)
    }
    bytes[i] = value
  }
  return bytes
}

type Serializer = { readonly __TAURI_TO_IPC_KEY__?: unknown }

/** JSON, or MIXED when a buffer stands anywhere inside. The text is what `JSON.stringify` would write. */
function encodeJson(root: unknown, onChannelNamed: ((name: string) => void) | undefined): Encoded {
  const attachments = list<Attachment>()
  const sources = list<SlowSource>()
  const places = list<number>()
  let prefix = ''
  let low = 0
  let high = 0
  const attach = (element: number, bytes: Bytes): string => {
    if (prefix === '') {
      // SPEC §3.2: the nonce is drawn after the values exist.
      const words = getRandomWords()
      low = words.low
      high = words.high
      prefix = attachmentPrefix(low, high)
    }
    push(attachments, { element, bytes })
    return prefix + (attachments.length - 1)
  }

  // The way from the root to the value that is visited now: for messages, for cycles and for the depth.
  const holders = list<object>()
  const names = list<string>()
  let depth = 0
  const path = (key: string): string => {
    let text = 'the argument'
    for (let i = 1; i < depth; i++) text += '.' + (names[i] ?? '')
    return depth === 0 ? text : text + '.' + key
  }
  const named = (text: string): string => {
    if (onChannelNamed !== undefined && stringStartsWith(text, CHANNEL_PREFIX)) onChannelNamed(text)
    return text
  }
  const visit = (holder: object, key: string, visited: unknown): unknown => {
    while (depth > 0 && holders[depth - 1] !== holder) depth -= 1
    let value = visited
    if (typeof value === 'string') return named(value)
    if (typeof value === 'bigint') throw new TypeError(`${path(key)} is a BigInt, which JSON cannot carry: pass a string or a BigInt64Array`)
    if (typeof value !== 'object' || value === null) return value
    const serialize = (value as Serializer).__TAURI_TO_IPC_KEY__
    if (typeof serialize === 'function') {
      value = (value as { __TAURI_TO_IPC_KEY__: () => unknown }).__TAURI_TO_IPC_KEY__()
      if (typeof value === 'string') return named(value)
      if (typeof value !== 'object' || value === null) return value
    }
    if (!isPlain(value)) {
      const bytes = bytesOf(value)
      if (bytes !== undefined) return attach(attachedElement(value, () => path(key)), bytes)
      const array = typedArrayOf(value)
      if (array !== undefined) return attach(elementOf(array) ?? 0, bytesOf(array) ?? EMPTY)
      if (isBlob(value) || isReadableStream(value)) {
        push(sources, value)
        push(places, attachments.length)
        return attach(0, EMPTY)
      }
      if (isMap(value)) value = objectOf(value)
    }
    for (let i = 0; i < depth; i++) if (holders[i] === value) throw new TypeError(`${path(key)} is a cycle: it holds itself`)
    if (depth === LIMITS.json_depth_max) throw new IpcError('too_deep', `${path(key)} nests deeper than ${LIMITS.json_depth_max}`)
    holders[depth] = value as object
    names[depth] = key
    depth += 1
    return value
  }
  const text = jsonStringify(root, function (this: object, key: string, value: unknown): unknown {
    return visit(this, key, value)
  })
  if (text === undefined) throw new TypeError('the argument is nothing that JSON can carry')

  if (prefix === '') {
    const bytes = encodeText(text)
    const length = typedByteLength(bytes)
    if (length > LIMITS.json_bytes_max) {
      throw new IpcError('body_too_large', `JSON of ${length} bytes; the limit is ${LIMITS.json_bytes_max}: pass bytes as a buffer`)
    }
    return now(payload(PayloadKind.JSON, bytes))
  }
  if (sources.length === 0) return now(payload(PayloadKind.MIXED, encodeMixed(text, low, high, attachments)))

  // Some bytes have to be waited for: the others are taken now, as they are at the time of the call.
  for (let i = 0; i < attachments.length; i++) {
    const { element, bytes } = attachments[i] ?? { element: 0, bytes: EMPTY }
    attachments[i] = { element, bytes: copy(bytes) }
  }
  const finish = async (): Promise<Payload> => {
    await own(
      readSources(sources, (index, bytes) => {
        attachments[places[index] ?? 0] = { element: 0, bytes }
      }),
    )
    return payload(PayloadKind.MIXED, encodeMixed(text, low, high, attachments))
  }
  return later(finish())
}

/** Untyped for `ArrayBuffer`, `DataView` and `Uint8Array`; the element type for the others. */
function attachedElement(value: object, path: () => string): number {
  const tag = isView(value) ? typedTag(value) : undefined
  if (tag === undefined || tag === 'Uint8Array') return 0
  const element = elementOf(value as ArrayBufferView)
  if (element === undefined) throw new TypeError(`${path()} is a ${tag}, which the wire has no element type for`)
  return element
}

function objectOf(map: ReadonlyMap<unknown, unknown>): object {
  const object = record({})
  mapForEach(map, (value, key) => {
    const descriptor = { __proto__: null, value, writable: true, enumerable: true, configurable: true }
    defineProperty(object, typeof key === 'symbol' ? key : `${key}`, descriptor as PropertyDescriptor)
  })
  return object
}
