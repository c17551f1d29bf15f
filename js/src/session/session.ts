import { Flag, Kind, type Limits } from '../base/constants.js'
import { badFrame, IpcError } from '../base/error.js'
import { type List, list, NOTHING, push, type Table, table, tableForEach } from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import type { DataFrame, EndFrame, Frame, OpenFrame, Payload } from '../wire/frame.js'
import type { FrameTable } from '../wire/table.js'
import {
  decodeBodyId,
  decodeEventHead,
  decodeOpenHead,
  encodeBodyId,
  encodeClientHello,
  encodeEndHead,
} from '../wire/head.js'
import {
  cancelFrame,
  creditFrame,
  dataFrame,
  deferredFrame,
  encodedBytes,
  endFrame,
  helloFrame,
  openFrame,
  type OutgoingFrame,
  releaseFrame,
} from '../wire/outgoing.js'
import { type Delivery, endOf, type MessageBody, messageOf } from './delivery.js'
import { EventHeads } from './event-heads.js'
import { NamedChannels } from './named.js'
import { type End, type Grant, Receiver } from './receiver.js'
import { Sender } from './sender.js'
import { Watermark } from './watermark.js'

interface Numbered {
  readonly number: number
  readonly frame: DataFrame
}

/** The queue of a frame. Control frames may overtake data frames, which keep their order; each queue has at most one post in flight. */
export type Track = 'control' | 'data'

/**
 * The page's side of a session (SPEC §6): a state machine over frames, without lane, promise or timer.
 *
 * @internal
 */
export class Session {
  readonly #limits: Limits
  readonly #receivers: Table<number, Receiver<Numbered>> = table()
  readonly #senders: Table<number, Sender> = table()
  /** Credit that the host granted before the page sent: a command may claim the receiving end first. */
  readonly #earlyGrants: Table<number, Grant> = table()
  readonly #watermark: Watermark = new Watermark()
  readonly #controlFrames: Queue<OutgoingFrame> = new Queue()
  readonly #dataFrames: Queue<OutgoingFrame> = new Queue()
  readonly #eventHeads: EventHeads = new EventHeads()
  readonly #bodies: Table<OutgoingFrame, MessageBody> = table()
  /** Channels that calls in flight name. */
  readonly #named: NamedChannels = new NamedChannels()
  #calls = 0
  #last = 0
  #endReason: End | undefined
  /** Number of duplicate messages and frames that were dropped. */
  duplicates = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Number of the last frame that was received by a poll. */
  get last(): number {
    return this.#last
  }
  /** The end of the session; undefined while it is open. */
  get ended(): End | undefined {
    return this.#endReason
  }
  /** Whether frames are expected: a channel is open, or a reply waits for its watermark. */
  get expectsFrames(): boolean {
    return this.#receivers.size !== 0 || this.#senders.size !== 0 || this.#named.size !== 0 || this.#watermark.waits
  }

  // --- calls ------------------------------------------------------------------------------------------------------------------------

  /** Draws a call id. Ids rise, and each is used once (SPEC §6.2). */
  nextCall(): number {
    this.#calls += 1
    return this.#calls
  }
  /** Cancels a call that was sent. */
  cancel(call: number): void {
    this.#watermark.forget(call)
    this.#enqueue('control', cancelFrame(call))
  }
  /** Receives a REPLY. Returns whether its call may settle now. */
  reply(call: number, watermark: number): boolean {
    return this.#watermark.reply(call, watermark)
  }
  /** Records that the frames from number `first` to `last` have been delivered to the page. Returns the calls that may settle now. */
  acknowledge(first: number, last: number): ArrayLike<number> {
    this.#watermark.acknowledgeAll(first, last)
    return this.#watermark.dequeue()
  }

  // --- frames out -------------------------------------------------------------------------------------------------------------------

