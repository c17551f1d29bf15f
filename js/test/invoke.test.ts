import './setup.js'
import assert from 'node:assert/strict'
import { encodeMessage } from '../src/body/encode.js'
import { test } from 'node:test'
import { NetworkError } from '../src/lane/lane.js'
import { Exactly, Reply } from './host/memory-host.js'
import type { Progress, ResponseHead } from '../src/body/response.js'
import { PayloadKind } from '../src/base/constants.js'
import { pattern, toHex, turn, until } from './bytes.js'
import { hold } from '../src/base/held.js'
import { ipc, named, pair } from './support.js'

const bytesOf = (value: unknown): Uint8Array => {
  assert.ok(value instanceof ArrayBuffer)
  return new Uint8Array(value)
}
const SMALL = { inline_body_bytes_max: 1_000, segment_bytes_max: 700, segments_in_flight_max: 3 }

test('arguments of every kind arrive with their kind', async () => {
  const { client, host } = pair()
  const seen: unknown[] = []
  host.commands.set('see', ({ args, payload }) => {
    seen.push([payload.kind, args])
  })
  const buffer = pattern(64).buffer
  await client.invoke('see')
  await client.invoke('see', null)
  await client.invoke('see', { a: 1, skipped: undefined, when: new Date(0), map: new Map([['k', [1]]]) })
  await client.invoke('see', buffer)
  await client.invoke('see', new Uint8Array(buffer, 3, 5))
  await client.invoke('see', new DataView(buffer, 7, 2))
  await client.invoke('see', new Uint16Array(buffer, 2, 2))
  await client.invoke('see', [1, 2, 255])
  await client.invoke('see', client.typed(new Float32Array([1, 2.5])))
  await client.invoke('see', new Blob([new Uint8Array([9, 8])]))
  const expect = (i: number, kind: number, bytes: Uint8Array): void => {
    const [sawKind, value] = seen[i] as [number, unknown]
    assert.equal(sawKind, kind)
    assert.equal(toHex(bytesOf(value)), toHex(bytes))
  }
  assert.deepEqual(seen[0], [PayloadKind.NONE, null])
  assert.deepEqual(seen[1], [PayloadKind.NONE, null])
  assert.deepEqual(seen[2], [PayloadKind.JSON, { a: 1, when: '1970-01-01T00:00:00.000Z', map: { k: [1] } }])
  expect(3, PayloadKind.RAW, new Uint8Array(buffer))
  expect(4, PayloadKind.RAW, new Uint8Array(buffer, 3, 5))
  expect(5, PayloadKind.RAW, new Uint8Array(buffer, 7, 2))
  expect(6, PayloadKind.RAW, new Uint8Array(buffer, 2, 4))
  expect(7, PayloadKind.RAW, new Uint8Array([1, 2, 255]))
  assert.deepEqual(seen[8], [PayloadKind.TYPED, new Float32Array([1, 2.5])])
  expect(9, PayloadKind.RAW, new Uint8Array([9, 8]))
})

test('buffers anywhere in an object are sent beside the JSON', async () => {
  const { client } = pair()
  const source = pattern(100)
  const value = {
    name: 'x',
    pixels: source.subarray(3, 20),
    deep: [{ buffer: source.buffer, view: new DataView(source.buffer, 1, 4) }, new Float64Array([1, NaN]), new BigInt64Array([-1n])],
    blob: new Blob([new Uint8Array([1, 2, 3])]),
    file: [{ at: { depth: new Blob([]) } }],
    text: '\u0001bytes:0123456789abcdef:0',
    typed: client.typed(new Int16Array([-1, 2])),
  }
  const back = await client.invoke<Record<string, unknown>>('echo', value)
  assert.equal(back['name'], 'x')
  assert.deepEqual(back['pixels'], Uint8Array.from(source.subarray(3, 20)))
  assert.deepEqual(back['deep'], [
    { buffer: Uint8Array.from(source), view: Uint8Array.from(source.subarray(1, 5)) },
    new Float64Array([1, NaN]),
    new BigInt64Array([-1n]),
  ])
  assert.deepEqual(back['blob'], new Uint8Array([1, 2, 3]))
  assert.deepEqual(back['file'], [{ at: { depth: new Uint8Array(0) } }])
  assert.equal(back['text'], value.text)
  assert.deepEqual(back['typed'], new Int16Array([-1, 2]))
  const pixels = back['pixels'] as Uint8Array
  assert.equal(pixels.buffer.byteLength, 17, 'a buffer of its own')
})

