import { freeze, list, push, type Table, table, tableForEach } from '../base/primordials.js'

const NONE: ArrayLike<number> = freeze(list<number>())

/** Holds back calls until the frames that were sent before their replies have been delivered (SPEC §6.4). */
export class Watermark {
  #last = 0
  /** Frames above {@link delivered} that were delivered out of order. Most frames are delivered in order and are never added. */
  readonly #ahead: Table<number, true> = table()
  readonly #calls: Table<number, number> = table()
  #delivered = 0

  /** Number of the last frame of which it and all before it have been delivered. */
  get delivered(): number {
    return this.#delivered
  }
  /** Whether a call waits for its watermark. */
  get waits(): boolean {
    return this.#calls.size !== 0
  }

  /** Records the arrival of frame `number`, which follows the last one. */
  arrived(number: number): void {
    this.#last = number
  }
  /** Records that frame `number` has been delivered to the page. */
  acknowledge(number: number): void {
    if (number <= this.#delivered || number > this.#last) return
    if (number !== this.#delivered + 1) {
      this.#ahead.set(number, true)
      return
    }
    this.#delivered = number
    while (this.#ahead.size !== 0 && this.#ahead.delete(this.#delivered + 1)) this.#delivered += 1
  }
  /** Records that the frames from number `first` to `last` have been delivered to the page. */
  acknowledgeAll(first: number, last: number): void {
    // The common case: they are the next in order.
    if (first === this.#delivered + 1 && last <= this.#last) {
      this.#delivered = last - 1
      this.acknowledge(last)
    } else for (let number = first; number <= last; number++) this.acknowledge(number)
  }

  /** Records the reply to `call`. Returns true if the call may settle now; otherwise {@link dequeue} returns it later. */
  reply(call: number, watermark: number): boolean {
    if (watermark <= this.#delivered) return true
    this.#calls.set(call, watermark)
    return false
  }
  /** Drops a call that no longer waits. */
  forget(call: number): void {
    this.#calls.delete(call)
  }
  /** Removes and returns the calls that may settle now, in the order of their replies. */
  dequeue(): ArrayLike<number> {
    if (this.#calls.size === 0) return NONE
    const calls = list<number>()
    tableForEach(this.#calls, (watermark, call) => {
      if (watermark <= this.#delivered) push(calls, call)
    })
    for (let i = 0; i < calls.length; i++) this.forget(calls[i] ?? 0)
    return calls
  }
}
