import { PayloadKind } from '../base/constants.js'
import { type Bytes, isArray, TypeError, Uint8Array } from '../base/primordials.js'
import { type Encoded, encodeMessage, now, payloadOf } from '../body/encode.js'

/**
 * Encodes the arguments of a call. An array as the whole argument is bytes. A source of more than `inlineBytes`, or of unknown length, is not read:
 * it is uploaded after the call.
 *
 * @throws TypeError for a value that no payload can represent, with its path
 * @throws IpcError `detached_buffer`, `too_deep`, `body_too_large`, `too_many_buffers`
 */
export function encodeArguments(args: unknown, inlineBytes: number, onChannelNamed?: (id: number) => void): Encoded {
  return isArray(args) ? now(payloadOf(PayloadKind.RAW, byteValues(args))) : encodeMessage(args, inlineBytes, onChannelNamed)
}

function byteValues(values: readonly unknown[]): Bytes {
  const bytes: Bytes = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value !== 'number' || value < 0 || value > 255 || value % 1 !== 0) {
      throw new TypeError(`an array as the whole argument is read as bytes, and element ${i} is not an integer from 0 to 255: pass an object, such as { values }`)
    }
    bytes[i] = value
  }
  return bytes
}
