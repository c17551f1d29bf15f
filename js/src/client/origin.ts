import { charCodeAt, stringSlice } from '../base/primordials.js'

const STAR = 42
const DOT = 46

/**
 * Whether an origin is one that a pattern means. A pattern is an origin in which one `*` may stand: for the first labels of the host, as in
 * `https://*.example.org`, or for the port, as in `http://localhost:*`. The host has the same rule.
 */
export function originMatches(pattern: string, origin: string): boolean {
  let star = 0
  while (star < pattern.length && charCodeAt(pattern, star) !== STAR) star += 1
  if (star === pattern.length) return pattern === origin
  const before = stringSlice(pattern, 0, star)
  const behind = stringSlice(pattern, star + 1)
  const end = origin.length - behind.length
  if (end <= star || stringSlice(origin, 0, star) !== before || stringSlice(origin, end) !== behind) return false
  for (let i = star; i < end; i++) if (!stands(charCodeAt(origin, i), behind !== '')) return false
  return true
}

/** Whether a character may stand where the `*` is: of a host, or of a port. */
function stands(char: number, host: boolean): boolean {
  const digit = char >= 48 && char <= 57
  return digit || (host && (char === DOT || char === 45 || (char >= 97 && char <= 122)))
}
