import { INTEGER_MAX, type Limits } from '../base/constants.js'
import { min } from '../base/primordials.js'
import { type Grant, messageCost } from './receiver.js'

/** The sending half of a channel: indexes and credit. */
export class Sender {
  #grantedFrames: number
  #grantedBytes: number
  #sentCost = 0
  #sent = 0

  /**
   * SPEC §6.3: a channel opens with `channel_bytes_max` and `channel_frames_max` granted, one that the page sends on with
   * `channel_open_bytes` and `channel_open_frames`.
   */
  constructor(limits: Limits, from: 'host' | 'page' = 'host') {
    this.#grantedFrames = limits.channel_frames_max
    this.#grantedBytes = limits.channel_bytes_max
    if (from === 'page') {
      this.#grantedFrames = min(limits.channel_open_frames, limits.channel_frames_max)
      this.#grantedBytes = min(limits.channel_open_bytes, limits.channel_bytes_max)
    }
  }

  /** Messages sent so far. */
  get sent(): number {
    return this.#sent
  }
  /** Whether no index is left. */
  get exhausted(): boolean {
    return this.#sent > INTEGER_MAX
  }

  /** Takes credit for a message of `bytes` and returns its index, or undefined when credit is out. */
  send(bytes: number): number | undefined {
    // SPEC §6.3: (frames sent < frames granted) and (cost sent < bytes granted); the last message may overrun.
    if (this.exhausted || this.#sent >= this.#grantedFrames || this.#sentCost >= this.#grantedBytes) return undefined
    this.#sentCost += messageCost(bytes)
    const index = this.#sent
    this.#sent += 1
    return index
  }

  /** A CREDIT arrives. Totals: one that is seen twice, or late, changes nothing. */
  credit(grant: Grant): void {
    if (grant.frames > this.#grantedFrames) this.#grantedFrames = grant.frames
    if (grant.bytes > this.#grantedBytes) this.#grantedBytes = grant.bytes
  }
}
