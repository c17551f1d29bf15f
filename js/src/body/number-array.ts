import { isArray, isPlain, keys } from '../base/primordials.js'

const LONG = 1_024
const SAMPLE = 64
const DEPTH = 8

/**
 * Whether a long array of small integers stands in `value`: bytes that crossed as JSON. For the warning of debug builds, so it looks at a
 * sample: arrays and plain objects near the root, never into a buffer.
 */
export function holdsBytesAsNumbers(value: unknown, depth: number = DEPTH): boolean {
  if (typeof value !== 'object' || value === null || depth === 0 || !isPlain(value)) return false
  if (isArray(value)) {
    if (value.length >= LONG && looksLikeBytes(value)) return true
    for (let i = 0; i < value.length && i < SAMPLE; i++) if (holdsBytesAsNumbers(value[i], depth - 1)) return true
    return false
  }
  const names = keys(value)
  for (let i = 0; i < names.length && i < SAMPLE; i++) {
    if (holdsBytesAsNumbers((value as Record<string, unknown>)[names[i] ?? ''], depth - 1)) return true
  }
  return false
}

function looksLikeBytes(values: readonly unknown[]): boolean {
  for (let i = 0; i < SAMPLE; i++) {
    const value = values[i]
    if (typeof value !== 'number' || value < 0 || value > 255 || value % 1 !== 0) return false
  }
  return true
}
