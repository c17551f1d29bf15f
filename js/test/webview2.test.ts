import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LIMITS, type Limits } from '../src/base/constants.js'
import { IpcError } from '../src/base/error.js'
import type { Bytes } from '../src/base/primordials.js'
import { type Client, createClient } from '../src/client/client.js'
import { protocolLane } from '../src/lane/protocol.js'
import { documentSecret } from '../src/lane/secret.js'
import { webview2Lane } from '../src/lane/webview2.js'
import { pattern, turn, until } from './bytes.js'
import { FakeScheme } from './fake-fetch.js'
import { FakeWebView } from './fake-webview.js'
import { MemoryHost } from './host/memory-host.js'

const MIB = 1024 * 1024
const PATIENCE_MS = 50

interface Made {
  readonly client: Client
  readonly host: MemoryHost
  readonly scheme: FakeScheme
  readonly webview: FakeWebView
  readonly warnings: string[]
  /** Numbers of posted buffers that the page has not released. */
  readonly posted: Set<number>
  /** Number of the last buffer. */
  readonly last: () => number
  readonly post: (number: number, body: number, offset: number, length: number) => Promise<void>
}

function made(overrides: Partial<Limits> = {}, webview: FakeWebView | undefined = new FakeWebView()): Made {
  const limits = { ...LIMITS, ...overrides }
  const host = new MemoryHost(limits)
  const scheme = new FakeScheme(host)
  const warnings: string[] = []
  const posted = new Set<number>()
  let last = 0
  const post = async (number: number, body: number, offset: number, length: number): Promise<void> => {
    // The memory of a size class, which has held other bytes.
    const memory = new Uint8Array(16 * MIB).fill(255)
    for (let at = 0; at < length; at += limits.segment_bytes_max) {
      const bytes = await host.body(body, offset + at, Math.min(limits.segment_bytes_max, length - at))
      memory.set(new Uint8Array(bytes), at)
    }
    last = number
    posted.add(number)
    webview.post({ bytelane: number }, memory)
  }
  scheme.share = post
  scheme.releaseBuffer = (number) => {
    if (!posted.delete(number)) throw new IpcError('not_found', 'no such buffer')
  }
  host.commands.set('echo', ({ args }) => args)
  const protocol = protocolLane('ipc://localhost/', documentSecret(), scheme.fetch)
  const lane = webview2Lane(protocol, (message) => warnings.push(message), webview, PATIENCE_MS)
  const { client } = createClient(lane, { label: 'main', limits, debug: false })
  return { client, host, scheme, webview, warnings, posted, last: () => last, post }
}

/** Returns the paths of the requests of one operation. */
const paths = (scheme: FakeScheme, name: string): string[] =>
  scheme.seen.map(({ url }) => url.slice('ipc://localhost/'.length)).filter((path) => path.startsWith(name + '/'))

/** Makes a command return `length` bytes, and calls it. */
async function download(of: Made, length: number, options: { into?: Bytes; signal?: AbortSignal } = {}): Promise<Uint8Array> {
  of.host.commands.set('large', () => pattern(length))
  const result: unknown = await of.client.invoke('large', undefined, options)
  return result instanceof ArrayBuffer ? new Uint8Array(result) : (result as Uint8Array)
}
function isSame(received: Uint8Array, length: number): void {
  const expected = pattern(length)
  assert.ok(received.length === length && received.every((byte, i) => byte === expected[i]), `${length} bytes`)
}

test('a large result is copied out of one buffer, which is released', async () => {
  const of = made()
  assert.equal(of.client.lane(), 'webview2')
  const received = await download(of, 3 * MIB)
  isSame(received, 3 * MIB)
  received.fill(0)
  await until(() => of.posted.size === 0)
  assert.equal(of.webview.mapped, 0)
  assert.deepEqual(paths(of.scheme, 'buffer').map((path) => path.replace(/\/\d+/, '')), [`buffer/1/0/${3 * MIB}`])
  assert.deepEqual(paths(of.scheme, 'body'), [])
  assert.equal(paths(of.scheme, 'release').length, 1)
  await until(() => of.host.bodies === 0)
  assert.deepEqual(of.warnings, [])
})

