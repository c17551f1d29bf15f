import { Flag, INTEGER_MAX, Kind, type Limits, PROTOCOL_VERSION } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Held } from '../base/held.js'
import {
  type Bytes,
  list,
  own,
  push,
  queueMicrotask,
  settle,
  sleep,
  type Table,
  table,
  tableForEach,
  Uint8Array,
} from '../base/primordials.js'
import { decodeBatch, encodeBatch } from '../wire/batch.js'
import type { EventFrame, Frame } from '../wire/frame.js'
import { decodeHostHello, type EventHead } from '../wire/head.js'
import type { OutgoingFrame } from '../wire/outgoing.js'
import { ReceivedBytes } from '../wire/received.js'
import { FrameTable } from '../wire/table.js'
import { type Delivery, lastOf, type Run } from '../session/delivery.js'
import type { End } from '../session/receiver.js'
import { Session, type Track } from '../session/session.js'
import { backoff, isFinal } from '../lane/failure.js'
import { type Lane, NetworkError, type OnBytes, type PollAnswer } from '../lane/lane.js'
import { pullBody, pullBodyInto, pushBody, type Segments } from '../lane/segments.js'
import type { EngineConfig } from './config.js'
import { deliver } from './deliver.js'
import type { ChannelSink, PendingCall } from './sink.js'
import { type Counters, newCounters } from './stats.js'
import { Strays } from './strays.js'

const GONE: End = { reason: 'document_gone', message: 'the document has gone' }

/**
 * Drives a session over a lane: posts its frames, polls for frames of the host, and delivers them to calls, channels and events.
 *
 * @internal
 */
export class Engine {
  readonly lane: Lane
  readonly limits: Limits
  readonly segments: Segments
  readonly counters: Counters = newCounters()
  readonly warn: (message: string) => void
  readonly #version: string
  readonly #sinks: Table<number, ChannelSink> = table()
  readonly #calls: Table<number, PendingCall> = table()
  readonly #strays: Strays = new Strays(this)
  #session: Session
  #channels = 0
  #callsBefore = 0
  #polling: Session | undefined
  #postingControl: Session | undefined
  #postingData: Session | undefined
  #scheduled = false
  #listening = false
  #duplicatesBefore = 0

  /** Whether the page is being left: its requests reach the host by chance, so no call starts. */
  left = false
  /** Called for each EVENT. The callee acknowledges frame `number` once it has delivered the event. */
  onEvent: (head: EventHead, frame: EventFrame, number: number) => void = (_head, _frame, number) => this.acknowledge(number)
  /** Called for EVENTs with the same head and their bodies inside, as {@link onEvent} is for each of them. */
  onEvents: (head: EventHead, run: Run) => void = (_head, run) => this.acknowledge(run.number, lastOf(run))
  /** Called when a new session has started after a return from the back/forward cache. */
  onRestart: () => void = () => undefined
  /** Called for each channel that arguments name, before they are sent. */
  onChannelNamed: (id: number) => void = () => undefined

  constructor(lane: Lane, config: EngineConfig) {
    this.lane = lane
    this.limits = config.limits
    this.warn = config.warn
    this.#version = config.version
    this.segments = { bytes: config.limits.segment_bytes_max, inFlight: config.limits.segments_in_flight_max }
    this.#session = new Session(config.limits)
    this.#session.hello(PROTOCOL_VERSION, config.version)
    this.flush()
  }

  /** The session of the current document. */
  get session(): Session {
    return this.#session
  }
  /** Number of duplicate messages and frames, of all sessions. */
  get duplicates(): number {
    return this.#duplicatesBefore + this.#session.duplicates
  }

  // --- calls ------------------------------------------------------------------------------------------------------------------------

