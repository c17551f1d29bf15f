import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kind, LIMITS, PayloadKind } from '../src/base/constants.js'
import { deferredFrame } from '../src/wire/outgoing.js'
import { createClient } from '../src/client/client.js'
import { originMatches } from '../src/client/origin.js'
import { installTauri } from '../src/tauri/internals.js'
import { MemoryHost, memoryLane } from './host/memory-host.js'
import { pattern, turn, until } from './bytes.js'

interface Internals {
  readonly invoke: (command: string, args?: unknown, options?: object) => Promise<unknown>
  readonly transformCallback: (callback?: (data: unknown) => unknown, once?: boolean) => number
  readonly unregisterCallback: (id: number) => void
  readonly runCallback: (id: number, data: unknown) => void
  readonly callbacks: Map<number, unknown>
  readonly convertFileSrc: (path: string, protocol?: string) => string
}
interface EventInternals {
  readonly unregisterListener: (event: string, id: number) => void
}
interface Delivery {
  readonly message?: unknown
  readonly end?: true
  readonly index: number
}

// The installed globals cannot be removed: all tests share one page and its host.
const host = new MemoryHost({ ...LIMITS, inline_body_bytes_max: 1_000, segment_bytes_max: 700 })
const handle = createClient(memoryLane(host), { label: 'main', limits: host.limits, debug: false })
installTauri(handle, { label: 'main', scheme: ['', '://localhost/'], sep: '/', delimiter: ':' })
const internals = (globalThis as unknown as { readonly __TAURI_INTERNALS__: Internals }).__TAURI_INTERNALS__
const events = (globalThis as unknown as { readonly __TAURI_EVENT_PLUGIN_INTERNALS__: EventInternals }).__TAURI_EVENT_PLUGIN_INTERNALS__

let named: unknown
host.commands.set('take', ({ args }) => {
  named = args
})

/** Registers a callback, which becomes a channel once it is named in arguments. */
async function channel(): Promise<{ readonly id: number; readonly seen: Delivery[] }> {
  const seen: Delivery[] = []
  const id = internals.transformCallback((delivery) => seen.push(delivery as Delivery))
  await internals.invoke('take', { channel: `__CHANNEL__:${id}` })
  assert.deepEqual(named, { channel: `__CHANNEL__:${id}` })
  return { id, seen }
}

test('messages have their indexes, and the end follows the last one', async () => {
  const { id, seen } = await channel()
  await host.send(id, { a: 1 })
  await host.send(id, pattern(2_000))
  await host.send(id, 'last')
  host.end(id)
  await until(() => seen.length === 4)
  assert.deepEqual(seen, [
    { message: { a: 1 }, index: 0 },
    { message: pattern(2_000).buffer, index: 1 },
    { message: 'last', index: 2 },
    { end: true, index: 3 },
  ])
})

test('callbacks and channels share their ids', async () => {
  const first = internals.transformCallback()
  const engine = new handle.Channel()
  const second = internals.transformCallback()
  assert.ok(first < engine.id && engine.id < second)
  // The name of a channel that is not a callback is left unchanged.
  await internals.invoke('take', { channel: engine })
  assert.deepEqual(named, { channel: `__CHANNEL__:${engine.id}` })
  engine.close()
})

test('a message that cannot be had ends the channel with an error, not in silence', async () => {
  const reported: unknown[] = []
  process.setUncaughtExceptionCaptureCallback((error) => void reported.push(error))
  const { id, seen } = await channel()
  await host.send(id, 1)
  host.push(deferredFrame(Kind.DATA, id, 1, 0, new TextEncoder().encode('{"body":999}'), { kind: PayloadKind.RAW, element: 0, bytes: pattern(5_000) }))
  await until(() => seen.length === 2 && reported.length === 1)
  process.setUncaughtExceptionCaptureCallback(null)
  assert.deepEqual(seen, [{ message: 1, index: 0 }, { end: true, index: 1 }])
  assert.equal((reported[0] as { code?: unknown }).code, 'channel_closed')
})

test('unregistering the callback closes the channel', async () => {
  const { id, seen } = await channel()
  await host.send(id, 1)
  await until(() => seen.length === 1)
  internals.unregisterCallback(id)
  await until(() => host.ends.get(id)?.reason === 'cancelled')
  assert.equal(seen.length, 1)
})

test('an unregistered listener is not called any more, and the host is informed once', async () => {
  const told: unknown[] = []
  host.commands.set('plugin:event|listen', () => 77)
  host.commands.set('plugin:event|unlisten', ({ args }) => void told.push(args))
  const seen: unknown[] = []
  const handler = internals.transformCallback((event) => seen.push(event))
  assert.equal(await internals.invoke('plugin:event|listen', { event: 'e', target: { kind: 'Any' }, handler }), 77)
  host.emit('e', [77], { x: 1 })
  await until(() => seen.length === 1)
  assert.deepEqual(seen, [{ event: 'e', id: 77, payload: { x: 1 } }])
  events.unregisterListener('e', 77)
  host.emit('e', [77], { x: 2 })
  await turn()
  assert.deepEqual(told, [])
  await internals.invoke('plugin:event|unlisten', { event: 'e', eventId: 77 })
  host.emit('e', [77], { x: 3 })
  await turn()
  assert.equal(seen.length, 1)
  assert.deepEqual(told, [{ event: 'e', eventId: 77 }])
  events.unregisterListener('e', 1)
})

test('a refusal is a text', async () => {
  await assert.rejects(internals.invoke('nothing at all'), (error: unknown) => typeof error === 'string' && error !== '')
  assert.equal(internals.convertFileSrc('/a b'), 'asset://localhost/%2Fa%20b')
})

test('a star in an origin matches labels of the host or a port', () => {
  const cases: [string, string, boolean][] = [
    ['https://example.org', 'https://example.org', true],
    ['https://example.org', 'https://example.org:8080', false],
    ['https://*.example.org', 'https://a.b.example.org', true],
    ['https://*.example.org', 'https://example.org', false],
    ['https://*.example.org', 'http://a.example.org', false],
    ['https://*.example.org', 'https://a.example.org.evil.com', false],
    ['https://*.example.org', 'https://evil.com/.example.org', false],
    ['https://*.example.org', 'https://evil@.example.org', false],
    ['http://localhost:*', 'http://localhost:1420', true],
    ['http://localhost:*', 'http://localhost:', false],
    ['http://localhost:*', 'http://localhost:1.evil.com', false],
  ]
  for (const [pattern, origin, expected] of cases) assert.equal(originMatches(pattern, origin), expected, `${pattern} ${origin}`)
})
