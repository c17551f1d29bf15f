import { Promise, settle } from '../base/primordials.js'
import { Queue } from '../base/queue.js'

/** Runs operations in order, a few at once. */
export class Turns {
  readonly #waiting: Queue<() => void> = new Queue()
  readonly #atOnce: number
  #running = 0

  /** By default one operation runs after another. */
  constructor(atOnce: number = 1) {
    this.#atOnce = atOnce
  }

  /** Whether a further operation waits. */
  get isBusy(): boolean {
    return this.#running === this.#atOnce
  }

  /** Runs `work` in its turn; now, if no operation waits. */
  run(work: () => globalThis.Promise<void>): globalThis.Promise<void> {
    return new Promise((resolve, reject) => {
      const start = (): void => {
        this.#running += 1
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
      if (this.isBusy) this.#waiting.push(start)
      else start()
    })
  }

  #next(): void {
    this.#running -= 1
    this.#waiting.shift()?.()
  }
}
