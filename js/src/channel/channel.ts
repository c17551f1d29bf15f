import type { EndReason } from '../base/constants.js'

/**
 * Ordered messages between the page and the host, with back-pressure in both directions. Pass a channel to a command anywhere in its arguments; it
 * arrives as `Channel<T>` or `Receiver<T>`. The page receives messages of the type `T` and sends messages of the type `S`.
 *
 * @example
 * ```ts
 * const progress = new Channel<number>((percent) => { bar.value = percent })
 * await invoke('build', { progress })
 * ```
 */
export interface Channel<T = unknown, S = unknown> extends AsyncIterable<T> {
  /** Id of the channel in this document. */
  readonly id: number
  /** Called for each message. While it is undefined, messages wait until it is set or until `for await` requests them. */
  onmessage: ((message: T) => void) | undefined
  /**
   * Called after the last message with the reason of the end. A channel that the host has ended opens again when it is passed to another call, and is
   * then called at its next end too.
   */
  onend: ((reason: EndReason, message: string | undefined) => void) | undefined
  /** Resolves after the last message with the reason of the first end. */
  readonly closed: Promise<EndReason>
  /** Bytes of sent messages that wait for credit. */
  readonly bufferedAmount: number
  /**
   * Sends a message to the host. Buffers are copied before it returns. Resolves once the credit of the host covers the message, so awaiting it
   * applies the back-pressure of the host.
   *
   * @throws IpcError `channel_closed` or `document_gone` if the channel has ended
   * @throws IpcError `body_too_large`, `too_deep`, `detached_buffer` or `too_many_buffers` if the message cannot be encoded
   * @throws TypeError if the message contains a value that JSON cannot represent
   */
  send(message: S): Promise<void>
  /** The sending direction as the writer of a `WritableStream`. */
  readonly writer: WritableStreamDefaultWriter<S>
  /**
   * Ends the channel. With the reason `ended` it ends after all sent messages; with another reason it ends at once and drops the messages that
   * wait for credit.
   *
   * @param reason - defaults to `ended` if the page has sent on the channel, and to `cancelled` if not
   * @param message - passed to the receiver with the reason
   */
  close(reason?: 'ended' | 'cancelled' | 'failed', message?: string): void
  /** Returns the text that stands for the channel in arguments. */
  toJSON(): string
}

/** The class of {@link Channel}. */
export interface ChannelConstructor {
  /** @throws IpcError `too_many_channels` if `channels_open_max` channels are open */
  new <T = unknown, S = unknown>(onmessage?: (message: T) => void): Channel<T, S>
}

/** The class as the client itself uses it: a channel may take an id that was drawn before. */
export interface DrawnChannelConstructor extends ChannelConstructor {
  new <T = unknown, S = unknown>(onmessage?: (message: T) => void, drawn?: number): Channel<T, S>
}
