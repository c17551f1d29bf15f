import { IpcError } from '../base/error.js'
import { min } from '../base/primordials.js'

const BACKOFF_MS_MIN = 50
const BACKOFF_MS_MAX = 2_000
/** Returns the delay after `failures` consecutive failures, in milliseconds. */
export const backoff = (failures: number): number => min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** min(failures - 1, 10))

/** Returns whether the host accepts no more requests of this document after an error (401, 403, 410, 503), or the page sends none. */
export function isFinal(error: unknown): error is IpcError {
  if (!(error instanceof IpcError)) return false
  switch (error.code) {
    case 'token_missing':
    case 'token_bad':
    case 'origin_denied':
    case 'policy_denied':
    case 'document_gone':
    case 'shutting_down':
      return true
    default:
      return false
  }
}
