/** Counters since the document started. */
export interface Stats {
  /** Calls that were sent. */
  readonly calls: number
  /** Calls that were answered, whatever the answer. */
  readonly replies: number
  /** Calls that the page let go of: aborted or out of time. */
  readonly cancelled: number
  /** Bytes of bodies sent and received. */
  readonly bytesUp: number
  readonly bytesDown: number
  /** Frames that came by the poll, and frames that were posted beside calls. */
  readonly framesIn: number
  readonly framesOut: number
  /** Frames and messages that came twice. */
  readonly duplicatesDropped: number
  readonly polls: number
  readonly pollRetries: number
  /** Sessions that a return from the back/forward cache started. */
  readonly restarts: number
}

/** The same, to count in. */
export type Counters = { -readonly [Name in keyof Stats]: number }

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
