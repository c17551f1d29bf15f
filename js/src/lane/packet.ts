import type { Bytes } from '../base/primordials.js'
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
