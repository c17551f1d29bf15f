import { type List, list, Map, mapDelete, mapForEach, mapSet, mapSize, push, Set, setAdd, setDelete, setHas, setSize } from '../primordials.js'

/** SPEC §6.4: a call settles after the frames that were sent before its command returned have been delivered. */
export class Watermark {
  #arrived = 0
  readonly #open: globalThis.Set<number> = new Set()
  readonly #calls: globalThis.Map<number, number> = new Map()
  #low = 0

  /** Every frame up to this number has been delivered. */
  get delivered(): number {
    if (setSize(this.#open) === 0) return this.#arrived
    return this.#low
  }
  /** Whether a call waits. */
  get waits(): boolean {
    return mapSize(this.#calls) !== 0
  }

  /** Frame `number` has arrived; it counts as delivered once {@link done} has been told. */
  arrive(number: number): void {
    if (setSize(this.#open) === 0) this.#low = this.#arrived
    this.#arrived = number
    setAdd(this.#open, number)
  }
  /** Frame `number` has been delivered. */
  done(number: number): void {
    setDelete(this.#open, number)
    // Numbers are given in order, so the lowest that is open only ever rises.
    while (this.#low < this.#arrived && !setHas(this.#open, this.#low + 1)) this.#low += 1
  }

  /** The reply of `call` has come. Returns whether it may settle at once; otherwise {@link settles} will name it. */
  reply(call: number, watermark: number): boolean {
    if (watermark <= this.delivered) return true
    mapSet(this.#calls, call, watermark)
    return false
  }
  /** The call is gone. */
  forget(call: number): void {
    mapDelete(this.#calls, call)
  }
  /** The calls that may settle now, in the order their replies came. */
  settles(): List<number> {
    const calls = list<number>()
    if (mapSize(this.#calls) === 0) return calls
    const delivered = this.delivered
    mapForEach(this.#calls, (watermark, call) => {
      if (watermark <= delivered) push(calls, call)
    })
    for (let i = 0; i < calls.length; i++) mapDelete(this.#calls, calls[i] ?? 0)
    return calls
  }
}
