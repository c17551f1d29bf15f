import { charCodeAt, stringSlice } from '../base/primordials.js'

const STAR = 42
const DOT = 46

/**
 * Returns whether an origin matches a pattern: an origin that may contain one `*`, for the first labels of the host, as in
 * `https://*.example.org`, or for the port, as in `http://localhost:*`. The host applies the same rule.
 */
export function originMatches(pattern: string, origin: string): boolean {
  let star = 0
  while (star < pattern.length && charCodeAt(pattern, star) !== STAR) star += 1
  if (star === pattern.length) return pattern === origin
  const before = stringSlice(pattern, 0, star)
  const after = stringSlice(pattern, star + 1)
  const end = origin.length - after.length
  if (end <= star || stringSlice(origin, 0, star) !== before || stringSlice(origin, end) !== after) return false
  for (let i = star; i < end; i++) if (!isWild(charCodeAt(origin, i), after !== '')) return false
  return true
}

/** Returns whether the `*` matches a character, in a host or in a port. */
function isWild(char: number, host: boolean): boolean {
  const digit = char >= 48 && char <= 57
  return digit || (host && (char === DOT || char === 45 || (char >= 97 && char <= 122)))
}
