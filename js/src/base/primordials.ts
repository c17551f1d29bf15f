/**
 * The builtins that the client uses, captured before the first script of the page runs. A page that wraps `fetch` or pollutes a prototype afterwards
 * can neither read the client's secret nor break a call. Three rules ensure that (`test/tidy.test.ts`): no method is called on an instance of a
 * builtin, no array is iterated or spread, and every `await` goes through {@link own}.
 *
 * @module
 */

import { ErrorCaptured, getter, methodOf, missing, optional, prototypeOf, setter, uncurryThis } from './capture.js'

/** Bytes in an `ArrayBuffer`, which can be sent and transferred. */
export type Bytes = Uint8Array<ArrayBuffer>

// --- language ---------------------------------------------------------------------------------------------------------------------
export const Promise: PromiseConstructor = globalThis.Promise
export const ArrayBuffer: ArrayBufferConstructor = globalThis.ArrayBuffer
export const DataView: DataViewConstructor = globalThis.DataView
export const Uint8Array: Uint8ArrayConstructor = globalThis.Uint8Array
export const Int32Array: Int32ArrayConstructor = globalThis.Int32Array
export const Float64Array: Float64ArrayConstructor = globalThis.Float64Array
export const Map: MapConstructor = globalThis.Map
export const Set: SetConstructor = globalThis.Set
export const Error: ErrorConstructor = ErrorCaptured
export const TypeError: TypeErrorConstructor = globalThis.TypeError
export const jsonParse: (text: string) => unknown = JSON.parse
export const jsonStringify: (
  value: unknown,
  replacer?: (this: object, key: string, value: unknown) => unknown,
) => string | undefined = JSON.stringify

export const freeze: <T>(value: T) => T = Object.freeze
export const keys: (value: object) => string[] = Object.keys
export const defineProperty: (target: object, name: PropertyKey, descriptor: PropertyDescriptor) => object = Object.defineProperty
export const setPrototypeOf: (target: object, prototype: object | null) => object = Object.setPrototypeOf
export const getPrototypeOf: (target: object) => object | null = Object.getPrototypeOf
export const hasOwn: (target: object, name: PropertyKey) => boolean = uncurryThis(Object.prototype.hasOwnProperty)
export const isArray: (value: unknown) => value is unknown[] = Array.isArray
export const isSafeInteger: (value: unknown) => value is number = Number.isSafeInteger as (value: unknown) => value is number
export const isFinite: (value: unknown) => boolean = Number.isFinite
export const floor: (value: number) => number = Math.floor
export const min: (a: number, b: number) => number = Math.min
export const max: (a: number, b: number) => number = Math.max

export const numberToString: (value: number, radix: number) => string = uncurryThis(Number.prototype.toString)
export const stringSlice: (text: string, from: number, to?: number) => string = uncurryThis(String.prototype.slice)
export const stringStartsWith: (text: string, prefix: string) => boolean = uncurryThis(String.prototype.startsWith)
export const stringIndexOf: (text: string, part: string) => number = uncurryThis(String.prototype.indexOf)
export const charCodeAt: (text: string, index: number) => number = uncurryThis(String.prototype.charCodeAt)
export const encodeUriComponent: (text: string) => string = globalThis.encodeURIComponent
export const toLowerCase: (text: string) => string = uncurryThis(String.prototype.toLowerCase)

export const mapGet: <K, V>(map: ReadonlyMap<K, V>, key: K) => V | undefined = uncurryThis(globalThis.Map.prototype.get)
export const mapSet: <K, V>(map: globalThis.Map<K, V>, key: K, value: V) => unknown = uncurryThis(globalThis.Map.prototype.set)
export const mapHas: <K, V>(map: ReadonlyMap<K, V>, key: K) => boolean = uncurryThis(globalThis.Map.prototype.has)
export const mapDelete: <K, V>(map: globalThis.Map<K, V>, key: K) => boolean = uncurryThis(globalThis.Map.prototype.delete)
export const mapClear: <K, V>(map: globalThis.Map<K, V>) => void = uncurryThis(globalThis.Map.prototype.clear)
export const mapForEach: <K, V>(map: ReadonlyMap<K, V>, visit: (value: V, key: K) => void) => void = uncurryThis(
  globalThis.Map.prototype.forEach,
)

/**
 * A map whose methods are on a prototype of its own, which no page can change: as safe as the functions above and several times as fast, because the
 * JavaScript engine inlines its methods but not a bound `call`.
 */
