import { freeze, hasOwn, record, TypeError } from '../base/primordials.js'
import { elementOf, type TypedArray } from '../wire/element.js'

const TYPED: unique symbol = Symbol.for('bytelane.typed') as never

/** A typed array that is to arrive with its element type (SPEC §3.3), see {@link typed}. */
export interface Typed<T extends TypedArray = TypedArray> {
  readonly [TYPED]: T
}

/**
 * Marks a typed array as the whole argument: `invoke('mean', typed(samples))` arrives as numbers of its element type.
 * Without it, a typed array at the top level is its raw bytes.
 */
export function typed<T extends TypedArray>(array: T): Typed<T> {
  if (elementOf(array) === undefined) throw new TypeError('the wire has no element type for this array')
  return freeze(record({ [TYPED]: array }))
}

/** The array inside {@link typed}, or undefined. */
export function typedArrayOf(value: object): TypedArray | undefined {
  return hasOwn(value, TYPED) ? (value as Typed)[TYPED] : undefined
}
