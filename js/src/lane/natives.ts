import type { Bytes } from '../base/primordials.js'

/** What the web process extension gives to the client; SPEC §9.5. Natives return `TAKEN`, `FULL`, `CLOSED` or `NO_MEMORY`, {@link push} a count. */
export interface Natives {
  /** Asks the host for a link; the listener gets packets. */
  open(secret: string, listener: (packets: Bytes) => void): number
  /** Sends frames. */
  send(batch: Bytes): number
  /** Asks for bytes of a body from `offset`, as many as `into` has room for. */
  pour(id: number, body: number, offset: number, into: Bytes): number
  /** Asks for `length` bytes of a body from `offset`, into memory that the extension brings. */
  bring(id: number, body: number, offset: number, length: number): number
  /** The buffer of a body that has come in full; null when the link is closed. */
  brought(id: number): ArrayBuffer | null
  /** Wants no more of a pour, or a body that is brought. */
  stop(id: number): number
  /** Takes bytes of the body of a call; returns how many. */
  push(call: number, offset: number, bytes: Bytes, patience: number): number
  /** The packets that the listener got may be written over: all of a batch that came alone has been read. */
  reuse(packets: Bytes): number
  /** A part of packets in memory that the extension brings; null where there is none. */
  copy(packets: Bytes, from: number, to: number): ArrayBuffer | null
  close(): number
}

/** Codes of the packets that come from the host, or from the extension itself (SPEC §9.2, §9.5). */
export const Packet = {
  REPLIES: 16,
  FRAMES: 17,
  ANSWER: 18,
  REFUSED: 19,
  POURED: 20,
  FAILED: 21,
  OPENED: 32,
  CLOSED: 33,
  ROOM: 34,
} as const

/** There is no room now. */
export const FULL: number = 0
/** There is no memory for so many bytes. */
export const NO_MEMORY: number = -2
