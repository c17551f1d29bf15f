import type { LaneName } from '../base/constants.js'
import type { Bytes } from '../base/primordials.js'
import type { CopyPart } from '../wire/received.js'

/** What a poll brings: a batch, and the number of its first frame (SPEC §5.4). */
export interface PollAnswer {
  readonly first: number
  readonly batch: Bytes
  /** All of the batch has been read: its memory is the lane's again. */
  readonly done: (() => void) | undefined
  /** Where the lane has memory for long parts of it, as long as it is not {@link done}. */
  readonly copy?: CopyPart | undefined
}

/** So many bytes of a body have come. */
export type OnBytes = (count: number) => void

/** Fills `into` with a deferred body from `offset` on. */
export type TransferBody = (
  body: number,
  offset: number,
  into: Bytes,
  signal: AbortSignal | undefined,
  onBytes: OnBytes,
) => Promise<void>

/**
 * One way for frames to cross between this page and the host. Every method rejects with an `IpcError` when the host refuses, with
 * {@link NetworkError} when nobody can say what the host did, and with the signal's reason when it was aborted.
 */
export interface Lane {
  readonly name: LaneName
  /** Posts one CALL frame; resolves with the REPLY frame. Never asked twice for one call. */
  call(frame: Bytes, signal: AbortSignal | undefined): Promise<Bytes>
  /** Posts bytes of the body of a deferred call. */
  upload(call: number, offset: number, bytes: Bytes, signal: AbortSignal | undefined): Promise<void>
  /** Fetches a range of a deferred body: of at most `segment_bytes_max`, where there is no {@link transfer}. */
  body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): Promise<ArrayBuffer>
  /** Where a lane brings bodies of every length at once: to their place, or by {@link body} in a buffer of its own. */
  readonly transfer?: TransferBody | undefined
  /**
   * Takes bytes of the body of a deferred call before it returns: as many as it has room for, which may be none. What it does not take is
   * for {@link upload}.
   */
  uploadNow?(call: number, offset: number, bytes: Bytes): number
  /** Posts a batch; resolves with the host's batch. */
  frames(batch: Bytes): Promise<ArrayBuffer>
  /** Takes a batch that the host does not answer, where what a lane has taken is as good as there: whether it did. Where not, it is for {@link frames}. */
  take?(batch: Bytes): boolean
  /** Asks for frames behind number `last`; held until there are some. */
  poll(last: number): Promise<PollAnswer>
  /** A new document starts; its secret has been renewed. */
  restart(): void
}

/** The request failed underneath; whether the host has seen it is unknown. */
export class NetworkError {
  readonly cause: unknown
  constructor(cause: unknown) {
    this.cause = cause
  }
}
