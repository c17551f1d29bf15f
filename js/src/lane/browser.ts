import type { Code } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import { limits } from '../base/limits.js'
import {
  addEventListener,
  bufferByteLength,
  type Bytes,
  copy,
  freeze,
  list,
  type List,
  messageData,
  NOTHING,
  own,
  Promise,
  push,
  removeEventListener,
  signalAborted,
  signalReason,
  type Table,
  table,
  tableForEach,
  typedBuffer,
  typedByteLength,
  typedSet,
  Uint8Array,
  view,
} from '../base/primordials.js'
import { Queue } from '../base/queue.js'
import { setUint32, setUint64, uint64 } from '../wire/integers.js'
import type { Lane, OnBytes, PollAnswer } from './lane.js'
import { refusalOf } from './refusal.js'
import { inSegments, noMemory } from './segments.js'
import { openSocket, socketClose, socketSend } from './socket.js'
import { Turns } from './turns.js'

/** The operations of a request (SPEC §10.2). */
const CALL = 1
const FRAMES = 2
const POLL = 3
const UPLOAD = 4
const BODY = 5
const HEADER_BYTES = 32
/** Length in bytes up to which a body follows its header in the same message. */
const JOINED_BYTES_MAX = 64 * 1024

/**
 * Creates the lane over the WebSocket of a host on this machine (SPEC §10). One socket is one document: the host ends the calls and channels of a socket
 * that is lost, so the lane ends with it, and a reload starts another one.
 *
 * @param secret - the secret of the run; undefined if the address of the page has none
 */
export function browserLane(url: string, secret: string | undefined, warn: (message: string) => void): Lane {
  return new BrowserLane(url, secret, warn)
}

class BrowserLane implements Lane {
  readonly name = 'browser'
  readonly #url: string
  readonly #secret: string | undefined
  readonly #warn: (message: string) => void
  readonly #calls: Turns = new Turns()
  readonly #messages: Turns = new Turns()
  #connection: Connection

  constructor(url: string, secret: string | undefined, warn: (message: string) => void) {
    this.#url = url
    this.#secret = secret
    this.#warn = warn
    this.#connection = new Connection(url, secret, warn)
  }

