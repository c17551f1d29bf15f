import { ATTACHMENT_PREFIX, INTEGER_MAX, PayloadKind } from '../base/constants.js'
import { badFrame, IpcError } from '../base/error.js'
import { limits } from '../base/limits.js'
import {
  type Bytes,
  charCodeAt,
  copy,
  defineProperty,
  encodeText,
  isArray,
  keys,
  list,
  numberToString,
  push,
  stringSlice,
  stringStartsWith,
  typedBuffer,
  typedByteLength,
  typedSet,
  Uint8Array,
  view,
} from '../base/primordials.js'
import { checkElement, typedView } from './element.js'
import type { Payload, PayloadFrame } from './frame.js'
import { alignUp, setUint32, setUint64, uint32, uint64 } from './integers.js'
import { checkJsonLength, decodeJson } from './json.js'

/** A buffer beside a JSON text. */
export interface Attachment {
  /** Element code; 0 for untyped bytes. */
  readonly element: number
  readonly bytes: Bytes
}
/** A decoded MIXED payload (SPEC §3.2), in whose value names still stand for the attachments. */
export interface Mixed {
  readonly value: unknown
  /** Prefix of the names of attachments in this payload. */
  readonly prefix: string
  /** Views on the body. */
  readonly attachments: ArrayLike<Attachment>
}

const MIXED_HEADER_BYTES = 16
const ENTRY_BYTES = 16

const hex8 = (value: number): string => stringSlice('00000000' + numberToString(value, 16), -8)

/** Returns the prefix of the names of attachments for a nonce, given as its low and high 32 bits. */
export function attachmentPrefix(low: number, high: number): string {
  return ATTACHMENT_PREFIX + hex8(high) + hex8(low) + ':'
}

/**
 * Encodes a MIXED payload (SPEC §3.2).
 *
 * @param low - low 32 bits of the nonce in the names of `text`
 * @param high - high 32 bits of the nonce
 * @throws IpcError `body_too_large`, `too_many_buffers`
 */
export function encodeMixed(text: string, low: number, high: number, attachments: ArrayLike<Attachment>): Bytes {
  const json = encodeText(text)
  const jsonBytes = typedByteLength(json)
  checkJsonLength(jsonBytes)
  const count = attachments.length
  if (count > limits.attachments_max) throw new IpcError('too_many_buffers', `${count} buffers in one payload; attachments_max is ${limits.attachments_max}`)
  const jsonFrom = MIXED_HEADER_BYTES + ENTRY_BYTES * count
  let length = jsonFrom + alignUp(jsonBytes)
  for (let i = 0; i < count; i++) {
    const bytes = typedByteLength(attachments[i]?.bytes ?? json)
    length += i + 1 < count ? alignUp(bytes) : bytes
  }
  const body: Bytes = new Uint8Array(length)
  setUint32(body, 0, jsonBytes)
  setUint32(body, 4, count)
  setUint32(body, 8, low)
  setUint32(body, 12, high)
  typedSet(body, json, jsonFrom)
  let at = jsonFrom + alignUp(jsonBytes)
  for (let i = 0; i < count; i++) {
    const attachment = attachments[i]
    if (attachment === undefined) continue
    const bytes = typedByteLength(attachment.bytes)
    const entry = MIXED_HEADER_BYTES + ENTRY_BYTES * i
    setUint64(body, entry, bytes)
    body[entry + 8] = attachment.element
    typedSet(body, attachment.bytes, at)
    at += alignUp(bytes)
  }
  return body
}

/**
 * Decodes a MIXED payload (SPEC §3.2).
 *
 * @throws IpcError `bad_frame`, `body_too_large`, `bad_json`, `too_deep`
 */
export function decodeMixed(body: Bytes): Mixed {
  const length = typedByteLength(body)
  if (length < MIXED_HEADER_BYTES) badFrame('a MIXED body ends in its header')
  const jsonBytes = uint32(body, 0)
  const count = uint32(body, 4)
  const prefix = attachmentPrefix(uint32(body, 8), uint32(body, 12))
  // SPEC §3.2: count ≤ 65,536. SPEC §7: `json_bytes_max`.
  if (count > limits.attachments_max) badFrame(`${count} attachments`)
  checkJsonLength(jsonBytes)
  const jsonFrom = MIXED_HEADER_BYTES + ENTRY_BYTES * count
  let at = jsonFrom + alignUp(jsonBytes)
  if (at > length) badFrame('the JSON text exceeds the body')
  const attachments = list<Attachment>()
  for (let i = 0; i < count; i++) {
    const entry = MIXED_HEADER_BYTES + ENTRY_BYTES * i
    const bytes = uint64(body, entry)
    const element = body[entry + 8] ?? 0
    if (bytes > INTEGER_MAX || at + bytes > length) badFrame(`attachment ${i} exceeds the body`)
    // SPEC §3.3: a length that is not a multiple of the element's size is `bad_frame`.
    checkElement(element, bytes)
    push(attachments, { element, bytes: view(body, at, at + bytes) })
    // SPEC §3.2: each padded to 16, the last one not.
    at += i + 1 < count ? alignUp(bytes) : bytes
    if (at > length) badFrame(`the padding of attachment ${i} exceeds the body`)
  }
  if (at !== length) badFrame('bytes after the last attachment')
  const value = decodeJson(view(body, jsonFrom, jsonFrom + jsonBytes))
  return { value, prefix, attachments }
}