export interface Table<K, V> {
  readonly size: number
  get(key: K): V | undefined
  set(key: K, value: V): unknown
  has(key: K): boolean
  delete(key: K): boolean
  clear(): void
}
const { get, set, has, delete: remove, clear } = globalThis.Map.prototype
const size = Object.getOwnPropertyDescriptor(globalThis.Map.prototype, 'size')?.get ?? missing('Map.size')
const tablePrototype = { __proto__: null, get, set, has, delete: remove, clear }
Object.defineProperty(tablePrototype, 'size', { __proto__: null, get: size } as PropertyDescriptor)
Object.freeze(tablePrototype)
/** Creates an empty {@link Table}. */
export function table<K, V>(): Table<K, V> {
  return setPrototypeOf(new Map(), tablePrototype) as Table<K, V>
}
export const tableForEach: <K, V>(of: Table<K, V>, visit: (value: V, key: K) => void) => void = mapForEach as never

export const setAdd: <T>(set: globalThis.Set<T>, value: T) => unknown = uncurryThis(globalThis.Set.prototype.add)
export const setHas: <T>(set: ReadonlySet<T>, value: T) => boolean = uncurryThis(globalThis.Set.prototype.has)
export const setDelete: <T>(set: globalThis.Set<T>, value: T) => boolean = uncurryThis(globalThis.Set.prototype.delete)

const objectPrototype: object = Object.prototype
const arrayPrototype: object = Array.prototype

// --- bytes ------------------------------------------------------------------------------------------------------------------------
const typedArrayPrototype = Object.getPrototypeOf(globalThis.Uint8Array.prototype) as object
const dataViewPrototype = globalThis.DataView.prototype
export const isView: (value: unknown) => value is ArrayBufferView = globalThis.ArrayBuffer.isView
export const bufferByteLength: (buffer: ArrayBufferLike) => number = getter(globalThis.ArrayBuffer.prototype, 'byteLength')
export const typedTag: (value: unknown) => string | undefined = getter(typedArrayPrototype, Symbol.toStringTag)
export const typedBuffer: (view: ArrayBufferView) => ArrayBufferLike = getter(typedArrayPrototype, 'buffer')
export const typedByteOffset: (view: ArrayBufferView) => number = getter(typedArrayPrototype, 'byteOffset')
export const typedByteLength: (view: ArrayBufferView) => number = getter(typedArrayPrototype, 'byteLength')
export const typedSet: (target: Bytes, source: globalThis.Uint8Array, offset: number) => void = uncurryThis(
  globalThis.Uint8Array.prototype.set,
)
export const dataViewBuffer: (view: ArrayBufferView) => ArrayBufferLike = getter(dataViewPrototype, 'buffer')
export const dataViewByteOffset: (view: ArrayBufferView) => number = getter(dataViewPrototype, 'byteOffset')
export const dataViewByteLength: (view: ArrayBufferView) => number = getter(dataViewPrototype, 'byteLength')
export const getUint32: (view: globalThis.DataView, at: number, littleEndian: boolean) => number = uncurryThis(
  dataViewPrototype.getUint32,
)

/** Constructors of typed arrays by name. */
export const typedArrays: { readonly [name: string]: new (buffer: ArrayBufferLike, at?: number, length?: number) => ArrayBufferView } = {
  __proto__: null,
  Int8Array,
  Uint8Array: globalThis.Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  // Undefined in engines that have none.
  Float16Array: optional('Float16Array'),
} as never

/** No bytes. */
export const NOTHING: Bytes = new Uint8Array(0)

/** Returns `bytes.subarray(from, to)` without the lookup of its species. */
export function view(bytes: globalThis.Uint8Array, from: number, to: number): Bytes {
  return new Uint8Array(typedBuffer(bytes) as globalThis.ArrayBuffer, typedByteOffset(bytes) + from, to - from)
}

/** Copies bytes into a new buffer of exactly their size. */
export function copy(bytes: globalThis.Uint8Array): Bytes {
  const result: Bytes = new Uint8Array(typedByteLength(bytes))
  typedSet(result, bytes, 0)
  return result
}
export const bufferSlice: (buffer: ArrayBufferLike, from: number, to: number) => globalThis.ArrayBuffer = uncurryThis(
  globalThis.ArrayBuffer.prototype.slice,
)
const bufferTransfer = (globalThis.ArrayBuffer.prototype as { transfer?: unknown }).transfer
const transferred: (buffer: globalThis.ArrayBuffer, length: number) => unknown = uncurryThis(bufferTransfer)
/**
 * Frees the memory of a buffer now instead of at its collection, if the JavaScript engine supports it; the buffer is detached. The next buffer of its
 * size reuses the memory, whose pages are mapped already.
 */
