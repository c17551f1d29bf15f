import { list, push, randomHex, Set, setAdd, setHas, settle, sleep, type Table, table, tableForEach } from '../base/primordials.js'

/** Milliseconds after which an answer that the host has sent before a comparison has arrived. */
const ARRIVAL_MS = 1_000

/**
 * The requests of a lane that have no answer yet, each under the number that its URL carries (SPEC §5.5).
 *
 * WebKit stops the requests on custom schemes when its network process ends, and settles none of their promises. The host sees the stop, and then
 * calls {@link compare}.
 */
export class Unanswered {
  /** Distinguishes the requests of this document from those of the documents before it. */
  readonly #document = randomHex(4)
  readonly #failures: Table<number, () => void> = table()
  #last = 0

  /** Adds a request and returns its number. `fail` is called if the request is lost. */
  add(fail: () => void): number {
    this.#last += 1
    this.#failures.set(this.#last, fail)
    return this.#last
  }

  /** Returns the name of a request in its URL. */
  name(request: number): string {
    return this.#document + '-' + request
  }

  /** Removes a request that has an answer, has failed or was aborted. */
  remove(request: number): void {
    this.#failures.delete(request)
  }

  /**
   * Fails the requests that are lost: those up to `last` that the host has answered or given up, unless their answers arrive soon.
   *
   * @param document - the document whose requests are compared
   * @param last - the last request that the host has received
   * @param held - the requests up to it that the host will still answer
   */
  readonly compare = (document: unknown, last: number, held: readonly number[]): void => {
    if (document !== this.#document) return
    const holds: globalThis.Set<number> = new Set()
    for (let i = 0; i < held.length; i++) setAdd(holds, held[i] ?? 0)
    const missing = list<number>()
    tableForEach(this.#failures, (_, request) => {
      if (request <= last && !setHas(holds, request)) push(missing, request)
    })
    if (missing.length === 0) return
    settle(
      sleep(ARRIVAL_MS),
      () => {
        for (let i = 0; i < missing.length; i++) this.#lose(missing[i] ?? 0)
      },
      () => undefined,
    )
  }

  #lose(request: number): void {
    const fail = this.#failures.get(request)
    this.#failures.delete(request)
    fail?.()
  }
}
