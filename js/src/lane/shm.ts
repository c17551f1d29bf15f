import { Kind, type LaneName } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { runMicrotasks } from '../base/microtasks.js'
import { type Held, hold } from '../base/held.js'
import {
  addEventListener,
  type Bytes,
  clearTimeout,
  copy,
  joined,
  list,
  max,
  NOTHING,
  Promise,
  push,
  queueMicrotask,
  removeEventListener,
  setTimeout,
  signalAborted,
  signalReason,
  type Table,
  table,
  tableForEach,
  typedBuffer,
  typedByteLength,
  Uint8Array,
  view,
} from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import { decodeRefusal } from '../wire/head.js'
import { uint64 } from '../wire/integers.js'
import { ReceivedBytes } from '../wire/received.js'
import type { Lane, OnBytes, PollAnswer, TransferBody } from './lane.js'
import { FULL, type Natives, NO_MEMORY } from './natives.js'
import { HEADER_BYTES, INLINE_BYTES_MAX, lengthOf, nextPacket, Packet, packetExtra, packetId, packetOffset, payloadLength, reasonOf } from './packet.js'
import { noMemory } from './segments.js'
import { Staging } from './staging.js'
import { Turns } from './turns.js'

/** Timeout of the handshake, in milliseconds. */
const HANDSHAKE_MS = 3_000
/** Time for which an upload may block the page until a slot is free, in milliseconds. */
const PATIENCE_MS = 20

/** A transfer of a deferred body in progress. */
interface Transfer {
  /** Length in bytes. */
  readonly length: number
  /** Bytes that have arrived. */
  received: number
  readonly onBytes: OnBytes
  readonly done: () => void
  readonly reject: (error: unknown) => void
  readonly release: () => void
}
/** The two functions of a pending promise. */
interface Pending<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

const gone = (): IpcError => new IpcError('document_gone', 'the host has closed the shared-memory link of this document')

/**
 * Opens the shared-memory lane (SPEC §9). Calls `onLane` with it, or `onError` with the reason if the host does not open it; once, not before this function
 * returns unless the extension cannot reach the host.
 */
export function openShm(
  natives: Natives,
  secret: string,
  warn: (message: string) => void,
  onLane: (lane: Lane) => void,
  onError: (error: IpcError) => void,
): void {
  const lane = new ShmLane(natives, warn)
  let isSettled = false
  const settled = (error: IpcError | undefined): void => {
    if (isSettled) return
    isSettled = true
    clearTimeout(timer)
    if (error === undefined) onLane(lane)
    else onError(error)
  }
  const timer = setTimeout(() => {
    natives.close()
    settled(new IpcError('internal', `the host did not answer the handshake within ${HANDSHAKE_MS} ms`))
  }, HANDSHAKE_MS)
  if (natives.open(secret, (packets) => lane.receive(packets, settled)) <= FULL) {
    settled(new IpcError('internal', 'the extension cannot reach the host'))
  }
}

/** The lane over one link. */
class ShmLane implements Lane {
  readonly name: LaneName = 'shm'
  readonly #natives: Natives
  readonly #warn: (message: string) => void
  /** Calls without a reply yet. A cancelled call stays: its reply may name a body to release. */
  readonly #calls: Table<number, Pending<Held<Bytes>>> = table()
  readonly #transfers: Table<number, Transfer> = table()
  readonly #batches: Queue<PollAnswer> = new Queue()
  /** Operations that wait for room, in order; each returns whether there was room. */
  readonly #waiting: Queue<() => boolean> = new Queue()
  /** Chunks of uploads that wait for room. They hold up nothing else: the host may keep their slots until it has room for the whole body. */
  readonly #chunks: Queue<() => boolean> = new Queue()
  readonly #uploads = new Turns()
  #poll: Pending<Held<PollAnswer>> | undefined
  #hello: Pending<Held<ArrayBuffer>> | undefined
  #gathered = list<Bytes>()
  #gatheredBytes = 0
  #scheduled = false
  #transferIds = 0
  #closed = false
  readonly #staging: Staging

  constructor(natives: Natives, warn: (message: string) => void) {
    this.#natives = natives
    this.#staging = new Staging(natives)
    this.#warn = warn
  }

  // --- out --------------------------------------------------------------------------------------------------------------------------

