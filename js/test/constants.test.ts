import './setup.js'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { FULL, NO_MEMORY } from '../src/lane/natives.js'
import { HEADER_BYTES, INLINE_BYTES_MAX, Packet } from '../src/lane/packet.js'
import { VERSION } from '../src/client/version.js'
import * as constants from '../src/base/constants.js'
import { ELEMENT_COUNT, typedView } from '../src/wire/element.js'

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const stated = JSON.parse(read('../../../protocol/constants.json')) as Record<string, never>

/** The names of an enum with their codes, without the reverse mapping. */
const codesOf = (of: object): Record<string, number> =>
  Object.fromEntries(Object.entries(of).filter(([, code]) => typeof code === 'number')) as Record<string, number>

test('constants are those of protocol/constants.json', () => {
  assert.equal(constants.PROTOCOL_VERSION, stated['protocol_version'])
  assert.equal(constants.FRAME_HEADER_BYTES, stated['frame_header_bytes'])
  assert.equal(constants.ALIGNMENT_BYTES, stated['alignment_bytes'])
  assert.equal(constants.INTEGER_MAX, stated['integer_max'])
  assert.deepEqual(codesOf(constants.Kind), stated['kinds'])
  assert.deepEqual(codesOf(constants.PayloadKind), stated['payloads'])
  assert.deepEqual(codesOf(constants.Flag), stated['flags'])
  assert.deepEqual(constants.LIMITS, stated['limits'])
  assert.deepEqual(constants.LANES, stated['lanes'])
  assert.equal(constants.ATTACHMENT_PREFIX, stated['attachment_prefix'])
  assert.deepEqual(
    { secret: constants.SECRET_HEADER, error: constants.ERROR_HEADER, sequence: constants.SEQUENCE_HEADER },
    stated['headers'],
  )
})

test('packets of the link are those of protocol/constants.json', () => {
  const link = stated['link'] as unknown as { packets: Record<string, number>; results: Record<string, number> } & Record<string, number>
  for (const [name, code] of Object.entries(codesOf(Packet))) assert.equal(code, link.packets[name], name)
  assert.equal(HEADER_BYTES, link['header_bytes'])
  assert.equal(INLINE_BYTES_MAX, link['inline_bytes_max'])
  assert.equal(FULL, link.results['FULL'])
  assert.equal(NO_MEMORY, link.results['NO_MEMORY'])
})

test('elements are those of protocol/constants.json', () => {
  const elements = Object.values(stated['elements'] as unknown as Record<string, { code: number; bytes: number }>)
  assert.equal(elements.length, ELEMENT_COUNT)
  for (const { code, bytes } of elements) {
    assert.equal(typedView(code, new Uint8Array(bytes * 3)).length, 3)
  }
})

test('limits are those of SPEC section 7', () => {
  const spec = read('../../../protocol/SPEC.md')
  for (const [name, value] of Object.entries(constants.LIMITS)) {
    const row = new RegExp(`\\| \`${name}\` \\| ([\\d,]+) \\|`).exec(spec)
    assert.equal(Number(row?.[1]?.replaceAll(',', '')), value, name)
  }
})

test('the version is that of package.json', () => {
  assert.equal(VERSION, (JSON.parse(read('../../package.json')) as { version: string }).version)
})
