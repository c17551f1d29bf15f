import { Flag, Kind, type Limits } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Bytes, copy, type List, list, NOTHING, push, setPrototypeOf, type Table, table, tableForEach } from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import type { DataFrame, EndFrame, EventFrame, Frame, OpenFrame, Payload } from '../wire/frame.js'
import {
  decodeBodyId,
  decodeEndHead,
  decodeEventHead,
  decodeOpenHead,
  encodeBodyId,
  encodeClientHello,
  encodeEndHead,
  type EventHead,
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
import { type End, type Grant, Receiver } from './receiver.js'
import { Sender } from './sender.js'
import { Watermark } from './watermark.js'

/** Something that the page must act upon, in the order in which {@link Session.receive} gives them. */
export type Delivery =
  | { readonly type: 'message'; readonly channel: number; readonly number: number; readonly frame: DataFrame; readonly body: number }
  | { readonly type: 'end'; readonly channel: number; readonly end: End }
  | { readonly type: 'event'; readonly number: number; readonly frame: EventFrame; readonly head: EventHead }
  | { readonly type: 'credit'; readonly channel: number }

/** The body of a message that is uploaded once its frame has been posted (SPEC §5.2). */
export interface MessageBody {
  readonly channel: number
  readonly id: number
  readonly bytes: Payload['bytes']
}

interface Numbered {
  readonly number: number
  readonly frame: DataFrame
}

/** Control frames may overtake data; frames of data keep their order. Two queues, so two posts may be under way. */
export type Track = 'control' | 'data'

/**
 * SPEC §6, without I/O: it takes frames and gives frames, and knows no lane, promise or timer.
 *
 * @internal
 */
export class Session {
  readonly #limits: Limits
  readonly #receivers: Table<number, Receiver<Numbered>> = table()
  readonly #senders: Table<number, Sender> = table()
  /** What the host granted before the page sent: it may have taken the receiving end first. */
  readonly #grantedAhead: Table<number, Grant> = table()
  readonly #watermark: Watermark = new Watermark()
  readonly #controlFrames: Queue<OutgoingFrame> = new Queue()
  readonly #dataFrames: Queue<OutgoingFrame> = new Queue()
  /** The head of the last event, and what it says: one event that comes again and again is read once. */
  #eventBytes: Bytes = NOTHING
  #eventHead: EventHead | undefined
  readonly #bodies: Table<OutgoingFrame, MessageBody> = table()
  #calls = 0
  #last = 0
  #endReason: End | undefined
  /** Messages and frames that came twice. */
  duplicates = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** The number of the last frame that has come by the poll. */
  get last(): number {
    return this.#last
  }
  /** How the session ended. */
  get ended(): End | undefined {
    return this.#endReason
  }
  /** Whether a poll is of use: a channel is open, or a reply waits for frames. */
  get listens(): boolean {
    return this.#receivers.size !== 0 || this.#senders.size !== 0 || this.#watermark.waits
  }

  // --- calls ------------------------------------------------------------------------------------------------------------------------

  /** A call id; SPEC §6.2: rising, each used once. */
  nextCall(): number {
    this.#calls += 1
    return this.#calls
  }
  /** The page lets go of a call that was sent. */
  cancel(call: number): void {
    this.#watermark.forget(call)
    this.#send('control', cancelFrame(call))
  }
  /** A REPLY has come; whether its call may settle at once. */
  reply(call: number, watermark: number): boolean {
    return this.#watermark.reply(call, watermark)
  }
  /** A frame has been delivered to the page. Returns the calls that may settle now. */
  delivered(number: number): ArrayLike<number> {
    this.#watermark.done(number)
    return this.#watermark.settles()
  }

  // --- frames out -------------------------------------------------------------------------------------------------------------------

  hello(version: number, client: string): void {
    this.#send('control', helloFrame(version, encodeClientHello(client)))
  }
  release(body: number): void {
    this.#send('control', releaseFrame(body))
  }
  /** Takes what is to be sent on a track, up to the limits of a batch; empty when nothing is. */
  drain(track: Track): List<OutgoingFrame> {
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
  #send(track: Track, frame: OutgoingFrame): void {
    if (this.#endReason === undefined) (track === 'control' ? this.#controlFrames : this.#dataFrames).push(frame)
  }

  // --- channels ---------------------------------------------------------------------------------------------------------------------

  /** Expects messages on a channel that the page drew. */
  openReceiver(channel: number): void {
    if (this.#receivers.size >= this.#limits.channels_open_max) throw new IpcError('too_many_channels', 'too many channels are open')
    this.#receivers.set(channel, new Receiver<Numbered>(this.#limits))
  }
  /** Announces that the page will send on a channel. */
  openSender(channel: number): void {
    if (this.#senders.has(channel)) return
    const sender = new Sender(this.#limits, 'page')
    const granted = this.#grantedAhead.get(channel)
    if (granted !== undefined) sender.credit(granted)
    this.#grantedAhead.delete(channel)
    this.#senders.set(channel, sender)
    this.#send('data', openFrame(channel))
  }
  /** Expects the body of a reply on a channel that the host opened, and lets it come (SPEC §6.5). */
  openStream(channel: number): void {
    const receiver = new Receiver<Numbered>(this.#limits)
    this.#receivers.set(channel, receiver)
    this.#grant(channel, receiver.grant())
  }
  /** Sends a message if credit allows. `drawBodyId` is asked where its body has to be uploaded. */
  trySend(channel: number, payload: Payload, bytes: number, drawBodyId?: () => number): boolean {
    const sender = this.#senders.get(channel)
    if (sender === undefined) throw new IpcError('channel_closed', 'the channel has ended')
    const index = sender.send(bytes)
    if (index === undefined) return false
    if (bytes <= this.#limits.inline_body_bytes_max || drawBodyId === undefined) {
      this.#send('data', dataFrame(channel, index, payload))
      return true
    }
    const id = drawBodyId()
    const frame = deferredFrame(Kind.DATA, channel, index, 0, encodeBodyId(id), payload)
    this.#bodies.set(frame, { channel, id, bytes: payload.bytes })
    this.#send('data', frame)
    return true
  }
  /** The body that is to be uploaded now that its frame has been posted. */
  takeBody(frame: OutgoingFrame): MessageBody | undefined {
    if (this.#bodies.size === 0) return undefined
    const body = this.#bodies.get(frame)
    this.#bodies.delete(frame)
    return body
  }
  /** Whether the page sends on this channel. */
  sends(channel: number): boolean {
    return this.#senders.has(channel)
  }
  /** The page closes a channel: an END behind what it sent. */
  close(channel: number, end: End): void {
    const sender = this.#senders.get(channel)
    const receiver = this.#receivers.get(channel)
    if (sender === undefined && receiver === undefined) return
    this.#senders.delete(channel)
    this.#receivers.delete(channel)
    this.#grantedAhead.delete(channel)
    if (receiver !== undefined) this.#abandon(receiver)
    const head = encodeEndHead(end.message === undefined ? { reason: end.reason } : { reason: end.reason, message: end.message })
    this.#send('data', endFrame(channel, sender?.sent ?? 0, head ?? NOTHING))
  }
  /** The page has taken a message of `bytes`. Whether that grants something. */
  taken(channel: number, bytes: number): boolean {
    const grant = this.#receivers.get(channel)?.taken(bytes)
    if (grant !== undefined) this.#grant(channel, grant)
    return grant !== undefined
  }
  #grant(channel: number, grant: Grant): void {
    this.#send('control', creditFrame(channel, grant.frames, grant.bytes))
  }

  // --- frames in --------------------------------------------------------------------------------------------------------------------

  /**
   * A batch came by the poll, its first frame numbered `first`. Frames that came before are dropped.
   *
   * @throws IpcError `internal` when frames between the last one and `first` are missing.
   */
  receive(first: number, frames: ArrayLike<Frame>): List<Delivery> {
    const deliveries = list<Delivery>()
    if (this.#endReason !== undefined) return deliveries
    if (frames.length > 0 && first > this.#last + 1) {
      throw new IpcError('internal', `frames ${this.#last + 1} to ${first - 1} are missing`)
    }
    for (let i = 0; i < frames.length; i++) {
      const frame = frames[i]
      const number = first + i
      if (frame === undefined) continue
      if (number <= this.#last) {
        this.duplicates += 1
        continue
      }
      this.#last = number
      this.#watermark.arrive(number)
      this.#handle(number, frame, deliveries)
    }
    return deliveries
  }

  #handle(number: number, frame: Frame, deliveries: List<Delivery>): void {
    switch (frame.kind) {
      case Kind.DATA:
        return this.#data(number, frame, deliveries)
      case Kind.EVENT:
        push(deliveries, { type: 'event', number, frame, head: this.#eventHeadOf(frame) })
        return
      case Kind.END:
        this.#watermark.done(number)
        return this.#end(frame, deliveries)
      case Kind.CREDIT:
        this.#watermark.done(number)
        this.#credit(frame.id, { frames: frame.seq, bytes: frame.bodyBytes })
        push(deliveries, { type: 'credit', channel: frame.id })
        return
      case Kind.OPEN:
        this.#watermark.done(number)
        return this.#open(frame)
      default:
        this.#watermark.done(number)
        // SPEC §2: the other kinds do not come to the page by the poll.
        throw new IpcError('bad_frame', `kind ${frame.kind} came by the poll`)
    }
  }

  #data(number: number, frame: DataFrame, deliveries: List<Delivery>): void {
    const receiver = this.#receivers.get(frame.id)
    if (receiver === undefined) {
      // The page has closed the channel: the body of the message is of no use.
      if ((frame.flags & Flag.DEFERRED) !== 0) this.release(decodeBodyId(frame.head))
      this.#watermark.done(number)
      return
    }
    const { seq: index } = frame
    const last = (frame.flags & Flag.LAST) !== 0
    if (receiver.next(index, last)) {
      push(deliveries, messageOf(number, frame))
      this.#endReceiver(frame.id, receiver, deliveries)
      return
    }
    frame.keep()
    const before = receiver.duplicates
    const ready = receiver.data(index, { number, frame }, frame.bodyBytes, last)
    if (receiver.duplicates !== before) {
      this.duplicates += 1
      this.#watermark.done(number)
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
      // The host takes no more of what the page sends.
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

  #eventHeadOf(frame: EventFrame): EventHead {
    if (this.#eventHead !== undefined && frame.hasHead(this.#eventBytes)) return this.#eventHead
    const head = decodeEventHead(frame, 'host')
    // One that names a body is of this event alone.
    if ((frame.flags & Flag.DEFERRED) === 0) {
      this.#eventBytes = copy(frame.head)
      this.#eventHead = head
    }
    return head
  }

  #credit(channel: number, grant: Grant): void {
    const sender = this.#senders.get(channel)
    if (sender !== undefined) sender.credit(grant)
    else if (this.#receivers.has(channel)) this.#grantedAhead.set(channel, grant)
  }

  #endReceiver(channel: number, receiver: Receiver<Numbered>, deliveries: List<Delivery>): void {
    const end = receiver.ended
    if (end === undefined) return
    this.#receivers.delete(channel)
    this.#senders.delete(channel)
    this.#grantedAhead.delete(channel)
    this.#abandon(receiver)
    push(deliveries, { type: 'end', channel, end })
  }

  /** What waits in a channel that has ended is as good as delivered, and its bodies are of no use. */
  #abandon(receiver: Receiver<Numbered>): void {
    const items = receiver.abandon()
    for (let i = 0; i < items.length; i++) {
      const item = items[i]
      if (item === undefined) continue
      if ((item.frame.flags & Flag.DEFERRED) !== 0) this.release(decodeBodyId(item.frame.head))
      this.#watermark.done(item.number)
    }
  }

  /** Ends the session: nothing is sent or taken any more. Returns the ends of its channels. */
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

function messageOf(number: number, frame: DataFrame): Delivery {
  const body = (frame.flags & Flag.DEFERRED) !== 0 ? decodeBodyId(frame.head) : 0
  return { type: 'message', channel: frame.id, number, frame, body }
}

function endOf(frame: EndFrame): End {
  const head = decodeEndHead(frame.head)
  return setPrototypeOf({ reason: head.reason, message: head.message }, null) as End
}
