import type { LaneName } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Held } from '../base/held.js'
import { type Bytes, Promise, settle } from '../base/primordials.js'
import { Queue } from '../base/queue.js'
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
 * @param missing - the reason why it is not loaded
 */
export function chooseLane(
  choice: LaneChoice,
  natives: Natives | undefined,
  secret: Secret,
  protocol: Lane,
  warn: (message: string) => void,
  missing: string = 'the web process has not loaded the extension',
): Lane {
  return choice === 'protocol' ? protocol : new ChosenLane(choice === 'shm', natives, secret, protocol, warn, missing)
}

class ChosenLane implements Lane {
  readonly #only: boolean
  readonly #natives: Natives | undefined
  readonly #secret: Secret
  readonly #protocol: Lane
  readonly #warn: (message: string) => void
  readonly #missing: string
  #lane: Lane | undefined
  /** Work that waits for the choice. */
  readonly #waiting: Queue<(lane: Lane) => void> = new Queue()

  constructor(
    only: boolean,
    natives: Natives | undefined,
    secret: Secret,
    protocol: Lane,
    warn: (message: string) => void,
    missing: string,
  ) {
    this.#only = only
    this.#natives = natives
    this.#secret = secret
    this.#protocol = protocol
    this.#warn = warn
    this.#missing = missing
    this.#open()
  }

  #open(): void {
    this.#lane = undefined
    const natives = this.#natives
    const fallBack = ({ message }: IpcError): void => {
      if (this.#only) return this.#choose(refusingLane(message))
      this.#warn(`the shared-memory lane is not available, so the protocol lane is used: ${message}`)
      this.#choose(this.#protocol)
    }
    if (natives === undefined) return fallBack(new IpcError('internal', this.#missing))
    openShm(natives, this.#secret.text(), this.#warn, (lane) => this.#choose(lane), fallBack)
  }
  #choose(lane: Lane): void {
    this.#lane = lane
    for (let work = this.#waiting.shift(); work !== undefined; work = this.#waiting.shift()) work(lane)
  }

  /** Name of the lane; `shm` until the choice is made. */
  get name(): LaneName {
    return this.#lane === undefined ? 'shm' : this.#lane.name
  }

  /** Runs `work` on the lane once the choice is made. */
  #on<T>(work: (lane: Lane) => globalThis.Promise<T>): globalThis.Promise<T> {
    if (this.#lane !== undefined) return work(this.#lane)
    return new Promise((resolve, reject) => this.#waiting.push((lane) => settle(work(lane), resolve, reject)))
  }

  call(frame: Bytes, signal: AbortSignal | undefined): globalThis.Promise<Held<Bytes>> {
    return this.#on((lane) => lane.call(frame, signal))
  }
  upload(call: number, offset: number, bytes: Bytes, signal: AbortSignal | undefined): globalThis.Promise<void> {
    return this.#on((lane) => lane.upload(call, offset, bytes, signal))
  }
  body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): globalThis.Promise<Held<ArrayBuffer>> {
    return this.#on((lane) => lane.body(body, offset, length, signal, onBytes))
  }
  frames(batch: Bytes): globalThis.Promise<Held<ArrayBuffer>> {
    return this.#on((lane) => lane.frames(batch))
  }
  enqueue(batch: Bytes): boolean {
    return this.#lane?.enqueue?.(batch) ?? false
  }
  poll(last: number): globalThis.Promise<Held<PollAnswer>> {
    return this.#on((lane) => lane.poll(last))
  }
  /** A deferred body exists only after the exchange of frames, when the choice has been made. */
  get transfer(): TransferBody | undefined {
    return this.#lane?.transfer
  }
  tryUpload(call: number, offset: number, bytes: Bytes): number {
    return this.#lane?.tryUpload?.(call, offset, bytes) ?? 0
  }
  inTurn(upload: () => globalThis.Promise<void>, ofMessage: boolean): globalThis.Promise<void> {
    return this.#on((lane) => (lane.inTurn === undefined ? upload() : lane.inTurn(upload, ofMessage)))
  }
  isCrowded(length: number): boolean {
    return this.#lane?.isCrowded?.(length) ?? false
  }
  restart(): void {
    this.#lane?.restart()
    this.#open()
  }
}

/** Returns a lane that refuses everything, for a page that allows only the shared-memory lane. */
function refusingLane(reason: string): Lane {
  const refuse = <T>(): globalThis.Promise<T> =>
    new Promise((_, reject) => reject(new IpcError('internal', 'only the lane shm is allowed, and it is not available: ' + reason)))
  return { name: 'shm', call: refuse, upload: refuse, body: refuse, frames: refuse, poll: refuse, restart: () => undefined }
}