export const release: (buffer: globalThis.ArrayBuffer) => void =
  bufferTransfer === undefined ? () => undefined : buffer => void transferred(buffer, 0)
/** Concatenates parts into new memory; `length` is their total in bytes. */
export function joined(parts: ArrayLike<Bytes>, length: number): Bytes {
  const whole: Bytes = new Uint8Array(length)
  let at = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]
    if (part === undefined) continue
    typedSet(whole, part, at)
    at += typedByteLength(part)
  }
  return whole
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encode: (encoder: TextEncoder, text: string) => Bytes = uncurryThis(TextEncoder.prototype.encode)
const decode: (decoder: TextDecoder, bytes: globalThis.Uint8Array) => string = uncurryThis(TextDecoder.prototype.decode)
/** Encodes a text as UTF-8. */
export const encodeText = (text: string): Bytes => encode(encoder, text)
/** Decodes UTF-8 bytes; throws if they are not UTF-8. A byte order mark is kept. */
export const decodeText = (bytes: globalThis.Uint8Array): string => decode(decoder, bytes)

// --- promises and time --------------------------------------------------------------------------------------------------------------
const promiseThen: <T>(promise: Promise<T>, onValue: (value: T) => unknown, onError: (error: unknown) => unknown) => Promise<unknown> =
  uncurryThis(Promise.prototype.then)

/**
 * Defines `constructor` on a promise, the only property that `await` and `then` look up on it. Every `await` of the client goes through here.
 */
export function own<T>(promise: Promise<T>): Promise<T> {
  return defineProperty(promise, 'constructor', { __proto__: null, value: Promise } as PropertyDescriptor) as Promise<T>
}

/** Calls `promise.then(onValue, onError)` and discards its result. */
export function settle<T>(promise: Promise<T>, onValue: (value: T) => unknown, onError: (error: unknown) => unknown): void {
  promiseThen(own(promise), onValue, onError)
}

export const queueMicrotask: (task: () => void) => void = globalThis.queueMicrotask
export const setTimeout: (task: () => void, ms: number) => unknown = globalThis.setTimeout as never
export const clearTimeout: (timer: unknown) => void = globalThis.clearTimeout as never

/** Returns a promise of a value that may be a promise already. */
export function resolved<T>(value: T | PromiseLike<T>): Promise<T> {
  return new Promise((resolve) => resolve(value))
}

/** Resolves when all promises have resolved; rejects with the first error. */
export function all(promises: ArrayLike<Promise<unknown>>): Promise<void> {
  return new Promise((resolve, reject) => {
    let open = promises.length
    if (open === 0) resolve()
    for (let i = 0; i < promises.length; i++) {
      const promise = promises[i]
      if (promise === undefined) continue
      settle(
        promise,
        () => {
          open -= 1
          if (open === 0) resolve()
        },
        reject,
      )
    }
  })
}

