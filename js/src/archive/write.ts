/** Writes the values of one type. What a value points to is written before the value itself. */
export interface Writer<T> {
  /** Size in bytes. */
  readonly size: number
  readonly align: number
  /** Writes what the value points to, and returns what `put` needs to know of it. */
  before(out: Output, value: T): unknown
  put(out: Output, at: number, value: T, before: unknown): void
}

const CAPACITY_MIN = 1_024

/** The bytes of an archive that is being written. */
export class Output {
  bytes: Uint8Array<ArrayBuffer> = new Uint8Array(CAPACITY_MIN)
  data: DataView<ArrayBuffer> = new DataView(this.bytes.buffer)
  length = 0

  /** Reserves zeroed bytes, and returns their position. */
  reserve(size: number, align: number): number {
    const at = (this.length + align - 1) & ~(align - 1)
    const end = at + size
    if (end > 0x7fffffff) throw new RangeError('an archive cannot be larger than 2 GiB')
    if (end > this.bytes.length) {
      const bytes = new Uint8Array(Math.max(end, this.bytes.length * 2))
      bytes.set(this.bytes)
      this.bytes = bytes
      this.data = new DataView(bytes.buffer)
    }
    this.length = end
    return at
  }
  /** Writes the relative pointer at `at` to `target`. */
  point(at: number, target: number): void {
    this.data.setInt32(at, target - at, true)
  }
}

/** Returns the archive of a value. */
export function encode<T>(writer: Writer<T>, value: T): Uint8Array<ArrayBuffer> {
  const out = new Output()
  const before = writer.before(out, value)
  writer.put(out, out.reserve(writer.size, writer.align), value, before)
  return out.bytes.subarray(0, out.length)
}

const nothing = (): undefined => undefined

function number(size: number, name: string, min: number, max: number, set: (data: DataView, at: number, value: number) => void): Writer<number> {
  const put = ({ data }: Output, at: number, value: number): void => {
    if (!(value >= min && value <= max && value % 1 === 0)) throw new RangeError(`${String(value)} is not a ${name}`)
    set(data, at, value)
  }
  return { size, align: size, before: nothing, put }
}

function float(size: number, set: (data: DataView, at: number, value: number) => void): Writer<number> {
  const put = ({ data }: Output, at: number, value: number): void => {
    if (typeof value !== 'number') throw new TypeError(`${String(value)} is not a number`)
    set(data, at, value)
  }
  return { size, align: size, before: nothing, put }
}

function big(name: string, wrap: (value: bigint) => bigint, set: (data: DataView, at: number, value: bigint) => void): Writer<bigint> {
  const put = ({ data }: Output, at: number, value: bigint): void => {
    if (wrap(value) !== value) throw new RangeError(`${value} is not a ${name}`)
    set(data, at, value)
  }
  return { size: 8, align: 8, before: nothing, put }
}

export const bool: Writer<boolean> = {
  size: 1,
  align: 1,
  before: nothing,
  put: ({ data }, at, value) => {
    if (typeof value !== 'boolean') throw new TypeError(`${String(value)} is not a boolean`)
    data.setUint8(at, value ? 1 : 0)
  },
}
export const u8: Writer<number> = /* @__PURE__ */ number(1, 'u8', 0, 0xff, (data, at, value) => data.setUint8(at, value))
export const i8: Writer<number> = /* @__PURE__ */ number(1, 'i8', -0x80, 0x7f, (data, at, value) => data.setInt8(at, value))
export const u16: Writer<number> = /* @__PURE__ */ number(2, 'u16', 0, 0xffff, (data, at, value) => data.setUint16(at, value, true))
export const i16: Writer<number> = /* @__PURE__ */ number(2, 'i16', -0x8000, 0x7fff, (data, at, value) => data.setInt16(at, value, true))
export const u32: Writer<number> = /* @__PURE__ */ number(4, 'u32', 0, 0xffffffff, (data, at, value) => data.setUint32(at, value, true))
export const i32: Writer<number> = /* @__PURE__ */ number(4, 'i32', -0x80000000, 0x7fffffff, (data, at, value) => data.setInt32(at, value, true))
export const f32: Writer<number> = /* @__PURE__ */ float(4, (data, at, value) => data.setFloat32(at, value, true))
export const f64: Writer<number> = /* @__PURE__ */ float(8, (data, at, value) => data.setFloat64(at, value, true))
export const u64: Writer<bigint> = /* @__PURE__ */ big('u64', (value) => BigInt.asUintN(64, value), (data, at, value) => data.setBigUint64(at, value, true))
export const i64: Writer<bigint> = /* @__PURE__ */ big('i64', (value) => BigInt.asIntN(64, value), (data, at, value) => data.setBigInt64(at, value, true))
export const char: Writer<string> = {
  size: 4,
  align: 4,
  before: nothing,
  put: ({ data }, at, value) => {
    const code = value.codePointAt(0) ?? 0
    if (String.fromCodePoint(code) !== value || (code >= 0xd800 && code < 0xe000)) throw new RangeError(`${JSON.stringify(value)} is not one character`)
    data.setUint32(at, code, true)
  },
}

