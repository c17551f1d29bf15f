import './setup.js'
import { type Opened, sockets } from './fake-socket.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserLane } from '../src/lane/browser.js'
import { browserSecret } from '../src/lane/browser-secret.js'
import type { Lane } from '../src/lane/lane.js'
import { pattern } from './bytes.js'
import { ipc } from './support.js'

const URL = 'ws://localhost:4000/bytelane'

function opened(warnings: string[] = []): { readonly lane: Lane; readonly socket: Opened } {
  const lane = browserLane(URL, '0f'.repeat(16), (message) => warnings.push(message))
  const socket = sockets.at(-1)
  assert.ok(socket !== undefined)
  return { lane, socket }
}

/** Returns the header of a request: its operation, its length, its number and the two integers. */
function header(message: Uint8Array | undefined): readonly number[] {
  assert.ok(message !== undefined)
  const view = new DataView(message.buffer, message.byteOffset)
  const integer = (at: number): number => Number(view.getBigUint64(at, true))
  return [message[0] ?? -1, view.getUint32(4, true), integer(8), integer(16), integer(24)]
}

function answer(number: number, length: number, inside: Uint8Array = new Uint8Array(0), sequence = 0, refused = false): Uint8Array {
  const message = new Uint8Array(32 + inside.length)
  const view = new DataView(message.buffer)
  view.setUint8(0, refused ? 1 : 0)
  view.setBigUint64(8, BigInt(number), true)
  view.setBigUint64(16, BigInt(length), true)
  view.setBigUint64(24, BigInt(sequence), true)
  message.set(inside, 32)
  return message
}
const whole = (number: number, body: Uint8Array, sequence = 0): Uint8Array => answer(number, body.length, body, sequence)

test('requests wait for the socket, and the secret is one of its protocols', async () => {
  const { lane, socket } = opened()
  assert.equal(socket.url, URL)
  assert.deepEqual(socket.protocols, ['bytelane', 'bytelane-secret.' + '0f'.repeat(16)])
  const call = lane.call(pattern(48), undefined)
  const poll = lane.poll(7)
  assert.equal(socket.sent.length, 0)
  socket.open()
  assert.deepEqual(header(socket.sent[0]), [1, 48, 1, 0, 0])
  assert.deepEqual(socket.sent[0]?.subarray(32), pattern(48))
  assert.deepEqual(header(socket.sent[1]), [3, 0, 2, 7, 0])
  // In no order.
  socket.receive(whole(2, pattern(64), 8))
  socket.receive(whole(1, pattern(32)))
  assert.deepEqual((await call).value, pattern(32))
  const { first, batch } = (await poll).value
  assert.deepEqual([first, batch], [8, pattern(64)])
  const empty = lane.poll(9)
  socket.receive(whole(3, new Uint8Array(0)))
  assert.equal((await empty).value.first, 10)
})

test('a long body follows its header in a message of its own, in both directions', async () => {
  const { lane, socket } = opened()
  socket.open()
  const long = pattern(64 * 1024 + 1)
  const upload = lane.upload(5, 2 ** 33, long, undefined)
  assert.deepEqual(header(socket.sent[0]), [4, long.length, 1, 5, 2 ** 33])
  assert.equal(socket.sent[0]?.length, 32)
  assert.deepEqual(socket.sent[1], long)
  socket.receive(whole(1, new Uint8Array(0)))
  await upload
  const frames = lane.frames(pattern(16))
  assert.deepEqual(header(socket.sent[2]), [2, 16, 2, 0, 0])
  socket.receive(answer(2, long.length))
  socket.receive(long.subarray(0, 1000))
  socket.receive(long.subarray(1000))
  assert.deepEqual(new Uint8Array((await frames).value), long)
})

test('a body is fetched in ranges into the memory of the caller, several at once', async () => {
  const { lane, socket } = opened()
  socket.open()
  const MIB = 1024 * 1024
  const into = new Uint8Array(new ArrayBuffer(5 * MIB + 100), 100)
  let progress = 0
  const transfer = lane.transfer?.(9, 1000, into, undefined, (count) => (progress += count))
  const ranges = socket.sent.map(header)
  assert.ok(ranges.length > 1)
  for (const range of ranges) assert.deepEqual([range[0], range[3]], [5, 9])
  let asked = 0
  for (let i = 0; i < socket.sent.length; i++) {
    const [, length = 0, number = 0, , offset = 0] = header(socket.sent[i])
    socket.receive(answer(number, length))
    socket.receive(pattern(length).fill(offset % 251, 0, 10))
    asked += length
    await new Promise((resolve) => setTimeout(resolve))
  }
  await transfer
  assert.equal(asked, into.length)
  assert.equal(progress, into.length)
  const [first, second] = socket.sent.map(header)
  assert.equal(into[0], 1000 % 251)
  assert.equal(into[(second?.[4] ?? 0) - 1000], (second?.[4] ?? 0) % 251)
  assert.ok((first?.[1] ?? 0) > 0)
  const body = lane.body(9, 0, 3, undefined, () => undefined)
  const [, , number = 0] = header(socket.sent.at(-1))
  socket.receive(whole(number, Uint8Array.of(1, 2, 3)))
  assert.deepEqual(new Uint8Array((await body).value), Uint8Array.of(1, 2, 3))
})

