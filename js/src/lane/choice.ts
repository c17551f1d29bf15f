import type { LaneName } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Bytes, Promise, settle } from '../base/primordials.js'
import type { Lane, OnBytes, PollAnswer, TransferBody } from './lane.js'
import type { Natives } from './natives.js'
import type { Secret } from './secret.js'
import { openShm } from './shm.js'

/** Which lane a page is to use: the best there is, or one and no other. */
export type LaneChoice = 'auto' | Exclude<LaneName, 'memory'>

/**
 * The shared-memory lane where the host opens it, else the protocol lane, said once with the reason. Until it is known which, frames wait.
 *
 * @param natives - what the web process extension has given to the page; undefined when it has not been loaded.
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
      const fall = (error: unknown): void => {
        const reason = error instanceof IpcError ? error.message : 'unknown'
        if (this.#only) this.#lane = refusingLane(reason)
        else {
          this.#warn(`the shared-memory lane is not there, the protocol lane serves: ${reason}`)
          this.#lane = this.#protocol
        }
        resolve(this.#lane)
      }
      if (natives === undefined) return fall(new IpcError('internal', 'the web process has not loaded the extension'))
      settle(
        openShm(natives, this.#secret.text(), this.#warn),
        (lane) => {
          this.#lane = lane
          resolve(lane)
        },
        fall,
      )
    })
  }

  /** The lane that carries the frames; until that is known, the one that is hoped for. */
  get name(): LaneName {
    return this.#lane === undefined ? 'shm' : this.#lane.name
  }

  /** Does it on the lane, once that is known. */
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
  take(batch: Bytes): boolean {
    return this.#lane?.take?.(batch) ?? false
  }
  poll(last: number): globalThis.Promise<PollAnswer> {
    return this.#on((lane) => lane.poll(last))
  }
  /** A body is there only when frames have crossed, and so the lane is known. */
  get transfer(): TransferBody | undefined {
    return this.#lane?.transfer
  }
  uploadNow(call: number, offset: number, bytes: Bytes): number {
    return this.#lane?.uploadNow?.(call, offset, bytes) ?? 0
  }
  restart(): void {
    this.#lane?.restart()
    this.#ready = this.#open()
  }
}

/** Stands in for the shared-memory lane where no other is wanted. */
function refusingLane(reason: string): Lane {
  const refuse = <T>(): globalThis.Promise<T> =>
    new Promise((_, reject) => reject(new IpcError('internal', 'the shared-memory lane is the only one that is wanted, and it is not there: ' + reason)))
  return { name: 'shm', call: refuse, upload: refuse, body: refuse, frames: refuse, poll: refuse, restart: () => undefined }
}
