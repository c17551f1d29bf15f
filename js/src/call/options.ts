import { headersForEach, isArray, isHeaders, keys, list, push, TypeError } from '../base/primordials.js'
import type { HeaderPairs } from '../wire/head.js'
import type { Progress, ResponseHead } from '../body/response.js'

/** Options of a call. */
export interface InvokeOptions {
  /** Request headers, which the command reads as `http::HeaderMap`. Values may contain any Unicode text without CR, LF and NUL. */
  readonly headers?: HeadersInit | undefined
  /** Aborts the call: it rejects with the reason of the signal, and the command is cancelled. */
  readonly signal?: AbortSignal | undefined
  /** Timeout in milliseconds, after which the call rejects with a `TimeoutError` and the command is cancelled. */
  readonly timeout?: number | undefined
  /**
   * A buffer to receive a raw reply, so that no new one is allocated. The call resolves to a `Uint8Array` over its first bytes, of the length of the
   * reply.
   */
  readonly into?: BufferSource | undefined
  /** Called as bytes of the arguments and of the reply are transferred. */
  readonly onProgress?: ((progress: Progress) => void) | undefined
  /** Called once, when the head of the reply has arrived. */
  readonly onResponse?: ((response: ResponseHead) => void) | undefined
}

/**
 * Returns the header names and values of any form that `fetch` accepts.
 *
 * @throws TypeError for any other value
 */
export function headerPairs(init: HeadersInit | undefined): HeaderPairs {
  const pairs = list<readonly [string, string]>()
  if (init === undefined || init === null) return pairs
  if (isHeaders(init)) {
    headersForEach(init, (value, name) => push(pairs, [name, value]))
  } else if (isArray(init)) {
    for (let i = 0; i < init.length; i++) {
      const pair: unknown = init[i]
      if (!isArray(pair) || pair.length !== 2) throw new TypeError(`header ${i + 1} is not a pair of a name and a value`)
      push(pairs, [`${pair[0]}`, `${pair[1]}`])
    }
  } else if (typeof init === 'object') {
    const names = keys(init)
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? ''
      push(pairs, [name, `${(init as Record<string, unknown>)[name]}`])
    }
  } else throw new TypeError('headers must be an object, an array of pairs or a Headers object')
  return pairs
}
