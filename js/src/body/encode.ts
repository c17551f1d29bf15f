import { PayloadKind } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import { limits } from '../base/limits.js'
import {
  type Bytes,
  charCodeAt,
  copy,
  defineProperty,
  encodeText,
  getRandomWords,
  isArray,
  isMap,
  isPlain,
  isSafeInteger,
  isView,
  jsonStringify,
  keys,
  list,
  mapForEach,
  mapHas,
  NOTHING,
  own,
  push,
  record,
  stringStartsWith,
  typedByteLength,
  typedTag,
  TypeError,
} from '../base/primordials.js'
import { elementOf } from '../wire/element.js'
import type { Payload } from '../wire/frame.js'
import { checkJsonLength } from '../wire/json.js'
import { type Attachment, attachmentPrefix, encodeMixed } from '../wire/payload.js'
import { bytesOf } from './bytes.js'
import { forEachProxied, unproxied } from './proxied.js'
import { isSlowSource, readSource, readSources, type SlowSource, sourceLength } from './source.js'
import { typedArrayOf } from './typed.js'

/** An encoded value: a payload, or a promise of one while sources are read. */
export interface Encoded {
  readonly now: Payload | undefined
  readonly later: Promise<Held<Payload>> | undefined
  /** Sources that are uploaded after the call; their attachments are empty. */
  readonly following: ArrayLike<Following>
}
/** A source that is uploaded after the call. */
export interface Following {
  /** Index of its attachment; 0 for the whole body of a raw payload. */
  readonly attachment: number
  readonly source: SlowSource
  /** Length in bytes, if it is known. */
  readonly length: number | undefined
}
/** Maximum number of uploads of one call: its head names each. */
const FOLLOWING_MAX = 64

/** Prefix of the text that stands for a channel in arguments; the id of the channel follows. */
export const CHANNEL_PREFIX = '__CHANNEL__:'

/** Returns the id of the channel that a text names; 0, which is not the id of a channel, if it names none. */
export function channelIdOf(name: string): number {
  let id = 0
  for (let i = CHANNEL_PREFIX.length; i < name.length; i++) {
    const digit = charCodeAt(name, i) - 48
    if (digit < 0 || digit > 9) return 0
    id = id * 10 + digit
  }
  return isSafeInteger(id) ? id : 0
}

export const payloadOf = (kind: number, bytes: Bytes, element: number = 0): Payload => ({ kind, element, bytes })
const NO_SOURCES: ArrayLike<Following> = list<Following>()
export const now = (value: Payload, following: ArrayLike<Following> = NO_SOURCES): Encoded => ({ now: value, later: undefined, following })
const later = (value: Promise<Held<Payload>>, following: ArrayLike<Following> = NO_SOURCES): Encoded => ({ now: undefined, later: value, following })

/** Returns whether a source is uploaded after the call instead of being read before it. */
function follows(source: SlowSource, inlineBytes: number | undefined): boolean {
  return inlineBytes !== undefined && (sourceLength(source) ?? inlineBytes + 1) > inlineBytes
}

/**
 * Encodes one value (SPEC §3). Buffers are not copied: the caller copies them before code of the page runs again.
 *
 * @param inlineBytes - length in bytes up to which a source is read before the call; undefined if all are
 * @throws TypeError for a value that no payload can represent, with its path
 * @throws IpcError `detached_buffer`, `too_deep`, `body_too_large`, `too_many_buffers`
 */
export function encodeMessage(value: unknown, inlineBytes?: number, onChannelNamed?: (id: number) => void): Encoded {
  if (value === undefined || value === null) return now(payloadOf(PayloadKind.NONE, NOTHING))
  if (typeof value === 'object') {
    const bytes = bytesOf(value)
    if (bytes !== undefined) return now(payloadOf(PayloadKind.RAW, bytes))
    const array = typedArrayOf(value)
    if (array !== undefined) return now(payloadOf(PayloadKind.TYPED, bytesOf(array) ?? NOTHING, elementOf(array) ?? 0))
    const copied = isPlain(value) ? undefined : bytesOf(unproxied(value))
    if (copied !== undefined) return now(payloadOf(PayloadKind.RAW, copied))
    const json = (value as { toJSON?: unknown }).toJSON
    if (isSlowSource(value) && typeof json !== 'function') {
      if (!follows(value, inlineBytes)) return later(rawOf(value))
      const following = list<Following>()
      push(following, { attachment: 0, source: value, length: sourceLength(value) })
      return now(payloadOf(PayloadKind.RAW, NOTHING), following)
    }
  }
  const flat = flatText(value)
  return flat === undefined ? encodeJson(value, inlineBytes, onChannelNamed) : now(jsonPayload(flat))
}

/** Fields of a flat object, which is encoded without a replacer function: that halves the cost of a small call. */
const FLAT_FIELDS_MAX = 16

/** Returns the JSON text of a plain object with few fields that are numbers, booleans, strings or null; undefined for any other value. */
function flatText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isArray(value) || !isPlain(value)) return undefined
  const { toJSON, __TAURI_TO_IPC_KEY__: serialize } = value as Serializer & { readonly toJSON?: unknown }
  if (typeof toJSON === 'function' || typeof serialize === 'function') return undefined
  const names = keys(value)
  if (names.length > FLAT_FIELDS_MAX) return undefined
  // A copy of the inspected fields: a getter cannot change them afterwards, and nothing is read from a prototype.
  const flat: Record<string, unknown> = record({})
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const field = (value as Record<string, unknown>)[name]
    if (typeof field === 'string') {
      if (stringStartsWith(field, CHANNEL_PREFIX)) return undefined
    } else if (typeof field !== 'number' && typeof field !== 'boolean' && field !== null) return undefined
    flat[name] = field
  }
  return jsonStringify(flat)
}

