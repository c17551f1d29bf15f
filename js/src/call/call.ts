import { Flag, Kind } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { type Held } from '../base/held.js'
import {
  AbortController,
  addEventListener,
  type Bytes,
  clearTimeout,
  controllerAbort,
  controllerSignal,
  copy,
  DOMException,
  isFinite,
  type List,
  list,
  min,
  push,
  record,
  removeEventListener,
  setTimeout,
  settle,
  signalAborted,
  signalReason,
  typedByteLength,
  TypeError,
  view,
} from '../base/primordials.js'
import { decodeOne } from '../wire/batch.js'
import type { Payload, ReplyFrame } from '../wire/frame.js'
import { decodeRefusal, decodeReplyHead, encodeCallHead, type HeaderPairs, type StreamHead } from '../wire/head.js'
import { deferredFrame, encodeFrame, payloadFrame } from '../wire/outgoing.js'
import type { End } from '../session/receiver.js'
import { NetworkError } from '../lane/lane.js'
import { pushBody } from '../lane/segments.js'
import type { Encoded, Following } from '../body/encode.js'
import type { Progress } from '../body/response.js'
import type { Engine } from '../engine/engine.js'
import type { PendingCall } from '../engine/sink.js'
import { Upload } from '../channel/upload.js'
import { encodeArguments } from './arguments.js'
import { headerPairs, type InvokeOptions } from './options.js'

/** Reads the result from a reply: at once, or as a promise. */
export type Read = (call: Call, frame: ReplyFrame) => { readonly now: unknown } | { readonly later: Promise<Held<unknown>> }

/** An error that a command returned: the call rejects with `value` itself. */
export class CommandFailure {
  readonly value: unknown
  constructor(value: unknown) {
    this.value = value
  }
}

/** One call, from `invoke` until its promise settles. It settles exactly once and is never sent twice. */
export class Call implements PendingCall {
  readonly command: string
  readonly options: InvokeOptions
  readonly #engine: Engine
  readonly #read: Read
  readonly #resolve: (value: unknown) => void
  readonly #reject: (error: unknown) => void
  #id = 0
  #done = false
  #uploadError: unknown
  #replied = false
  #passed = false
  #outcome: { readonly value: unknown; readonly failed: boolean } | undefined
  #controller: globalThis.AbortController | undefined
  #signal: AbortSignal | undefined
  #timer: unknown
  #onAbort: (() => void) | undefined
  readonly #uploads: List<Upload> = list()
  /** Channels that the arguments name. */
  #channels: List<number> | undefined

  constructor(
    engine: Engine,
    command: string,
    options: InvokeOptions,
    read: Read,
    resolve: (value: unknown) => void,
    reject: (error: unknown) => void,
  ) {
    this.#engine = engine
    this.command = command
    this.options = options
    this.#read = read
    this.#resolve = resolve
    this.#reject = reject
  }

  /** Aborts the requests of this call; undefined if the call cannot be aborted. */
  get signal(): AbortSignal | undefined {
    return this.#controller === undefined ? undefined : controllerSignal(this.#controller)
  }

