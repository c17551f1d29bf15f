import { freeze, list, push, type Table, table, tableForEach } from '../base/primordials.js'

const NONE: ArrayLike<number> = freeze(list<number>())

/** SPEC §6.4: a call settles after the frames that were sent before its command returned have been delivered. */
export class Watermark {
  #arrived = 0
  /** Delivered out of turn: what lies above {@link delivered}. Most frames are delivered in turn and never stand here. */
  readonly #ahead: Table<number, true> = table()
  readonly #calls: Table<number, number> = table()
  #delivered = 0

  /** Every frame up to this number has been delivered. */
  get delivered(): number {
    return this.#delivered
  }
  /** Whether a call waits. */
  get waits(): boolean {
    return this.#calls.size !== 0
  }

  /** Frame `number` has arrived, the one behind the last; it counts as delivered once {@link done} has been told. */
  arrive(number: number): void {
    this.#arrived = number
  }
  /** Frame `number` has been delivered. */
  done(number: number): void {
    if (number <= this.#delivered || number > this.#arrived) return
    if (number !== this.#delivered + 1) {
      this.#ahead.set(number, true)
      return
    }
    this.#delivered = number
    while (this.#ahead.size !== 0 && this.#ahead.delete(this.#delivered + 1)) this.#delivered += 1
  }

  /** The reply of `call` has come. Returns whether it may settle at once; otherwise {@link settles} will name it. */
  reply(call: number, watermark: number): boolean {
    if (watermark <= this.#delivered) return true
    this.#calls.set(call, watermark)
    return false
  }
  /** The call is gone. */
  forget(call: number): void {
    this.#calls.delete(call)
  }
  /** The calls that may settle now, in the order their replies came. */
  settles(): ArrayLike<number> {
    if (this.#calls.size === 0) return NONE
    const calls = list<number>()
    tableForEach(this.#calls, (watermark, call) => {
      if (watermark <= this.#delivered) push(calls, call)
    })
    for (let i = 0; i < calls.length; i++) this.forget(calls[i] ?? 0)
    return calls
  }
}