  /** Registers a call under a new id. Ids are never reused, not even by the next session of this page. */
  register(call: PendingCall): number {
    const id = this.drawId()
    this.#calls.set(id, call)
    this.counters.calls += 1
    return id
  }
  /** Unregisters a call that has settled. */
  unregister(id: number): void {
    this.#calls.delete(id)
  }
  /** Cancels a call that was sent. */
  cancel(id: number): void {
    this.counters.cancelled += 1
    this.#session.cancel(id)
    this.flush()
  }
  /** Receives a reply. Returns whether its call may settle now; if not, {@link PendingCall.pass} is called later. */
  replied(id: number, watermark: number): boolean {
    this.counters.replies += 1
    if (this.#session.ended !== undefined || this.#session.reply(id, watermark)) return true
    this.poll()
    return false
  }

  // --- bodies -----------------------------------------------------------------------------------------------------------------------

  /** Fetches a deferred body of `length` bytes into a new buffer, then releases it. */
  async pull(body: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): Promise<Held<Bytes>> {
    try {
      return await own(pullBody(this.lane, body, length, this.segments, signal, this.#counted(onBytes)))
    } finally {
      this.release(body)
    }
  }
  /** Fetches a deferred body into `into`, which has its length, then releases it. */
  async pullInto(body: number, into: Bytes, signal: AbortSignal | undefined, onBytes: OnBytes): Promise<void> {
    try {
      await own(pullBodyInto(this.lane, body, into, this.segments, signal, this.#counted(onBytes)))
    } finally {
      this.release(body)
    }
  }
  #counted(onBytes: OnBytes): OnBytes {
    return (count) => {
      this.counters.bytesDown += count
      onBytes(count)
    }
  }
  /** Releases a deferred body. */
  release(body: number): void {
    this.#session.release(body)
    this.flush()
  }

  // --- channels ---------------------------------------------------------------------------------------------------------------------

  /** Draws an id for a channel, which may be opened later. */
  drawChannel(): number {
    this.#channels += 1
    return this.#channels
  }
  /** Opens a channel whose frames go to `sink`. Returns its id. */
  open(sink: ChannelSink, channel: number = this.drawChannel()): number {
    const { ended } = this.#session
    if (ended !== undefined) {
      queueMicrotask(() => sink.end(ended))
      return channel
    }
    this.#session.openReceiver(channel)
    this.#sinks.set(channel, sink)
    this.poll()
    return channel
  }
  /** Records that a call in flight names a channel. If the page does not hold it open, it is closed when the host sends on it. */
  name(channel: number): void {
    this.#session.name(channel)
    if (!this.#session.receives(channel) && this.#session.ended === undefined) this.#strays.open(channel)
    else this.poll()
  }
  /** Records that a call that names a channel has settled. */
  unname(channel: number): void {
    this.#strays.close(channel)
    this.#deliver(this.#session.unname(channel))
  }
  /** Receives on a channel that the host opened for the body of a reply, and grants its first window. */
  openStream(channel: number, sink: ChannelSink): void {
    const { ended } = this.#session
    if (ended !== undefined) return queueMicrotask(() => sink.end(ended))
    this.#sinks.set(channel, sink)
    this.#session.openStream(channel)
    this.flush()
    this.poll()
  }
  /** Draws an id for a call or an upload. */
  drawId(): number {
    return this.#callsBefore + this.#session.nextCall()
  }
  /** Closes a channel. */
  close(channel: number, end: End): void {
    this.#sinks.delete(channel)
    this.#session.close(channel, end)
    this.flush()
  }
  /** Records that the frames from number `first` to `last` have been delivered to the page, and settles the calls that waited for them. */
  acknowledge(first: number, last: number = first): void {
    const calls = this.#session.acknowledge(first, last)
    for (let i = 0; i < calls.length; i++) this.#calls.get(calls[i] ?? 0)?.pass()
  }
  /** Keeps a poll open from now on: the page listens to events. */
  listen(): void {
    this.#listening = true
    this.poll()
  }

  // --- frames out -------------------------------------------------------------------------------------------------------------------

  /** Records that the page has dequeued messages, and their cost in bytes. Posts the grant that is due at once, so that the host sends while the page works. */
  dequeued(channel: number, messages: number, cost: number): void {
    if (this.#session.dequeued(channel, messages, cost)) this.#post('control')
  }
  /** Posts the frames of the session in the next microtask. */
  flush(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => {
      this.#scheduled = false
      this.#post('control')
      this.#post('data')
    })
  }

  #post(track: Track): void {
    const session = this.#session
    if ((track === 'control' ? this.#postingControl : this.#postingData) === session) return
    const frames = session.dequeue(track)
    if (frames.length === 0) return
    const batch = encodeBatch(frames)
    if (frames[0]?.kind !== Kind.HELLO && this.lane.enqueue?.(batch) === true) {
      this.counters.framesOut += frames.length
      this.#uploadBodies(session, frames)
      return this.#post(track)
    }
    if (track === 'control') this.#postingControl = session
    else this.#postingData = session
    const next = (): void => {
      if (track === 'control' && this.#postingControl === session) this.#postingControl = undefined
      if (track === 'data' && this.#postingData === session) this.#postingData = undefined
      if (this.#session === session) this.#post(track)
    }
    settle(this.#deliverBatch(session, batch, frames), next, next)
  }

  /** Posts a batch until the host has answered. A repeated frame is harmless: it carries a total, an index or an id to release. */
  async #deliverBatch(session: Session, batch: Bytes, frames: ArrayLike<OutgoingFrame>): Promise<void> {
    for (let failures = 1; this.#session === session && session.ended === undefined; failures++) {
      try {
        const answer = (await own(this.lane.frames(batch))).value
        this.counters.framesOut += frames.length
        if (this.#session !== session) return
        this.#uploadBodies(session, frames)
        this.#greet(decodeBatch(new Uint8Array(answer)))
        return
      } catch (error) {
        if (isFinal(error)) return this.#end(session, { reason: 'document_gone', message: error.message })
        if (!(error instanceof NetworkError)) {
          this.warn(`the host refused a batch of frames: ${error instanceof IpcError ? error.code + ': ' + error.message : 'unknown'}`)
          if (this.#session === session) this.#refused(session, frames, error)
          return
        }
        await own(sleep(backoff(failures)))
      }
    }
  }

  /** Uploads the bodies of messages whose frames the host has received. */
  #uploadBodies(session: Session, frames: ArrayLike<OutgoingFrame>): void {
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i]
      const body = frame === undefined ? undefined : session.dequeueBody(frame)
      if (body === undefined) continue
      settle(
        pushBody(this.lane, body.id, 0, body.bytes, this.segments, undefined, () => undefined, true),
        () => undefined,
        (error) => {
          // The host accepts no body for a channel that it has ended; a poll returns the end.
          if (error instanceof IpcError && (error.code === 'unknown_body' || error.code === 'unknown_channel')) return
          if (this.#session === session) this.#loseSender(body.channel)
        },
      )
    }
  }
  /** Handles a refused batch. If the refusal concerns one channel, the host has accepted the other frames, and a poll returns the end of the channel. */
  #refused(session: Session, frames: ArrayLike<OutgoingFrame>, error: unknown): void {
    if (error instanceof IpcError && (error.code === 'unknown_channel' || error.code === 'too_many_channels')) {
      return this.#uploadBodies(session, frames)
    }
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i]
      if (frame === undefined) continue
      session.dequeueBody(frame)
      if (frame.kind === Kind.DATA || frame.kind === Kind.OPEN) this.#loseSender(frame.id)
    }
  }
  /** Ends a channel because one of its messages cannot be sent. */
  #loseSender(channel: number): void {
    const sink = this.#sinks.get(channel)
    if (sink === undefined) return
    const end: End = { reason: 'frame_lost', message: 'a message could not be sent' }
    this.close(channel, end)
    sink.end(end)
  }

  #greet(frames: ArrayLike<Frame>): void {
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i]
      if (frame === undefined || frame.kind !== Kind.HELLO) continue
      if ((frame.flags & Flag.REFUSED) !== 0) {
        this.warn(`the host uses version ${frame.seq} of the protocol, this client version ${PROTOCOL_VERSION}`)
        this.#end(this.#session, { reason: 'failed', message: 'the host uses another version of the protocol' })
      } else decodeHostHello(frame.head)
    }
  }

  // --- frames in --------------------------------------------------------------------------------------------------------------------

  /** Starts to poll if frames are expected and no poll is in flight. */
  poll(): void {
    const session = this.#session
    if (this.#polling === session || session.ended !== undefined || !(this.#listening || session.expectsFrames)) return
    this.#polling = session
    settle(
      this.#pollLoop(session),
      () => undefined,
      (error: unknown) => {
        this.warn(`a batch of frames from the host cannot be decoded: ${error instanceof IpcError ? error.message : 'unknown'}`)
        this.#end(session, { reason: 'frame_lost', message: 'a batch of frames from the host cannot be decoded' })
      },
    )
  }
  async #pollLoop(session: Session): Promise<void> {
    let failures = 0
    while (this.#session === session && session.ended === undefined && (this.#listening || session.expectsFrames)) {
      let answer: PollAnswer
      try {
        this.counters.polls += 1
        answer = (await own(this.lane.poll(session.last))).value
        failures = 0
      } catch (error) {
        if (this.#session !== session) return
        if (isFinal(error)) return this.#end(session, { reason: 'document_gone', message: error.message })
        failures += 1
        this.counters.pollRetries += 1
        await own(sleep(backoff(failures)))
        continue
      }
      if (this.#session !== session) return
      const source = new ReceivedBytes(answer.batch, answer.copy)
      const frames = new FrameTable(source, INTEGER_MAX)
      this.counters.framesIn += frames.length
      this.#deliver(session.receive(answer.first, frames))
      frames.release()
      if (!source.kept) answer.done?.()
    }
    if (this.#polling === session) this.#polling = undefined
  }

  #deliver(deliveries: ArrayLike<Delivery>): void {
    for (let i = 0; i < deliveries.length; i++) {
      const delivery = deliveries[i]
      if (delivery !== undefined) deliver(this, this.#sinks, delivery)
    }
    // Control frames raise the watermark too, and bodies of closed channels have been released.
    this.acknowledge(0)
    this.flush()
  }

  // --- life -------------------------------------------------------------------------------------------------------------------------

  #end(session: Session, end: End): void {
    const deliveries = session.end(end)
    if (this.#session !== session) return
    this.#deliver(deliveries)
    const calls = list<PendingCall>()
    tableForEach(this.#calls, (call) => push(calls, call))
    for (let i = 0; i < calls.length; i++) calls[i]?.gone(end)
  }

  /** Starts a new session: the page is back from the back/forward cache, and a new document to the host. */
  restart(): void {
    const old = this.#session
    this.left = false
    this.counters.restarts += 1
    this.#end(old, GONE)
    this.#duplicatesBefore += old.duplicates
    this.#callsBefore = this.counters.calls
    this.lane.restart()
    this.#session = new Session(this.limits)
    this.#session.hello(PROTOCOL_VERSION, this.#version)
    this.flush()
    this.onRestart()
    this.poll()
  }
}