  /** Encodes and sends the call. Buffers are copied or sent before it returns, except those beside a source that is read first. */
  start(args: unknown): void {
    try {
      if (this.#engine.left) throw new IpcError('document_gone', 'the page is being left: a call that starts in or after `pagehide` does not run')
      const { signal, timeout, headers } = this.options
      if (signal !== undefined && signalAborted(signal)) return this.#settle(signalReason(signal), true)
      const pairs = headerPairs(headers)
      const head = encodeCallHead(this.command, pairs)
      const encoded: Encoded = encodeArguments(args, this.#engine.limits.inline_body_bytes_max, (channel) => this.#name(channel))
      const { following } = encoded
      this.#watch(signal, timeout)
      if (encoded.now !== undefined) this.#send(head, pairs, encoded.now, following, true)
      else if (encoded.later !== undefined) {
        settle(
          encoded.later,
          ({ value: payload }) => {
            if (this.#done) return
            try {
              this.#send(head, pairs, payload, following, false)
            } catch (error) {
              this.fail(error)
            }
          },
          (error) => this.fail(error),
        )
      }
    } catch (error) {
      this.fail(error)
    }
  }

  #name(channel: number): void {
    this.#engine.onChannelNamed(channel)
    this.#engine.name(channel)
    push((this.#channels ??= list<number>()), channel)
  }

  #watch(signal: AbortSignal | undefined, timeout: number | undefined): void {
    if (signal === undefined && timeout === undefined) return
    this.#controller = new AbortController()
    if (signal !== undefined) {
      this.#signal = signal
      this.#onAbort = () => this.#abort(signalReason(signal))
      addEventListener(signal, 'abort', this.#onAbort)
    }
    if (timeout !== undefined) {
      if (typeof timeout !== 'number' || timeout < 0 || timeout !== timeout) throw new TypeError('the option `timeout` must be a number of milliseconds that is not negative')
      if (isFinite(timeout)) {
        this.#timer = setTimeout(
          () => this.#abort(new DOMException(`${this.command} did not finish within its timeout of ${timeout} ms`, 'TimeoutError')),
          timeout,
        )
      }
    }
  }

  #send(plainHead: Bytes, headers: HeaderPairs, payload: Payload, following: ArrayLike<Following>, borrowed: boolean): void {
    const engine = this.#engine
    const { limits } = engine
    const length = typedByteLength(payload.bytes)
    if (length > limits.body_bytes_max) {
      throw new IpcError('body_too_large', `the arguments have ${length} bytes; body_bytes_max is ${limits.body_bytes_max}`)
    }
    const deferred = length > limits.inline_body_bytes_max || (engine.lane.isCrowded?.(length) ?? false)
    if (deferred && this.#controller === undefined) this.#controller = new AbortController()
    const head = following.length === 0 ? plainHead : encodeCallHead(this.command, headers, this.#openUploads(following))
    const id = engine.register(this)
    this.#id = id
    engine.counters.bytesUp += length
    const fields = deferred
      ? deferredFrame(Kind.CALL, id, 0, 0, head, payload)
      : payloadFrame(Kind.CALL, id, 0, 0, head, payload)
    settle(
      engine.lane.call(encodeFrame(fields), this.signal),
      (reply) => this.#reply(reply.value),
      (error) => this.fail(error),
    )
    for (let i = 0; i < this.#uploads.length; i++) this.#uploads[i]?.start()
    if (deferred) this.#upload(id, payload.bytes, borrowed)
  }

  /** Uploads the body of a deferred call. */
  #upload(id: number, bytes: Bytes, borrowed: boolean): void {
    const engine = this.#engine
    const length = typedByteLength(bytes)
    const progress = this.progress('upload', length)
    const at = this.#tryUpload(id, bytes, progress)
    if (at >= length || this.#done) return
    // COPY: the page may write into its buffer while chunks are in flight.
    const rest = view(bytes, at, length)
    settle(
      pushBody(engine.lane, id, at, borrowed ? copy(rest) : rest, engine.segments, this.signal, progress),
      () => undefined,
      (error) => {
        // The host still answers the call, and its refusal explains more than that of a late chunk. CANCEL brings the answer if there is none yet.
        if (this.#done || this.#replied) return
        this.#uploadError = error
        engine.cancel(id)
      },
    )
  }

  /** Uploads as much as the lane accepts at once, which needs no copy. Returns the number of bytes. */
  #tryUpload(id: number, bytes: Bytes, progress: (count: number) => void): number {
    const { lane, segments } = this.#engine
    if (lane.tryUpload === undefined) return 0
    const length = typedByteLength(bytes)
    let at = 0
    while (at < length && !this.#done) {
      const accepted = lane.tryUpload(id, at, view(bytes, at, min(length, at + segments.bytes)))
      if (accepted === 0) break
      at += accepted
      progress(accepted)
    }
    return at
  }

  /** Opens an upload for each source. Returns their entries in the head of the call. */
  #openUploads(following: ArrayLike<Following>): ArrayLike<StreamHead> {
    const heads = list<StreamHead>()
    let total: number | undefined = 0
    for (let i = 0; i < following.length; i++) {
      const length = following[i]?.length
      total = total === undefined || length === undefined ? undefined : total + length
    }
    const onBytes = this.progress('upload', total)
    for (let i = 0; i < following.length; i++) {
      const source = following[i]
      if (source === undefined) continue
      const failed = (error: unknown): void => {
        if (this.#done) return
        this.#abort(error)
      }
      const upload = new Upload(this.#engine, source.source, onBytes, failed)
      push(this.#uploads, upload)
      const { attachment, length } = source
      push(heads, record(length === undefined ? { attachment, channel: upload.channel } : { attachment, channel: upload.channel, length }))
    }
    return heads
  }

  /** Returns a function that counts the bytes of one direction for `onProgress`. */
  progress(phase: Progress['phase'], total: number | undefined): (count: number) => void {
    const { onProgress } = this.options
    let loaded = 0
    return (count) => {
      loaded += count
      if (onProgress === undefined || this.#done) return
      try {
        onProgress({ phase, loaded, total })
      } catch (error) {
        this.fail(error)
      }
    }
  }

  #reply(bytes: Bytes): void {
    if (this.#done) return this.#discard(bytes)
    try {
      const frame = decodeOne(bytes)
      if (frame.kind !== Kind.REPLY || frame.id !== this.#id) {
        throw new IpcError('internal', `the lane answered call ${this.#id} with another frame, of kind ${frame.kind}`)
      }
      this.#replied = true
      this.#passed = this.#engine.replied(this.#id, frame.seq)
      if ((frame.flags & Flag.REFUSED) !== 0) {
        const { code, message, command, key } = decodeRefusal(frame.head)
        if (code === 'cancelled' && this.#uploadError !== undefined) return this.fail(this.#uploadError)
        // The host accepts no further chunk of the arguments.
        if (this.#controller !== undefined) controllerAbort(this.#controller, new IpcError(code, message))
        this.#outcome = { value: new IpcError(code, message, { command: command ?? this.command, key }), failed: true }
        return this.#finish()
      }
      const read = this.#read(this, frame)
      if ('now' in read) {
        this.#outcome = { value: read.now, failed: false }
        this.#finish()
      } else {
        settle(
          read.later,
          ({ value }) => {
            this.#outcome = { value, failed: false }
            this.#finish()
          },
          (error) => this.fail(error),
        )
      }
    } catch (error) {
      this.fail(error)
    }
  }

  /** Releases the body of a reply to a call that has settled. */
  #discard(bytes: Bytes): void {
    try {
      const frame = decodeOne(bytes)
      if (frame.kind === Kind.REPLY && (frame.flags & Flag.DEFERRED) !== 0) this.#engine.release(decodeReplyHead(frame).body ?? 0)
    } catch {
      // A reply that cannot be decoded names no body.
    }
  }

  pass(): void {
    this.#passed = true
    this.#finish()
  }
  gone(end: End): void {
    this.fail(new IpcError('document_gone', end.message ?? 'the document was closed by the host', { command: this.command }))
  }
  #finish(): void {
    if (this.#passed && this.#outcome !== undefined) this.#settle(this.#outcome.value, this.#outcome.failed)
  }

  /** Rejects the call, after the watermark if the error is that of the command. */
  fail(error: unknown): void {
    if (this.#done) return
    if (error instanceof CommandFailure) {
      // The command has answered: its error waits for the watermark too.
      this.#outcome = { value: error.value, failed: true }
      return this.#finish()
    }
    // The host may have replied with a deferred body, which CANCEL releases.
    if (error instanceof NetworkError && this.#id !== 0) this.#engine.cancel(this.#id)
    this.#settle(this.#explain(error), true)
    this.#stop(error)
  }

  #explain(error: unknown): unknown {
    const { command } = this
    if (error instanceof NetworkError) {
      return new IpcError('internal', `the request of the call ${command} failed: the command may or may not have run, and the call is not repeated`, {
        command,
        cause: error.cause,
      })
    }
    if (error instanceof IpcError && error.command === undefined) {
      return new IpcError(error.code, error.message, { command, key: error.key, data: error.data, cause: error.cause })
    }
    return error
  }

  /** Rejects the call with `reason` and cancels the command. */
  #abort(reason: unknown): void {
    if (this.#done) return
    this.#settle(reason, true)
    if (this.#id !== 0 && !this.#replied) this.#engine.cancel(this.#id)
    this.#stop(reason)
  }
  #stop(reason: unknown): void {
    for (let i = 0; i < this.#uploads.length; i++) this.#uploads[i]?.cancel(reason)
    if (this.#controller !== undefined) controllerAbort(this.#controller, reason)
  }

  #settle(value: unknown, failed: boolean): void {
    if (this.#done) return
    this.#done = true
    if (this.#id !== 0) this.#engine.unregister(this.#id)
    const channels = this.#channels
    if (channels !== undefined) for (let i = 0; i < channels.length; i++) this.#engine.unname(channels[i] ?? 0)
    if (this.#timer !== undefined) clearTimeout(this.#timer)
    if (this.#signal !== undefined && this.#onAbort !== undefined) removeEventListener(this.#signal, 'abort', this.#onAbort)
    if (failed) this.#reject(value)
    else this.#resolve(value)
  }
}
