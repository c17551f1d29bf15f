import './setup.js'
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import * as read from '../src/archive/read.js'
import { encode } from '../src/archive/write.js'
import * as views from './archive/views.js'
import { bytesFrom, random, toHex } from './bytes.js'

const FILES = new URL('../../test/archive/', import.meta.url)
const file = (name: string): string => readFileSync(new URL(name, FILES), 'utf8')

interface Golden {
  readonly view: string
  readonly archive: string
  readonly value: unknown
}
const goldens = JSON.parse(file('goldens.json')) as readonly Golden[]
const fromHex = (text: string): Uint8Array<ArrayBuffer> => bytesFrom([text])

/** Returns a seeded generator of integers from 0 up to an end. */
const integers = (seed: number): ((end: number) => number) => {
  const next = random(seed)
  return (end) => Math.floor(next() * end)
}

type Open = (archive: ArrayBuffer | Uint8Array<ArrayBuffer>) => unknown
type Encode = (value: never) => Uint8Array<ArrayBuffer>
const open = (view: string): Open => (views as unknown as Record<string, Open>)['open' + view] as Open
const encoder = (view: string): Encode | undefined => (views as unknown as Record<string, Encode>)['encode' + view]

/** Returns a value as JSON has it: 64-bit integers are texts, typed arrays are arrays, and a struct with numbered fields is an array. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, plain)
  if (value instanceof Map) return Object.fromEntries(Array.from(value, ([key, item]) => [String(key), plain(item)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  if (entries.length > 0 && entries.every(([key], i) => key === String(i))) return entries.map(([, item]) => plain(item))
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]))
}
/** Returns everything that a view shows, by its getters and its iteration. */
function seen(value: unknown): unknown {
  if (value instanceof read.List) {
    const items = Array.from(value, seen)
    assert.deepEqual(Array.from({ length: value.length }, (_, i) => seen(value.at(i))), items)
    assert.equal(value.toArray().length, value.length)
    return items
  }
  if (value instanceof read.MapView) {
    const map = value.toMap()
    assert.equal(map.size, value.size)
    return Object.fromEntries(Array.from(value as Iterable<[unknown, unknown]>, ([key, item]) => [String(key), seen(item)]))
  }
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Array.isArray(value)) {
    const prototype = Object.getPrototypeOf(value) as object
    const getters = Object.entries(Object.getOwnPropertyDescriptors(prototype)).filter(([, { get }]) => get !== undefined)
    if (prototype !== Object.prototype) {
      const fields = getters.filter(([name]) => name !== '__proto__').map(([name]) => [name, seen((value as Record<string, unknown>)[name])])
      const names = fields.map(([name]) => name as string).sort()
      return names.length > 0 && names.every((name, i) => name === String(i)) ? names.map((name) => Object.fromEntries(fields)[name]) : Object.fromEntries(fields)
    }
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, seen(item)]))
  }
  if (Array.isArray(value)) return value.map(seen)
  return plain(value)
}

const objectOf = (view: unknown): unknown => {
  const whole = view as { toObject?: () => unknown }
  return typeof whole.toObject === 'function' ? whole.toObject() : view
}

test('the views read what Rust has written', () => {
  for (const { view, archive, value } of goldens) {
    const opened = open(view)(fromHex(archive))
    assert.deepEqual(seen(opened), value, view)
    if (view !== 'Mixed' && view !== 'Drawing') assert.deepEqual(plain(objectOf(opened)), value, view)
  }
  assert.ok(goldens.length > 10)
})

test('archives at any position of a buffer are read', () => {
  const { archive, value } = goldens[1] as Golden
  const bytes = fromHex(archive)
  for (let offset = 0; offset < 16; offset++) {
    const moved = new Uint8Array(offset + bytes.length)
    moved.set(bytes, offset)
    assert.deepEqual(seen(views.openKitchen(moved.subarray(offset))), value)
  }
  assert.deepEqual(seen(views.openKitchen(bytes.buffer)), value)
})

test('numbers are views of the archive, without a copy', () => {
  const bytes = fromHex((goldens[1] as Golden).archive)
  const kitchen = views.openKitchen(bytes)
  assert.equal(kitchen.bytes.buffer, bytes.buffer)
  assert.equal(kitchen.samples.buffer, bytes.buffer)
  assert.ok(kitchen.longs instanceof BigInt64Array && kitchen.longs.buffer === bytes.buffer)
  assert.equal(kitchen.rows.at(-1)?.id, 3n)
  assert.equal(kitchen.rows.at(3), undefined)
  assert.equal(kitchen.rows.at(0.5), undefined)
  assert.deepEqual(JSON.parse(JSON.stringify(kitchen.texts)), kitchen.texts.toObject())
})

