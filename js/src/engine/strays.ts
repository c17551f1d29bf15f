import { type Table, table } from '../base/primordials.js'
import type { End } from '../session/receiver.js'
import type { ChannelSink } from './sink.js'
import { lastOf } from '../session/delivery.js'

/** The functions of the engine that a stray channel uses. */
interface Owner {
  open(sink: ChannelSink, channel: number): number
  close(channel: number, end: End): void
  release(body: number): void
  acknowledge(first: number, last?: number): void
}

/** Channels that calls name and that the page does not hold open: the host learns of their end when it sends on them, or when the call settles. */
export class Strays {
  readonly #owner: Owner
  readonly #open: Table<number, boolean> = table()

  constructor(owner: Owner) {
    this.#owner = owner
  }

  open(channel: number): void {
    this.#open.set(channel, true)
    const sink: ChannelSink = {
      message: (_frame, body, number) => {
        if (body !== 0) this.#owner.release(body)
        this.close(channel)
        this.#owner.acknowledge(number)
      },
      messages: (run) => {
        this.close(channel)
        this.#owner.acknowledge(run.number, lastOf(run))
      },
      end: () => this.#open.delete(channel),
      credit: () => undefined,
    }
    this.#owner.open(sink, channel)
  }
  /** Closes a channel if it is a stray one. */
  close(channel: number): void {
    if (this.#open.delete(channel)) this.#owner.close(channel, { reason: 'cancelled', message: 'the page has no channel of this id' })
  }
}
