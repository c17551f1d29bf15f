/** The bytes of an archive. */
export interface Source {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly data: DataView<ArrayBuffer>
}
/** Reads the values of one type: `V` is a view that reads when it is used, `O` the whole value as plain objects. */
export interface Shape<V, O = V> {
  /** Size in bytes. */
  readonly size: number
  get(source: Source, at: number): V
  object(source: Source, at: number): O
}
/** The constructor of a typed array. */
export interface ArrayType<A> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer, offset: number, length: number): A
}

/**
 * Returns the root of an archive: a view that reads a field when it is used.
 *
 * @throws RangeError if the buffer is not an archive of this shape
 */
export function open<V>(shape: Shape<V, unknown>, archive: ArrayBuffer | Uint8Array<ArrayBuffer>): V {
  const source = sourceOf(archive)
  return shape.get(source, root(shape, source))
}

/** Returns the root of an archive as plain objects. */
export function decode<O>(shape: Shape<unknown, O>, archive: ArrayBuffer | Uint8Array<ArrayBuffer>): O {
  const source = sourceOf(archive)
  return shape.object(source, root(shape, source))
}

function sourceOf(archive: ArrayBuffer | Uint8Array<ArrayBuffer>): Source {
  const bytes = archive instanceof Uint8Array ? archive : new Uint8Array(archive)
  return { bytes, data: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) }
}

function root(shape: Shape<unknown, unknown>, { bytes }: Source): number {
  if (bytes.length < shape.size) throw new RangeError(`the archive has ${bytes.length} bytes, and its root ${shape.size}`)
  return bytes.length - shape.size
}

/** Returns the position that the relative pointer at `at` refers to. */
const target = ({ data }: Source, at: number): number => at + data.getInt32(at, true)

const plain = <T>(size: number, get: (source: Source, at: number) => T): Shape<T> => ({ size, get, object: get })

export const bool: Shape<boolean> = /* @__PURE__ */ plain(1, ({ data }, at) => data.getUint8(at) !== 0)
export const u8: Shape<number> = /* @__PURE__ */ plain(1, ({ data }, at) => data.getUint8(at))
export const i8: Shape<number> = /* @__PURE__ */ plain(1, ({ data }, at) => data.getInt8(at))
export const u16: Shape<number> = /* @__PURE__ */ plain(2, ({ data }, at) => data.getUint16(at, true))
export const i16: Shape<number> = /* @__PURE__ */ plain(2, ({ data }, at) => data.getInt16(at, true))
export const u32: Shape<number> = /* @__PURE__ */ plain(4, ({ data }, at) => data.getUint32(at, true))
export const i32: Shape<number> = /* @__PURE__ */ plain(4, ({ data }, at) => data.getInt32(at, true))
export const f32: Shape<number> = /* @__PURE__ */ plain(4, ({ data }, at) => data.getFloat32(at, true))
export const f64: Shape<number> = /* @__PURE__ */ plain(8, ({ data }, at) => data.getFloat64(at, true))
export const u64: Shape<bigint> = /* @__PURE__ */ plain(8, ({ data }, at) => data.getBigUint64(at, true))
export const i64: Shape<bigint> = /* @__PURE__ */ plain(8, ({ data }, at) => data.getBigInt64(at, true))
export const char: Shape<string> = /* @__PURE__ */ plain(4, ({ data }, at) => String.fromCodePoint(data.getUint32(at, true)))
export const string: Shape<string> = /* @__PURE__ */ plain(8, (source, at) => {
  const first = source.data.getUint8(at)
  // Up to 8 bytes are inline, filled up with 0xFF. Otherwise the length has the marker bits 10 in its first byte.
  if ((first & 0xc0) !== 0x80) {
    let length = 0
    while (length < 8 && source.data.getUint8(at + length) !== 0xff) length++
    return text(source, at, length)
  }
  const length = source.data.getUint32(at, true)
  return text(source, at + source.data.getInt32(at + 4, true), (length & 0x3f) | ((length >>> 2) & ~0x3f))
})

/** Length in bytes up to which a text is decoded here: a call of the decoder takes longer. */
const TEXT_BYTES_MAX = 24
/** Texts of two characters of ASCII, by their codes, as far as they have been read. A text that is joined from them needs half as many joins. */
const PAIRS: string[] = /* @__PURE__ */ new Array(1 << 14)
let decoder: TextDecoder | undefined

