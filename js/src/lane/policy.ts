import { IpcError } from '../base/error.js'
import { type Held, hold } from '../base/held.js'
import { addEventListener, own, sleep, stringSlice, stringStartsWith } from '../base/primordials.js'

/** The error of a policy that blocks the lane, if one does. */
export type Denial = IpcError | undefined

/** Turns of the event loop after a failed request in which the report of a violation arrives. */
const TURNS = 3

/**
 * Watches for a Content Security Policy of the page that blocks the requests of the lane. Returns a function that resolves, after a request has failed,
 * to the error that names the policy and the source to add; undefined if no policy has blocked a request.
 *
 * @param base - URL of the lane, such as `ipc://localhost/`
 */
export function watchPolicy(base: string): () => Promise<Held<Denial>> {
  let error: Denial
  addEventListener(globalThis, 'securitypolicyviolation', (event: SecurityPolicyViolationEvent) => {
    const { isTrusted, disposition, blockedURI, effectiveDirective, originalPolicy } = event
    if (!isTrusted || disposition !== 'enforce' || effectiveDirective !== 'connect-src' || blockedURI === '' || !isOf(base, blockedURI)) return
    const source = stringStartsWith(base, 'http://') ? stringSlice(base, 0, -1) : stringSlice(base, 0, -'//localhost/'.length)
    error = new IpcError(
      'policy_denied',
      `the request was not sent: the Content Security Policy of the page blocks ${base}. Add ${source} to its directive ${effectiveDirective}. The policy is: ${originalPolicy}`,
    )
  })
  return async () => {
    for (let turn = 0; turn < TURNS && error === undefined; turn++) await own(sleep(0))
    return hold(error)
  }
}

/** Returns whether a report is about the lane: it states the URL, its origin, or for other schemes than those of the web the scheme alone. */
function isOf(base: string, blocked: string): boolean {
  return stringStartsWith(blocked, base) || stringStartsWith(base, blocked + ':') || stringStartsWith(base, blocked + '/')
}
