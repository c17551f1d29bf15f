import type { Code } from './constants.js'
import { Error, freeze } from './primordials.js'

/** What an {@link IpcError} may carry beside its code and message. */
export interface IpcErrorDetails {
  /** The command that was called. */
  readonly command?: string | undefined
  /** The argument at fault. */
  readonly key?: string | undefined
  /** More about it, as the host sent it. */
  readonly data?: unknown
  /** What went wrong underneath. */
  readonly cause?: unknown
}

/** The engine refused a call, or could not carry it. An error that a command returns itself is not one of these. */
export class IpcError extends Error {
  override readonly name: string = 'IpcError'
  /** A stable code of SPEC §8. */
  readonly code: Code
  readonly command: string | undefined
  readonly key: string | undefined
  readonly data: unknown

  constructor(code: Code, message: string, details?: IpcErrorDetails) {
    super(message, { __proto__: null, cause: details?.cause } as ErrorOptions)
    this.code = code
    this.command = details?.command
    this.key = details?.key
    this.data = details?.data
  }
}

freeze(IpcError)
freeze(IpcError.prototype)

/**
 * Throws `bad_frame`: bytes from the host break the protocol.
 *
 * @throws IpcError always
 */
export function badFrame(message: string): never {
  throw new IpcError('bad_frame', message)
}