const INLINE_BYTES_MAX = 8
let encoder: TextEncoder | undefined

export const string: Writer<string> = {
  size: 8,
  align: 4,
  before: (out, value) => {
    encoder ??= new TextEncoder()
    const bytes = encoder.encode(value)
    if (bytes.length <= INLINE_BYTES_MAX) return bytes
    if (bytes.length > 0x3fffffff) throw new RangeError('a text in an archive cannot be longer than 1 GiB')
    const at = out.reserve(bytes.length, 1)
    out.bytes.set(bytes, at)
    return { at, length: bytes.length }
  },
  put: (out, at, _, before) => {
    if (before instanceof Uint8Array) {
      out.bytes.fill(0xff, at, at + INLINE_BYTES_MAX)
      return out.bytes.set(before, at)
    }
    const { at: from, length } = before as { readonly at: number; readonly length: number }
    // The bits 10 in the first byte mark a text that is not inline.
    out.data.setUint32(at, ((length & 0x3f) | 0x80 | ((length & ~0x3f) << 2)) >>> 0, true)
    out.data.setInt32(at + 4, from - at, true)
  },
}

/** Writes the elements of a list one after another, and returns the position of the first one. */
function writeAll<T>(out: Output, writer: Writer<T>, values: ArrayLike<T>): number {
  const before: unknown[] = []
  for (let i = 0; i < values.length; i++) before.push(writer.before(out, values[i] as T))
  const from = out.reserve(writer.size * values.length, writer.align)
  for (let i = 0; i < values.length; i++) writer.put(out, from + i * writer.size, values[i] as T, before[i])
  return from
}

function putList(out: Output, at: number, from: number, length: number): void {
  out.point(at, from)
  out.data.setUint32(at + 4, length, true)
}

/** The writer of a `Vec`. */
export const list = <T>(writer: Writer<T>): Writer<ArrayLike<T>> => ({
  size: 8,
  align: 4,
  before: (out, values) => writeAll(out, writer, values),
  put: (out, at, values, from) => putList(out, at, from as number, values.length),
})

/** The writer of an array of a fixed length. */
export const array = <T>(writer: Writer<T>, length: number): Writer<ArrayLike<T>> => ({
  size: writer.size * length,
  align: writer.align,
  before: (out, values) => {
    checkLength(values.length, length)
    return Array.from(values, (value) => writer.before(out, value))
  },
  put: (out, at, values, before) => {
    for (let i = 0; i < length; i++) writer.put(out, at + i * writer.size, values[i] as T, (before as unknown[])[i])
  },
})

function checkLength(actual: number, expected: number): void {
  if (actual !== expected) throw new RangeError(`an array of ${expected} elements has ${actual}`)
}

/** A typed array. */
interface Numbers {
  readonly buffer: ArrayBufferLike
  readonly byteOffset: number
  readonly byteLength: number
  readonly length: number
  readonly BYTES_PER_ELEMENT: number
}

const bytesOf = (values: Numbers): Uint8Array => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)

