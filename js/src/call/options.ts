import { headersForEach, isArray, isHeaders, keys, list, push, TypeError } from '../base/primordials.js'
import type { HeaderPairs } from '../wire/head.js'
import type { Progress, ResponseHead } from '../body/response.js'

/** Options of a call. */
export interface InvokeOptions {
  /** Read by the command as `http::HeaderMap`; text outside ASCII arrives equal. */
  readonly headers?: HeadersInit | undefined
  /** Aborting rejects with the signal's reason and cancels the command. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds until the call rejects with a `TimeoutError` and is cancelled. */
  readonly timeout?: number | undefined
  /** A buffer for a raw reply, which spares a fresh one. The promise resolves to a `Uint8Array` on it, of the reply's length. */
  readonly into?: BufferSource | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Called once when the head of the reply is there. */
  readonly onResponse?: ((response: ResponseHead) => void) | undefined
}

/** Header names and values of whatever `fetch` would take. */
export function headerPairs(init: HeadersInit | undefined): HeaderPairs {
  const pairs = list<readonly [string, string]>()
  if (init === undefined || init === null) return pairs
  if (isHeaders(init)) {
    headersForEach(init, (value, name) => push(pairs, [name, value]))
  } else if (isArray(init)) {
    for (let i = 0; i < init.length; i++) {
      const pair: unknown = init[i]
      if (!isArray(pair) || pair.length !== 2) throw new TypeError(`header ${i + 1} is no pair of name and value`)
      push(pairs, [`${pair[0]}`, `${pair[1]}`])
    }
  } else if (typeof init === 'object') {
    const names = keys(init)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      push(pairs, [name, `${(init as Record<string, unknown>)[name]}`])
    }
  } else throw new TypeError('headers are an object, a list of pairs or a Headers object')
  return pairs
}
