import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IpcError } from '../src/base/error.js'
import { hold } from '../src/base/held.js'
import { type Client, createClient } from '../src/client/client.js'
import { MemoryHost } from './host/memory-host.js'
import { protocolLane } from '../src/lane/protocol.js'
import { documentSecret } from '../src/lane/secret.js'
import { Unanswered } from '../src/lane/unanswered.js'
import { Kind, LIMITS, type Limits } from '../src/base/constants.js'
import { pattern, turn, until } from './bytes.js'
import { FakeScheme } from './fake-fetch.js'
import { ipc, named } from './support.js'

const SMALL = { inline_body_bytes_max: 1_000, segment_bytes_max: 700 }

function made(overrides: Partial<Limits> = {}): { client: Client; host: MemoryHost; scheme: FakeScheme; restart: () => void; unanswered: Unanswered } {
  const limits = { ...LIMITS, ...overrides }
  const host = new MemoryHost(limits)
  const scheme = new FakeScheme(host)
  host.commands.set('echo', ({ args }) => args)
  host.commands.set('hang', () => new Promise(() => undefined))
  const secret = documentSecret()
  const unanswered = new Unanswered()
  const lane = protocolLane('ipc://localhost/', secret, scheme.fetch, undefined, unanswered)
  const { client, restart } = createClient(lane, { label: 'main', limits, debug: false })
  const again = (): void => {
    secret.renew()
    restart()
  }
  return { client, host, scheme, restart: again, unanswered }
}
const paths = (scheme: FakeScheme, name: string): string[] =>
  scheme.seen.map(({ url }) => url.slice('ipc://localhost/'.length)).filter((path) => path.startsWith(name))

test('HELLO is first, and every request is a POST with the secret', async () => {
  const { client, host, scheme } = made()
  assert.deepEqual(await client.invoke('echo', { a: new Uint8Array([1]) }), { a: new Uint8Array([1]) })
  await until(() => host.client === '0.1.0')
  assert.equal(client.lane(), 'protocol')
  assert.ok(scheme.seen.every(({ secret }) => /^[0-9a-f]{32}$/.test(secret ?? '')))
  assert.equal(scheme.documents.size, 1)
})

test('uploads and segments are in order, at most four in flight', async () => {
  const { client, scheme, host } = made(SMALL)
  assert.deepEqual(new Uint8Array(await client.invoke<ArrayBuffer>('echo', pattern(6_500))), pattern(6_500))
  assert.deepEqual(paths(scheme, 'upload/'), Array.from({ length: 10 }, (_, i) => `upload/1/${i * 700}/${i === 9 ? 200 : 700}`))
  assert.deepEqual(paths(scheme, 'body/'), Array.from({ length: 10 }, (_, i) => `body/1/${i * 700}/${i === 9 ? 200 : 700}`))
  await until(() => host.bodies === 0)
})

test('chunks and segments that overtake each other are placed by their offsets', async () => {
  const { client, scheme } = made(SMALL)
  const { handle } = scheme
  let turns = 0
  scheme.handle = async (url, ...rest) => {
    if (/upload|body/.test(url)) for (let i = (turns++ * 7) % 5; i > 0; i--) await turn()
    return handle.call(scheme, url, ...rest)
  }
  const { seen } = scheme
  assert.deepEqual(new Uint8Array(await client.invoke<ArrayBuffer>('echo', pattern(9_999))), pattern(9_999))
  const order = seen.filter(({ url }) => url.includes('upload')).map(({ url }) => Number(url.split('/').at(-2)))
  assert.notEqual(order.join(), [...order].sort((a, b) => a - b).join(), 'they did overtake each other')
})

test('a /call that fails in the network is never repeated, whether the host has received it or not', async () => {
  for (const lose of ['before', 'after'] as const) {
    const { client, host, scheme } = made()
    scheme.lose = (url) => (url.endsWith('/call') ? lose : undefined)
    await assert.rejects(client.invoke('echo', { a: 1 }), ipc('internal'))
    await turn()
    assert.equal(paths(scheme, 'call').length, 1)
    assert.equal(host.executions.get(1) ?? 0, lose === 'before' ? 0 : 1)
  }
})

test('a policy of the page that blocks the lane is the error of every call, and ends the session', async () => {
  const host = new MemoryHost(LIMITS)
  const scheme = new FakeScheme(host)
  scheme.lose = () => 'before'
  const denied = new IpcError('policy_denied', 'the request was not sent: blocked by a policy')
  const lane = protocolLane('ipc://localhost/', documentSecret(), scheme.fetch, async () => hold(denied))
  const { client } = createClient(lane, { label: 'main', limits: LIMITS, debug: false })
  await assert.rejects(client.invoke('echo', 1), ipc('policy_denied'))
  await assert.rejects(client.listen('any', () => undefined))
  const { length } = scheme.seen
  for (let i = 0; i < 20; i++) await turn()
  assert.equal(scheme.seen.length, length, 'no request is repeated')
})

