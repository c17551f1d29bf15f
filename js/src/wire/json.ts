import { IpcError } from '../base/error.js'
import { limits } from '../base/limits.js'
import { type Bytes, decodeText, jsonParse, typedByteLength } from '../base/primordials.js'

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Checks the nesting of a JSON text before it is parsed, without recursion (SPEC §3.1).
 *
 * @throws IpcError `too_deep` for more than 127 levels
 */
export function checkDepth(bytes: Bytes): void {
  const length = typedByteLength(bytes)
  if (length <= limits.json_depth_max) return
  let depth = 0
  let inText = false
  for (let i = 0; i < length; i++) {
    const byte = bytes[i] ?? 0
    if (inText) {
      if (byte === BACKSLASH) i += 1
      else if (byte === QUOTE) inText = false
    } else if (byte === QUOTE) inText = true
    else if (byte === 0x5b || byte === 0x7b) {
      depth += 1
      if (depth > limits.json_depth_max) throw new IpcError('too_deep', `JSON is nested too deeply; json_depth_max is ${limits.json_depth_max}`)
    } else if (byte === 0x5d || byte === 0x7d) depth -= 1
  }
}

/**
 * Checks the length of a JSON text in bytes.
 *
 * @throws IpcError `body_too_large`
 */
export function checkJsonLength(length: number): void {
  if (length > limits.json_bytes_max) {
    throw new IpcError('body_too_large', `JSON text of ${length} bytes; json_bytes_max is ${limits.json_bytes_max}: pass large data as bytes, or raise the limit in the host`)
  }
}

/**
 * Parses one JSON text (SPEC §3.1).
 *
 * @throws IpcError `bad_json`, `too_deep` or `body_too_large`
 */
export function decodeJson(bytes: Bytes): unknown {
  const length = typedByteLength(bytes)
  checkJsonLength(length)
  checkDepth(bytes)
  try {
    return jsonParse(decodeText(bytes))
  } catch (cause) {
    throw new IpcError('bad_json', 'a body is not JSON', { cause })
  }
}
