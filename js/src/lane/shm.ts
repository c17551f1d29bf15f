import { Flag, FRAME_HEADER_BYTES, Kind, type LaneName } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { runMicrotasks } from '../base/microtasks.js'
import {
  addEventListener,
  type Bytes,
  clearTimeout,
  copy,
  decodeText,
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
import { alignUp, uint32, uint64 } from '../wire/integers.js'
import { ReceivedBytes } from '../wire/received.js'
import type { Lane, OnBytes, PollAnswer, TransferBody } from './lane.js'
import { FULL, type Natives, NO_MEMORY } from './natives.js'
import { HEADER_BYTES, INLINE_BYTES_MAX, nextPacket, Packet, packetExtra, packetId, packetOffset, payloadLength } from './packet.js'
import { noMemory } from './segments.js'

/** How long the host may take to open the link. */
const HANDSHAKE_MS = 3_000
/** How long an upload may hold the page up while the host makes room. */
const PATIENCE_MS = 20

interface Transfer {
  readonly length: number
  came: number
  readonly onBytes: OnBytes
  readonly done: () => void
  readonly reject: (error: unknown) => void
  readonly release: () => void
}
interface Held<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

const gone = (): IpcError => new IpcError('document_gone', 'the host has closed the link of this document')

/** Opens the shared-memory lane, SPEC §9. Rejects with the reason when the host does not open it. */
export function openShm(natives: Natives, secret: string, warn: (message: string) => void): globalThis.Promise<Lane> {
  return new Promise((resolve, reject) => {
    const lane = new ShmLane(natives, warn)
    const timer = setTimeout(() => {
      natives.close()
      reject(new IpcError('internal', `the host has not answered for ${HANDSHAKE_MS} ms`))
    }, HANDSHAKE_MS)
    const settled = (error: IpcError | undefined): void => {
      clearTimeout(timer)
      if (error === undefined) resolve(lane)
      else reject(error)
    }
    if (natives.open(secret, (packets) => lane.receive(packets, settled)) <= FULL) {
      settled(new IpcError('internal', 'the extension cannot ask the host'))
    }
  })
}

class ShmLane implements Lane {
  readonly name: LaneName = 'shm'
  readonly #natives: Natives
  readonly #warn: (message: string) => void
  /** Calls whose reply is to come. One that the page has let go of stays: its reply may name a body to release. */
  readonly #calls: Table<number, Held<Bytes>> = table()
  readonly #transfers: Table<number, Transfer> = table()
  readonly #batches: Queue<PollAnswer> = new Queue()
  /** What is to be done once there is room: it returns whether there was. */
  readonly #waiting: Queue<() => boolean> = new Queue()
  #poll: Held<PollAnswer> | undefined
  #hello: Held<ArrayBuffer> | undefined
  #gathered = list<Bytes>()
  #gatheredBytes = 0
  #scheduled = false
  #transferIds = 0
  #closed = false

  constructor(natives: Natives, warn: (message: string) => void) {
    this.#natives = natives
    this.#warn = warn
  }

  // --- out --------------------------------------------------------------------------------------------------------------------------

  call(frame: Bytes): globalThis.Promise<Bytes> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone()
      this.#calls.set(uint64(frame, ID_AT), { resolve, reject })
      this.#gather(frame)
    })
  }

  frames(batch: Bytes): globalThis.Promise<ArrayBuffer> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone()
      // HELLO is answered; nothing else is, so it is as good as there once it is on its way.
      if (batch[0] === Kind.HELLO) this.#hello = { resolve, reject }
      else resolve(typedBuffer(NOTHING) as ArrayBuffer)
      this.#gather(batch)
    })
  }

  /** Sends a batch that is not answered, with the frames that are gathered before it. */
  take(batch: Bytes): boolean {
    if (this.#closed) return false
    this.#add(batch)
    this.#flush()
    return true
  }

  /** Frames of one turn travel together. */
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

  /** Does it now, or in its turn when there is room. */
  #whenRoom(work: () => boolean): void {
    if (this.#waiting.size > 0 || !work()) this.#waiting.push(work)
  }
  #room(): void {
    for (;;) {
      const work = this.#waiting.peek()
      if (work === undefined || (!this.#closed && !work())) return
      this.#waiting.shift()
    }
  }

  // --- bodies -----------------------------------------------------------------------------------------------------------------------

  /** The extension takes what it has room for before this returns; the rest waits its turn. */
  upload(call: number, offset: number, bytes: Bytes, signal: AbortSignal | undefined): globalThis.Promise<void> {
    this.#flush()
    return new Promise((resolve, reject) => {
      let at = 0
      const total = typedByteLength(bytes)
      this.#whenRoom(() => {
        if (signal !== undefined && signalAborted(signal)) {
          reject(signalReason(signal))
          return true
        }
        while (at < total) {
          const taken = this.#natives.push(call, offset + at, view(bytes, at, total), 0)
          if (taken === FULL) return false
          if (taken < FULL) {
            reject(gone())
            return true
          }
          at += taken
        }
        resolve()
        return true
      })
    })
  }

  /** Takes bytes of the body of a call at once: how many of them, at least. Nobody waits with an earlier piece. */
  uploadNow(call: number, offset: number, bytes: Bytes): number {
    this.#flush()
    if (this.#waiting.size > 0 || this.#closed) return 0
    return max(0, this.#natives.push(call, offset, bytes, PATIENCE_MS))
  }

  body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): globalThis.Promise<ArrayBuffer> {
    return new Promise((resolve, reject) => {
      // One of its own: the page may give it away.
      if (length === 0) return resolve(typedBuffer(new Uint8Array(0)) as ArrayBuffer)
      const done = (id: number): void => {
        const buffer = this.#natives.filled(id)
        if (buffer === null) reject(gone())
        else resolve(buffer)
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
    this.#transfers.set(id, { length, came: 0, onBytes, done: () => done(id), reject, release })
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

  poll(last: number): globalThis.Promise<PollAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw gone()
      const batch = this.#batches.shift()
      if (batch !== undefined) return resolve(batch)
      this.#poll?.resolve({ first: last + 1, batch: NOTHING, done: undefined })
      this.#poll = { resolve, reject }
    })
  }

  /** Packets of the host, one behind the other. */
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
          this.#hello?.resolve(typedBuffer(copy(payload)) as ArrayBuffer)
          this.#hello = undefined
          break
        case Packet.REFUSED: {
          const { code, message } = decodeRefusal(payload)
          this.#warn(`the host refused a batch: ${code}: ${message}`)
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
    // Who waits for what came goes on now, and may have called again before the extension looks for the answer.
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
      call?.resolve(frame)
    }
  }

  /** A batch, which gives back the memory that it has for itself. */
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
    else poll.resolve(answer)
  }

  #piece(id: number, count: number): void {
    const transfer = this.#transfers.get(id)
    if (transfer === undefined) return
    transfer.came += count
    const done = transfer.came >= transfer.length
    if (done) transfer.release()
    transfer.onBytes(count)
    if (done) transfer.done()
  }

  /** Nothing comes any more. */
  #end(): void {
    if (this.#closed) return
    this.#closed = true
    const held = list<{ reject(error: unknown): void }>()
    tableForEach(this.#calls, (call) => push(held, call))
    tableForEach(this.#transfers, (transfer) => push(held, transfer))
    if (this.#poll !== undefined) push(held, this.#poll)
    if (this.#hello !== undefined) push(held, this.#hello)
    for (let i = 0; i < held.length; i++) held[i]?.reject(gone())
    this.#room()
  }

  restart(): void {
    this.#natives.close()
    this.#end()
  }
}


/** Where the id of a frame stands in it. */
const ID_AT = 8

/** How long the frame at `at` is. */
function lengthOf(batch: Bytes, at: number): number {
  const deferred = (batch[at + 3] ?? 0) & Flag.DEFERRED
  return alignUp(FRAME_HEADER_BYTES + uint32(batch, at + 4)) + (deferred !== 0 ? 0 : alignUp(uint64(batch, at + 24)))
}

/** Why the link is closed: a refusal, or the words of the extension. */
function reasonOf(payload: Bytes): string {
  try {
    const { code, message } = decodeRefusal(payload)
    return code + ': ' + message
  } catch {
    return typedByteLength(payload) === 0 ? 'the host has closed the link' : decodeText(payload)
  }
}