const pair = (one: number, two: number): string => (PAIRS[(one << 7) | two] ??= String.fromCharCode(one, two))

function text({ bytes }: Source, from: number, length: number): string {
  const to = from + length
  if (from < 0 || to > bytes.length) throw new RangeError('a text is outside of its archive')
  if (length > TEXT_BYTES_MAX) {
    decoder ??= new TextDecoder('utf-8', { ignoreBOM: true })
    return decoder.decode(bytes.subarray(from, to))
  }
  let result = ''
  let at = from
  for (; at + 3 < to; at += 4) {
    const a = bytes[at] as number
    const b = bytes[at + 1] as number
    const c = bytes[at + 2] as number
    const d = bytes[at + 3] as number
    if ((a | b | c | d) > 0x7f) break
    // One join of three texts is faster than two of two.
    result = `${result}${pair(a, b)}${pair(c, d)}`
  }
  for (; at + 1 < to; at += 2) {
    const one = bytes[at] as number
    const other = bytes[at + 1] as number
    if ((one | other) > 0x7f) break
    result += pair(one, other)
  }
  while (at < to) {
    const first = bytes[at++] as number
    if (first < 0x80) {
      result += String.fromCharCode(first)
      continue
    }
    let more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3
    let code = first & (0x3f >> more)
    for (; more > 0; more--) code = (code << 6) | ((bytes[at++] as number) & 0x3f)
    result += String.fromCodePoint(code)
  }
  return result
}

/** A list of values in an archive, which are read when they are used. */
export class List<V, O = V> implements Iterable<V> {
  readonly length: number
  readonly #source: Source
  readonly #from: number
  readonly #shape: Shape<V, O>

  constructor(source: Source, from: number, length: number, shape: Shape<V, O>) {
    if (from < 0 || from + length * shape.size > source.bytes.length) throw new RangeError('a list is outside of its archive')
    this.length = length
    this.#source = source
    this.#from = from
    this.#shape = shape
  }
  /** Returns the value at an index; undefined outside of the list. Negative indices count from the end. */
  at(index: number): V | undefined {
    const i = index < 0 ? this.length + index : index
    return i >= 0 && i < this.length && i % 1 === 0 ? this.#shape.get(this.#source, this.#from + i * this.#shape.size) : undefined
  }
  *[Symbol.iterator](): Generator<V, void> {
    for (let i = 0; i < this.length; i++) yield this.#shape.get(this.#source, this.#from + i * this.#shape.size)
  }
  /** Returns all values, as views. */
  toArray(): V[] {
    return Array.from(this)
  }
  /** Returns all values, as plain objects. */
  toObject(): O[] {
    const objects: O[] = []
    for (let i = 0; i < this.length; i++) objects.push(this.#shape.object(this.#source, this.#from + i * this.#shape.size))
    return objects
  }
  toJSON(): O[] {
    return this.toObject()
  }
}

/** The shape of a `Vec`. */
export const list = <V, O>(shape: Shape<V, O>): Shape<List<V, O>, O[]> => {
  const get = (source: Source, at: number): List<V, O> => new List(source, target(source, at), source.data.getUint32(at + 4, true), shape)
  return { size: 8, get, object: (source, at) => get(source, at).toObject() }
}

/** The shape of an array of a fixed length. */
export const array = <V, O>(shape: Shape<V, O>, length: number): Shape<List<V, O>, O[]> => {
  const get = (source: Source, at: number): List<V, O> => new List(source, at, length, shape)
  return { size: shape.size * length, get, object: (source, at) => get(source, at).toObject() }
}

/** Returns a typed array over bytes of the archive; a copy of them if they are not aligned. */
function elements<A>({ bytes }: Source, type: ArrayType<A>, from: number, length: number): A {
  const start = bytes.byteOffset + from
  const end = start + length * type.BYTES_PER_ELEMENT
  if (from < 0 || end > bytes.byteOffset + bytes.length) throw new RangeError('an array is outside of its archive')
  return start % type.BYTES_PER_ELEMENT === 0 ? new type(bytes.buffer, start, length) : new type(bytes.buffer.slice(start, end), 0, length)
}

/** The shape of a `Vec` of numbers: a typed array over the bytes of the archive. */
export const numbers = <A>(type: ArrayType<A>): Shape<A> =>
  plain(8, (source, at) => elements(source, type, target(source, at), source.data.getUint32(at + 4, true)))

/** The shape of an array of numbers of a fixed length. */
export const fixed = <A>(type: ArrayType<A>, length: number): Shape<A> =>
  plain(type.BYTES_PER_ELEMENT * length, (source, at) => elements(source, type, at, length))

/** The shape of an `Option`. */
export const option = <V, O>(shape: Shape<V, O>, size: number, valueAt: number): Shape<V | null, O | null> => ({
  size,
  get: (source, at) => (source.data.getUint8(at) === 0 ? null : shape.get(source, at + valueAt)),
  object: (source, at) => (source.data.getUint8(at) === 0 ? null : shape.object(source, at + valueAt)),
})

/** The shape of a `Box`. */
export const boxed = <V, O>(shape: () => Shape<V, O>): Shape<V, O> => ({
  size: 4,
  get: (source, at) => shape().get(source, target(source, at)),
  object: (source, at) => shape().object(source, target(source, at)),
})

/** The shapes of the parts of a tuple, with their offsets. */
type Parts<V extends readonly unknown[], O extends readonly unknown[]> = {
  readonly [I in keyof V]: readonly [shape: Shape<V[I], I extends keyof O ? O[I] : never>, at: number]
}
/** The shape of a tuple. */
export const tuple = <V extends readonly unknown[], O extends readonly unknown[]>(size: number, parts: Parts<V, O>): Shape<V, O> => ({
  size,
  get: (source, at) => parts.map(([shape, offset]) => shape.get(source, at + offset)) as unknown as V,
  object: (source, at) => parts.map(([shape, offset]) => shape.object(source, at + offset)) as unknown as O,
})

/** A hash table in an archive. Its entries are found by iteration: a lookup by key needs {@link MapView.toMap}. */
export class MapView<K, V, L = K, O = V> implements Iterable<readonly [K, V]> {
  readonly size: number
  readonly #source: Source
  readonly #at: number
  readonly #entry: Entry<K, V, L, O>