  async call(frame: Bytes, signal: AbortSignal | undefined): Promise<Held<Bytes>> {
    return hold((await own(this.#request(CALL, frame, 0, 0, signal))).value.bytes)
  }
  async upload(call: number, offset: number, bytes: Bytes, signal: AbortSignal | undefined): Promise<void> {
    await own(this.#request(UPLOAD, bytes, call, offset, signal))
  }
  async body(body: number, offset: number, length: number, signal: AbortSignal | undefined, onBytes: OnBytes): Promise<Held<ArrayBuffer>> {
    let into: Bytes
    try {
      into = new Uint8Array(length)
    } catch (cause) {
      throw noMemory(length, cause)
    }
    await own(this.transfer(body, offset, into, signal, onBytes))
    return hold(typedBuffer(into) as ArrayBuffer)
  }
  transfer(body: number, from: number, into: Bytes, signal: AbortSignal | undefined, onBytes: OnBytes): Promise<void> {
    const connection = this.#connection
    const segments = { bytes: limits.segment_bytes_max, inFlight: limits.segments_in_flight_max }
    return inSegments(typedByteLength(into), segments, async (offset, length) => {
      const range = { length, into: view(into, offset, offset + length) }
      await own(connection.request(BODY, NOTHING, body, from + offset, signal, range))
      onBytes(length)
    })
  }
  async frames(batch: Bytes): Promise<Held<ArrayBuffer>> {
    return hold(bufferOf((await own(this.#request(FRAMES, batch, 0, 0, undefined))).value.bytes))
  }
  async poll(last: number): Promise<Held<PollAnswer>> {
    const { sequence, bytes } = (await own(this.#request(POLL, NOTHING, last, 0, undefined))).value
    return hold({ first: sequence === 0 ? last + 1 : sequence, batch: bytes, done: undefined })
  }
  /** Bodies arrive in order on one socket, so one at a time loses nothing, and the host holds the chunks of one. */
  inTurn(upload: () => Promise<void>, ofMessage: boolean): Promise<void> {
    return (ofMessage ? this.#messages : this.#calls).run(upload)
  }
  restart(): void {
    this.#connection.close()
    this.#connection = new Connection(this.#url, this.#secret, this.#warn)
  }

  #request(operation: number, body: Bytes, first: number, second: number, signal: AbortSignal | undefined): Promise<Held<Answer>> {
    return this.#connection.request(operation, body, first, second, signal)
  }
}
freeze(BrowserLane.prototype)

interface Answer {
  /** Number of the first frame of a poll, or 0. */
  readonly sequence: number
  /** The body; empty if it was written into memory of the request. */
  readonly bytes: Bytes
}

/** A range of a deferred body, and the memory of its length that it is written into. */
interface Range {
  readonly length: number
  readonly into: Bytes
}

interface Request {
  readonly into: Bytes | undefined
  readonly resolve: (answer: Held<Answer>) => void
  readonly reject: (error: unknown) => void
}

/** The answer whose body has not arrived in full. */
interface Arriving {
  readonly number: number
  readonly isRefused: boolean
  readonly sequence: number
  readonly length: number
  readonly into: Bytes
  arrived: number
}

/** One socket with its requests. */
class Connection {
  #socket: WebSocket | undefined
  #isOpen = false
  #next = 1
  /** Why no request can be sent any more. */
  #ended: IpcError | undefined
  readonly #requests: Table<number, Request> = table()
  /** Messages that wait until the socket is open. */
  readonly #waiting: Queue<Bytes> = new Queue()
  readonly #warn: (message: string) => void
  #arriving: Arriving | undefined

  constructor(url: string, secret: string | undefined, warn: (message: string) => void) {
    this.#warn = warn
    if (secret === undefined) {
      this.#end('token_missing', 'the address of this page has no secret: open the address that the application has printed')
      return
    }
    const socket = openSocket(url, 'bytelane', 'bytelane-secret.' + secret)
    this.#socket = socket
    addEventListener(socket, 'open', () => this.#open())
    addEventListener(socket, 'message', (event: MessageEvent) => this.#receive(messageData(event)))
    addEventListener(socket, 'close', () => {
      if (this.#isOpen) this.#end('document_gone', 'the connection to the application has ended: reload the page, or start the application again')
      else this.#end('token_bad', 'the application cannot be reached, or refused the connection: open the address that it has printed last')
    })
  }

  #open(): void {
    this.#isOpen = true
    for (let message = this.#waiting.shift(); message !== undefined; message = this.#waiting.shift()) this.#send(message)
  }
  #send(message: Bytes): void {
    if (this.#socket === undefined) return
    if (this.#isOpen) socketSend(this.#socket, message)
    else this.#waiting.push(message)
  }

  /** Sends a request with a body, or for a range of a deferred body. */
  request(operation: number, body: Bytes, first: number, second: number, signal: AbortSignal | undefined, range?: Range): Promise<Held<Answer>> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) return reject(this.#ended)
      if (signal !== undefined && signalAborted(signal)) return reject(signalReason(signal))
      const number = this.#next
      this.#next += 1
      // The host ends a call by its CANCEL; an answer that arrives later is dropped.
      const abort = (): void => {
        this.#requests.delete(number)
        if (signal !== undefined) reject(signalReason(signal))
      }
      const settled = (): void => {
        if (signal !== undefined) removeEventListener(signal, 'abort', abort)
      }
      if (signal !== undefined) addEventListener(signal, 'abort', abort)
      this.#requests.set(number, {
        into: range?.into,
        resolve: (answer) => {
          settled()
          resolve(answer)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      })
      const bytes = typedByteLength(body)
      const inside = bytes <= JOINED_BYTES_MAX ? bytes : 0
      const message: Bytes = new Uint8Array(HEADER_BYTES + inside)
      message[0] = operation
      setUint32(message, 4, range?.length ?? bytes)
      setUint64(message, 8, number)
      setUint64(message, 16, first)
      setUint64(message, 24, second)
      if (inside > 0) typedSet(message, body, HEADER_BYTES)
      this.#send(message)
      if (inside < bytes) this.#send(body)
    })
  }

  #receive(data: unknown): void {
    const message: Bytes = new Uint8Array(data as ArrayBuffer)
    const length = typedByteLength(message)
    const arriving = this.#arriving
    if (arriving === undefined) {
      if (length < HEADER_BYTES) return this.#fail()
      return this.#begin(message, length)
    }
    if (arriving.arrived + length > arriving.length) return this.#fail()
    // An aborted request has no memory to write into.
    if (typedByteLength(arriving.into) > 0) typedSet(arriving.into, message, arriving.arrived)
    arriving.arrived += length
    if (arriving.arrived === arriving.length) this.#settle(arriving, arriving.into)
  }
  /** Receives the header of an answer, with its body or before it. */
  #begin(message: Bytes, messageLength: number): void {
    const isRefused = message[0] !== 0
    const number = uint64(message, 8)
    const length = uint64(message, 16)
    const request = this.#requests.get(number)
    const inside = view(message, HEADER_BYTES, messageLength)
    const insideLength = messageLength - HEADER_BYTES
    const given = isRefused ? undefined : request?.into
    if (insideLength > length || (given !== undefined && typedByteLength(given) !== length)) return this.#fail()
    const whole = insideLength === length
    const into = request === undefined ? NOTHING : (given ?? (whole ? inside : new Uint8Array(length)))
    if (insideLength > 0 && into !== inside && request !== undefined) typedSet(into, inside, 0)
    const arriving = { number, isRefused, sequence: uint64(message, 24), length, into, arrived: insideLength }
    if (whole) this.#settle(arriving, into)
    else this.#arriving = arriving
  }
  #settle({ number, isRefused, sequence }: Arriving, bytes: Bytes): void {
    this.#arriving = undefined
    const request = this.#requests.get(number)
    if (request === undefined) return
    this.#requests.delete(number)
    if (isRefused) request.reject(refusalOf(bytes, undefined, 'the host has refused the request'))
    else request.resolve(hold({ sequence, bytes }))
  }

  #fail(): void {
    this.#end('document_gone', 'the host has sent a message that is no answer: reload the page')
    this.close()
  }
  #end(code: Code, message: string): void {
    if (this.#ended !== undefined) return
    const error = new IpcError(code, message)
    this.#ended = error
    this.#warn(message)
    const requests: List<Request> = list()
    tableForEach(this.#requests, (request) => push(requests, request))
    this.#requests.clear()
    for (let i = 0; i < requests.length; i++) requests[i]?.reject(error)
  }
  /** Closes the socket, without a warning if it is still open: the page goes on with another one. */
  close(): void {
    this.#ended ??= new IpcError('document_gone', 'the page has started a new session')
    if (this.#socket !== undefined) socketClose(this.#socket)
  }
}
freeze(Connection.prototype)

/** Returns the buffer of bytes, if they are all of it, otherwise that of a copy: `slice` of a buffer would ask the page for the memory of the copy. */
function bufferOf(bytes: Bytes): ArrayBuffer {
  const whole = bufferByteLength(typedBuffer(bytes)) === typedByteLength(bytes)
  return typedBuffer(whole ? bytes : copy(bytes)) as ArrayBuffer
}