/** Resolves after `ms` milliseconds. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
  })
}

// --- the platform -------------------------------------------------------------------------------------------------------------------
export const fetch: (url: string, init: object) => Promise<Response> = globalThis.fetch
export const responseStatus: (response: Response) => number = getter(prototypeOf('Response'), 'status')
export const responseHeaders: (response: Response) => Headers = getter(prototypeOf('Response'), 'headers')
export const responseArrayBuffer: (response: Response) => Promise<globalThis.ArrayBuffer> = methodOf('Response', 'arrayBuffer')
export const headersGet: (headers: Headers, name: string) => string | null = methodOf('Headers', 'get')
export const headersForEach: (headers: Headers, visit: (value: string, name: string) => void) => void = methodOf('Headers', 'forEach')

export const AbortController: typeof globalThis.AbortController = globalThis.AbortController
export const controllerAbort: (controller: globalThis.AbortController, reason: unknown) => void = methodOf('AbortController', 'abort')
export const controllerSignal: (controller: globalThis.AbortController) => AbortSignal = getter(prototypeOf('AbortController'), 'signal')
export const signalAborted: (signal: AbortSignal) => boolean = getter(prototypeOf('AbortSignal'), 'aborted')
export const signalReason: (signal: AbortSignal) => unknown = getter(prototypeOf('AbortSignal'), 'reason')
export const addEventListener: (target: object, name: string, listener: (event: never) => void) => void = methodOf(
  'EventTarget',
  'addEventListener',
)
export const removeEventListener: (target: object, name: string, listener: (event: never) => void) => void = methodOf(
  'EventTarget',
  'removeEventListener',
)
export const EventTarget: typeof globalThis.EventTarget = globalThis.EventTarget
export const Event: typeof globalThis.Event = globalThis.Event
export const dispatchEvent: (target: object, event: globalThis.Event) => boolean = methodOf('EventTarget', 'dispatchEvent')
export const DOMException: typeof globalThis.DOMException = globalThis.DOMException

export const blobArrayBuffer: (blob: Blob) => Promise<globalThis.ArrayBuffer> = methodOf('Blob', 'arrayBuffer')
export const blobSlice: (blob: Blob, from: number, to: number) => Blob = methodOf('Blob', 'slice')
export const blobSize: (blob: Blob) => number = getter(prototypeOf('Blob'), 'size')
export const ReadableStream: typeof globalThis.ReadableStream | undefined = optional('ReadableStream')
export const WritableStream: typeof globalThis.WritableStream | undefined = optional('WritableStream')
export const streamGetReader: (stream: globalThis.ReadableStream) => ReadableStreamDefaultReader<unknown> = methodOf(
  'ReadableStream',
  'getReader',
)
export const readerRead: (reader: ReadableStreamDefaultReader<unknown>) => Promise<ReadableStreamReadResult<unknown>> = methodOf(
  'ReadableStreamDefaultReader',
  'read',
)
export const readerCancel: (reader: ReadableStreamDefaultReader<unknown>, reason: unknown) => Promise<void> = methodOf(
  'ReadableStreamDefaultReader',
  'cancel',
)
export const streamGetWriter: <T>(stream: globalThis.WritableStream<T>) => WritableStreamDefaultWriter<T> = methodOf(
  'WritableStream',
  'getWriter',
)
export const streamError: (controller: ReadableStreamDefaultController<unknown>, reason: unknown) => void = methodOf(
  'ReadableStreamDefaultController',
  'error',
)
export const streamEnqueue: (controller: ReadableStreamDefaultController<unknown>, chunk: unknown) => void = methodOf(
  'ReadableStreamDefaultController',
  'enqueue',
)
export const streamClose: (controller: ReadableStreamDefaultController<unknown>) => void = methodOf(
  'ReadableStreamDefaultController',
  'close',
)
export const MessageChannel: typeof globalThis.MessageChannel | undefined = optional('MessageChannel')
// The ports are own properties in Node and getters in a browser.
const portOf = (name: 'port1' | 'port2'): ((channel: globalThis.MessageChannel) => MessagePort) =>
  name in prototypeOf('MessageChannel') ? getter(prototypeOf('MessageChannel'), name) : (channel) => channel[name]
export const channelPort1: (channel: globalThis.MessageChannel) => MessagePort = portOf('port1')
export const channelPort2: (channel: globalThis.MessageChannel) => MessagePort = portOf('port2')
export const portPostMessage: (port: MessagePort, message: unknown, transfer: Transferable[]) => void = methodOf(
  'MessagePort',
  'postMessage',
)
/** Sets the listener of a port and starts it. */
export const portListen: (port: MessagePort, listener: (event: MessageEvent) => void) => void = setter(
  prototypeOf('MessagePort'),
  'onmessage',
)
export const messageData: (event: MessageEvent) => unknown = getter(prototypeOf('MessageEvent'), 'data')

export const isInstance: (constructor: unknown, value: unknown) => boolean = uncurryThis(Function.prototype[Symbol.hasInstance])
const instanceOf =
  (constructor: unknown) =>
  (value: unknown): boolean =>
    constructor !== undefined && isInstance(constructor, value)
