import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as bytelane from '../src/index.js'
import { IpcError } from '../src/base/error.js'

test('without a client, every function fails with a clear error', async () => {
  const clear = (error: unknown): boolean => error instanceof IpcError && error.code === 'origin_denied' && /no client in this document/.test(error.message)
  await assert.rejects(bytelane.invoke('x'), clear)
  await assert.rejects(bytelane.invoke.stream('x'), clear)
  await assert.rejects(bytelane.listen('x', () => undefined), clear)
  await assert.rejects(bytelane.once('x', () => undefined), clear)
  await assert.rejects(bytelane.emit('x'), clear)
  await assert.rejects(bytelane.emitTo('a', 'x'), clear)
  for (const body of [() => new bytelane.Channel(), bytelane.lane, bytelane.stats, bytelane.workerPort, () => bytelane.events('x')]) {
    assert.throws(body, clear)
  }
})

test('the package is the injected client', async () => {
  const calls: unknown[] = []
  const fake = { invoke: Object.assign(async (...args: unknown[]) => void calls.push(args), {}), lane: () => 'protocol' }
  Object.defineProperty(globalThis, 'bytelane', { value: fake, configurable: true })
  try {
    await bytelane.invoke('a', { b: 1 })
    assert.equal(bytelane.lane(), 'protocol')
    assert.deepEqual(calls, [['a', { b: 1 }, undefined]])
  } finally {
    Reflect.deleteProperty(globalThis, 'bytelane')
  }
})

test('the exports are the documented ones', () => {
  assert.deepEqual(Object.keys(bytelane).sort(), [
    'Channel', 'IpcError', 'connect', 'emit', 'emitTo', 'events', 'invoke', 'lane', 'listen', 'once', 'stats', 'typed', 'workerPort',
  ])
})