test('a value that no payload can represent is refused at the call, with its path', async () => {
  const { client, host } = pair()
  const cycle: { a: { self?: unknown } } = { a: {} }
  cycle.a.self = cycle.a
  const refused = (args: unknown, message: RegExp): Promise<void> =>
    assert.rejects(client.invoke('echo', args), (error: Error) => error instanceof TypeError && message.test(error.message))
  await refused({ a: [1, { b: 10n }] }, /argument\.a\.1\.b is a BigInt/)
  await refused(cycle, /argument\.a\.self contains itself/)
  await refused([1, 256], /element 1/)
  await refused([{}], /element 0/)
  await refused(() => 1, /a value that JSON cannot represent/)
  await refused(new SharedArrayBuffer(4), /a SharedArrayBuffer cannot be sent/)
  await refused({ a: new Uint8Array(new SharedArrayBuffer(4)) }, /a SharedArrayBuffer cannot be sent/)
  let deep: unknown = 1
  for (let i = 0; i < 128; i++) deep = [deep]
  await assert.rejects(client.invoke('echo', { deep }), ipc('too_deep'))
  const same = { x: 1 }
  assert.deepEqual(await client.invoke('echo', { a: same, b: [same, same] }), { a: same, b: [same, same] })
  const detached = new Uint8Array(8)
  structuredClone(detached.buffer, { transfer: [detached.buffer] })
  await assert.rejects(client.invoke('echo', detached), ipc('detached_buffer'))
  await assert.rejects(client.invoke('echo', detached.buffer), ipc('detached_buffer'))
  await assert.rejects(client.invoke('echo', { a: { b: detached } }), ipc('detached_buffer'))
  assert.equal(host.executions.size, 1)
})

test('toJSON and __TAURI_TO_IPC_KEY__ are applied', async () => {
  const { client } = pair()
  const size = { __TAURI_TO_IPC_KEY__: () => ({ Logical: { width: 1 } }) }
  const bytes = { __TAURI_TO_IPC_KEY__: () => new Uint8Array([7]) }
  assert.deepEqual(await client.invoke('echo', { size, bytes, json: { toJSON: () => 'j' } }), {
    size: { Logical: { width: 1 } },
    bytes: new Uint8Array([7]),
    json: 'j',
  })
  const channel = new client.Channel()
  assert.deepEqual(await client.invoke('echo', { channel, list: [channel] }), {
    channel: `__CHANNEL__:${channel.id}`,
    list: [`__CHANNEL__:${channel.id}`],
  })
  channel.close()
})

test('proxies of built-ins, as reactive frameworks make them, are read through', async () => {
  const { client } = pair()
  // As the traps of frameworks do: methods are bound to the target.
  const bound: ProxyHandler<object> = {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  }
  for (const handler of [bound, {}]) {
    const proxy = <T extends object>(value: T): T => new Proxy(value, handler as ProxyHandler<T>)
    assert.deepEqual(await client.invoke('echo', { deep: [proxy({ a: 1 }), proxy([1, 2])] }), { deep: [{ a: 1 }, [1, 2]] })
    assert.deepEqual(await client.invoke('echo', { bytes: proxy(new Uint8Array([1, 2, 3])) }), { bytes: new Uint8Array([1, 2, 3]) })
    assert.deepEqual(await client.invoke('echo', { numbers: proxy(new Float64Array([0.5, -1])) }), { numbers: new Float64Array([0.5, -1]) })
    assert.deepEqual(new Uint8Array((await client.invoke('echo', proxy(new Uint8Array([7, 8])))) as ArrayBuffer), new Uint8Array([7, 8]))
    const map = client.invoke('echo', { map: proxy(new Map([['k', 1]])) })
    if (handler === bound) assert.deepEqual(await map, { map: { k: 1 } })
    else await assert.rejects(map, named('TypeError'))
  }
})