  /** Enqueues HELLO. */
  hello(version: number, client: string): void {
    this.#enqueue('control', helloFrame(version, encodeClientHello(client)))
  }
  /** Releases a deferred body. */
  release(body: number): void {
    this.#enqueue('control', releaseFrame(body))
  }
  /** Dequeues the frames of a track, up to the limits of a batch. */
  dequeue(track: Track): List<OutgoingFrame> {
    const queue = track === 'control' ? this.#controlFrames : this.#dataFrames
    const frames = list<OutgoingFrame>()
    let bytes = 0
    while (frames.length < this.#limits.batch_frames_max) {
      const frame = queue.peek()
      if (frame === undefined) break
      const length = encodedBytes(frame)
      if (frames.length > 0 && bytes + length > this.#limits.batch_bytes_max) break
      bytes += length
      push(frames, frame)
      queue.shift()
    }
    return frames
  }
  #enqueue(track: Track, frame: OutgoingFrame): void {
    if (this.#endReason === undefined) (track === 'control' ? this.#controlFrames : this.#dataFrames).push(frame)
  }

  // --- channels ---------------------------------------------------------------------------------------------------------------------

  /**
   * Registers the receiving half of a channel that the page drew.
   *
   * @throws IpcError `too_many_channels`
   */
  openReceiver(channel: number): void {
    if (this.#receivers.size >= this.#limits.channels_open_max) throw new IpcError('too_many_channels', `too many channels are open; channels_open_max is ${this.#limits.channels_open_max}`)
    this.#receivers.set(channel, new Receiver<Numbered>(this.#limits))
  }
  /** Returns whether the page receives on a channel. */
  receives(channel: number): boolean {
    return this.#receivers.has(channel)
  }
  /** Records that a call names a channel. The host holds replies until a poll has taken the messages before them, so frames are expected until it settles. */
  name(channel: number): void {
    this.#named.name(channel)
  }
  /** Records that a call that names a channel has settled. Returns the end of the channel, if no other call has opened it again. */
  unname(channel: number): List<Delivery> {
    const deliveries = list<Delivery>()
    const end = this.#named.unname(channel)
    if (end === undefined) return deliveries
    this.close(channel, { reason: 'cancelled', message: undefined })
    push(deliveries, { type: 'end', channel, end })
    return deliveries
  }
  /** Opens the sending half of a channel, if it is not open. */
  openSender(channel: number): void {
    if (this.#senders.has(channel)) return
    const sender = new Sender(this.#limits, 'page')
    const granted = this.#earlyGrants.get(channel)
    if (granted !== undefined) sender.grant(granted)
    this.#earlyGrants.delete(channel)
    this.#senders.set(channel, sender)
    this.#enqueue('data', openFrame(channel))
  }
  /** Registers a channel that the host opened for the body of a reply, and grants its first window (SPEC §6.5). */
  openStream(channel: number): void {
    const receiver = new Receiver<Numbered>(this.#limits)
    this.#receivers.set(channel, receiver)
    this.#grant(channel, receiver.grant())
  }
  /**
   * Enqueues a message if credit allows. Returns whether it did.
   *
   * @param drawBodyId - draws the id of a body that has to be uploaded
   * @throws IpcError `channel_closed`
   */
  enqueue(channel: number, payload: Payload, bytes: number, drawBodyId?: () => number): boolean {
    const sender = this.#senders.get(channel)
    if (sender === undefined) throw new IpcError('channel_closed', 'the channel has ended')
    const index = sender.reserve(bytes)
    if (index === undefined) return false
    if (bytes <= this.#limits.inline_body_bytes_max || drawBodyId === undefined) {
      this.#enqueue('data', dataFrame(channel, index, payload))
      return true
    }
    const id = drawBodyId()
    const frame = deferredFrame(Kind.DATA, channel, index, 0, encodeBodyId(id), payload)
    this.#bodies.set(frame, { channel, id, bytes: payload.bytes })
    this.#enqueue('data', frame)
    return true
  }
  /** Removes and returns the body to upload after `frame`, if there is one. */
  dequeueBody(frame: OutgoingFrame): MessageBody | undefined {
    if (this.#bodies.size === 0) return undefined
    const body = this.#bodies.get(frame)
    this.#bodies.delete(frame)
    return body
  }
  /** Returns whether the page sends on a channel. */
  sends(channel: number): boolean {
    return this.#senders.has(channel)
  }
  /** Closes a channel: enqueues an END after the messages that were sent. */
  close(channel: number, end: End): void {
    const sender = this.#senders.get(channel)
    const receiver = this.#receivers.get(channel)
    if (sender === undefined && receiver === undefined) return
    this.#senders.delete(channel)
    this.#receivers.delete(channel)
    this.#earlyGrants.delete(channel)
    if (receiver !== undefined) this.#discard(receiver)
    const head = encodeEndHead(end.message === undefined ? { reason: end.reason } : { reason: end.reason, message: end.message })
    this.#enqueue('data', endFrame(channel, sender?.sent ?? 0, head ?? NOTHING))
  }
  /** Records that the page has dequeued messages, and their cost in bytes. Returns whether a grant is to be sent. */
  dequeued(channel: number, messages: number, cost: number): boolean {
    const grant = this.#receivers.get(channel)?.dequeued(messages, cost)
    if (grant !== undefined) this.#grant(channel, grant)
    return grant !== undefined
  }
  #grant(channel: number, grant: Grant): void {
    this.#enqueue('control', creditFrame(channel, grant.frames, grant.bytes))
  }

  // --- frames in --------------------------------------------------------------------------------------------------------------------

  /**
   * Receives a batch of a poll. Duplicate frames are dropped.
   *
   * @param first - number of its first frame in the session
   * @throws IpcError `internal` if frames before `first` are missing, `bad_frame` for a kind that no poll returns
   */
  receive(first: number, frames: FrameTable): List<Delivery> {
    const deliveries = list<Delivery>()
    if (this.#endReason !== undefined) return deliveries
    if (frames.length > 0 && first > this.#last + 1) {
      throw new IpcError('internal', `frames ${this.#last + 1} to ${first - 1} of the session are missing`)
    }
    for (let at = 0; at < frames.length; ) {
      const number = first + at
      if (number <= this.#last) {
        this.duplicates += 1
        at += 1
        continue
      }
      const end = frames.isMessage(at) ? this.#messages(frames, at, number, deliveries) : frames.isEvent(at) ? this.#events(frames, at, number, deliveries) : at
      if (end !== at) {
        at = end
        continue
      }
      this.#arrived(number)
      this.#handle(number, frames.frame(at), deliveries)
      at += 1
    }
    return deliveries
  }
  #arrived(number: number): void {
    this.#last = number
    this.#watermark.arrived(number)
  }

  /** Receives the messages of one channel that are the next in order, from position `from` on. Returns the position after the last of them. */
  #messages(frames: FrameTable, from: number, number: number, deliveries: List<Delivery>): number {
    const channel = frames.id(from)
    const receiver = this.#receivers.get(channel)
    if (receiver === undefined) return from
    let to = from
    while (to < frames.length && frames.isMessage(to) && frames.id(to) === channel && receiver.acceptNext(frames.seq(to), false)) to += 1
    if (to === from) return from
    this.#arrived(number + to - from - 1)
    this.#named.received(channel)
    push(deliveries, { type: 'messages', channel, frames, from, number, to })
    this.#endReceiver(channel, receiver, deliveries)
    return to
  }

  /** Receives the events with the head of the one at `from`. Returns the position after the last of them. */
  #events(frames: FrameTable, from: number, number: number, deliveries: List<Delivery>): number {
    const head = this.#eventHeads.of(frames, from)
    let to = from + 1
    while (to < frames.length && frames.isEvent(to) && this.#eventHeads.isSame(frames, to)) to += 1
    this.#arrived(number + to - from - 1)
    push(deliveries, { type: 'events', head, frames, from, number, to })
    return to
  }

  #handle(number: number, frame: Frame, deliveries: List<Delivery>): void {
    switch (frame.kind) {
      case Kind.DATA:
        return this.#data(number, frame, deliveries)
      case Kind.EVENT:
        push(deliveries, { type: 'event', number, frame, head: decodeEventHead(frame, 'host') })
        return
      case Kind.END:
        this.#watermark.acknowledge(number)
        return this.#end(frame, deliveries)
      case Kind.CREDIT:
        this.#watermark.acknowledge(number)
        this.#credit(frame.id, { frames: frame.seq, bytes: frame.bodyBytes })
        push(deliveries, { type: 'credit', channel: frame.id })
        return
      case Kind.OPEN:
        this.#watermark.acknowledge(number)
        return this.#open(frame)
      default:
        this.#watermark.acknowledge(number)
        // SPEC §2: a poll returns no other kinds.
        badFrame(`a poll returned a frame of kind ${frame.kind}`)
    }
  }

  #data(number: number, frame: DataFrame, deliveries: List<Delivery>): void {
    const receiver = this.#receivers.get(frame.id)
    if (receiver === undefined) {
      // The page has closed the channel, so the body of the message is not needed.
      if ((frame.flags & Flag.DEFERRED) !== 0) this.release(decodeBodyId(frame.head))
      this.#watermark.acknowledge(number)
      return
    }
    this.#named.received(frame.id)
    const { seq: index } = frame
    const last = (frame.flags & Flag.LAST) !== 0
    if (receiver.acceptNext(index, last)) {
      push(deliveries, messageOf(number, frame))
      this.#endReceiver(frame.id, receiver, deliveries)
      return
    }
    frame.keep()
    const before = receiver.duplicates
    const ready = receiver.accept(index, { number, frame }, frame.bodyBytes, last)
    if (receiver.duplicates !== before) {
      this.duplicates += 1
      this.#watermark.acknowledge(number)
    }
    for (let i = 0; i < ready.length; i++) {
      const item = ready[i]
      if (item !== undefined) push(deliveries, messageOf(item.number, item.frame))
    }
    this.#endReceiver(frame.id, receiver, deliveries)
  }

  #end(frame: EndFrame, deliveries: List<Delivery>): void {
    const channel = frame.id
    const receiver = this.#receivers.get(channel)
    if (receiver === undefined) {
      // The host accepts no more messages from the page.
      if (this.#senders.delete(channel)) push(deliveries, { type: 'end', channel, end: endOf(frame) })
      return
    }
    const { seq: count } = frame
    receiver.end(count, endOf(frame))
    this.#endReceiver(channel, receiver, deliveries)
  }

  #open(frame: OpenFrame): void {
    const receiver = this.#receivers.get(frame.id)
    if (receiver === undefined) return
    receiver.setCredit(decodeOpenHead(frame.head))
    this.#grant(frame.id, receiver.grant())
  }

  #credit(channel: number, grant: Grant): void {
    const sender = this.#senders.get(channel)
    if (sender !== undefined) sender.grant(grant)
    else if (this.#receivers.has(channel)) this.#earlyGrants.set(channel, grant)
  }

  #endReceiver(channel: number, receiver: Receiver<Numbered>, deliveries: List<Delivery>): void {
    const end = receiver.ended
    if (end === undefined) return
    if (!this.#named.ends(channel, end)) {
      this.#senders.delete(channel)
      this.#receivers.set(channel, new Receiver<Numbered>(this.#limits))
      return
    }
    this.#receivers.delete(channel)
    this.#senders.delete(channel)
    this.#earlyGrants.delete(channel)
    this.#discard(receiver)
    push(deliveries, { type: 'end', channel, end })
  }

  /** Discards the messages that wait in an ended channel: acknowledges them and releases their bodies. */
  #discard(receiver: Receiver<Numbered>): void {
    const items = receiver.drain()
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      if (item === undefined) continue
      if ((item.frame.flags & Flag.DEFERRED) !== 0) this.release(decodeBodyId(item.frame.head))
      this.#watermark.acknowledge(item.number)
    }
  }

  /** Ends the session: no more frames are sent or received. Returns the ends of its channels. */
  end(end: End): List<Delivery> {
    const deliveries = list<Delivery>()
    if (this.#endReason !== undefined) return deliveries
    this.#endReason = end
    this.#bodies.clear()
    tableForEach(this.#receivers, (_, channel) => push(deliveries, { type: 'end', channel, end }))
    tableForEach(this.#senders, (_, channel) => {
      if (!this.#receivers.has(channel)) push(deliveries, { type: 'end', channel, end })
    })
    return deliveries
  }
}
