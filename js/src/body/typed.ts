import { freeze, hasOwn, record, TypeError } from '../base/primordials.js'
import { elementOf, type TypedArray } from '../wire/element.js'

const TYPED: unique symbol = Symbol.for('bytelane.typed') as never

/** A typed array that arrives with its element type (SPEC §3.3); see {@link typed}. */
export interface Typed<T extends TypedArray = TypedArray> {
  readonly [TYPED]: T
}

/**
 * Marks a typed array that is the whole argument of a call, so that it arrives with its element type. Without the mark, it arrives as raw bytes.
 *
 * @throws TypeError if `array` is not a typed array
 * @example
 * ```ts
 * await invoke('mean', typed(new Float32Array([1, 2, 3])))
 * ```
 */
export function typed<T extends TypedArray>(array: T): Typed<T> {
  if (elementOf(array) === undefined) throw new TypeError('typed() needs a typed array')
  return freeze(record({ [TYPED]: array }))
}

/** Returns the array inside {@link typed}; undefined if `value` is not one. */
export function typedArrayOf(value: object): TypedArray | undefined {
  return hasOwn(value, TYPED) ? (value as Typed)[TYPED] : undefined
}