test('a longer result takes several buffers, two at once', async () => {
  const of = made()
  let running = 0
  let most = 0
  of.scheme.share = async (...range) => {
    most = Math.max(most, ++running)
    for (let i = 0; i < 3; i++) await turn()
    await of.post(...range)
    running -= 1
  }
  const length = 50 * MIB + 7
  const into = new Uint8Array(length)
  const received = await download(of, length, { into })
  assert.equal(received.buffer, into.buffer)
  isSame(received, length)
  assert.equal(most, 2)
  const offsets = paths(of.scheme, 'buffer').map((path) => path.split('/').slice(3).map(Number))
  assert.deepEqual(offsets, [[0, 16 * MIB], [16 * MIB, 16 * MIB], [32 * MIB, 16 * MIB], [48 * MIB, 2 * MIB + 7]])
  await until(() => of.posted.size === 0)
  assert.equal(of.webview.mapped, 0)
})

test('a short range comes in segments', async () => {
  const of = made({ inline_body_bytes_max: 1_000 })
  isSame(await download(of, 5_000), 5_000)
  isSame(await download(of, 16 * MIB + 5), 16 * MIB + 5)
  assert.equal(paths(of.scheme, 'buffer').length, 1)
  assert.deepEqual(paths(of.scheme, 'body'), ['body/1/0/5000', `body/2/${16 * MIB}/5`])
})

test('a bound of the host refuses one range, a failure all of them', async () => {
  for (const [code, again, warnings] of [['too_many_buffers', 2, 0], ['internal', 1, 1]] as const) {
    const of = made()
    of.scheme.share = () => Promise.reject(new IpcError(code, 'no buffer'))
    isSame(await download(of, 3 * MIB), 3 * MIB)
    assert.deepEqual(paths(of.scheme, 'body'), [`body/1/0/${2 * MIB}`, `body/1/${2 * MIB}/${MIB}`])
    isSame(await download(of, 3 * MIB), 3 * MIB)
    assert.equal(paths(of.scheme, 'buffer').length, again, code)
    assert.equal(of.warnings.length, warnings, code)
  }
})

test('segments in place of buffers keep to the bound of requests in flight', async () => {
  const of = made({ segments_in_flight_max: 6 })
  of.scheme.share = () => Promise.reject(new IpcError('too_many_buffers', 'no buffer'))
  const { handle } = of.scheme
  let running = 0
  let most = 0
  of.scheme.handle = async (url, ...rest) => {
    if (!url.includes('/body/')) return handle.call(of.scheme, url, ...rest)
    most = Math.max(most, ++running)
    try {
      await turn()
      return await handle.call(of.scheme, url, ...rest)
    } finally {
      running -= 1
    }
  }
  isSame(await download(of, 40 * MIB), 40 * MIB)
  assert.ok(most > 3 && most <= 6, `${most}`)
})

test('a buffer that does not arrive is waited for once', async () => {
  const of = made()
  const numbers: number[] = []
  of.scheme.share = async (number) => {
    numbers.push(number)
    of.posted.add(number)
  }
  isSame(await download(of, 3 * MIB), 3 * MIB)
  await until(() => of.posted.size === 0)
  assert.match(of.warnings.join(), /has not arrived/)
  isSame(await download(of, 3 * MIB), 3 * MIB)
  assert.equal(numbers.length, 1)
  assert.equal(of.warnings.length, 1)
  // The event is late, and the memory holds other bytes by then.
  of.webview.post({ bytelane: numbers[0] }, new Uint8Array(16 * MIB))
  assert.equal(of.webview.mapped, 0)
})

test('an event may come after the answer', async () => {
  const of = made()
  of.scheme.share = async (...range) => {
    setTimeout(() => void of.post(...range), 5)
  }
  isSame(await download(of, 3 * MIB), 3 * MIB)
  assert.deepEqual(paths(of.scheme, 'body'), [])
  assert.deepEqual(of.warnings, [])
})

test('a request that is lost in the network is replaced by segments, unless its buffer has arrived', async () => {
  for (const [lose, segments] of [['before', 2], ['after', 0]] as const) {
    const of = made()
    of.scheme.lose = (url) => (url.includes('/buffer/') ? lose : undefined)
    isSame(await download(of, 3 * MIB), 3 * MIB)
    assert.equal(paths(of.scheme, 'body').length, segments)
    await until(() => of.posted.size === 0)
  }
})

