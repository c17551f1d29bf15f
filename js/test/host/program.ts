import type { IpcError } from '../../src/base/error.js'
import type { Bytes } from '../../src/base/primordials.js'
import type { Sender } from '../../src/session/sender.js'
import type { Payload } from '../../src/wire/frame.js'
import type { HeaderPairs, StreamHead } from '../../src/wire/head.js'

/** What a command of a memory host is called with. */
export interface HostCall {
  readonly id: number
  readonly command: string
  readonly headers: HeaderPairs
  /** The arguments as the page would see them. */
  readonly args: unknown
  /** And as they came. */
  readonly payload: Payload
  /** Aborted when the page cancels. */
  readonly signal: AbortSignal
  /** The attachments that follow by channels, where `MemoryHost.streaming` names the command. */
  readonly streams: ArrayLike<StreamHead>
}

/** A result with a head. */
export class Reply {
  readonly value: unknown
  readonly status: number
  readonly headers: HeaderPairs
  constructor(value: unknown, status: number, headers: HeaderPairs = []) {
    this.value = value
    this.status = status
    this.headers = headers
  }
}
/** A result whose payload is given as it is. */
export class Exactly {
  readonly payload: Payload
  constructor(payload: Payload) {
    this.payload = payload
  }
}

/** A result that is made while it is sent, and its length where that is known. */
export class StreamReply {
  readonly chunks: AsyncIterable<Bytes>
  readonly length: number | undefined
  constructor(chunks: AsyncIterable<Bytes>, length?: number) {
    this.chunks = chunks
    this.length = length
  }
}

/** A command: its result is the reply, what it throws the command's error, and an `IpcError` that it throws a refusal. */
export type Command = (call: HostCall) => unknown

/** A body that is arriving. */
export interface Upload {
  readonly bytes: Uint8Array<ArrayBuffer>
  got: number
  readonly waiting: (() => void)[]
  readonly done: () => void
  readonly fail: (error: IpcError) => void
}
/** A channel to the page. */
export interface Outgoing {
  readonly sender: Sender
  readonly waiting: { readonly payload: Payload; readonly resolve: () => void; readonly reject: (error: unknown) => void }[]
}