test('a key named __proto__ is an ordinary key', async () => {
  const { client, host } = pair()
  const text = '{"__proto__":"\\u0001bytes:0000000000000000:0"}'
  const body = new Uint8Array(16 + 16 + 48 + 1)
  new DataView(body.buffer).setUint32(0, text.length, true)
  new DataView(body.buffer).setUint32(4, 1, true)
  body[16] = 1
  body.set(new TextEncoder().encode(text), 32)
  host.commands.set('proto', () => new Exactly({ kind: PayloadKind.MIXED, element: 0, bytes: body.slice(0, 32 + Math.ceil(text.length / 16) * 16 + 1) }))
  const value = await client.invoke<object>('proto')
  assert.deepEqual(Object.getOwnPropertyDescriptor(value, '__proto__')?.value, new Uint8Array(1))
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
})

test('bytes are those at the time of the call, even if the page changes them later', async () => {
  const { client } = pair(SMALL)
  for (const length of [10, 5_000]) {
    const source = pattern(length)
    const before = source.slice()
    const plain = client.invoke<ArrayBuffer>('echo', source)
    const mixed = client.invoke<{ source: Uint8Array }>('echo', { source })
    const slow = client.invoke<{ source: Uint8Array }>('echo', { source, blob: new Blob(['x']) })
    source.fill(0)
    assert.deepEqual(new Uint8Array(await plain), before)
    assert.deepEqual((await mixed).source, before)
    assert.deepEqual((await slow).source, before)
  }
})

test('results: raw, json, mixed, typed, archive, none, with a head', async () => {
  const { client, host } = pair()
  const results: Record<string, unknown> = { raw: pattern(33), json: { a: [1] }, mixed: { a: new Uint8Array([1]) }, typed: client.typed(new Float64Array([0.5])) }
  host.commands.set('give', ({ args }) => results[(args as { what: string }).what])
  host.commands.set('archive', () => new Exactly({ kind: PayloadKind.ARCHIVE, element: 0, bytes: pattern(24) }))
  host.commands.set('headed', () => new Reply({ a: 1 }, 206, [['etag', '"x"'], ['n', 'naïve']]))
  assert.deepEqual(new Uint8Array(await client.invoke<ArrayBuffer>('give', { what: 'raw' })), pattern(33))
  assert.deepEqual(await client.invoke('give', { what: 'json' }), { a: [1] })
  assert.deepEqual(await client.invoke('give', { what: 'mixed' }), { a: new Uint8Array([1]) })
  assert.deepEqual(await client.invoke('give', { what: 'typed' }), new Float64Array([0.5]))
  assert.equal(await client.invoke('give', { what: 'nothing' }), null)
  assert.deepEqual(bytesOf(await client.invoke('archive')), pattern(24))
  let head: ResponseHead | undefined
  await client.invoke('headed', undefined, { onResponse: (response) => (head = response) })
  assert.deepEqual(head, { status: 206, headers: [['etag', '"x"'], ['n', 'naïve']], length: 7 })
})

