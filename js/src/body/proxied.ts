import { getPrototypeOf, isInstance, keys, typedArrays, Uint8Array } from '../base/primordials.js'

const TypedArray: object | null = getPrototypeOf(Uint8Array)
const NAMES: readonly string[] = keys(typedArrays)

/**
 * Returns a copy of the typed array behind a proxy, as state of a reactive framework may be; undefined if `value` is not a proxy of one. The functions of
 * the platform do not accept proxies, so the copy is read through the traps of the page.
 */
export function unproxied(value: object): ArrayBufferView | undefined {
  if (!isInstance(TypedArray, value)) return undefined
  const names = keys(value)
  let length = 0
  while (length < names.length && names[length] === `${length}`) length += 1
  for (let i = 0; i < NAMES.length; i++) {
    const constructor = typedArrays[NAMES[i] ?? ''] as unknown as (new (length: number) => Record<number, unknown> & ArrayBufferView) | undefined
    if (constructor === undefined || !isInstance(constructor, value)) continue
    const copy = new constructor(length)
    // COPY: a proxy lends no memory.
    for (let at = 0; at < length; at++) copy[at] = (value as Record<number, unknown>)[at]
    return copy
  }
  return undefined
}

/**
 * Calls `visit` with the entries of a proxy of a `Map`, as its `entries` returns them.
 *
 * @throws TypeError if the traps of the page do not bind `entries` to the map
 */
export function forEachProxied(map: ReadonlyMap<unknown, unknown>, visit: (value: unknown, key: unknown) => void): void {
  const iterator = map.entries()
  for (;;) {
    const { done, value } = iterator.next()
    if (done === true) return
    visit(value[1], value[0])
  }
}
