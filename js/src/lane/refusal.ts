import { IpcError } from '../base/error.js'
import { type Bytes, decodeText, hasOwn, jsonParse } from '../base/primordials.js'

/**
 * Reads a refusal from the body of an answer (SPEC §5). A body that is not one states nothing.
 *
 * @param code - the code that the answer states beside its body, if it does
 * @param message - the message without one in the body
 */
export function refusalOf(body: Bytes, code: string | undefined, message: string): IpcError {
  const text = textsOf(body)
  return new IpcError(code ?? text('code') ?? 'internal', text('message') ?? message, { command: text('command'), key: text('key') })
}

/** Returns a function that reads a text by its name. */
function textsOf(body: Bytes): (name: string) => string | undefined {
  let fields: unknown
  try {
    fields = jsonParse(decodeText(body))
  } catch {
    // Without a readable body, the code and the message stand for it.
  }
  return (name) => {
    if (typeof fields !== 'object' || fields === null || !hasOwn(fields, name)) return undefined
    const value = (fields as Record<string, unknown>)[name]
    return typeof value === 'string' ? value : undefined
  }
}