test('headers arrive equal, and invalid ones are refused before the call', async () => {
  const { client, host } = pair()
  let seen: unknown
  host.commands.set('headers', ({ headers }) => {
    seen = Array.from({ length: headers.length }, (_, i) => [headers[i]?.[0], headers[i]?.[1]])
  })
  await client.invoke('headers', undefined, { headers: { 'x-a': 'naïve 日本 100%', b: '' } })
  assert.deepEqual(seen, [['x-a', 'naïve 日本 100%'], ['b', '']])
  await client.invoke('headers', undefined, { headers: [['a', '1'], ['a', '2']] })
  assert.deepEqual(seen, [['a', '1'], ['a', '2']])
  await client.invoke('headers', undefined, { headers: new Headers({ Ab: 'c' }) })
  assert.deepEqual(seen, [['ab', 'c']])
  await assert.rejects(client.invoke('headers', undefined, { headers: { a: 'x\ny' } }), ipc('bad_header'))
  await assert.rejects(client.invoke('headers', undefined, { headers: { 'a b': 'x' } }), ipc('bad_header'))
  const many = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`h${i}`, '']))
  await assert.rejects(client.invoke('headers', undefined, { headers: many }), ipc('headers_too_large'))
  await assert.rejects(client.invoke('headers', undefined, { headers: { a: 'x'.repeat(65_536) } }), ipc('headers_too_large'))
  await assert.rejects(client.invoke('no such'), ipc('bad_path'))
  assert.equal(host.executions.size, 3)
})

test('errors: refusals are IpcErrors, the command rejects with its own value', async () => {
  const { client, host } = pair(SMALL)
  host.commands.set('fail', ({ args }) => {
    throw (args as { value: unknown }).value
  })
  await assert.rejects(client.invoke('missing'), (error: unknown) => {
    assert.ok(error instanceof client.IpcError)
    assert.equal(error.name, 'IpcError')
    assert.equal(error.code, 'unknown_command')
    assert.equal(error.command, 'missing')
    return true
  })
  for (const value of ['text', { kind: 'no', list: [1] }, { bytes: new Uint8Array([1]) }, 'x'.repeat(3_000)]) {
    const outcome = await client.invoke('fail', { value }).then(
      () => assert.fail('resolved'),
      (error: unknown) => error,
    )
    assert.deepEqual(outcome, value)
  }
})

test('large bodies go up and down in segments', async () => {
  const { client, host } = pair(SMALL)
  const source = pattern(10_007)
  const up: Progress[] = []
  const down: Progress[] = []
  const back = await client.invoke<ArrayBuffer>('echo', source, {
    onProgress: (p) => (p.phase === 'upload' ? up : down).push(p),
  })
  assert.deepEqual(new Uint8Array(back), source)
  assert.equal(up.at(-1)?.loaded, 10_007)
  assert.equal(up.length, 15)
  assert.deepEqual(down.at(-1), { phase: 'download', loaded: 10_007, total: 10_007 })
  await turn()
  assert.equal(host.bodies, 0, 'released')
  const mixed = await client.invoke<{ a: Uint8Array; b: Float32Array }>('echo', { a: source, b: new Float32Array([1.5]) })
  assert.deepEqual(mixed, { a: source, b: new Float32Array([1.5]) })
  const array = await client.invoke('echo', client.typed(new Float64Array(1_000).fill(0.25)))
  assert.deepEqual(array, new Float64Array(1_000).fill(0.25))
  assert.equal(client.stats().bytesUp, client.stats().bytesDown)
})

test('into receives the reply in the caller\'s buffer', async () => {
  const { client, host } = pair(SMALL)
  for (const length of [0, 10, 1_000, 1_001, 5_000]) {
    const source = pattern(length)
    const backing = new Uint8Array(6_000)
    const result = await client.invoke<Uint8Array>('echo', source, { into: new Uint8Array(backing.buffer, 8, 5_500) })
    assert.ok(result instanceof Uint8Array)
    assert.equal(result.buffer, backing.buffer)
    assert.equal(result.byteOffset, 8)
    assert.deepEqual(result, source)
  }
  for (const length of [11, 5_000]) {
    await assert.rejects(client.invoke('echo', pattern(length), { into: new Uint8Array(10) }), ipc('body_too_large'))
  }
  await turn()
  assert.equal(host.bodies, 0)
})

