import { LIMITS, type Limits } from './constants.js'
import { hasOwn, keys, record } from './primordials.js'

const applied = record({ ...LIMITS }) as { -readonly [name in keyof Limits]: number }

/** The limits that this realm obeys: the defaults of SPEC §7, or those of the host after {@link applyLimits}. */
export const limits: Limits = applied

/** Sets the limits of this realm to those of the host, so that both ends obey the same setting. A realm has one client. */
export function applyLimits(stated: Partial<Limits>): void {
  const names = keys(applied) as (keyof Limits)[]
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (name === undefined) continue
    const value = hasOwn(stated, name) ? stated[name] : undefined
    applied[name] = typeof value === 'number' ? value : LIMITS[name]
  }
}
