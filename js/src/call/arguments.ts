import { PayloadKind } from '../base/constants.js'
import { type Bytes, isArray, TypeError, Uint8Array } from '../base/primordials.js'
import { type Encoded, encodeMessage, now, payloadOf } from '../body/encode.js'

/**
 * Encodes the arguments of a call: as a message, and a plain array of byte values is bytes. A source of more than `inlineBytes`, or of an
 * unknown length, is not read: it follows the call.
 */
export function encodeArguments(args: unknown, inlineBytes: number, onChannelNamed?: (name: string) => void): Encoded {
  return isArray(args) ? now(payloadOf(PayloadKind.RAW, byteValues(args))) : encodeMessage(args, inlineBytes, onChannelNamed)
}

function byteValues(values: readonly unknown[]): Bytes {
  const bytes: Bytes = new Uint8Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value !== 'number' || value < 0 || value > 255 || value % 1 !== 0) {
      throw new TypeError(`an array as the whole argument is bytes, and element ${i} is no integer from 0 to 255; pass an object instead`)
    }
    bytes[i] = value
  }
  return bytes
}
