import type { DataFrame } from '../wire/frame.js'
import type { End } from '../session/receiver.js'

/** Where what comes for a channel goes. */
export interface ChannelSink {
  /** A message; `body` is the id of its deferred body, or 0. The engine's `delivered` is told when the page has it. */
  message(frame: DataFrame, body: number, number: number): void
  end(end: End): void
  credit(): void
}

/** A call that waits for its reply or for frames. */
export interface PendingCall {
  /** The frames up to the reply's watermark have been delivered. */
  pass(): void
  /** The session has ended. */
  gone(end: End): void
}
