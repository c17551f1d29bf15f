import { INTEGER_MAX, type Limits } from '../base/constants.js'
import { min } from '../base/primordials.js'
import { type Grant, messageCost } from './receiver.js'

/** The sending half of a channel: message indexes and credit. */
export class Sender {
  #grantedFrames: number
  #grantedBytes: number
  #sentCost = 0
  #sent = 0

  /**
   * Opens with the initial grant of SPEC §6.3: `channel_bytes_max` and `channel_frames_max` if the host sends, `channel_open_bytes` and
   * `channel_open_frames` if the page does.
   */
  constructor(limits: Limits, from: 'host' | 'page' = 'host') {
    this.#grantedFrames = limits.channel_frames_max
    this.#grantedBytes = limits.channel_bytes_max
    if (from === 'page') {
      this.#grantedFrames = min(limits.channel_open_frames, limits.channel_frames_max)
      this.#grantedBytes = min(limits.channel_open_bytes, limits.channel_bytes_max)
    }
  }

  /** Number of messages that were sent. */
  get sent(): number {
    return this.#sent
  }
  /** Whether all indexes are used. */
  get exhausted(): boolean {
    return this.#sent > INTEGER_MAX
  }

  /** Reserves credit for a message of `bytes`. Returns the index of the message, or undefined if the credit is used up. */
  reserve(bytes: number): number | undefined {
    // SPEC §6.3: (frames sent < frames granted) and (cost sent < bytes granted); the last message may overrun.
    if (this.exhausted || this.#sent >= this.#grantedFrames || this.#sentCost >= this.#grantedBytes) return undefined
    this.#sentCost += messageCost(bytes)
    const index = this.#sent
    this.#sent += 1
    return index
  }

  /** Adds a grant. A repeated or late grant changes nothing, since grants are totals. */
  grant(grant: Grant): void {
    if (grant.frames > this.#grantedFrames) this.#grantedFrames = grant.frames
    if (grant.bytes > this.#grantedBytes) this.#grantedBytes = grant.bytes
  }
}