test('abort: the reason and a CANCEL; a signal that is aborted already sends nothing', async () => {
  const { client, host } = pair()
  let cancelled = 0
  host.commands.set('wait', ({ signal }) => new Promise(() => signal.addEventListener('abort', () => cancelled++)))
  const controller = new AbortController()
  const call = client.invoke('wait', {}, { signal: controller.signal })
  await turn()
  controller.abort()
  await assert.rejects(call, named('AbortError'))
  await until(() => cancelled === 1)
  const reason = { mine: true }
  await assert.rejects(client.invoke('wait', {}, { signal: AbortSignal.abort(reason) }), (error: unknown) => error === reason)
  assert.equal(host.executions.size, 1)
  const slow = new AbortController()
  const blob = client.invoke('wait', new Blob(['x']), { signal: slow.signal })
  slow.abort(reason)
  await assert.rejects(blob, (error: unknown) => error === reason)
  await turn()
  assert.equal(host.executions.size, 1, 'aborted while a Blob was read: never sent')
  assert.equal(client.stats().cancelled, 1)
})

test('timeout: a TimeoutError and a CANCEL', async () => {
  const { client, host } = pair()
  let cancelled = 0
  host.commands.set('wait', ({ signal }) => new Promise(() => signal.addEventListener('abort', () => cancelled++)))
  await assert.rejects(client.invoke('wait', {}, { timeout: 10 }), named('TimeoutError'))
  await until(() => cancelled === 1)
  assert.equal(await client.invoke('nothing', {}, { timeout: 1_000 }), null)
  await assert.rejects(client.invoke('nothing', {}, { timeout: -1 }), TypeError)
})

test('an abort during a download stops it and releases the body', async () => {
  const controller = new AbortController()
  const { client, host } = pair(SMALL, (lane) => ({
    ...lane,
    body: async (...args) => {
      const part = await lane.body(...args)
      controller.abort()
      return part
    },
  }))
  host.commands.set('large', () => pattern(50_000))
  await assert.rejects(client.invoke('large', {}, { signal: controller.signal }), named('AbortError'))
  await until(() => host.bodies === 0)
  assert.ok(client.stats().bytesDown < 10_000)
})

test('a call is never sent twice, whatever fails', async () => {
  for (const before of [true, false]) {
    let sent = 0
    const { client, host } = pair({}, (lane) => ({
      ...lane,
      call: async (frame, signal) => {
        sent += 1
        if (!before) await lane.call(frame, signal)
        throw new NetworkError(new TypeError('Load failed'))
      },
    }))
    await assert.rejects(client.invoke('echo', { a: 1 }), (error: unknown) => {
      ipc('internal')(error)
      assert.match((error as Error).message, /the call is not repeated/)
      assert.ok((error as Error).cause instanceof TypeError)
      return true
    })
    await turn()
    assert.equal(sent, 1)
    assert.equal(host.executions.get(1) ?? 0, before ? 0 : 1)
    assert.equal(client.stats().cancelled, 1, 'the host is informed that the call is cancelled')
  }
})

test('an exception of a callback rejects the call, which runs once', async () => {
  const { client, host } = pair(SMALL)
  const failing = { onResponse: () => { throw new RangeError('mine') } }
  await assert.rejects(client.invoke('echo', { a: 1 }, failing), named('RangeError'))
  await assert.rejects(client.invoke('echo', pattern(5_000), { onProgress: () => { throw new RangeError('mine') } }), named('RangeError'))
  await turn()
  for (const times of host.executions.values()) assert.equal(times, 1)
})

test('a lost segment is requested again, a refused one is not', async () => {
  const lost = new Set<number>()
  const { client, host } = pair(SMALL, (lane) => ({
    ...lane,
    body: (...args) => {
      if (lost.has(args[1])) return lane.body(...args)
      lost.add(args[1])
      return Promise.reject(new NetworkError('lost'))
    },
  }))
  host.commands.set('large', () => pattern(3_000))
  assert.deepEqual(bytesOf(await client.invoke('large')), pattern(3_000))
  const refused = pair(SMALL, (lane, h) => ({
    ...lane,
    body: (...args) => {
      h.restart()
      return lane.body(...args)
    },
  }))
  refused.host.commands.set('large', () => pattern(3_000))
  await assert.rejects(refused.client.invoke('large'), ipc('unknown_body'))
})

