import { Flag, Kind, LIMITS, type Limits, PayloadKind, PROTOCOL_VERSION } from '../../src/base/constants.js'
import { IpcError } from '../../src/base/error.js'
import { hold } from '../../src/base/held.js'
import { type Bytes } from '../../src/base/primordials.js'
import { decodeBatch, decodeOne, encodeBatch } from '../../src/wire/batch.js'
import type { DataFrame, Payload } from '../../src/wire/frame.js'
import { decodeBodyId, decodeCallHead, decodeClientHello, decodeEndHead, encodeEndHead, type StreamHead } from '../../src/wire/head.js'
import { controlFrame, deferredFrame, encodedBytes, encodeFrame, type OutgoingFrame, payloadFrame } from '../../src/wire/outgoing.js'
import { decodePayload } from '../../src/wire/payload.js'
import { type End, messageCost, Receiver } from '../../src/session/receiver.js'
import { Sender } from '../../src/session/sender.js'
import type { Lane, OnBytes, PollAnswer } from '../../src/lane/lane.js'
import { encodeMessage } from '../../src/body/encode.js'
import { concatenated, refilled } from './attachments.js'
import { CallIds } from './calls.js'
import { type Command, Exactly, type HostCall, type Outgoing, Reply, StreamReply, type Upload } from './program.js'

export { type Command, Exactly, type HostCall, Reply, StreamReply } from './program.js'

const text = (value: unknown): Bytes => new TextEncoder().encode(JSON.stringify(value)) as Bytes
const NOTHING: Bytes = new Uint8Array(0)
const join = (payload: Payload, head: Bytes, kind: number, id: number, seq: number, flags: number, deferred: boolean): OutgoingFrame =>
  deferred ? deferredFrame(kind, id, seq, flags, head, payload) : payloadFrame(kind, id, seq, flags, head, payload)

/**
 * The host's side of one document, within the process of a test. It follows SPEC §5 and §6 with the halves of a session that the page uses; it checks
 * no origin and no secret.
 */
export class MemoryHost {
  readonly limits: Limits
  readonly commands: Map<string, Command> = new Map()
  /** Messages of the channels on which the page sends, in order. */
  readonly received: Map<number, unknown[]> = new Map()
  /** Ends of channels that the page has sent. */
  readonly ends: Map<number, End> = new Map()
  /** Bodies that the page has released. */
  readonly released: number[] = []
  /** Number of executions of each call. */
  readonly executions: Map<number, number> = new Map()
  /** Version of the client, from HELLO. */
  client: string | undefined
  /** Whether messages of the page are dequeued at once, so that credit is granted. */
  dequeues = true
  /** Commands that receive uploads as they arrive; for all others they are collected. */
  readonly streaming: Set<string> = new Set()
  readonly #ids = new CallIds()
  readonly #running: Map<number, AbortController> = new Map()
  readonly #uploads: Map<number, Upload> = new Map()
  readonly #bodies: Map<number, Bytes> = new Map()
  readonly #outgoing: Map<number, Outgoing> = new Map()
  readonly #incoming: Map<number, Receiver<DataFrame>> = new Map()
  readonly #arriving: Map<number, Promise<void>> = new Map()
  readonly #ended: (() => void)[] = []
  #nextBody = 1
  #nextStream = 2 ** 52
  #queue: OutgoingFrame[] = []
  #queueFirst = 1
  #held: (() => void) | undefined

  constructor(limits: Limits = LIMITS) {
    this.limits = limits
  }

  /** Number of deferred bodies that are held for the page. */
  get bodies(): number {
    return this.#bodies.size
  }
  /** Number of the last frame that was enqueued for polls. */
  get sequence(): number {
    return this.#queueFirst + this.#queue.length - 1
  }

  // --- requests ---------------------------------------------------------------------------------------------------------------------

