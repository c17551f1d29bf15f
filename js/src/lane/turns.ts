import { Promise, settle } from '../base/primordials.js'
import { Queue } from '../base/queue.js'

/** Runs operations one after another. */
export class Turns {
  readonly #waiting: Queue<() => void> = new Queue()
  #busy = false

  /** Whether an operation is running. */
  get isBusy(): boolean {
    return this.#busy
  }

  /** Runs `work` after all earlier operations have ended; now, if there are none. */
  run(work: () => globalThis.Promise<void>): globalThis.Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        this.#busy = true
        settle(
          work(),
          () => {
            this.#next()
            resolve()
          },
          (error) => {
            this.#next()
            reject(error)
          },
        )
      }
      if (this.#busy) this.#waiting.push(start)
      else start()
    })
  }

  #next(): void {
    this.#busy = false
    this.#waiting.shift()?.()
  }
}
