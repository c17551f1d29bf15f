import type { Bytes } from '../base/primordials.js'
import { alignUp, uint32, uint64 } from '../wire/integers.js'

/** Length of the header of a packet, in bytes (SPEC §9.2). */
export const HEADER_BYTES: number = 32
/** The longest payload that travels in a packet, in bytes. Batches that are merged stay within it; a longer batch arrives alone, from a slot. */
export const INLINE_BYTES_MAX: number = 32 * 1024

/** Codes of the packets that the client receives, from the host or from the extension itself (SPEC §9.2, §9.5). */
export const Packet: {
  readonly REPLIES: 16
  readonly FRAMES: 17
  readonly ANSWER: 18
  readonly REFUSED: 19
  readonly PIECE: 20
  readonly FAILED: 21
  readonly OPENED: 32
  readonly CLOSED: 33
  readonly ROOM: 34
} = {
  REPLIES: 16,
  FRAMES: 17,
  ANSWER: 18,
  REFUSED: 19,
  PIECE: 20,
  FAILED: 21,
  OPENED: 32,
  CLOSED: 33,
  ROOM: 34,
}

// Fields of the packet at `at`; its kind is the byte there.
export const payloadLength = (packets: Bytes, at: number): number => uint32(packets, at + 4)
export const packetId = (packets: Bytes, at: number): number => uint64(packets, at + 8)
export const packetOffset = (packets: Bytes, at: number): number => uint64(packets, at + 16)
export const packetExtra = (packets: Bytes, at: number): number => uint64(packets, at + 24)

/** Returns where the packet after one starts whose payload ends at `end`. */
export const nextPacket: (end: number) => number = alignUp
