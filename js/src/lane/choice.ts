import type { LaneName } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Bytes, Promise, settle } from '../base/primordials.js'
import type { Lane, OnBytes, PollAnswer, TransferBody } from './lane.js'
import type { Natives } from './natives.js'
import type { Secret } from './secret.js'
import { openShm } from './shm.js'

/** The choice of a lane: the best available one, or only the named one. */
export type LaneChoice = 'auto' | Exclude<LaneName, 'memory'>

/**
 * Returns the shared-memory lane if the host opens it, otherwise the protocol lane after one warning with the reason. Frames wait until the choice is
 * made.
 *
 * @param natives - functions of the web process extension; undefined if it is not loaded
 */
export function chooseLane(
  choice: LaneChoice,
  natives: Natives | undefined,
  secret: Secret,
  protocol: Lane,
  warn: (message: string) => void,
): Lane {
  return choice === 'protocol' ? protocol : new ChosenLane(choice === 'shm', natives, secret, protocol, warn)
}

class ChosenLane implements Lane {
  readonly #only: boolean
  readonly #natives: Natives | undefined
  readonly #secret: Secret
  readonly #protocol: Lane
  readonly #warn: (message: string) => void
  #lane: Lane | undefined
  #ready: globalThis.Promise<Lane>

  constructor(only: boolean, natives: Natives | undefined, secret: Secret, protocol: Lane, warn: (message: string) => void) {
    this.#only = only
    this.#natives = natives
    this.#secret = secret
    this.#protocol = protocol
    this.#warn = warn
    this.#ready = this.#open()
  }

  #open(): globalThis.Promise<Lane> {
    this.#lane = undefined
    const natives = this.#natives
    return new Promise((resolve) => {
      const fallBack = (error: unknown): void => {
        const reason = error instanceof IpcError ? error.message : 'unknown'
        if (this.#only) this.#lane = refusingLane(reason)
        else {
          this.#warn(`the shared-memory lane is not available, so the protocol lane is used: ${reason}`)
          this.#lane = this.#protocol
        }
        resolve(this.#lane)
      }
      if (natives === undefined) return fallBack(new IpcError('internal', 'the web process has not loaded the extension'))
      settle(
        openShm(natives, this.#secret.text(), this.#warn),
        (lane) => {
          this.#lane = lane
          resolve(lane)
        },
        fallBack,
      )
    })
  }

  /** Name of the lane; `shm` until the choice is made. */
  get name(): LaneName {
    return this.#lane === undefined ? 'shm' : this.#lane.name
  }

  /** Runs `work` on the lane once the choice is made. */
  #on<T>(work: (lane: Lane) => globalThis.Promise<T>): globalThis.Promise<T> {
    if (this.#lane !== undefined) return work(this.#lane)
    return new Promise((resolve, reject) => settle(this.#ready, (lane) => settle(work(lane), resolve, reject), reject))
  }

  call(frame: Bytes, signal: AbortSignal | undefined): globalThis.Promise<Bytes> {
    return this.#on((lane) => lane.call(frame, signal))
  }
  upload(call: number, offset: number, bytes: Bytes, signal: AbortSignal | undefined): globalThis.Promise<void> {
    return this.#on((lane) => lane.upload(call, offset, bytes, signal))
  }
  body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): globalThis.Promise<ArrayBuffer> {
    return this.#on((lane) => lane.body(body, offset, length, signal, onBytes))
  }
  frames(batch: Bytes): globalThis.Promise<ArrayBuffer> {
    return this.#on((lane) => lane.frames(batch))
  }
  enqueue(batch: Bytes): boolean {
    return this.#lane?.enqueue?.(batch) ?? false
  }
  poll(last: number): globalThis.Promise<PollAnswer> {
    return this.#on((lane) => lane.poll(last))
  }
  /** A deferred body exists only after the exchange of frames, when the choice has been made. */
  get transfer(): TransferBody | undefined {
    return this.#lane?.transfer
  }
  tryUpload(call: number, offset: number, bytes: Bytes): number {
    return this.#lane?.tryUpload?.(call, offset, bytes) ?? 0
  }
  restart(): void {
    this.#lane?.restart()
    this.#ready = this.#open()
  }
}

/** Returns a lane that refuses everything, for a page that allows only the shared-memory lane. */
function refusingLane(reason: string): Lane {
  const refuse = <T>(): globalThis.Promise<T> =>
    new Promise((_, reject) => reject(new IpcError('internal', 'only the shared-memory lane is allowed, and it is not available: ' + reason)))
  return { name: 'shm', call: refuse, upload: refuse, body: refuse, frames: refuse, poll: refuse, restart: () => undefined }
}
