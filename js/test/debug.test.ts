import './setup.js'
import { warnings } from './warnings.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { longArrayIn } from '../src/body/number-array.js'
import { pattern } from './bytes.js'
import { pair } from './support.js'

test('bytes that are sent as JSON cause a warning', () => {
  const bytes = Array.from(pattern(2_000))
  assert.equal(longArrayIn(bytes), 'bytes')
  assert.equal(longArrayIn({ a: [{ b: bytes }] }), 'bytes')
  assert.equal(longArrayIn(bytes.slice(0, 1_000)), undefined)
  assert.equal(longArrayIn(bytes.map((byte) => byte + 0.5)), undefined)
  assert.equal(longArrayIn(bytes.map((byte) => byte * 1_000)), undefined)
  assert.equal(longArrayIn(bytes.map(String)), undefined)
})

test('numbers that are sent as JSON cause a warning', () => {
  const numbers = Array.from({ length: 4_096 }, (_, i) => i + 0.5)
  assert.equal(longArrayIn(numbers), 'numbers')
  assert.equal(longArrayIn({ samples: [numbers] }), 'numbers')
  assert.equal(longArrayIn(numbers.slice(1)), undefined)
  assert.equal(longArrayIn(numbers.map(String)), undefined)
})

test('the warning names the type to use, once for each command', async () => {
  const numbers = Array.from({ length: 5_000 }, (_, i) => i / 4)
  const { client, host } = pair({}, (lane) => lane, true)
  host.commands.set('samples', () => ({ left: numbers }))
  host.commands.set('bytes', () => Array.from(pattern(2_000)))
  for (let i = 0; i < 3; i++) await client.invoke('samples')
  await client.invoke('bytes')
  assert.equal(warnings.length, 2)
  assert.match(warnings[0] ?? '', /^bytelane: samples: .*ipc::Typed/)
  assert.match(warnings[1] ?? '', /^bytelane: bytes: .*Vec<u8>/)
})

test('the inspection is bounded on buffers, cycles and large values', () => {
  const cycle: { self?: unknown; list: unknown[] } = { list: [] }
  cycle.self = cycle
  cycle.list.push(cycle, cycle)
  const wide = Array.from({ length: 100_000 }, () => ({ a: 'b' }))
  const before = performance.now()
  assert.equal(longArrayIn(new Uint8Array(64 << 20)), undefined)
  assert.equal(longArrayIn({ bytes: new Uint8Array(64 << 20) }), undefined)
  assert.equal(longArrayIn(cycle), undefined)
  assert.equal(longArrayIn(wide), undefined)
  assert.ok(performance.now() - before < 500)
})
