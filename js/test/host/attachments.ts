import type { Bytes } from '../../src/base/primordials.js'
import { type Attachment, encodeMixed } from '../../src/wire/payload.js'

/** Concatenates messages. */
export function concatenated(parts: readonly ArrayBuffer[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    whole.set(new Uint8Array(part), at)
    at += part.byteLength
  }
  return whole
}

/** Returns a MIXED payload (SPEC §3.2) with other bytes in some of its attachments. */
export function refilled(bytes: Bytes, places: ReadonlyMap<number, Bytes>): Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const padded = (length: number): number => Math.ceil(length / 16) * 16
  const textBytes = view.getUint32(0, true)
  const count = view.getUint32(4, true)
  let at = 16 + 16 * count
  const json = new TextDecoder().decode(bytes.subarray(at, at + textBytes))
  at += padded(textBytes)
  const attachments = Array.from({ length: count }, (_, i): Attachment => {
    const length = Number(view.getBigUint64(16 + 16 * i, true))
    const attachment = { element: view.getUint8(24 + 16 * i), bytes: places.get(i) ?? bytes.slice(at, at + length) }
    at += padded(length)
    return attachment
  })
  return encodeMixed(json, view.getUint32(8, true), view.getUint32(12, true), attachments)
}
