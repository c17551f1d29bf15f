/** A value in an object without a prototype. */
export interface Held<T> {
  readonly value: T
}
/**
 * Holds a value for the resolution of a promise, which looks up `then` on an object: a getter on `Object.prototype` would receive the value itself. No
 * promise of the client resolves with an object of its own that is not held (`test/tidy.test.ts`).
 */
export const hold = <T>(value: T): Held<T> => ({ __proto__: null, value }) as Held<T>