  async call(bytes: Bytes): Promise<ArrayBuffer> {
    const frame = decodeOne(bytes)
    if (frame.kind !== Kind.CALL) throw new IpcError('bad_frame', 'not a CALL')
    if (!this.#ids.reserve(frame.id)) throw new IpcError('duplicate_request', 'a call id that was used before')
    let reply: OutgoingFrame
    let command: string | undefined
    try {
      const head = decodeCallHead(frame.head)
      command = head.cmd
      const found = this.commands.get(head.cmd)
      if (found === undefined) throw new IpcError('unknown_command', `no command ${head.cmd}`)
      const controller = new AbortController()
      this.#running.set(frame.id, controller)
      const deferred = (frame.flags & Flag.DEFERRED) !== 0
      const body = deferred ? await this.#uploaded(frame.id, frame.bodyBytes, controller.signal) : frame.body
      this.executions.set(frame.id, (this.executions.get(frame.id) ?? 0) + 1)
      const streams = head.streams ?? []
      let payload: Payload = { kind: frame.payload, element: frame.element, bytes: body }
      for (const { channel } of Array.from(streams)) this.#openIncoming(channel)
      for (const { channel } of Array.from(streams)) this.claim(channel)
      if (streams.length > 0 && !this.streaming.has(head.cmd)) payload = await this.#collected(payload, streams, controller.signal)
      const args = decodePayload(payload)
      const cancelled = new Promise<never>((_, reject) => {
        controller.signal.addEventListener('abort', () => reject(new IpcError('cancelled', 'cancelled by the page')))
      })
      const call: HostCall = { id: frame.id, command: head.cmd, headers: head.headers, args, payload, signal: controller.signal, streams }
      const value = await Promise.race([Promise.resolve().then(() => found(call)), cancelled])
      reply = value instanceof StreamReply ? this.#streamOf(frame.id, value) : this.#replyOf(frame.id, value, 0)
    } catch (error) {
      if (error instanceof IpcError) {
        const { code, message, key } = error
        const head = text({ code, message, command, key })
        reply = { ...controlFrame(Kind.REPLY, frame.id, this.sequence, head), flags: Flag.REFUSED }
      } else reply = this.#replyOf(frame.id, error, Flag.FAILED)
    } finally {
      this.#running.delete(frame.id)
    }
    return encodeFrame(reply).buffer
  }

  #replyOf(id: number, result: unknown, flags: number): OutgoingFrame {
    const reply = result instanceof Reply ? result : undefined
    const value = reply === undefined ? result : reply.value
    const payload = value instanceof Exactly ? value.payload : encodeMessage(value).now
    if (payload === undefined) throw new IpcError('internal', 'a result from an asynchronous source')
    const deferred = payload.bytes.byteLength > this.limits.inline_body_bytes_max
    const body = deferred ? this.#keep(payload.bytes) : undefined
    const head = reply === undefined && body === undefined ? NOTHING : text({ status: reply?.status, headers: reply?.headers, body })
    return join(payload, head, Kind.REPLY, id, this.sequence, flags, deferred)
  }
  #keep(bytes: Bytes): number {
    const body = this.#nextBody++
    this.#bodies.set(body, bytes)
    return body
  }

  #uploaded(id: number, length: number, signal: AbortSignal): Promise<Bytes> {
    return new Promise((resolve, reject) => {
      const bytes = new Uint8Array(length)
      const end = (): void => {
        this.#uploads.delete(id)
        for (const wake of upload.waiting.splice(0)) wake()
      }
      const upload: Upload = {
        bytes,
        got: 0,
        waiting: [],
        done: () => {
          end()
          resolve(bytes)
        },
        fail: (error) => {
          end()
          reject(error)
        },
      }
      signal.addEventListener('abort', () => upload.fail(new IpcError('cancelled', 'cancelled by the page')))
      this.#uploads.set(id, upload)
      if (length === 0) upload.done()
    })
  }

  async upload(call: number, offset: number, bytes: Bytes): Promise<void> {
    const upload = this.#uploads.get(call)
    if (upload === undefined) throw new IpcError('unknown_body', 'no such upload')
    if (offset < upload.got) throw new IpcError('bad_frame', `a chunk at ${offset}, expected at ${upload.got}`)
    if (offset + bytes.byteLength > upload.bytes.byteLength) throw new IpcError('body_too_large', 'past the stated length')
    // A chunk that overtakes another waits for it.
    while (offset !== upload.got) {
      await new Promise<void>((resolve) => upload.waiting.push(resolve))
      if (!this.#uploads.has(call)) throw new IpcError('unknown_body', 'the upload has ended')
    }
    upload.bytes.set(bytes, offset)
    upload.got += bytes.byteLength
    for (const wake of upload.waiting.splice(0)) wake()
    if (upload.got === upload.bytes.byteLength) upload.done()
  }

  async body(body: number, offset: number, length: number, onBytes?: OnBytes): Promise<ArrayBuffer> {
    const bytes = this.#bodies.get(body)
    if (bytes === undefined) throw new IpcError('unknown_body', 'no such body')
    if (length > this.limits.segment_bytes_max || offset + length > bytes.byteLength) throw new IpcError('range_invalid', 'outside the body')
    onBytes?.(length)
    return bytes.slice(offset, offset + length).buffer
  }

  async frames(batch: Bytes): Promise<ArrayBuffer> {
    const answers: OutgoingFrame[] = []
    for (const frame of Array.from(decodeBatch(batch))) {
      switch (frame.kind) {
        case Kind.HELLO:
          this.client = decodeClientHello(frame.head).client
          answers.push(controlFrame(Kind.HELLO, 0, PROTOCOL_VERSION, text({ lane: 'memory', limits: this.limits })))
          break
        case Kind.CANCEL:
          this.#running.get(frame.id)?.abort()
          break
        case Kind.RELEASE:
          this.released.push(frame.id)
          this.#bodies.delete(frame.id)
          break
        case Kind.CREDIT: {
          const outgoing = this.#outgoing.get(frame.id)
          outgoing?.sender.grant({ frames: frame.seq, bytes: frame.bodyBytes })
          this.#sendQueued(frame.id)
          break
        }
        case Kind.OPEN:
          if (this.#incoming.has(frame.id)) break
          this.#openIncoming(frame.id)
          if (this.dequeues) this.claim(frame.id)
          break
        case Kind.DATA: {
          const receiver = this.#incoming.get(frame.id)
          if (receiver === undefined) throw new IpcError('unknown_channel', 'DATA before OPEN')
          for (const item of Array.from(receiver.accept(frame.seq, frame, frame.bodyBytes, (frame.flags & Flag.LAST) !== 0))) {
            const deferred = (item.flags & Flag.DEFERRED) !== 0
            const body = deferred ? this.#uploaded(decodeBodyId(item.head), item.bodyBytes, new AbortController().signal) : Promise.resolve(item.body)
            this.#arrive(item, body)
          }
          break
        }
        case Kind.END: {
          const { reason, message } = decodeEndHead(frame.head)
          // After the messages before it, some of which may wait for their bodies.
          await (this.#arriving.get(frame.id) ?? Promise.resolve())
          this.ends.set(frame.id, { reason, message })
          for (const wake of this.#ended.splice(0)) wake()
          const outgoing = this.#outgoing.get(frame.id)
          this.#outgoing.delete(frame.id)
          for (const waiting of outgoing?.waiting ?? []) waiting.reject(new IpcError('channel_closed', reason))
          break
        }
        default:
          throw new IpcError('bad_frame', `kind ${frame.kind} in /frames`)
      }
    }
    return encodeBatch(answers).buffer
  }

  #openIncoming(channel: number): void {
    if (this.#incoming.has(channel)) return
    this.#incoming.set(channel, new Receiver(this.limits))
    this.received.set(channel, [])
  }
  /** Enqueues a message after those before it, once its body has arrived. */
  #arrive(frame: DataFrame, body: Promise<Bytes>): void {
    const before = this.#arriving.get(frame.id)
    const take = async (): Promise<void> => {
      await before
      const bytes = await body
      this.received.get(frame.id)?.push(decodePayload({ kind: frame.payload, element: frame.element, bytes }))
      if (this.dequeues) this.dequeued(frame.id, frame.bodyBytes)
    }
    const synchronous = before === undefined && (frame.flags & Flag.DEFERRED) === 0
    if (synchronous) {
      this.received.get(frame.id)?.push(decodePayload({ kind: frame.payload, element: frame.element, bytes: frame.body }))
      if (this.dequeues) this.dequeued(frame.id, frame.bodyBytes)
    } else this.#arriving.set(frame.id, take())
  }
  /** Claims the receiving end of a channel for a command: grants a full window. */
  claim(channel: number): void {
    const grant = this.#incoming.get(channel)?.grant()
    if (grant !== undefined) this.push(controlFrame(Kind.CREDIT, channel, grant.frames, NOTHING, grant.bytes))
  }

  /** Returns the payload with the bytes of its uploads. */
  async #collected(payload: Payload, streams: ArrayLike<StreamHead>, signal: AbortSignal): Promise<Payload> {
    const parts: Bytes[] = []
    for (const { channel } of Array.from(streams)) {
      while (!this.ends.has(channel)) {
        await new Promise<void>((resolve, reject) => {
          this.#ended.push(resolve)
          signal.addEventListener('abort', () => reject(new IpcError('cancelled', 'cancelled by the page')))
        })
      }
      const end = this.ends.get(channel)
      if (end?.reason !== 'ended') throw new IpcError('stream_failed', end?.message ?? 'a source failed')
      parts.push(concatenated((this.received.get(channel) ?? []) as ArrayBuffer[]))
    }
    if (payload.kind !== PayloadKind.MIXED) return { ...payload, bytes: parts[0] ?? NOTHING }
    const places = new Map(Array.from(streams).map(({ attachment }, i) => [attachment, parts[i] ?? NOTHING]))
    return { ...payload, bytes: refilled(payload.bytes, places) }
  }

  /** Returns a reply whose body follows on a channel of the host (SPEC §6.5). */
  #streamOf(id: number, { chunks, length }: StreamReply): OutgoingFrame {
    const channel = this.#nextStream++
    const sender = new Sender({ ...this.limits, channel_frames_max: 0, channel_bytes_max: 0 })
    const outgoing: Outgoing = { sender, waiting: [] }
    this.#outgoing.set(channel, outgoing)
    const feed = async (): Promise<void> => {
      const iterator = chunks[Symbol.asyncIterator]()
      try {
        for (;;) {
          const { done, value } = await iterator.next()
          if (!this.#outgoing.has(channel)) return void (await iterator.return?.())
          if (done === true) return this.end(channel)
          await this.send(channel, value)
        }
      } catch (error) {
        await iterator.return?.()
        if (this.#outgoing.has(channel)) this.end(channel, 'failed', error instanceof Error ? error.message : String(error))
      }
    }
    void feed()
    return { ...controlFrame(Kind.REPLY, id, this.sequence, text({ stream: channel, length })), payload: PayloadKind.RAW }
  }

  /** Records that a command has dequeued a message of the page. */
  dequeued(channel: number, bytes: number): void {
    const grant = this.#incoming.get(channel)?.dequeued(1, messageCost(bytes))
    if (grant !== undefined) this.push(controlFrame(Kind.CREDIT, channel, grant.frames, NOTHING, grant.bytes))
  }

  async poll(last: number): Promise<PollAnswer> {
    this.#held?.()
    this.#held = undefined
    const confirmed = Math.max(0, Math.min(last - this.#queueFirst + 1, this.#queue.length))
    this.#queue.splice(0, confirmed)
    this.#queueFirst += confirmed
    if (this.#queue.length === 0) {
      await new Promise<void>((resolve) => {
        this.#held = resolve
      })
    }
    const frames: OutgoingFrame[] = []
    let bytes = 0
    for (const frame of this.#queue) {
      bytes += encodedBytes(frame)
      if (frames.length > 0 && (bytes > this.limits.batch_bytes_max || frames.length === this.limits.batch_frames_max)) break
      frames.push(frame)
    }
    return { first: this.#queueFirst, batch: encodeBatch(frames), done: undefined }
  }

  /** Starts a new document and drops the state of the old one. */
  restart(): void {
    for (const controller of this.#running.values()) controller.abort()
    this.#outgoing.clear()
    this.#incoming.clear()
    this.#bodies.clear()
    this.#queue = []
    this.#queueFirst = 1
    this.#held?.()
    this.#held = undefined
  }

  // --- what the application does -----------------------------------------------------------------------------------------------------------

  /** Enqueues a frame for polls. */
  push(frame: OutgoingFrame): void {
    this.#queue.push(frame)
    this.#held?.()
    this.#held = undefined
  }
  /** Sends a message on a channel of the page. Resolves once credit covers it. */
  send(channel: number, message: unknown): Promise<void> {
    const payload = message instanceof Exactly ? message.payload : encodeMessage(message).now
    if (payload === undefined) throw new IpcError('internal', 'a message from an asynchronous source')
    let outgoing = this.#outgoing.get(channel)
    if (outgoing === undefined) {
      outgoing = { sender: new Sender(this.limits), waiting: [] }
      this.#outgoing.set(channel, outgoing)
    }
    const { waiting } = outgoing
    return new Promise((resolve, reject) => {
      waiting.push({ payload, resolve, reject })
      this.#sendQueued(channel)
    })
  }
  #sendQueued(channel: number): void {
    const outgoing = this.#outgoing.get(channel)
    if (outgoing === undefined) return
    for (;;) {
      const [first] = outgoing.waiting
      if (first === undefined) return
      const index = outgoing.sender.reserve(first.payload.bytes.byteLength)
      if (index === undefined) return
      outgoing.waiting.shift()
      const deferred = first.payload.bytes.byteLength > this.limits.inline_body_bytes_max
      const head = deferred ? text({ body: this.#keep(first.payload.bytes) }) : NOTHING
      this.push(join(first.payload, head, Kind.DATA, channel, index, 0, deferred))
      first.resolve()
    }
  }
  /** Sets the window of a channel to the page with OPEN; the page's grants follow it. */
  setCredit(channel: number, credit: { readonly frames: number; readonly bytes: number }): void {
    const sender = new Sender({ ...this.limits, channel_frames_max: credit.frames, channel_bytes_max: credit.bytes })
    this.#outgoing.set(channel, { sender, waiting: [] })
    this.push(controlFrame(Kind.OPEN, channel, 0, text(credit)))
  }
  /** Ends a channel of the page. */
  end(channel: number, reason: End['reason'] = 'ended', message?: string): void {
    const sent = this.#outgoing.get(channel)?.sender.sent ?? 0
    const head = encodeEndHead(message === undefined ? { reason } : { reason, message })
    this.push(controlFrame(Kind.END, channel, sent, head ?? NOTHING))
  }
  /** Sends an event to listeners of the page. */
  emit(event: string, listeners: readonly number[], value: unknown): void {
    const payload = encodeMessage(value).now
    if (payload === undefined) throw new IpcError('internal', 'a payload from an asynchronous source')
    const deferred = payload.bytes.byteLength > this.limits.inline_body_bytes_max
    const head = text({ event, listeners, body: deferred ? this.#keep(payload.bytes) : undefined })
    this.push(join(payload, head, Kind.EVENT, 0, 0, 0, deferred))
  }
}

/** Returns a lane to a {@link MemoryHost}. Each request is answered asynchronously, as by a host in another process. */
export function memoryLane(host: MemoryHost): Lane {
  const aborted = <T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
    signal === undefined
      ? work
      : new Promise<T>((resolve, reject) => {
          if (signal.aborted) return reject(signal.reason)
          signal.addEventListener('abort', () => reject(signal.reason))
          work.then(resolve, reject)
        })
  return {
    name: 'memory',
    call: async (frame, signal) => hold(new Uint8Array(await aborted(host.call(frame), signal))),
    upload: (call, offset, bytes, signal) => aborted(host.upload(call, offset, bytes.slice()), signal),
    body: async (body, offset, length, signal, onBytes) => hold(await aborted(host.body(body, offset, length, onBytes), signal)),
    frames: async (batch) => hold(await host.frames(batch)),
    poll: async (last) => hold(await host.poll(last)),
    restart: () => host.restart(),
  }
}