test('after an abort nothing is written to the buffer of the caller', async () => {
  const of = made()
  const controller = new AbortController()
  const into = new Uint8Array(3 * MIB)
  let post: (() => Promise<void>) | undefined
  of.scheme.share = async (...range) => {
    const bytes = pattern(3 * MIB)
    post = async () => {
      of.posted.add(range[0])
      of.webview.post({ bytelane: range[0] }, bytes)
    }
    await new Promise(() => undefined)
  }
  const call = download(of, 3 * MIB, { into, signal: controller.signal })
  await until(() => post !== undefined)
  controller.abort(new RangeError('enough'))
  await assert.rejects(call, RangeError)
  await post?.()
  assert.ok(into.every((byte) => byte === 0))
  assert.equal(of.webview.mapped, 0)
  await until(() => of.posted.size === 0)
  assert.deepEqual(paths(of.scheme, 'body'), [])
})

test('after an abort between answer and event nothing is written either', async () => {
  const of = made()
  const controller = new AbortController()
  const into = new Uint8Array(3 * MIB)
  let number: number | undefined
  of.scheme.share = async (drawn) => {
    number = drawn
  }
  const call = download(of, 3 * MIB, { into, signal: controller.signal })
  await until(() => number !== undefined)
  await turn()
  controller.abort(new RangeError('enough'))
  of.posted.add(number ?? 0)
  of.webview.post({ bytelane: number }, pattern(3 * MIB))
  await assert.rejects(call, RangeError)
  assert.ok(into.every((byte) => byte === 0))
  assert.equal(of.webview.mapped, 0)
})

test('events of others are left alone', async () => {
  const of = made()
  const pollution = { value: 1, configurable: true }
  Object.defineProperty(Object.prototype, 'bytelane', pollution)
  try {
    for (const data of [undefined, null, 1, 'text', {}, { bytes: 1 }]) of.webview.post(data, new Uint8Array(10))
  } finally {
    delete (Object.prototype as { bytelane?: unknown }).bytelane
  }
  await turn()
  assert.deepEqual(paths(of.scheme, 'release'), [])
  // A number that is not expected is of a call that has ended.
  of.webview.post({ bytelane: 7 }, new Uint8Array(10))
  assert.equal(of.webview.mapped, 0)
  await until(() => paths(of.scheme, 'release').length === 1)
  assert.deepEqual(of.warnings, [])
})

test('an event with too little memory, or with none, leaves the segments', async () => {
  for (const event of [
    (number: number, of: Made) => of.webview.post({ bytelane: number }, new Uint8Array(10)),
    (number: number, of: Made) => of.webview.post({ bytelane: number }, { slice: () => ({ buffer: 'no buffer' }) } as never),
  ]) {
    const of = made()
    of.scheme.share = async (number) => {
      of.posted.add(number)
      event(number, of)
    }
    isSame(await download(of, 3 * MIB), 3 * MIB)
    assert.equal(paths(of.scheme, 'body').length, 2)
    await until(() => of.posted.size === 0)
  }
})

test('numbers are random, so no script can post an event before the host', async () => {
  const of = made()
  const numbers = new Set<number>()
  for (let i = 0; i < 20; i++) {
    isSame(await download(of, MIB + 1), MIB + 1)
    numbers.add(of.last())
  }
  assert.equal(numbers.size, 20)
  assert.ok(Array.from(numbers).every((number) => Number.isSafeInteger(number)))
  assert.ok(Math.max(...numbers) > 2 ** 48)
})

test('without the calls of WebView2 the lane pulls segments', async () => {
  for (const webview of [null, {}]) {
    const of = made({}, webview as never)
    of.scheme.share = undefined
    isSame(await download(of, 3 * MIB), 3 * MIB)
    assert.deepEqual(paths(of.scheme, 'buffer'), [])
    assert.match(of.warnings.join(), /older than version 110/)
  }
})

test('methods of the webview that a script replaces later are not called', async () => {
  const of = made()
  const { releaseBuffer, addEventListener } = FakeWebView.prototype
  const broken = (): never => assert.fail('called by the client')
  Object.assign(FakeWebView.prototype, { releaseBuffer: broken, addEventListener: broken })
  try {
    isSame(await download(of, 3 * MIB), 3 * MIB)
  } finally {
    Object.assign(FakeWebView.prototype, { releaseBuffer, addEventListener })
  }
  assert.equal(of.webview.mapped, 0)
})
