/** Counters since the document started. */
export interface Stats {
  /** Calls that were sent. */
  readonly calls: number
  /** Calls that were answered, with a result or an error. */
  readonly replies: number
  /** Calls that the page cancelled: by a signal or a timeout. */
  readonly cancelled: number
  /** Bytes of bodies that were sent. */
  readonly bytesUp: number
  /** Bytes of bodies that were received. */
  readonly bytesDown: number
  /** Frames that were received by polls. */
  readonly framesIn: number
  /** Frames that were sent, calls excluded. */
  readonly framesOut: number
  /** Duplicate frames and messages that were dropped. */
  readonly duplicatesDropped: number
  /** Polls that were sent. */
  readonly polls: number
  /** Polls that failed and were sent again. */
  readonly pollRetries: number
  /** Returns of the page from the back/forward cache, each of which started a new session. */
  readonly restarts: number
}

/** {@link Stats} that can be written. */
export type Counters = { -readonly [Name in keyof Stats]: number }

/** Returns counters at zero. */
export function newCounters(): Counters {
  return {
    calls: 0,
    replies: 0,
    cancelled: 0,
    bytesUp: 0,
    bytesDown: 0,
    framesIn: 0,
    framesOut: 0,
    duplicatesDropped: 0,
    polls: 0,
    pollRetries: 0,
    restarts: 0,
  }
}
