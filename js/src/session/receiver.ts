import { type EndReason, type Limits, REASSEMBLY_BYTES_MAX, REASSEMBLY_FRAMES_MAX } from '../base/constants.js'
import { limits } from '../base/limits.js'
import { type List, list, max, push, type Table, table, tableForEach } from '../base/primordials.js'

/** The end of a channel. */
export interface End {
  readonly reason: EndReason
  readonly message: string | undefined
}

/** Credit as totals since the channel opened, as CREDIT carries it. */
export interface Grant {
  readonly frames: number
  readonly bytes: number
}

interface Waiting<T> {
  readonly item: T
  readonly cost: number
}

/** Returns the cost of a message of `bytes`, in bytes (SPEC §6.3). */
export function messageCost(bytes: number): number {
  return max(bytes, limits.message_cost_bytes_min)
}

/**
 * The receiving half of a channel: order, reassembly and credit, without clock, promise or lane.
 *
 * @typeParam T - a message, which the receiver does not inspect
 */
export class Receiver<T> {
  #credit: Grant
  readonly #waiting: Table<number, Waiting<T>> = table()
  #waitingCost = 0
  #next = 0
  #endsAt: number | undefined
  #end: End | undefined
  #ended = false
  #dequeuedFrames = 0
  #dequeuedCost = 0
  #grantedAtFrames = 0
  #grantedAtCost = 0
  /** Number of duplicate messages that were dropped. */
  duplicates = 0

  constructor(limits: Limits) {
    this.#credit = { frames: limits.channel_frames_max, bytes: limits.channel_bytes_max }
  }

  /** The end of the channel, once every message before it has been returned; undefined until then. */
  get ended(): End | undefined {
    return this.#ended ? this.#end : undefined
  }

  /** Accepts a message that is the next in order while no other waits, as almost all are. Returns false for any other message: see {@link accept}. */
  acceptNext(index: number, last: boolean): boolean {
    if (this.#ended || index !== this.#next || this.#waiting.size !== 0) return false
    if (last) this.#setEnd(index + 1, { reason: 'ended', message: undefined })
    this.#next += 1
    this.#endIfReached()
    return true
  }

  /**
   * Accepts a message. Returns the messages that are complete in order now.
   *
   * @param bytes - length of its body
   * @param last - whether it ends the channel
   */
  accept(index: number, item: T, bytes: number, last: boolean): List<T> {
    const ready = list<T>()
    if (this.#ended) return ready
    // SPEC §6.3: a duplicate is dropped and counted.
    if (index < this.#next || this.#waiting.has(index)) {
      this.duplicates += 1
      return ready
    }
    if (last) this.#setEnd(index + 1, { reason: 'ended', message: undefined })
    if (index !== this.#next) {
      const cost = messageCost(bytes)
      // SPEC §6.3: at most 1,024 frames or 8 MiB wait. A single waiting message may be of any size.
      const frames = this.#waiting.size
      if (frames >= REASSEMBLY_FRAMES_MAX || (frames > 0 && this.#waitingCost + cost > REASSEMBLY_BYTES_MAX)) {
        this.stop({ reason: 'frame_lost', message: 'too many messages wait for a missing one' })
        return ready
      }
      this.#waiting.set(index, { item, cost })
      this.#waitingCost += cost
      return ready
    }
    push(ready, item)
    this.#next += 1
    for (;;) {
      const waiting = this.#waiting.get(this.#next)
      if (waiting === undefined) break
      this.#waiting.delete(this.#next)
      this.#waitingCost -= waiting.cost
      push(ready, waiting.item)
      this.#next += 1
    }
    this.#endIfReached()
    return ready
  }

  /** Receives an END: the channel ends after `count` messages. */
  end(count: number, end: End): void {
    if (this.#ended) return
    this.#setEnd(count, end)
    this.#endIfReached()
  }

  /** Ends the channel now, even if messages are missing. */
  stop(end: End): void {
    if (this.#ended) return
    this.#end = end
    this.#ended = true
  }

  /** Removes and returns the messages that wait for a missing one. */
  drain(): List<T> {
    const items = list<T>()
    tableForEach(this.#waiting, (waiting) => push(items, waiting.item))
    this.#waiting.clear()
    this.#waitingCost = 0
    return items
  }

  /** Records that the page has dequeued messages, and their cost in bytes. Returns a grant if one is due, which is after half of the window. */
  dequeued(messages: number, cost: number): Grant | undefined {
    this.#dequeuedFrames += messages
    this.#dequeuedCost += cost
    if (this.#ended) return undefined
    const { frames, bytes: limit } = this.#credit
    const framesSince = this.#dequeuedFrames - this.#grantedAtFrames
    const costSince = this.#dequeuedCost - this.#grantedAtCost
    if (framesSince * 2 < frames && costSince * 2 < limit) return undefined
    return this.grant()
  }

  /** Grants a full window from the last dequeued message on. */
  grant(): Grant {
    this.#grantedAtFrames = this.#dequeuedFrames
    this.#grantedAtCost = this.#dequeuedCost
    return { frames: this.#dequeuedFrames + this.#credit.frames, bytes: this.#dequeuedCost + this.#credit.bytes }
  }

  /** Sets the window. A smaller one applies from the next grant on. */
  setCredit(credit: Partial<Grant>): void {
    this.#credit = { frames: credit.frames ?? this.#credit.frames, bytes: credit.bytes ?? this.#credit.bytes }
  }

  #setEnd(count: number, end: End): void {
    if (this.#endsAt !== undefined) return
    this.#endsAt = count
    this.#end = end
  }
  #endIfReached(): void {
    if (this.#endsAt !== undefined && this.#next >= this.#endsAt) this.#ended = true
  }
}
