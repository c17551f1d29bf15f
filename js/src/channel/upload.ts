import { PayloadKind } from '../base/constants.js'
import { IpcError } from '../base/error.js'
import { Error, min, own, Promise, record, settle, typedByteLength, view } from '../base/primordials.js'
import type { DataFrame } from '../wire/frame.js'
import { lastOf, type Run } from '../session/delivery.js'
import type { End } from '../session/receiver.js'
import { openSource, type SlowSource, type SourceReader } from '../body/source.js'
import type { Engine } from '../engine/engine.js'
import type { ChannelSink } from '../engine/sink.js'

/** An upload: sends the bytes of a source on a channel of its own, under the credit of the host (SPEC §4.2). */
export class Upload implements ChannelSink {
  readonly channel: number
  readonly #engine: Engine
  readonly #reader: SourceReader
  readonly #onBytes: (count: number) => void
  readonly #onError: (error: unknown) => void
  #end: End | undefined
  #wake: (() => void) | undefined

  constructor(engine: Engine, source: SlowSource, onBytes: (count: number) => void, onError: (error: unknown) => void) {
    this.#engine = engine
    this.#reader = openSource(source, engine.limits.inline_body_bytes_max)
    this.#onBytes = onBytes
    this.#onError = onError
    this.channel = engine.open(this)
  }

  message(_frame: DataFrame, body: number, number: number): void {
    // The host sends no messages on this channel.
    if (body !== 0) this.#engine.release(body)
    this.#engine.acknowledge(number)
  }
  messages(run: Run): void {
    this.#engine.acknowledge(run.number, lastOf(run))
  }
  end(end: End): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#reader.cancel(new IpcError('channel_closed', end.message ?? `the host has closed the upload: ${end.reason}`, { data: end.reason }))
    this.credit()
  }
  credit(): void {
    const wake = this.#wake
    this.#wake = undefined
    wake?.()
  }

  /** Starts to send. */
  start(): void {
    this.#engine.session.openSender(this.channel)
    settle(
      this.#run(),
      () => this.#close({ reason: 'ended', message: undefined }),
      (error) => {
        if (this.#end !== undefined) return
        this.#close({ reason: 'failed', message: error instanceof Error ? error.message : 'the source failed' })
        this.#onError(error)
      },
    )
  }
  /** Cancels the upload; the source gets `reason`. */
  cancel(reason: unknown): void {
    if (this.#end !== undefined) return
    this.#close({ reason: 'cancelled', message: undefined })
    this.#reader.cancel(reason)
    this.credit()
  }

  async #run(): Promise<void> {
    const bytesMax = this.#engine.limits.inline_body_bytes_max
    while (this.#end === undefined) {
      const next = await own(this.#reader.next())
      if (next === undefined) return
      const chunk = next.value
      const length = typedByteLength(chunk)
      for (let at = 0; at < length; at += bytesMax) {
        const part = view(chunk, at, min(at + bytesMax, length))
        await own(this.#send(record({ kind: PayloadKind.RAW, element: 0, bytes: part })))
        if (this.#end !== undefined) return
      }
    }
  }
  async #send(payload: { readonly kind: number; readonly element: number; readonly bytes: ReturnType<typeof view> }): Promise<void> {
    const length = typedByteLength(payload.bytes)
    while (this.#end === undefined && !this.#engine.session.enqueue(this.channel, payload, length)) {
      await own(
        new Promise<void>((resolve) => {
          this.#wake = resolve
        }),
      )
    }
    if (this.#end !== undefined) return
    this.#engine.counters.bytesUp += length
    this.#onBytes(length)
    this.#engine.flush()
  }
  #close(end: End): void {
    if (this.#end !== undefined) return
    this.#end = end
    this.#engine.close(this.channel, end)
  }
}
