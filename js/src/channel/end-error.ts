import { IpcError } from '../base/error.js'
import type { End } from '../session/receiver.js'

/** Returns the error of an operation on a channel or a stream that has ended. */
export function endError(subject: 'channel' | 'stream', end: End | undefined): IpcError {
  const reason = end?.reason ?? 'ended'
  const code = reason === 'document_gone' ? reason : subject === 'stream' && reason === 'failed' ? 'stream_failed' : 'channel_closed'
  return new IpcError(code, end?.message ?? `the ${subject} has ended: ${reason}`, { data: reason })
}
