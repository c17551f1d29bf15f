import { stringIndexOf, stringSlice, stringStartsWith } from '../base/primordials.js'

/** Name of the secret in the fragment of the address and in the storage of the tab. */
const NAME = 'bytelane'

/**
 * Returns the secret that the address of the page has in its fragment, and removes it there. A reload finds it in the storage of the tab, which ends
 * with the tab. A browser sends neither to a server. Runs before the scripts of the page.
 */
export function browserSecret(): string | undefined {
  const { location, history } = globalThis
  const fragment = stringSlice(location.hash, 1)
  if (!stringStartsWith(fragment, NAME + '=')) return stored()
  const end = stringIndexOf(fragment, '&')
  const secret = stringSlice(fragment, NAME.length + 1, end < 0 ? undefined : end)
  store(secret)
  const rest = end < 0 ? '' : '#' + stringSlice(fragment, end + 1)
  history.replaceState(history.state, '', location.pathname + location.search + rest)
  return secret
}

/** A browser whose settings deny storage throws. The page then works until it is reloaded. */
function store(secret: string): void {
  try {
    globalThis.sessionStorage.setItem(NAME, secret)
  } catch {
    // A reload has no secret, and the lane says what to do.
  }
}
function stored(): string | undefined {
  try {
    return globalThis.sessionStorage.getItem(NAME) ?? undefined
  } catch {
    return undefined
  }
}
