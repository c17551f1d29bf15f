import type { DataFrame } from '../wire/frame.js'
import type { Run } from '../session/delivery.js'
import type { End } from '../session/receiver.js'

/** Receiver of the frames of a channel. */
export interface ChannelSink {
  /** Receives a message. `body` is the id of its deferred body, or 0. The callee acknowledges frame `number` once it has delivered the message. */
  message(frame: DataFrame, body: number, number: number): void
  /** Receives messages with their bodies inside. The callee acknowledges their frames once it has delivered the messages. */
  messages(run: Run): void
  /** Receives the end of the channel. */
  end(end: End): void
  /** Called when the host has granted credit. */
  credit(): void
}

/** A call that waits for its reply, or for the frames before it. */
export interface PendingCall {
  /** Called when the frames up to the watermark of the reply have been delivered. */
  pass(): void
  /** Called when the session has ended. */
  gone(end: End): void
}