test('a refusal rejects its request, and an aborted request is forgotten with its answer', async () => {
  const { lane, socket } = opened()
  socket.open()
  const text = new TextEncoder().encode('{"code":"unknown_body","message":"no such body","command":"c"}')
  const refused = lane.body(1, 0, 500, undefined, () => undefined)
  socket.receive(answer(1, text.length, text, 0, true))
  await assert.rejects(refused, ipc('unknown_body'))
  const controller = new AbortController()
  const aborted = lane.body(1, 0, 100_000, controller.signal, () => undefined)
  socket.receive(answer(2, 100_000))
  socket.receive(pattern(50_000))
  controller.abort('enough')
  await assert.rejects(aborted, (reason) => reason === 'enough')
  socket.receive(pattern(50_000))
  const next = lane.call(pattern(16), undefined)
  socket.receive(whole(3, pattern(16)))
  assert.deepEqual((await next).value, pattern(16))
  await assert.rejects(lane.call(pattern(16), AbortSignal.abort('before')), (reason) => reason === 'before')
})

test('the end of the socket is the end of the document, with one warning that says what to do', async () => {
  const warnings: string[] = []
  const { lane, socket } = opened(warnings)
  socket.open()
  const call = lane.call(pattern(16), undefined)
  socket.lose()
  await assert.rejects(call, ipc('document_gone'))
  await assert.rejects(lane.poll(0), ipc('document_gone'))
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /reload the page/)
  lane.restart()
  assert.equal(sockets.at(-1)?.protocols.length, 2)
  assert.notEqual(sockets.at(-1), socket)
  sockets.at(-1)?.open()
  const again = lane.call(pattern(16), undefined)
  sockets.at(-1)?.receive(whole(1, pattern(16)))
  await again
  assert.equal(warnings.length, 1)
})

test('a socket that is refused, or a page without a secret, names the address to open', async () => {
  const { lane, socket } = opened()
  const call = lane.call(pattern(16), undefined)
  socket.lose()
  await assert.rejects(call, ipc('token_bad'))
  const count = sockets.length
  const bare = browserLane(URL, undefined, () => undefined)
  await assert.rejects(bare.call(pattern(16), undefined), ipc('token_missing'))
  assert.equal(sockets.length, count, 'no socket was opened')
})

test('a message that is no answer ends the document', async () => {
  for (const messages of [[new Uint8Array(31)], [answer(1, 1, pattern(2))], [answer(1, 4), pattern(5)]]) {
    const { lane, socket } = opened()
    socket.open()
    const call = lane.call(pattern(16), undefined)
    for (const message of messages) socket.receive(message)
    await assert.rejects(call, ipc('document_gone'))
    assert.ok(socket.closed)
  }
})

test('the secret leaves the address, and a reload of the tab has it', () => {
  const storage = new Map<string, string>()
  let denied = false
  const sessionStorage = {
    getItem: (name: string) => storage.get(name) ?? null,
    setItem: (name: string, value: string) => void storage.set(name, value),
  }
  const location = { hash: '', pathname: '/page', search: '?a=1' }
  const shown: unknown[] = []
  const history = { state: { kept: 1 }, replaceState: (...given: unknown[]) => shown.push(given) }
  const define = (name: string, get: () => unknown): void => void Object.defineProperty(globalThis, name, { get, configurable: true })
  define('location', () => location)
  define('history', () => history)
  define('sessionStorage', () => {
    if (denied) throw new Error('denied')
    return sessionStorage
  })
  assert.equal(browserSecret(), undefined)
  location.hash = '#bytelane=aa&/settings'
  assert.equal(browserSecret(), 'aa')
  assert.deepEqual(shown, [[{ kept: 1 }, '', '/page?a=1#/settings']])
  location.hash = '#/settings'
  assert.equal(browserSecret(), 'aa', 'a reload')
  location.hash = '#bytelane=bb'
  assert.equal(browserSecret(), 'bb', 'the address of the next run')
  assert.deepEqual(shown.at(-1), [{ kept: 1 }, '', '/page?a=1'])
  denied = true
  assert.equal(browserSecret(), 'bb')
  location.hash = ''
  assert.equal(browserSecret(), undefined)
})
