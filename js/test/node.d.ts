// The part of Node's API that the tests use, so that the compiler needs no other types.
declare module 'node:test' {
  interface TestContext {
    diagnostic(message: string): void
    after(work: () => void): void
  }
  export function test(name: string, body: (t: TestContext) => void | Promise<void>): Promise<void>
}
declare module 'node:assert/strict' {
  interface Assert {
    (value: unknown, message?: string): asserts value
    equal(actual: unknown, expected: unknown, message?: string): void
    notEqual(actual: unknown, expected: unknown, message?: string): void
    deepEqual(actual: unknown, expected: unknown, message?: string): void
    ok(value: unknown, message?: string): asserts value
    fail(message?: string): never
    match(text: string, pattern: RegExp, message?: string): void
    throws(body: () => unknown, check?: object | ((error: never) => boolean), message?: string): void
    rejects(promise: Promise<unknown>, check?: object | ((error: never) => boolean), message?: string): Promise<void>
  }
  const assert: Assert
  export default assert
}
declare module 'node:zlib' {
  export function gzipSync(text: string): Uint8Array
}

declare module 'node:fs' {
  export function readFileSync(path: string | URL, encoding: 'utf8'): string
  export function readdirSync(path: string | URL): string[]
  export function existsSync(path: string | URL): boolean
  export function writeFileSync(path: string | URL, text: string): void
}
declare module 'node:zlib' {
  export function gzipSync(text: string): { readonly length: number }
}
declare module 'esbuild' {
  export function build(options: object): Promise<{ readonly outputFiles: readonly { readonly text: string }[] }>
}
declare module 'node:crypto' {
  export const webcrypto: unknown
}
declare module 'node:vm' {
  export function createContext(sandbox: object): object
  export function runInContext(code: string, context: object, options?: { filename?: string }): unknown
}
declare const process: {
  readonly env: Readonly<Record<string, string | undefined>>
  setUncaughtExceptionCaptureCallback(callback: ((error: unknown) => void) | null): void
}
