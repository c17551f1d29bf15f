import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Reply } from './host/memory-host.js'
import { pattern, turn, until } from './bytes.js'
import { ipc, named, pair } from './support.js'

const SMALL = { inline_body_bytes_max: 1_000, segment_bytes_max: 700, segments_in_flight_max: 3 }

test('the head arrives first, then the bytes in order', async () => {
  const { client, host } = pair(SMALL)
  host.commands.set('give', ({ args }) => new Reply(pattern((args as { n: number }).n), 206, [['x', 'y']]))
  for (const n of [0, 1, 999, 1_000, 1_001, 10_000]) {
    const stream = await client.invoke.stream('give', { n })
    assert.deepEqual([stream.length, stream.status, stream.headers], [n, 206, [['x', 'y']]])
    const parts: number[] = []
    for await (const part of stream) parts.push(...part)
    assert.deepEqual(new Uint8Array(parts), pattern(n))
  }
  await until(() => host.bodies === 0)
})

test('bytes(), into, progress and readable', async () => {
  const { client, host } = pair(SMALL)
  host.commands.set('give', () => pattern(5_000))
  const loaded: number[] = []
  const all = await (await client.invoke.stream('give')).bytes({ onProgress: (p) => loaded.push(p.loaded) })
  assert.deepEqual(all, pattern(5_000))
  assert.deepEqual(loaded, [700, 1400, 2100, 2800, 3500, 4200, 4900, 5000])
  const into = new Uint8Array(6_000)
  const filled = await (await client.invoke.stream('give')).bytes({ into })
  assert.equal(filled.buffer, into.buffer)
  assert.deepEqual(filled, pattern(5_000))
  const { readable } = await client.invoke.stream('give')
  assert.deepEqual(new Uint8Array(await new Response(readable).arrayBuffer()), pattern(5_000))
  await assert.rejects((await client.invoke.stream('give')).bytes({ into: new Uint8Array(10) }), ipc('body_too_large'))
  await until(() => host.bodies === 0)
})

test('read-ahead is bounded', async () => {
  let open = 0
  let most = 0
  let asked = 0
  const { client, host } = pair(SMALL, (lane) => ({
    ...lane,
    body: async (...args) => {
      open += 1
      asked += 1
      most = Math.max(most, open)
      await turn()
      open -= 1
      return lane.body(...args)
    },
  }))
  host.commands.set('give', () => pattern(20_000))
  const stream = await client.invoke.stream('give')
  assert.equal(asked, 0, 'nothing is pulled before it is read')
  const iterator = stream[Symbol.asyncIterator]()
  await iterator.next()
  await turn()
  assert.equal(asked, 3)
  while (!(await iterator.next()).done);
  assert.equal(most, 3)
})

test('cancel, break and abort release the body', async () => {
  const { client, host } = pair(SMALL)
  host.commands.set('give', () => pattern(20_000))
  ;(await client.invoke.stream('give')).cancel()
  await until(() => host.released.length === 1)
  for await (const _ of await client.invoke.stream('give')) break
  await until(() => host.released.length === 2)
  const controller = new AbortController()
  const stream = await client.invoke.stream('give', undefined, { signal: controller.signal })
  await assert.rejects(
    (async () => {
      for await (const _ of stream) controller.abort()
    })(),
    named('AbortError'),
  )
  await until(() => host.bodies === 0)
  await assert.rejects(stream.bytes(), ipc('bad_arguments'))
})

test('a command that fails rejects the call at the head of the reply', async () => {
  const { client, host } = pair(SMALL)
  host.commands.set('fail', ({ args }) => {
    throw args
  })
  await assert.rejects(client.invoke.stream('fail', { a: 1 }), (error: unknown) => (error as { a: number }).a === 1)
  await assert.rejects(client.invoke.stream('fail', { a: 'x'.repeat(2_000) }), (error: unknown) => (error as { a: string }).a.length === 2_000)
  await assert.rejects(client.invoke.stream('missing'), ipc('unknown_command'))
  await until(() => host.bodies === 0)
})
