import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Event } from '../src/event/event.js'
import { dispose } from '../src/base/primordials.js'
import { pattern, turn, until } from './bytes.js'
import { type Pair, pair } from './support.js'

/** Returns a host with Tauri's event commands. */
function withEvents(options: { eager?: boolean } = {}): Pair & { readonly live: Map<number, unknown>; emitted: unknown[] } {
  const made = pair({ inline_body_bytes_max: 1_000, segment_bytes_max: 700 })
  const live = new Map<number, unknown>()
  const emitted: unknown[] = []
  let ids = 10
  made.host.commands.set('plugin:event|listen', ({ args }) => {
    ids += 1
    live.set(ids, args)
    // The event is sent before the answer.
    if (options.eager === true) made.host.emit('e', [ids], 'early')
    return ids
  })
  made.host.commands.set('plugin:event|unlisten', ({ args }) => {
    live.delete((args as { eventId: number }).eventId)
  })
  made.host.commands.set('plugin:event|emit', ({ args }) => void emitted.push(args))
  made.host.commands.set('plugin:event|emit_to', ({ args }) => void emitted.push(args))
  return { ...made, live, emitted }
}

test('listeners get an object and a payload of their own', async () => {
  const { client, host, live } = withEvents()
  const seen: Event<{ list: number[] }>[] = []
  const push = (event: Event<{ list: number[] }>): void => {
    event.payload.list.push(9)
    seen.push(event)
  }
  const unlisten = await client.listen('e', push)
  await client.listen('e', push, { target: 'main' })
  await client.listen('e', push, { target: { kind: 'App' } })
  assert.deepEqual([...live.values()].map((args) => (args as { target: unknown }).target), [
    { kind: 'Any' },
    { kind: 'AnyLabel', label: 'main' },
    { kind: 'App' },
  ])
  host.emit('e', [11, 12], { list: [1] })
  await until(() => seen.length === 2)
  assert.deepEqual(seen, [
    { event: 'e', id: 11, payload: { list: [1, 9] } },
    { event: 'e', id: 12, payload: { list: [1, 9] } },
  ])
  unlisten()
  unlisten()
  host.emit('e', [11], { list: [] })
  await until(() => !live.has(11))
  await turn()
  assert.equal(seen.length, 2)
})

test('small and large bytes arrive as bytes', async () => {
  const { client, host } = withEvents()
  const seen: unknown[] = []
  await client.listen('e', ({ payload }) => seen.push(payload))
  host.emit('e', [11], pattern(5_000))
  host.emit('e', [11], pattern(3))
  host.emit('e', [11], { inner: new Uint8Array([1]) })
  await until(() => seen.length === 3)
  assert.deepEqual(seen, [pattern(5_000).buffer, pattern(3).buffer, { inner: new Uint8Array([1]) }])
})

test('an event that overtakes the answer of listen is delivered', async () => {
  const { client } = withEvents({ eager: true })
  const seen: unknown[] = []
  await client.listen('e', ({ payload }) => seen.push(payload))
  assert.deepEqual(seen, ['early'])
})

test('once: one event, then the listener is removed', async () => {
  const { client, host, live } = withEvents()
  const seen: unknown[] = []
  await client.once('e', ({ payload }) => seen.push(payload))
  host.emit('e', [11], 1)
  host.emit('e', [11], 2)
  await until(() => live.size === 0)
  await turn()
  assert.deepEqual(seen, [1])
})

test('a signal and a dispose remove the listener', async () => {
  const { client, live } = withEvents()
  const controller = new AbortController()
  await client.listen('e', () => undefined, { signal: controller.signal })
  const unlisten = await client.listen('e', () => undefined)
  assert.equal(live.size, 2)
  controller.abort()
  await until(() => live.size === 1)
  ;(unlisten as unknown as Record<symbol, () => void>)[dispose]?.()
  await until(() => live.size === 0)
  await client.listen('e', () => undefined, { signal: AbortSignal.abort() })
  await turn()
  assert.equal(live.size, 0)
})

test('emit and emitTo send name, target and payload', async () => {
  const { client, emitted } = withEvents()
  await client.emit('a')
  await client.emit('a', { bytes: new Uint8Array([1]) })
  await client.emitTo('main', 'a', null)
  assert.deepEqual(emitted, [
    { event: 'a' },
    { event: 'a', payload: { bytes: new Uint8Array([1]) } },
    { target: { kind: 'AnyLabel', label: 'main' }, event: 'a', payload: null },
  ])
})

test('events() stops listening when the loop ends', async () => {
  const { client, host, live } = withEvents()
  const seen: unknown[] = []
  setTimeout(() => {
    for (let n = 0; n < 3; n++) host.emit('e', [11], n)
  }, 10)
  for await (const { payload } of client.events<number>('e')) {
    seen.push(payload)
    if (payload === 2) break
  }
  assert.deepEqual(seen, [0, 1, 2])
  await until(() => live.size === 0)
})

test('an exception of one listener affects neither the others nor the poll', async () => {
  const { client, host } = withEvents()
  const reported: unknown[] = []
  process.setUncaughtExceptionCaptureCallback((error) => void reported.push(error))
  const seen: unknown[] = []
  await client.listen('e', () => {
    throw new RangeError('mine')
  })
  await client.listen('e', ({ payload }) => seen.push(payload))
  host.emit('e', [11, 12], 1)
  host.emit('e', [11, 12], 2)
  await until(() => seen.length === 2)
  await turn()
  process.setUncaughtExceptionCaptureCallback(null)
  assert.equal(reported.length, 2)
})

test('listeners are registered again after the back/forward cache', async () => {
  const { client, host, restart, live } = withEvents()
  const seen: unknown[] = []
  await client.listen('e', ({ payload }) => seen.push(payload))
  live.clear()
  restart()
  await until(() => live.has(12))
  await turn()
  host.emit('e', [12], 'again')
  await until(() => seen.length === 1)
})