export const isBlob: (value: unknown) => value is Blob = instanceOf(optional('Blob')) as never
export const isHeaders: (value: unknown) => value is Headers = instanceOf(optional('Headers')) as never
export const isMap: (value: unknown) => value is ReadonlyMap<unknown, unknown> = instanceOf(globalThis.Map) as never
export const isReadableStream: (value: unknown) => value is globalThis.ReadableStream = instanceOf(optional('ReadableStream')) as never
/** Returns whether a value is an array or a plain object of this realm, as most parts of a JSON value are. */
export function isPlain(value: object): boolean {
  return getPrototypeOf(value) === objectPrototype || isArray(value)
}
const isOwnArrayBuffer = instanceOf(globalThis.ArrayBuffer)
/** Returns whether a value is an `ArrayBuffer` of any realm. */
export function isArrayBuffer(value: unknown): value is globalThis.ArrayBuffer {
  if (typeof value !== 'object' || value === null) return false
  if (isOwnArrayBuffer(value)) return true
  // The slow way, for values that are not plain objects or arrays of this realm: the getter throws unless the value is an `ArrayBuffer`.
  const prototype = getPrototypeOf(value)
  if (prototype === null || prototype === objectPrototype || isArray(value)) return false
  try {
    bufferByteLength(value as globalThis.ArrayBuffer)
    return true
  } catch {
    return false
  }
}
export const isSharedArrayBuffer: (value: unknown) => boolean = instanceOf(optional('SharedArrayBuffer'))

const cryptoCaptured: Crypto | undefined = optional('crypto')
const getRandomValuesOf: (crypto: Crypto, into: Bytes) => unknown = methodOf('Crypto', 'getRandomValues')
function fillRandom(into: Bytes): void {
  // Without it, secrets would be zeros.
  if (cryptoCaptured === undefined) throw new Error('this webview has no crypto.getRandomValues')
  getRandomValuesOf(cryptoCaptured, into)
}
/** Returns `count` random bytes as lower-case hexadecimal digits. */
export function randomHex(count: number): string {
  const bytes: Bytes = new Uint8Array(count)
  fillRandom(bytes)
  let text = ''
  for (let i = 0; i < count; i++) {
    const byte = bytes[i] ?? 0
    text += (byte < 16 ? '0' : '') + numberToString(byte, 16)
  }
  return text
}

/** Returns two random integers of 32 bits. */
export function getRandomWords(): { readonly low: number; readonly high: number } {
  const bytes: Bytes = new Uint8Array(8)
  fillRandom(bytes)
  const words = new DataView(typedBuffer(bytes))
  return { low: getUint32(words, 0, true), high: getUint32(words, 4, true) }
}

const consoleCaptured = globalThis.console
export const getAttribute: (element: Element, name: string) => string | null = methodOf('Element', 'getAttribute')
const elementPrototype = prototypeOf('Element')
const isPrototypeOf: (prototype: object, value: object) => boolean = uncurryThis(Object.prototype.isPrototypeOf)
export const isElement = (value: unknown): value is Element => typeof value === 'object' && value !== null && isPrototypeOf(elementPrototype, value)
const warnOf: (console: Console, message: string) => void = uncurryThis(consoleCaptured.warn)
export const consoleWarn = (message: string): void => warnOf(consoleCaptured, message)

/** `Symbol.dispose`, or a registered symbol if the JavaScript engine has none. */
export const dispose: symbol = (Symbol as { readonly dispose?: symbol }).dispose ?? Symbol.for('Symbol.dispose')
export const asyncIterator: typeof Symbol.asyncIterator = Symbol.asyncIterator

// --- containers that no prototype can reach -------------------------------------------------------------------------------------------
/** An array without a prototype, methods and iterator: a setter on `Array.prototype` does not see its elements. */
export interface List<T> extends ArrayLike<T> {
  [index: number]: T
  readonly length: number
}
/** Creates an empty {@link List}. */
export function list<T>(): List<T> {
  return setPrototypeOf([], null) as List<T>
}
/** Appends a value to a {@link List}. */
export function push<T>(to: List<T>, value: T): void {
  to[to.length] = value
}
/** Turns a {@link List} into an ordinary array, for the page. */
export function publish<T>(items: List<T>): T[] {
  return setPrototypeOf(items, arrayPrototype) as T[]
}
/** Defines an iterator on a {@link List}, for platform functions that iterate their argument. */
export function iterable<T>(items: List<T>): T[] {
  const iterate = (): Iterator<T> => {
    let at = 0
    return record({
      next(): IteratorResult<T> {
        const value = items[at] as T
        at += 1
        return at <= items.length ? { done: false, value } : { done: true, value: undefined }
      },
    })
  }
  const descriptor = { __proto__: null, value: iterate, enumerable: false }
  return defineProperty(items, Symbol.iterator, descriptor as PropertyDescriptor) as T[]
}
/** Removes the prototype of an object, so that a missing property is not read from it. */
export function record<T extends object>(value: T): T {
  return setPrototypeOf(value, null) as T
}
