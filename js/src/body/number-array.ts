import { isArray, isPlain, keys } from '../base/primordials.js'

const BYTES_LENGTH_MIN = 1_024
const NUMBERS_LENGTH_MIN = 4_096
const SAMPLE_LENGTH = 64
const DEPTH_MAX = 8

/** What a long array of numbers in a JSON value probably is. */
export type LongArray = 'bytes' | 'numbers' | undefined

/**
 * Returns whether `value` contains a long array of integers from 0 to 255, which are probably bytes sent as JSON, or of other numbers. It serves a warning
 * of debug builds and therefore inspects a sample: arrays and plain objects near the root, no buffers.
 */
export function longArrayIn(value: unknown, depth: number = DEPTH_MAX): LongArray {
  if (typeof value !== 'object' || value === null || depth === 0 || !isPlain(value)) return undefined
  const names = isArray(value) ? value : keys(value)
  let found = isArray(value) ? numbersIn(value) : undefined
  for (let i = 0; found === undefined && i < names.length && i < SAMPLE_LENGTH; i++) {
    found = longArrayIn(isArray(value) ? value[i] : (value as Record<string, unknown>)[names[i] as string], depth - 1)
  }
  return found
}

function numbersIn(values: readonly unknown[]): LongArray {
  let found: LongArray = values.length < BYTES_LENGTH_MIN ? undefined : 'bytes'
  for (let i = 0; found !== undefined && i < SAMPLE_LENGTH; i++) {
    const value = values[i]
    if (typeof value !== 'number') return undefined
    if (value < 0 || value > 255 || value % 1 !== 0) found = values.length < NUMBERS_LENGTH_MIN ? undefined : 'numbers'
  }
  return found
}
