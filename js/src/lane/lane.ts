import type { LaneName } from '../base/constants.js'
import type { Held } from '../base/held.js'
import type { Bytes } from '../base/primordials.js'
import type { CopyPart } from '../wire/received.js'

/** The answer to a poll (SPEC §5.4). */
export interface PollAnswer {
  /** Number of the first frame in the session. */
  readonly first: number
  readonly batch: Bytes
  /** Returns the memory of the batch to the lane, once all of it has been read. */
  readonly done: (() => void) | undefined
  /** Copies long parts of the batch into memory of the lane, until {@link done} is called. */
  readonly copy?: CopyPart | undefined
}

/** Called with the number of bytes of a body that have arrived. */
export type OnBytes = (count: number) => void

/** Fills `into` with a deferred body from `offset` on, in bytes. */
export type TransferBody = (
  body: number,
  offset: number,
  into: Bytes,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
) => Promise<void>

/**
 * A transport of frames between the page and the host. Every method rejects with an `IpcError` if the host refuses, with a {@link NetworkError} if it is
 * unknown whether the host has received the request, and with the reason of the signal if that is aborted.
 */
export interface Lane {
  readonly name: LaneName
  /** Sends one CALL frame and resolves to the REPLY frame. It is called once per call. */
  call(frame: Bytes, signal: AbortSignal | undefined): Promise<Held<Bytes>>
  /** Uploads bytes of the body of a deferred call, from `offset` on. */
  upload(call: number, offset: number, bytes: Bytes, signal: AbortSignal | undefined): Promise<void>
  /** Fetches a segment of a deferred body: of at most `segment_bytes_max` bytes, if the lane has no {@link transfer}. */
  body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): Promise<Held<ArrayBuffer>>
  /** Transfers a deferred body of any length at once, if the lane supports it; {@link body} then does so too, into a new buffer. */
  readonly transfer?: TransferBody | undefined
  /**
   * Uploads bytes of the body of a deferred call before it returns, as far as the lane has room. Returns the number of accepted bytes, which may be 0;
   * the others are for {@link upload}.
   */
  tryUpload?(call: number, offset: number, bytes: Bytes): number
  /** Runs the uploads of calls in order, and those of messages, as many at once as the lane allows. */
  inTurn?(upload: () => Promise<void>, ofMessage: boolean): Promise<void>
  /** Whether a body of `length` bytes must be deferred, however short it is: the unanswered calls have as many bytes as the lane allows. */
  isCrowded?(length: number): boolean
  /** Posts a batch and resolves to the batch of the host. */
  frames(batch: Bytes): Promise<Held<ArrayBuffer>>
  /** Enqueues a batch that the host does not answer, if the lane is reliable. Returns false if it does not; the batch is then for {@link frames}. */
  enqueue?(batch: Bytes): boolean
  /** Requests the frames after number `last`; the host holds the request until there are some. */
  poll(last: number): Promise<Held<PollAnswer>>
  /** Starts a new document, whose secret has been renewed. */
  restart(): void
}

/** A request failed in the network: it is unknown whether the host has received it. */
export class NetworkError {
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}
