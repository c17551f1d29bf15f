import { isArray, keys } from './primordials.js'

const LONG = 1_024
const SAMPLE = 64

/** Whether a long array of small integers stands anywhere in `value`: bytes that crossed as JSON. For the warning of debug builds. */
export function holdsBytesAsNumbers(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (isArray(value)) {
    if (value.length >= LONG && looksLikeBytes(value)) return true
    for (let i = 0; i < value.length && i < SAMPLE; i++) if (holdsBytesAsNumbers(value[i])) return true
    return false
  }
  const names = keys(value)
  for (let i = 0; i < names.length; i++) {
    if (holdsBytesAsNumbers((value as Record<string, unknown>)[names[i] ?? ''])) return true
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
