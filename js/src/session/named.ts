import { type Table, table } from '../base/primordials.js'
import type { End } from './receiver.js'

interface Named {
  calls: number
  /** How often the host may still end the channel. */
  ends: number
  /** The end of the host, while another call may have opened the channel again without sending on it. */
  end: End | undefined
}

/**
 * The channels that calls in flight name. Each of these calls may let the host open the channel, so an end of the host is final only for the last of them.
 *
 * @internal
 */
export class NamedChannels {
  readonly #channels: Table<number, Named> = table()

  get size(): number {
    return this.#channels.size
  }
  /** Records that a call names a channel. */
  name(channel: number): void {
    const named = this.#channels.get(channel)
    if (named === undefined) this.#channels.set(channel, { calls: 1, ends: 1, end: undefined })
    else {
      named.calls += 1
      named.ends += 1
    }
  }
  /** Records that a call that names a channel has settled. Returns an end of the host that was not final and turns out to be. */
  unname(channel: number): End | undefined {
    const named = this.#channels.get(channel)
    if (named === undefined) return undefined
    named.calls -= 1
    if (named.calls > 0) return undefined
    this.#channels.delete(channel)
    return named.end
  }
  /** Records that the host sends on a channel. */
  received(channel: number): void {
    if (this.#channels.size === 0) return
    const named = this.#channels.get(channel)
    if (named !== undefined) named.end = undefined
  }
  /** Records an end of the host. Returns whether it is final. */
  ends(channel: number, end: End): boolean {
    const named = this.#channels.get(channel)
    if (named === undefined || named.ends === 1 || end.reason !== 'ended') return true
    named.ends -= 1
    named.end = end
    return false
  }
}
