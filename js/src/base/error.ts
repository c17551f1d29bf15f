import type { Code } from './constants.js'
import { Error, freeze } from './primordials.js'

/** Address of the reference of codes. */
const HELP = 'https://github.com/bytelane/bytelane/blob/main/docs/errors.md#'

/** Details of an {@link IpcError}. */
export interface IpcErrorDetails {
  /** The command that was called. */
  readonly command?: string | undefined
  /** The invalid argument. */
  readonly key?: string | undefined
  /** Additional data, such as the reason of the end of a channel. */
  readonly data?: unknown
  /** The underlying error. */
  readonly cause?: unknown
}

/**
 * An error of the engine: it refused an operation or could not complete it. An error that a command returns is not an `IpcError`: the call rejects
 * with the value itself.
 *
 * @example
 * ```ts
 * try {
 *   await invoke('save', { text })
 * } catch (error) {
 *   if (error instanceof IpcError && error.code === 'acl_denied') showHint()
 *   else throw error
 * }
 * ```
 */
export class IpcError extends Error {
  override readonly name: string = 'IpcError'
  /** A stable code, such as `unknown_command` (SPEC §8); `docs/errors.md` explains each. */
  readonly code: Code
  /** The command that was called, if the error concerns a call. */
  readonly command: string | undefined
  /** The invalid argument, if the error concerns one. */
  readonly key: string | undefined
  /** Additional data, such as the reason of the end of a channel. */
  readonly data: unknown

  constructor(code: Code, message: string, details?: IpcErrorDetails) {
    super(message, { __proto__: null, cause: details?.cause } as ErrorOptions)
    this.code = code
    this.command = details?.command
    this.key = details?.key
    this.data = details?.data
  }

  /** Address of the text about the code: its meaning, the usual cause, and the remedy. */
  get help(): string {
    return HELP + this.code
  }
}

freeze(IpcError)
freeze(IpcError.prototype)

/**
 * Throws `bad_frame`, for bytes that violate the protocol.
 *
 * @throws IpcError always
 */
export function badFrame(message: string): never {
  throw new IpcError('bad_frame', message)
}
