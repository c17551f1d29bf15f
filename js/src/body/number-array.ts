import { isArray, isPlain, keys } from '../base/primordials.js'

const LENGTH_MIN = 1_024
const SAMPLE_LENGTH = 64
const DEPTH_MAX = 8

/**
 * Returns whether `value` contains a long array of integers from 0 to 255, which are probably bytes sent as JSON. It serves a warning of debug
 * builds and therefore inspects a sample: arrays and plain objects near the root, no buffers.
 */
export function holdsBytesAsNumbers(value: unknown, depth: number = DEPTH_MAX): boolean {
  if (typeof value !== 'object' || value === null || depth === 0 || !isPlain(value)) return false
  if (isArray(value)) {
    if (value.length >= LENGTH_MIN && looksLikeBytes(value)) return true
    for (let i = 0; i < value.length && i < SAMPLE_LENGTH; i++) if (holdsBytesAsNumbers(value[i], depth - 1)) return true
    return false
  }
  const names = keys(value)
  for (let i = 0; i < names.length && i < SAMPLE_LENGTH; i++) {
    if (holdsBytesAsNumbers((value as Record<string, unknown>)[names[i] ?? ''], depth - 1)) return true
  }
  return false
}

function looksLikeBytes(values: readonly unknown[]): boolean {
  for (let i = 0; i < SAMPLE_LENGTH; i++) {
    const value = values[i]
    if (typeof value !== 'number' || value < 0 || value > 255 || value % 1 !== 0) return false
  }
  return true
}