test('a refused chunk rejects the call, with the refusal of the call if there is one', async () => {
  const { client, host } = pair(SMALL, (lane) => ({
    ...lane,
    upload: (call, offset, bytes, signal) => lane.upload(call, offset === 700 ? 699 : offset, bytes, signal),
  }))
  await assert.rejects(client.invoke('echo', pattern(5_000)), ipc('bad_frame'))
  await assert.rejects(client.invoke('missing', pattern(5_000)), ipc('unknown_command'))
  assert.equal(host.executions.size, 0)
})

test('invalid replies reject the call', async () => {
  const answers: ArrayBuffer[] = [new ArrayBuffer(0), new ArrayBuffer(31), new ArrayBuffer(32), new ArrayBuffer(64), pattern(80).buffer]
  for (const answer of answers) {
    const { client } = pair({}, (lane) => ({ ...lane, call: async () => hold(new Uint8Array(answer)) }))
    await assert.rejects(client.invoke('echo'), (error: unknown) => error instanceof client.IpcError)
  }
})

test('a reply waits for the frames before it', async () => {
  const { client, host } = pair(SMALL)
  const order: string[] = []
  const channel = new client.Channel<ArrayBuffer>((message) => order.push(`message ${message.byteLength}`))
  host.commands.set('talk', async () => {
    void host.send(channel.id, pattern(5_000))
    void host.send(channel.id, pattern(3))
  })
  await client.invoke('talk')
  order.push('reply')
  assert.deepEqual(order, ['message 5000', 'message 3', 'reply'])
})

test('a return from the back/forward cache rejects pending calls', async () => {
  const { client, host, restart } = pair()
  const channel = new client.Channel()
  const call = client.invoke('hang')
  await turn()
  restart()
  await assert.rejects(call, ipc('document_gone'))
  assert.equal(await channel.closed, 'document_gone')
  assert.equal(await client.invoke('nothing'), null)
  assert.equal(client.stats().restarts, 1)
  assert.ok(host.client !== undefined)
})

test('a thousand concurrent calls', async () => {
  const { client } = pair()
  const results = await Promise.all(Array.from({ length: 1_000 }, (_, n) => client.invoke<{ n: number }>('echo', { n })))
  assert.ok(results.every(({ n }, i) => n === i))
  assert.equal(client.stats().calls, 1_000)
  assert.equal(client.stats().replies, 1_000)
})

test('flat arguments are encoded as by JSON.stringify', () => {
  const own = Object.defineProperty({ a: 1 }, 'toJSON', { value: () => ({ b: 2 }) })
  const values: object[] = [
    {},
    { index: 1, text: 'a "quoted"\n\ud800 text', yes: true, none: null },
    { 2: 'b', 1: 'a', z: -0, y: NaN, x: Infinity, w: 1e21 },
    JSON.parse('{"__proto__": 1, "toJSON": "no function", "constructor": 2}') as object,
    { left: undefined, right: 1 },
    { nested: { a: [1] } },
    { toJSON: () => ({ a: 3 }) },
    own,
    Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`field${i}`, i])),
  ]
  for (const value of values) {
    const encoded = encodeMessage(value).now
    assert.equal(encoded?.kind, PayloadKind.JSON)
    assert.equal(new TextDecoder().decode(encoded?.bytes), JSON.stringify(value))
  }
  const named: number[] = []
  encodeMessage({ numbers: '__CHANNEL__:5', other: 'text', none: '__CHANNEL__:x' }, 1_000, (id) => named.push(id))
  assert.deepEqual(named, [5])
  assert.throws(() => encodeMessage({ big: 1n }), TypeError)
})

test('a library adds its counters to those of the document, once', () => {
  const { client } = pair()
  client.stats.add('library', () => ({ seen: 3 }))
  assert.deepEqual(client.stats()['library'], { seen: 3 })
  for (const name of ['library', 'calls']) assert.throws(() => client.stats.add(name, () => 1), /exist already/)
  assert.equal(client.stats().calls, 0)
})
