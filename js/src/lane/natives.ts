import type { Bytes } from '../base/primordials.js'

/**
 * The natives of the web process extension; SPEC §9.5. Each returns 1 (accepted), `FULL` (0), −1 (the link is closed) or `NO_MEMORY` (−2) unless stated
 * otherwise.
 */
export interface Natives {
  /** Asks the host for a link; `listener` is called with the packets that arrive. */
  open(secret: string, listener: (packets: Bytes) => void): number
  /** Sends a batch of frames. */
  send(batch: Bytes): number
  /** Starts a transfer: requests the bytes of a body from `offset`, as many as `into` holds, and copies them there as they arrive. */
  transfer(id: number, body: number, offset: number, into: Bytes): number
  /** Starts a transfer of `length` bytes of a body from `offset` into memory that the extension allocates. */
  allocate(id: number, body: number, offset: number, length: number): number
  /** Returns the buffer of an allocated transfer that is complete, once; `null` if the link is closed. */
  filled(id: number): ArrayBuffer | null
  /** Cancels a transfer of either kind. */
  stop(id: number): number
  /** Uploads bytes of the body of a call, waiting at most `patience` milliseconds at a time for slots; returns the number of accepted bytes. */
  push(call: number, offset: number, bytes: Bytes, patience: number): number
  /** Returns the memory of a batch that arrived alone: the client has read all of it, so the extension may overwrite it. */
  reuse(packets: Bytes): number
  /** Copies a part of packets into memory that the extension allocates; returns `null` if there is none. */
  copy(packets: Bytes, from: number, to: number): ArrayBuffer | null
  /** Draws a mark for one request on a guarded scheme; empty if the system has no random numbers. */
  mark(): string
  /** Closes the link. */
  close(): number
}

/** The socket or the slots are full at present. */
export const FULL: number = 0
/** There is no memory for that many bytes. */
export const NO_MEMORY: number = -2
