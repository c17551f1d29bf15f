import { Flag, FRAME_HEADER_BYTES } from '../base/constants.js'
import { type Bytes, decodeText, typedByteLength } from '../base/primordials.js'
import { decodeRefusal } from '../wire/head.js'
import { alignUp, uint32, uint64 } from '../wire/integers.js'

/** Length of the header of a packet, in bytes (SPEC §9.2). */
export const HEADER_BYTES: number = 32
/** Maximum length of a payload inside a packet, in bytes. Merged batches stay within it; a longer batch arrives alone, from a slot. */
export const INLINE_BYTES_MAX: number = 32 * 1024

/** Codes of the packets that the client receives, from the host or from the extension itself (SPEC §9.2, §9.5). */
export enum Packet {
  REPLIES = 16,
  FRAMES = 17,
  ANSWER = 18,
  REFUSED = 19,
  PIECE = 20,
  FAILED = 21,
  OPENED = 32,
  CLOSED = 33,
  ROOM = 34,
}

// The fields of the packet at `at`, whose first byte is its kind.

/** Returns the length of the payload, in bytes. */
export const payloadLength = (packets: Bytes, at: number): number => uint32(packets, at + 4)
/** Returns the id of the transfer. */
export const packetId = (packets: Bytes, at: number): number => uint64(packets, at + 8)
/** Returns the offset: the number of the first frame in FRAMES. */
export const packetOffset = (packets: Bytes, at: number): number => uint64(packets, at + 16)
/** Returns the extra field: the number of bytes in PIECE. */
export const packetExtra = (packets: Bytes, at: number): number => uint64(packets, at + 24)

/** Returns the offset of the next packet after a payload that ends at `end`. */
export const nextPacket: (end: number) => number = alignUp

/** Returns the length of the frame at `at`, in bytes. */
export function lengthOf(batch: Bytes, at: number): number {
  const deferred = (batch[at + 3] ?? 0) & Flag.DEFERRED
  return alignUp(FRAME_HEADER_BYTES + uint32(batch, at + 4)) + (deferred !== 0 ? 0 : alignUp(uint64(batch, at + 24)))
}

/** Returns the reason of a closed link: a refusal of the host, or a text of the extension. */
export function reasonOf(payload: Bytes): string {
  try {
    const { code, message } = decodeRefusal(payload)
    return code + ': ' + message
  } catch {
    return typedByteLength(payload) === 0 ? 'the host has closed the link' : decodeText(payload)
  }
}
