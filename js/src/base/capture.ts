/**
 * Functions that capture builtins before the first script of the page runs, for `primordials.ts` and its neighbours.
 *
 * @module
 */

const { bind, call: callFunction } = Function.prototype
/** `uncurryThis(f)(self, ...args)` is `f.call(self, ...args)` without a lookup of `call`. Its type `never` is assignable to any annotation. */
export const uncurryThis: (method: unknown) => never = bind.bind(callFunction) as never
export const ErrorCaptured: ErrorConstructor = globalThis.Error
/** Returns a substitute for a builtin that this webview lacks, which throws an error that names it. */
export const missing = (name: string) => (): never => {
  throw new ErrorCaptured(`bytelane: this webview has no ${name}`)
}
export const getter = (prototype: object, name: PropertyKey): never =>
  uncurryThis(Object.getOwnPropertyDescriptor(prototype, name)?.get ?? missing(`property ${String(name)}`))
export const setter = (prototype: object, name: PropertyKey): never =>
  uncurryThis(Object.getOwnPropertyDescriptor(prototype, name)?.set ?? missing(`property ${String(name)}`))

const globals = globalThis as unknown as Record<string, unknown>
export const optional = <T>(name: string): T | undefined => globals[name] as T | undefined
export const prototypeOf = (name: string): object => (globals[name] as { prototype?: object } | undefined)?.prototype ?? {}
export const methodOf = (name: string, method: string): never =>
  uncurryThis((prototypeOf(name) as Record<string, unknown>)[method] ?? missing(`${name}.${method}`))