  call(frame: Bytes): globalThis.Promise<Held<Bytes>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone()
      this.#calls.set(uint64(frame, ID_AT), { resolve, reject })
      this.#gather(frame)
    })
  }

  frames(batch: Bytes): globalThis.Promise<Held<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone()
      // The host answers only HELLO. The link is reliable, so any other batch counts as received once it is sent.
      if (batch[0] === Kind.HELLO) this.#hello = { resolve, reject }
      else resolve(hold(typedBuffer(NOTHING) as ArrayBuffer))
      this.#gather(batch)
    })
  }

  /** Sends a batch that is not answered, after the gathered ones. */
  enqueue(batch: Bytes): boolean {
    if (this.#closed) return false
    this.#add(batch)
    this.#flush()
    return true
  }

  /** Gathers the batches of one turn of the event loop, which are sent together. */
  #gather(batch: Bytes): void {
    this.#add(batch)
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.#flush()
    })
  }

  #add(batch: Bytes): void {
    const length = typedByteLength(batch)
    if (this.#gatheredBytes + length > INLINE_BYTES_MAX) this.#flush()
    push(this.#gathered, batch)
    this.#gatheredBytes += length
  }
  #flush(): void {
    const batches = this.#gathered
    if (batches.length === 0) return
    const bytes = batches.length === 1 ? (batches[0] ?? NOTHING) : joined(batches, this.#gatheredBytes)
    this.#gathered = list<Bytes>()
    this.#gatheredBytes = 0
    this.#whenRoom(() => this.#natives.send(bytes) !== FULL)
  }

  /** Runs `work` now, or in order once there is room. */
  #whenRoom(work: () => boolean): void {
    if (this.#waiting.size > 0 || !work()) this.#waiting.push(work)
  }
  #room(): void {
    this.#drain(this.#waiting)
    // A chunk never overtakes the frame of its call.
    if (this.#waiting.size === 0) this.#drain(this.#chunks)
  }
  #drain(queue: Queue<() => boolean>): void {
    for (;;) {
      const work = queue.peek()
      if (work === undefined || (!this.#closed && !work())) return
      queue.shift()
    }
  }

  // --- bodies -----------------------------------------------------------------------------------------------------------------------

  /** Uploads as much as there is room for before it returns; the rest waits for room. */
  upload(call: number, offset: number, bytes: Bytes, signal: AbortSignal | undefined): globalThis.Promise<void> {
    this.#flush()
    return new Promise((resolve, reject) => {
      let at = 0
      const total = typedByteLength(bytes)
      const work = (): boolean => {
        if (signal !== undefined && signalAborted(signal)) {
          reject(signalReason(signal))
          return true
        }
        while (at < total) {
          const accepted = this.#staging.push(call, offset + at, view(bytes, at, total), 0)
          if (accepted === FULL) return false
          if (accepted < FULL) {
            reject(gone())
            return true
          }
          at += accepted
        }
        resolve()
        return true
      }
      if (this.#waiting.size > 0 || this.#chunks.size > 0 || !work()) this.#chunks.push(work)
    })
  }

  /** One upload after another: the host admits them in this order, and keeps the slots of a waiting upload. */
  inTurn = (upload: () => globalThis.Promise<void>): globalThis.Promise<void> => this.#uploads.run(upload)

  /** Uploads bytes at once, unless an earlier operation waits for room. */
  tryUpload(call: number, offset: number, bytes: Bytes): number {
    this.#flush()
    if (this.#uploads.isBusy || this.#waiting.size > 0 || this.#chunks.size > 0 || this.#closed) return 0
    return max(0, this.#staging.push(call, offset, bytes, PATIENCE_MS))
  }

  body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): globalThis.Promise<Held<ArrayBuffer>> {
    return new Promise((resolve, reject) => {
      // A new buffer, since the page may transfer it.
      if (length === 0) return resolve(hold(typedBuffer(new Uint8Array(0)) as ArrayBuffer))
      const done = (id: number): void => {
        const buffer = this.#natives.filled(id)
        buffer === null ? reject(gone()) : resolve(hold(buffer))
      }
      const ask = (id: number): number => this.#natives.allocate(id, body, offset, length)
      this.#request(length, signal, onBytes, ask, done, reject)
    })
  }

  readonly transfer: TransferBody = (body, offset, into, signal, onBytes) =>
    new Promise((resolve, reject) => {
      const length = typedByteLength(into)
      if (length === 0) return resolve()
      const ask = (id: number): number => this.#natives.transfer(id, body, offset, into)
      this.#request(length, signal, onBytes, ask, () => resolve(), reject)
    })

  /** Starts a transfer of `length` bytes under a new id; `done` runs when all of them have arrived. */
  #request(
    length: number,
    signal: AbortSignal | undefined,
    onBytes: OnBytes,
    ask: (id: number) => number,
    done: (id: number) => void,
    reject: (error: unknown) => void,
  ): void {
    if (this.#closed) throw gone()
    if (signal !== undefined && signalAborted(signal)) throw signalReason(signal)
    this.#transferIds += 1
    const id = this.#transferIds
    const abort = (): void => {
      if (signal === undefined || this.#transfers.get(id) === undefined) return
      release()
      this.#natives.stop(id)
      reject(signalReason(signal))
    }
    const release = (): void => {
      this.#transfers.delete(id)
      if (signal !== undefined) removeEventListener(signal, 'abort', abort)
    }
    this.#transfers.set(id, { length, received: 0, onBytes, done: () => done(id), reject, release })
    if (signal !== undefined) addEventListener(signal, 'abort', abort)
    this.#flush()
    this.#whenRoom(() => {
      if (this.#transfers.get(id) === undefined) return true
      const answer = ask(id)
      if (answer === NO_MEMORY) {
        release()
        reject(noMemory(length))
      }
      return answer !== FULL
    })
  }

  // --- in ---------------------------------------------------------------------------------------------------------------------------

  poll(last: number): globalThis.Promise<Held<PollAnswer>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone()
      const batch = this.#batches.shift()
      if (batch !== undefined) return resolve(hold(batch))
      this.#poll?.resolve(hold({ first: last + 1, batch: NOTHING, done: undefined }))
      this.#poll = { resolve, reject }
    })
  }

  /** Handles packets of the host. */
  receive(packets: Bytes, settled: (error: IpcError | undefined) => void): void {
    const source = new ReceivedBytes(packets)
    const end = source.length
    let at = 0
    while (at + HEADER_BYTES <= end) {
      const from = at + HEADER_BYTES
      const to = from + payloadLength(packets, at)
      if (to > end) return
      const payload = source.view(from, to)
      switch (packets[at]) {
        case Packet.REPLIES:
          this.#replies(payload)
          break
        case Packet.FRAMES:
          this.#frames(this.#answer(packetOffset(packets, at), payload, packets))
          break
        case Packet.ANSWER:
          this.#hello?.resolve(hold(typedBuffer(copy(payload)) as ArrayBuffer))
          this.#hello = undefined
          break
        case Packet.REFUSED: {
          const { code, message } = decodeRefusal(payload)
          this.#warn(`the host refused a batch of frames: ${code}: ${message}`)
          break
        }
        case Packet.PIECE:
          this.#piece(packetId(packets, at), packetExtra(packets, at))
          break
        case Packet.FAILED: {
          const transfer = this.#transfers.get(packetId(packets, at))
          if (transfer === undefined) break
          const { code, message } = decodeRefusal(payload)
          transfer.release()
          transfer.reject(new IpcError(code, message))
          break
        }
        case Packet.OPENED:
          settled(undefined)
          break
        case Packet.CLOSED:
          this.#end()
          settled(new IpcError('internal', reasonOf(payload)))
          break
        case Packet.ROOM:
          this.#room()
          break
      }
      at = nextPacket(to)
    }
    // Code of the page that awaits these packets runs now, so that its next call is sent before the extension polls for packets.
    runMicrotasks()
  }

  #replies(batch: Bytes): void {
    const source = new ReceivedBytes(batch)
    let at = 0
    while (at < source.length) {
      const from = at
      at += lengthOf(batch, from)
      const frame = source.view(from, at)
      const id = uint64(batch, from + ID_AT)
      const call = this.#calls.get(id)
      this.#calls.delete(id)
      call?.resolve(hold(frame))
    }
  }

  /** Returns the answer to a poll. A batch that arrived alone returns its memory when it is done. */
  #answer(first: number, batch: Bytes, packets: Bytes): PollAnswer {
    const isAlone = typedByteLength(batch) > INLINE_BYTES_MAX && typedByteLength(packets) === HEADER_BYTES + typedByteLength(batch)
    if (!isAlone) return { first, batch, done: undefined }
    return {
      first,
      batch,
      done: () => this.#natives.reuse(packets),
      copy: (from, to) => this.#natives.copy(packets, HEADER_BYTES + from, HEADER_BYTES + to),
    }
  }
  #frames(answer: PollAnswer): void {
    const poll = this.#poll
    this.#poll = undefined
    if (poll === undefined) this.#batches.push(answer)
    else poll.resolve(hold(answer))
  }

  #piece(id: number, count: number): void {
    const transfer = this.#transfers.get(id)
    if (transfer === undefined) return
    transfer.received += count
    const done = transfer.received >= transfer.length
    if (done) transfer.release()
    transfer.onBytes(count)
    if (done) transfer.done()
  }

  /** Closes the lane and rejects all pending operations. */
  #end(): void {
    if (this.#closed) return
    this.#closed = true
    const pending = list<{ reject(error: unknown): void }>()
    tableForEach(this.#calls, (call) => push(pending, call))
    tableForEach(this.#transfers, (transfer) => push(pending, transfer))
    if (this.#poll !== undefined) push(pending, this.#poll)
    if (this.#hello !== undefined) push(pending, this.#hello)
    for (let i = 0; i < pending.length; i++) pending[i]?.reject(gone())
    this.#room()
  }

  restart(): void {
    this.#natives.close()
    this.#end()
  }
}

/** Offset of the id in a frame. */
const ID_AT = 8
