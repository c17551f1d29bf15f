import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { holdsBytesAsNumbers } from '../src/body/number-array.js'
import { pattern } from './bytes.js'

test('bytes that are sent as JSON cause a warning', () => {
  const bytes = Array.from(pattern(2_000))
  assert.equal(holdsBytesAsNumbers(bytes), true)
  assert.equal(holdsBytesAsNumbers({ a: [{ b: bytes }] }), true)
  assert.equal(holdsBytesAsNumbers(bytes.slice(0, 1_000)), false)
  assert.equal(holdsBytesAsNumbers(bytes.map((byte) => byte + 0.5)), false)
  assert.equal(holdsBytesAsNumbers(bytes.map((byte) => byte * 1_000)), false)
  assert.equal(holdsBytesAsNumbers(bytes.map(String)), false)
})

test('the inspection is bounded on buffers, cycles and large values', () => {
  const cycle: { self?: unknown; list: unknown[] } = { list: [] }
  cycle.self = cycle
  cycle.list.push(cycle, cycle)
  const wide = Array.from({ length: 100_000 }, () => ({ a: 'b' }))
  const before = performance.now()
  assert.equal(holdsBytesAsNumbers(new Uint8Array(64 << 20)), false)
  assert.equal(holdsBytesAsNumbers({ bytes: new Uint8Array(64 << 20) }), false)
  assert.equal(holdsBytesAsNumbers(cycle), false)
  assert.equal(holdsBytesAsNumbers(wide), false)
  assert.ok(performance.now() - before < 500)
})