test('refusals of the lane are IpcErrors', async () => {
  const { client, scheme } = made()
  scheme.refuse = (url) => (url.endsWith('/call') ? 'too_many_inflight' : undefined)
  await assert.rejects(client.invoke('echo'), (error: unknown) => {
    ipc('too_many_inflight')(error)
    assert.equal((error as InstanceType<Client['IpcError']>).command, 'echo')
    assert.equal((error as Error).message, 'refused by the test')
    return true
  })
  scheme.refuse = () => 'document_gone'
  await assert.rejects(client.invoke('echo'), ipc('document_gone'))
})

test('a request that the host neither holds nor answers ends as one that has failed in the network', async () => {
  const { client, scheme, host, unanswered } = made(SMALL)
  const seen: unknown[] = []
  const channel = new client.Channel((message) => seen.push(message))
  const numbers = (name: string): number[] =>
    scheme.seen.filter(({ url }) => url.includes('/' + name)).map((request) => Number(request.name.split('-')[1]))
  const document = (): string => scheme.seen[0]?.name.split('-')[0] ?? ''
  const last = (): number => Math.max(...scheme.seen.map(({ name }) => Number(name.split('-')[1])))
  await until(() => numbers('poll').length === 1 && numbers('watch').length === 1)

  scheme.lose = () => 'for ever'
  const calls = [client.invoke('echo'), client.invoke('echo')]
  let ended = 0
  for (const call of calls) call.catch(() => (ended += 1))
  await until(() => numbers('call').length === 2)
  const held = (): number[] => [...numbers('poll'), ...numbers('watch')]
  // Of another document, and before the requests.
  unanswered.compare('00000000', last(), [])
  unanswered.compare(document(), (numbers('call')[0] ?? 0) - 1, held())
  unanswered.compare(document(), last(), [...held(), ...numbers('call')])
  unanswered.compare(document(), last(), [...held(), numbers('call')[1] ?? 0])
  await assert.rejects(calls[0] as Promise<unknown>, (error: unknown) => {
    ipc('internal')(error)
    assert.match(String((error as Error).cause), /given the request up/)
    return true
  })
  assert.equal(ended, 1)

  // The batch with the cancellation, the poll and the watch are repeated, each under a name of its own.
  await until(() => numbers('frames').length === 2)
  scheme.lose = () => undefined
  unanswered.compare(document(), last(), [])
  await assert.rejects(calls[1] as Promise<unknown>, ipc('internal'))
  await host.send(channel.id, 'after')
  await until(() => seen.length === 1)
  assert.equal(await client.invoke('echo', 3), 3)
  await until(() => numbers('watch').length === 2)
  const all = scheme.seen.map(({ name }) => name)
  assert.equal(new Set(all).size, all.length)
  assert.ok(all.every((name) => /^[0-9a-f]{8}-[0-9]+$/.test(name)))
})

test('a request whose answer arrives after the comparison is not lost', async () => {
  const { client, scheme, unanswered } = made(SMALL)
  await client.invoke('echo')
  const { handle } = scheme
  scheme.handle = async (url, ...rest) => {
    const answer = await handle.call(scheme, url, ...rest)
    if (url.includes('/call')) await new Promise((resolve) => setTimeout(resolve, 200))
    return answer
  }
  const call = client.invoke('echo', 5)
  const { name } = scheme.seen[scheme.seen.length - 1] ?? { name: '' }
  unanswered.compare(name.split('-')[0], 1_000, [])
  assert.equal(await call, 5)
})

test('the poll survives lost answers and stops at a final refusal', async () => {
  const { client, host, scheme } = made(SMALL)
  let lost = 0
  scheme.lose = (url) => (url.includes('/poll/') && lost++ < 3 ? (lost === 1 ? 'before' : 'after') : undefined)
  const seen: unknown[] = []
  const channel = new client.Channel((message) => seen.push(message))
  for (let n = 0; n < 4; n++) await host.send(channel.id, n === 1 ? pattern(3_000) : n)
  await until(() => seen.length === 4)
  assert.deepEqual(seen, [0, pattern(3_000).buffer, 2, 3])
  assert.equal(client.stats().pollRetries, 3)
  scheme.refuse = (url) => (url.includes('/poll/') ? 'document_gone' : undefined)
  void host.send(channel.id, 4)
  assert.equal(await channel.closed, 'document_gone')
  const polls = client.stats().polls
  await turn()
  assert.equal(client.stats().polls, polls)
})