/** Returns the index of the attachment that `text` names; undefined if it is an ordinary text. */
export function attachmentIndex(text: string, prefix: string, count: number): number | undefined {
  if (!stringStartsWith(text, prefix)) return undefined
  const digits = text.length - prefix.length
  let index = 0
  for (let i = prefix.length; i < text.length; i++) {
    const digit = charCodeAt(text, i) - 0x30
    if (digit < 0 || digit > 9) badFrame('the name of an attachment has an invalid index')
    index = index * 10 + digit
  }
  // SPEC §3.2: a string that starts with that prefix and names no attachment is `bad_frame`.
  if (digits === 0 || (digits > 1 && charCodeAt(text, prefix.length) === 0x30) || index >= count) badFrame('the name of an attachment refers to none')
  return index
}

/** Replaces each name of an attachment in the value, in place, by `attachment(index)`. */
export function replaceAttachments(mixed: Mixed, attachment: (index: number) => unknown): unknown {
  const count = mixed.attachments.length
  const replaced = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const index = attachmentIndex(value, mixed.prefix, count)
      return index === undefined ? value : attachment(index)
    }
    if (typeof value !== 'object' || value === null) return value
    if (isArray(value)) {
      for (let i = 0; i < value.length; i++) {
        const item = value[i]
        const next = replaced(item)
        if (next !== item) value[i] = next
      }
      return value
    }
    const names = keys(value)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      const item = (value as Record<string, unknown>)[name]
      const next = replaced(item)
      if (next === item) continue
      // Not by assignment: `__proto__` is an ordinary key here.
      const descriptor = { __proto__: null, value: next, writable: true, enumerable: true, configurable: true }
      defineProperty(value, name, descriptor as PropertyDescriptor)
    }
    return value
  }
  return replaced(mixed.value)
}

/** Decodes the body inside a frame. The value belongs to the caller. */
export function decodeBody(frame: PayloadFrame): unknown {
  if (frame.payload === PayloadKind.RAW || frame.payload === PayloadKind.ARCHIVE) return frame.bodyCopy()
  if (frame.payload === PayloadKind.TYPED) return typedView(frame.element, new Uint8Array(frame.bodyCopy()))
  return frame.payload === PayloadKind.JSON ? frame.json() : decodeBodyFrom(frame, frame.body, false)
}

/** Decodes the body of a frame from `bytes`; see {@link decodePayload}. */
export function decodeBodyFrom(frame: PayloadFrame, bytes: Bytes, whole: boolean): unknown {
  return decodePayload({ kind: frame.payload, element: frame.element, bytes }, whole)
}

/**
 * Decodes a payload. Buffers in the value have exactly their size and belong to the caller.
 *
 * @param whole - whether `bytes` fills its buffer and is not used afterwards, so that the buffer is returned without a copy
 * @throws IpcError `bad_frame`, `bad_json`, `too_deep`, `body_too_large`
 */
export function decodePayload({ kind, element, bytes }: Payload, whole: boolean = false): unknown {
  switch (kind) {
    case PayloadKind.NONE:
      return typedByteLength(bytes) === 0 ? null : badFrame('payload NONE has no body')
    case PayloadKind.RAW:
    case PayloadKind.ARCHIVE:
      return typedBuffer(whole ? bytes : copy(bytes))
    case PayloadKind.JSON:
      return decodeJson(bytes)
    case PayloadKind.TYPED:
      checkElement(element, typedByteLength(bytes))
      return typedView(element, whole ? bytes : copy(bytes))
    case PayloadKind.MIXED: {
      const mixed = decodeMixed(bytes)
      const views = list<unknown>()
      for (let i = 0; i < mixed.attachments.length; i++) {
        const attachment = mixed.attachments[i]
        if (attachment !== undefined) push(views, typedView(attachment.element, copy(attachment.bytes)))
      }
      return replaceAttachments(mixed, (index) => views[index])
    }
    default:
      return badFrame(`unknown payload ${kind}`)
  }
}
