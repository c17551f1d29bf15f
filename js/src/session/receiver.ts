import { type EndReason, LIMITS, type Limits, REASSEMBLY_BYTES_MAX, REASSEMBLY_FRAMES_MAX } from '../base/constants.js'
import { type List, list, max, push, type Table, table, tableForEach } from '../base/primordials.js'

/** How a channel ended. */
export interface End {
  readonly reason: EndReason
  readonly message: string | undefined
}

/** A grant in totals since the channel opened, as CREDIT carries it. */
export interface Grant {
  readonly frames: number
  readonly bytes: number
}

interface Waiting<T> {
  readonly item: T
  readonly cost: number
}

/** What a message of `bytes` costs, SPEC §6.3. */
export function messageCost(bytes: number): number {
  return max(bytes, LIMITS.message_cost_bytes_min)
}

/**
 * The receiving half of a channel: order, reassembly, credit. It never touches a clock, a promise or a lane.
 *
 * @typeParam T - what stands for a message; the receiver does not look into it.
 */
export class Receiver<T> {
  #credit: Grant
  readonly #waiting: Table<number, Waiting<T>> = table()
  #waitingCost = 0
  #next = 0
  #endsAt: number | undefined
  #end: End | undefined
  #ended = false
  #takenFrames = 0
  #takenCost = 0
  #grantedAtFrames = 0
  #grantedAtCost = 0
  /** Messages that came twice and were dropped. */
  duplicates = 0

  constructor(limits: Limits) {
    this.#credit = { frames: limits.channel_frames_max, bytes: limits.channel_bytes_max }
  }

  /** How it ended, once every message before the end has been passed on. */
  get ended(): End | undefined {
    return this.#ended ? this.#end : undefined
  }

  /** A message arrives of which nothing is missing, as of almost all: it can be passed on now, and nothing else. */
  next(index: number, last: boolean): boolean {
    if (this.#ended || index !== this.#next || this.#waiting.size !== 0) return false
    if (last) this.#setEnd(index + 1, { reason: 'ended', message: undefined })
    this.#next += 1
    this.#endIfThere()
    return true
  }

  /** A message arrives. Returns what can be passed on now, in order of index. */
  data(index: number, item: T, bytes: number, last: boolean): List<T> {
    const ready = list<T>()
    if (this.#ended) return ready
    // SPEC §6.3: one that it has already passed on is dropped and counted.
    if (index < this.#next || this.#waiting.has(index)) {
      this.duplicates += 1
      return ready
    }
    if (last) this.#setEnd(index + 1, { reason: 'ended', message: undefined })
    if (index !== this.#next) {
      const cost = messageCost(bytes)
      // SPEC §6.3: at most 1,024 frames or 8 MiB wait. One that waits alone may be of any size.
      const frames = this.#waiting.size
      if (frames >= REASSEMBLY_FRAMES_MAX || (frames > 0 && this.#waitingCost + cost > REASSEMBLY_BYTES_MAX)) {
        this.lose('more messages wait for one that is missing than may wait')
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
    this.#endIfThere()
    return ready
  }

  /** An END arrives: the channel ends behind its message number `count`. */
  end(count: number, end: End): void {
    if (this.#ended) return
    this.#setEnd(count, end)
    this.#endIfThere()
  }

  /** Ends it now, whatever is missing. */
  stop(end: End): void {
    if (this.#ended) return
    this.#end = end
    this.#ended = true
  }

  /** A message can never come. */
  lose(message: string): void {
    this.stop({ reason: 'frame_lost', message })
  }

  /** Takes out what still waits for a message that will not come. */
  abandon(): List<T> {
    const items = list<T>()
    tableForEach(this.#waiting, (waiting) => push(items, waiting.item))
    this.#waiting.clear()
    this.#waitingCost = 0
    return items
  }

  /** The page has taken a message of `bytes`. Returns a grant when it is time for one: after half a window. */
  taken(bytes: number): Grant | undefined {
    this.#takenFrames += 1
    this.#takenCost += messageCost(bytes)
    if (this.#ended) return undefined
    const { frames, bytes: limit } = this.#credit
    const framesSince = this.#takenFrames - this.#grantedAtFrames
    const costSince = this.#takenCost - this.#grantedAtCost
    if (framesSince * 2 < frames && costSince * 2 < limit) return undefined
    return this.grant()
  }

  /** What may be sent until the next grant. */
  grant(): Grant {
    this.#grantedAtFrames = this.#takenFrames
    this.#grantedAtCost = this.#takenCost
    return { frames: this.#takenFrames + this.#credit.frames, bytes: this.#takenCost + this.#credit.bytes }
  }

  /** How much may be under way from now on. */
  setCredit(credit: Partial<Grant>): void {
    this.#credit = { frames: credit.frames ?? this.#credit.frames, bytes: credit.bytes ?? this.#credit.bytes }
  }

  #setEnd(count: number, end: End): void {
    if (this.#endsAt !== undefined) return
    this.#endsAt = count
    this.#end = end
  }
  #endIfThere(): void {
    if (this.#endsAt !== undefined && this.#next >= this.#endsAt) this.#ended = true
  }
}