test('the encoder writes what Rust has accepted', () => {
  const encoded = goldens.flatMap(({ view, archive }) => {
    const write = encoder(view)
    if (write === undefined) return []
    const opened = open(view)(fromHex(archive))
    const value = view === 'Mixed' || view === 'Drawing' ? lowered(opened) : objectOf(opened)
    const bytes = write(value as never)
    assert.deepEqual(seen(open(view)(bytes)), seen(opened), view)
    return [[view, toHex(bytes)]]
  })
  const text = JSON.stringify(encoded, undefined, 2) + '\n'
  const path = new URL('encoded.json', FILES)
  if (process.env['BYTELANE_VIEWS'] === 'overwrite') writeFileSync(path, text)
  assert.equal(existsSync(path) ? file('encoded.json') : '', text, 'js/test/archive/encoded.json is stale: run BYTELANE_VIEWS=overwrite npm test')
})

/** Returns the plain objects of a root that is a tuple or an enum. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered)
  const whole = objectOf(value)
  if (whole !== value || typeof value !== 'object' || value === null) return whole
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, lowered(item)]))
}

test('values that a type does not have are refused', () => {
  const whole = views.openKitchen(fromHex((goldens[1] as Golden).archive)).toObject()
  const refuses = (change: object, pattern: RegExp): void =>
    void assert.throws(() => views.encodeKitchen({ ...whole, ...change } as views.KitchenData), pattern)
  refuses({ byte: 256 }, /256 is not a u8/)
  refuses({ byte: 0.5 }, /0.5 is not a u8/)
  refuses({ signed: -129 }, /-129 is not a i8/)
  refuses({ word: -1 }, /-1 is not a u32/)
  refuses({ long: -1n }, /-1 is not a u64/)
  refuses({ signed_long: 2n ** 63n }, /is not a i64/)
  refuses({ single: '1' }, /1 is not a number/)
  refuses({ flag: 1 }, /1 is not a boolean/)
  refuses({ letter: 'ab' }, /not one character/)
  refuses({ letter: '\ud800' }, /not one character/)
  refuses({ samples: new Float64Array(1) }, /Float32Array/)
  refuses({ fixed: new Uint16Array(2) }, /3 elements has 2/)
  refuses({ names: ['one'] }, /2 elements has 1/)
  refuses({ color: 'Pink' }, /no variant "Pink"/)
  refuses({ drawings: [{ tag: 'toString' }] }, /no variant/)
})

test('a damaged archive ends in an error or in a value, and never in a loop', () => {
  const bytes = fromHex((goldens[1] as Golden).archive)
  const below = integers(1)
  for (let run = 0; run < 500; run++) {
    const damaged = bytes.slice()
    for (let i = 0; i < 4; i++) damaged[below(damaged.length)] = below(256)
    try {
      seen(views.openKitchen(damaged.subarray(below(2) === 0 ? 0 : below(damaged.length))))
    } catch (error) {
      assert.ok(error instanceof RangeError || error instanceof TypeError, String(error))
    }
  }
})

test('random values survive the encoder and the reader', () => {
  const below = integers(7)
  const textOf = (): string => Array.from({ length: below(20) }, () => String.fromCodePoint([0x41, 0xe9, 0x20ac, 0x1f980][below(4)] ?? 0x42)).join('')
  const rowOf = (): views.RowData => ({
    id: BigInt(below(2 ** 32)) << 31n,
    name: textOf(),
    score: below(2) === 0 ? null : below(1000) / 8,
    type: (['Red', 'Green', 'Blue'] as const)[below(3)] ?? 'Red',
  })
  for (let run = 0; run < 300; run++) {
    const rows = Array.from({ length: below(30) }, rowOf)
    const archive = views.encodeRows(rows)
    assert.deepEqual(views.openRows(archive).toObject(), rows)
    assert.deepEqual(Array.from(views.openRows(archive), (row) => row.toObject()), rows)
  }
  const large = 'x'.repeat(100_000)
  assert.equal(views.openMixed(views.encodeMixed([[large], [{ 0: 1, 1: 2 }, { 0: 3, 1: 4 }]]))[0].at(0), large)
  assert.deepEqual(encode({ size: 0, align: 1, before: () => undefined, put: () => undefined }, undefined).length, 0)
})

/** Returns what a bundler makes of a module that imports from this directory. */
async function bundled(contents: string): Promise<string> {
  const resolveDir = new URL('../../test/', import.meta.url).pathname
  const stdin = { contents, resolveDir, loader: 'ts' }
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: 'esm', target: 'es2022', write: false, logLevel: 'error' })
  return outputFiles[0]?.text ?? ''
}

test('the reader and the encoder are small, and unused parts are removed', async () => {
  const whole = await bundled("export * from '../src/archive/read.js'; export * from '../src/archive/write.js'")
  assert.ok(gzipSync(whole).length <= 4096, `${gzipSync(whole).length} bytes`)
  // The package has no side effects, so an import that is not used costs nothing.
  assert.equal((await bundled("import '../src/archive/read.js'; import { openRows, encodeRows } from './archive/views.js'")).trim(), '')
  const reading = await bundled("import { openRows } from './archive/views.js'; console.log(openRows(new ArrayBuffer(8)).length)")
  assert.ok(!/setBigUint64|TextEncoder/.test(reading), 'a page that only reads has no encoder')
  assert.ok(!/Kitchen|getUint16/.test(reading), 'a view that is not used is removed')
})
