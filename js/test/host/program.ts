import type { IpcError } from '../../src/base/error.js'
import type { Bytes } from '../../src/base/primordials.js'
import type { Sender } from '../../src/session/sender.js'
import type { Payload } from '../../src/wire/frame.js'
import type { HeaderPairs, StreamHead } from '../../src/wire/head.js'

/** The argument of a command of a memory host. */
export interface HostCall {
  readonly id: number
  readonly command: string
  readonly headers: HeaderPairs
  /** The decoded arguments. */
  readonly args: unknown
  /** The encoded arguments. */
  readonly payload: Payload
  /** Aborted when the page cancels the call. */
  readonly signal: AbortSignal
  /** The uploads of the call, if `MemoryHost.streaming` names the command. */
  readonly streams: ArrayLike<StreamHead>
}

/** A result with a status and headers. */
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
/** A result with an encoded payload. */
export class Exactly {
  readonly payload: Payload
  constructor(payload: Payload) {
    this.payload = payload
  }
}

/** A result that is produced while it is sent, and its length in bytes, if it is known. */
export class StreamReply {
  readonly chunks: AsyncIterable<Bytes>
  readonly length: number | undefined
  constructor(chunks: AsyncIterable<Bytes>, length?: number) {
    this.chunks = chunks
    this.length = length
  }
}

/** A command. Its result is the reply; a thrown value is the error of the command, and a thrown `IpcError` a refusal. */
export type Command = (call: HostCall) => unknown

/** A body that is being uploaded. */
export interface Upload {
  readonly bytes: Uint8Array<ArrayBuffer>
  got: number
  readonly waiting: (() => void)[]
  readonly done: () => void
  readonly fail: (error: IpcError) => void
}
/** The sending end of a channel to the page. */
export interface Outgoing {
  readonly sender: Sender
  readonly waiting: { readonly payload: Payload; readonly resolve: () => void; readonly reject: (error: unknown) => void }[]
}