  constructor(source: Source, at: number, entry: Entry<K, V, L, O>) {
    this.size = source.data.getUint32(at + 4, true)
    this.#source = source
    this.#at = at
    this.#entry = entry
  }
  /** Yields the position of each entry: the entries precede the control bytes, of which those of used entries are below 0x80. */
  *#positions(): Generator<number, void> {
    const controls = target(this.#source, this.#at)
    let left = this.size
    for (let i = 0; left > 0; i++) {
      if (this.#source.data.getUint8(controls + i) >= 0x80) continue
      left--
      yield controls - (i + 1) * this.#entry.size
    }
  }
  *[Symbol.iterator](): Generator<readonly [K, V], void> {
    const { key, value, valueAt } = this.#entry
    for (const at of this.#positions()) yield [key.get(this.#source, at), value.get(this.#source, at + valueAt)]
  }
  /** Returns all entries, with their values as plain objects. */
  toObject(): Map<L, O> {
    const { key, value, valueAt } = this.#entry
    const map = new Map<L, O>()
    for (const at of this.#positions()) map.set(key.object(this.#source, at), value.object(this.#source, at + valueAt))
    return map
  }
  /** Returns all entries, with their values as views. */
  toMap(): Map<K, V> {
    return new Map(this)
  }
}

interface Entry<K, V, L, O> {
  readonly key: Shape<K, L>
  readonly value: Shape<V, O>
  readonly size: number
  readonly valueAt: number
}
/** The shape of a `HashMap`: the size of an entry, whose key is at its start, and the offset of the value in it. */
export const map = <K, V, L, O>(key: Shape<K, L>, value: Shape<V, O>, size: number, valueAt: number): Shape<MapView<K, V, L, O>, Map<L, O>> => {
  const entry = { key, value, size, valueAt }
  const get = (source: Source, at: number): MapView<K, V, L, O> => new MapView(source, at, entry)
  return { size: 12, get, object: (source, at) => get(source, at).toObject() }
}