/** The type of a typed array. */
interface NumbersType<A> {
  readonly BYTES_PER_ELEMENT: number
  new (length: number): A
}

function checkType(values: Numbers, type: NumbersType<unknown>): void {
  if (!(values instanceof type)) throw new TypeError(`a ${type.name} is needed`)
}

/** The writer of a `Vec` of numbers. */
export const numbers = <A extends Numbers>(type: NumbersType<A> & { readonly name: string }): Writer<A> => ({
  size: 8,
  align: 4,
  before: (out, values) => {
    checkType(values, type)
    const from = out.reserve(values.byteLength, type.BYTES_PER_ELEMENT)
    out.bytes.set(bytesOf(values), from)
    return from
  },
  put: (out, at, values, from) => putList(out, at, from as number, values.length),
})

/** The writer of an array of numbers of a fixed length. */
export const fixed = <A extends Numbers>(type: NumbersType<A> & { readonly name: string }, length: number): Writer<A> => ({
  size: type.BYTES_PER_ELEMENT * length,
  align: type.BYTES_PER_ELEMENT,
  before: (_, values) => {
    checkType(values, type)
    checkLength(values.length, length)
  },
  put: (out, at, values) => out.bytes.set(bytesOf(values), at),
})

/** The writer of an `Option`. */
export const option = <T>(writer: Writer<T>, size: number, valueAt: number): Writer<T | null> => ({
  size,
  align: writer.align,
  before: (out, value) => (value === null || value === undefined ? undefined : writer.before(out, value)),
  put: (out, at, value, before) => {
    if (value === null || value === undefined) return
    out.data.setUint8(at, 1)
    writer.put(out, at + valueAt, value, before)
  },
})

/** The writer of a `Box`. */
export const boxed = <T>(writer: () => Writer<T>): Writer<T> => ({
  size: 4,
  align: 4,
  before: (out, value) => {
    const inner = writer()
    const before = inner.before(out, value)
    const at = out.reserve(inner.size, inner.align)
    inner.put(out, at, value, before)
    return at
  },
  put: (out, at, _, target) => out.point(at, target as number),
})

/** A field: its name, or its index in a tuple, its writer and its offset. */
type Field = readonly [name: string | number, writer: Writer<never>, at: number]

/** The writer of a struct or a tuple. The fields are listed when they are first used, because types may refer to each other. */
export const fields = <T>(size: number, align: number, of: () => readonly Field[]): Writer<T> => {
  let listed: readonly Field[] | undefined
  const field = (value: T, name: string | number): never => (value as Record<string | number, never>)[name] as never
  return {
    size,
    align,
    before: (out, value) => (listed ??= of()).map(([name, writer]) => writer.before(out, field(value, name))),
    put: (out, at, value, before) =>
      (listed ??= of()).forEach(([name, writer, offset], i) => writer.put(out, at + offset, field(value, name), (before as unknown[])[i])),
  }
}

/** A variant: its tag, and the writer of its value with its offset, if it has one. */
type Variant = readonly [tag: number, writer?: Writer<never>, at?: number]

/** The writer of an enum. */
export const variants = <T>(size: number, align: number, of: () => Readonly<Record<string, Variant>>): Writer<T> => {
  let listed: Readonly<Record<string, Variant>> | undefined
  const variantOf = (value: unknown): Variant => {
    const name = typeof value === 'string' ? value : String((value as { readonly tag?: unknown } | null)?.tag)
    listed ??= of()
    const found = Object.hasOwn(listed, name) ? listed[name] : undefined
    if (found === undefined) throw new RangeError(`there is no variant ${JSON.stringify(name)}`)
    return found
  }
  const content = (value: T): never => (value as { readonly value?: never } | null)?.value as never
  return {
    size,
    align,
    before: (out, value) => variantOf(value)[1]?.before(out, content(value)),
    put: (out, at, value, before) => {
      const [tag, writer, offset] = variantOf(value)
      out.data.setUint8(at, tag)
      writer?.put(out, at + (offset ?? 0), content(value), before)
    },
  }
}