function jsonPayload(text: string): Payload {
  const bytes = encodeText(text)
  checkJsonLength(typedByteLength(bytes))
  return payloadOf(PayloadKind.JSON, bytes)
}

async function rawOf(source: SlowSource): Promise<Held<Payload>> {
  return hold(payloadOf(PayloadKind.RAW, (await own(readSource(source))).value))
}

type Serializer = { readonly __TAURI_TO_IPC_KEY__?: unknown }

/** Encodes as JSON, or as MIXED if the value contains a buffer. The text is that of `JSON.stringify`. */
function encodeJson(
  root: unknown,
  inlineBytes: number | undefined,
  onChannelNamed: ((id: number) => void) | undefined,
): Encoded {
  const attachments = list<Attachment>()
  const sources = list<SlowSource>()
  const places = list<number>()
  const following = list<Following>()
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

  // The path from the root to the visited value: for error messages, cycles and the depth.
  const holders = list<object>()
  const names = list<string>()
  let depth = 0
  const path = (key: string): string => {
    let text = 'the argument'
    for (let i = 1; i < depth; i++) text += '.' + (names[i] ?? '')
    return depth === 0 ? text : text + '.' + key
  }
  const named = (text: string): string => {
    if (onChannelNamed === undefined || !stringStartsWith(text, CHANNEL_PREFIX)) return text
    const id = channelIdOf(text)
    if (id !== 0) onChannelNamed(id)
    return text
  }
  const visit = (holder: object, key: string, visited: unknown): unknown => {
    while (depth > 0 && holders[depth - 1] !== holder) depth -= 1
    let value = visited
    if (typeof value === 'string') return named(value)
    if (typeof value === 'bigint') throw new TypeError(`${path(key)} is a BigInt, which JSON cannot represent: pass a string or a BigInt64Array`)
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
      if (array !== undefined) return attach(elementOf(array) ?? 0, bytesOf(array) ?? NOTHING)
      if (isSlowSource(value)) {
        if (follows(value, inlineBytes) && following.length < FOLLOWING_MAX) {
          push(following, { attachment: attachments.length, source: value, length: sourceLength(value) })
        } else {
          push(sources, value)
          push(places, attachments.length)
        }
        return attach(0, NOTHING)
      }
      const proxied = unproxied(value)
      if (proxied !== undefined) return attach(attachedElement(proxied, () => path(key)), bytesOf(proxied) ?? NOTHING)
      if (isMap(value)) value = objectOf(value)
    }
    for (let i = 0; i < depth; i++) if (holders[i] === value) throw new TypeError(`${path(key)} contains itself: JSON cannot represent a cycle`)
    if (depth === limits.json_depth_max) throw new IpcError('too_deep', `${path(key)} is nested too deeply; json_depth_max is ${limits.json_depth_max}`)
    holders[depth] = value as object
    names[depth] = key
    depth += 1
    return value
  }
  const text = jsonStringify(root, function (this: object, key: string, value: unknown): unknown {
    return visit(this, key, value)
  })
  if (text === undefined) throw new TypeError('the argument is a value that JSON cannot represent')

  if (prefix === '') return now(jsonPayload(text))
  if (sources.length === 0) return now(payloadOf(PayloadKind.MIXED, encodeMixed(text, low, high, attachments)), following)

  // COPY: some sources are read asynchronously, and the page may write into its buffers meanwhile.
  for (let i = 0; i < attachments.length; i++) {
    const { element, bytes } = attachments[i] ?? { element: 0, bytes: NOTHING }
    attachments[i] = { element, bytes: copy(bytes) }
  }
  const finish = async (): Promise<Held<Payload>> => {
    await own(
      readSources(sources, (index, bytes) => {
        attachments[places[index] ?? 0] = { element: 0, bytes }
      }),
    )
    return hold(payloadOf(PayloadKind.MIXED, encodeMixed(text, low, high, attachments)))
  }
  return later(finish(), following)
}

/** Returns the element code of an attachment; 0 for `ArrayBuffer`, `DataView` and `Uint8Array`. */
function attachedElement(value: object, path: () => string): number {
  const tag = isView(value) ? typedTag(value) : undefined
  if (tag === undefined || tag === 'Uint8Array') return 0
  const element = elementOf(value as ArrayBufferView)
  if (element === undefined) throw new TypeError(`${path()} is a ${tag}, which is not supported: pass its buffer or another typed array`)
  return element
}

/** Returns whether a value is a `Map`, and not a proxy of one. */
function isTrueMap(map: ReadonlyMap<unknown, unknown>): boolean {
  try {
    mapHas(map, 0)
    return true
  } catch {
    return false
  }
}

function objectOf(map: ReadonlyMap<unknown, unknown>): object {
  const object = record({})
  const add = (value: unknown, key: unknown): void => {
    const descriptor = { __proto__: null, value, writable: true, enumerable: true, configurable: true }
    defineProperty(object, typeof key === 'symbol' ? key : `${key}`, descriptor as PropertyDescriptor)
  }
  if (isTrueMap(map)) mapForEach(map, add)
  else forEachProxied(map, add)
  return object
}