test('a batch that is truncated between two frames loses no frame, in either direction', async () => {
  const { client, host, scheme } = made()
  const frames = (batch: Uint8Array): number[] => {
    const starts = [0]
    const view = new DataView(batch.buffer, batch.byteOffset, batch.byteLength)
    for (let at = 0; at < batch.byteLength; starts.push(at)) {
      const body = (view.getUint8(at + 3) & 1) === 0 && view.getUint8(at) !== Kind.CREDIT ? Number(view.getBigUint64(at + 24, true)) : 0
      at += ((32 + view.getUint32(at + 4, true) + 15) & ~15) + ((body + 15) & ~15)
    }
    return starts
  }
  const cuts = { posts: 0, polls: 0 }
  const half = (batch: Uint8Array): number => frames(batch).at((frames(batch).length - 1) >> 1) ?? 0
  scheme.cut = (url, bytes) => {
    if (!url.includes('/frames/') || frames(bytes).length < 3 || cuts.posts++ % 2 === 1) return bytes
    return bytes.slice(0, half(bytes))
  }
  scheme.cutAnswer = (url, body) => {
    if (!url.includes('/poll/') || frames(new Uint8Array(body)).length < 3 || cuts.polls++ % 2 === 1) return body
    return body.slice(0, half(new Uint8Array(body)))
  }
  const seen: unknown[] = []
  const channel = new client.Channel((message) => seen.push(message))
  const all = Array.from({ length: 40 }, (_, n) => n)
  await Promise.all(all.flatMap((n) => [channel.send(n), host.send(channel.id, n)]))
  await until(() => seen.length === 40 && host.received.get(channel.id)?.length === 40, 10_000)
  assert.deepEqual([seen, host.received.get(channel.id)], [all, all])
  assert.ok(cuts.posts > 1 && cuts.polls > 1, JSON.stringify(cuts))
})

test('an abort ends the fetch and cancels the call', async () => {
  const { client, scheme } = made()
  const controller = new AbortController()
  const call = client.invoke('hang', {}, { signal: controller.signal })
  await turn()
  const before = scheme.seen.length
  controller.abort()
  await assert.rejects(call, named('AbortError'))
  await until(() => scheme.seen.length > before)
  assert.ok(scheme.seen.at(-1)?.url.includes('/frames/'))
  await assert.rejects(client.invoke('hang', {}, { timeout: 5 }), named('TimeoutError'))
})

test('a page that returns from the cache has a new nonce', async () => {
  const { client, scheme, restart } = made()
  await client.invoke('echo')
  const pending = client.invoke('hang')
  await turn()
  restart()
  await assert.rejects(pending, ipc('document_gone'))
  await client.invoke('echo')
  assert.equal(scheme.documents.size, 2)
})

test('bodies of calls that are not answered are deferred, and few are uploaded at once', async () => {
  const { client, scheme } = made()
  const { handle } = scheme
  let uploads: (() => void)[] = []
  scheme.handle = async (url, ...rest) => {
    if (url.includes('/upload/')) await new Promise<void>((resolve) => uploads.push(resolve))
    return handle.call(scheme, url, ...rest)
  }
  const bytesOf = (name: string): number =>
    scheme.seen.reduce((sum, { url, bytes }) => sum + (url.includes(`/${name}`) ? bytes : 0), 0)
  const body = new Uint8Array(1_000_000)
  for (let i = 0; i < 40; i++) client.invoke('hang', body).catch(() => undefined)
  await until(() => uploads.length === 4)
  await turn()
  assert.equal(uploads.length, 4)
  assert.equal(paths(scheme, 'call').length, 40)
  assert.ok(bytesOf('call') <= 16 * 1024 * 1024 && bytesOf('call') > 15_000_000)
  // A small body stays in its frame.
  assert.equal(await client.invoke('echo', { a: 1 }).then(() => bytesOf('call') < 17_000_000), true)
  // Each upload that ends lets the next one begin, to the last.
  for (let i = 0; i < 24; i++) {
    await until(() => uploads.length > 0)
    uploads.shift()?.()
  }
  await until(() => paths(scheme, 'upload/').length === 24)
  uploads = []
  assert.equal(bytesOf('upload/'), 24_000_000)
  // Answered calls make room.
  const echoed = await client.invoke<ArrayBuffer>('echo', new Uint8Array(2_000))
  assert.equal(echoed.byteLength, 2_000)
})
