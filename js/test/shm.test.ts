import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kind, LIMITS } from '../src/base/constants.js'
import { decodeBatch } from '../src/wire/batch.js'
import { encodeFrame } from '../src/wire/outgoing.js'
import { chooseLane, type LaneChoice } from '../src/lane/choice.js'
import type { Natives } from '../src/lane/natives.js'
import { documentSecret } from '../src/lane/secret.js'
import { type Client, createClient } from '../src/client/client.js'
import { MemoryHost, memoryLane } from './host/memory-host.js'
import { pattern, until } from './bytes.js'
import { fieldsOf } from './frames.js'

type Bytes = Uint8Array<ArrayBuffer>
const LIMITS_HERE = { ...LIMITS, inline_body_bytes_max: 1_000, segment_bytes_max: 700 }

function packet(kind: number, fields: { id?: number; offset?: number; extra?: number }, payload: Uint8Array = new Uint8Array(0)): Bytes {
  const bytes = new Uint8Array(Math.ceil((32 + payload.length) / 16) * 16)
  const header = new DataView(bytes.buffer)
  header.setUint8(0, kind)
  header.setUint16(2, 65_535, true)
  header.setUint32(4, payload.length, true)
  header.setBigUint64(8, BigInt(fields.id ?? 0), true)
  header.setBigUint64(16, BigInt(fields.offset ?? 0), true)
  header.setBigUint64(24, BigInt(fields.extra ?? 0), true)
  bytes.set(payload, 32)
  return bytes
}

/** Natives of an extension whose host is a {@link MemoryHost}. */
class FakeNatives implements Natives {
  readonly host: MemoryHost
  secret = ''
  /** Answer of the host to the handshake. */
  answer: 'open' | 'refuse' | 'nothing' = 'open'
  /** Number of consecutive attempts without room. */
  full = 0
  /** Maximum number of bytes that `push` accepts. */
  pushed = Number.POSITIVE_INFINITY
  sends = 0
  closed = 0
  reused = 0
  copied = 0
  readonly stopped: number[] = []
  /** Number of bytes for which there is no memory. */
  memory = Number.POSITIVE_INFINITY
  readonly allocated = new Map<number, ArrayBuffer>()
  #listener: (packets: Bytes) => void = () => undefined
  #last = 0
  #polls = false

  constructor(host: MemoryHost) {
    this.host = host
  }
  tell(...packets: Bytes[]): void {
    const joined = new Uint8Array(packets.reduce((sum, one) => sum + one.length, 0))
    let at = 0
    for (const one of packets) {
      joined.set(one, at)
      at += one.length
    }
    queueMicrotask(() => this.#listener(joined))
  }
  #room(): boolean {
    if (this.full === 0) return true
    this.full -= 1
    this.tell(packet(34, {}))
    return false
  }

  open(secret: string, listener: (packets: Bytes) => void): number {
    this.secret = secret
    this.#listener = listener
    if (this.answer === 'open') {
      this.tell(packet(32, {}))
      // One poll at a time: a second one would end the first.
      if (!this.#polls) void this.#poll()
      this.#polls = true
    } else if (this.answer === 'refuse') this.tell(packet(33, {}, new TextEncoder().encode('{"code":"origin_denied","message":"no"}')))
    return 1
  }
  async #poll(): Promise<void> {
    for (;;) {
      const { first, batch } = await this.host.poll(this.#last)
      this.#last = first + decodeBatch(batch).length - 1
      this.tell(packet(17, { offset: first }, batch))
    }
  }
  send(batch: Bytes): number {
    if (!this.#room()) return 0
    this.sends += 1
    for (const frame of Array.from(decodeBatch(batch.slice()))) {
      const { kind, payload, element, flags, id, seq, bodyBytes, head, body } = fieldsOf(frame)
      const here = body.length > 0 ? undefined : bodyBytes
      const bytes = encodeFrame({ kind, payload, element, flags, id, seq, bodyBytes: here, head, body })
      if (kind === Kind.CALL) void this.host.call(bytes).then((reply) => this.tell(packet(16, {}, new Uint8Array(reply))))
      else
        void this.host.frames(bytes).then((answer) => {
          if (answer.byteLength > 0) this.tell(packet(18, {}, new Uint8Array(answer)))
        })
    }
    return 1
  }
  transfer(id: number, body: number, offset: number, into: Bytes): number {
    if (!this.#room()) return 0
    const run = async (): Promise<void> => {
      for (let at = 0; at < into.length; at += 700) {
        const length = Math.min(700, into.length - at)
        const part = await this.host.body(body, offset + at, length)
        if (this.stopped.includes(id)) return
        into.set(new Uint8Array(part), at)
        this.tell(packet(20, { id, offset: at, extra: length }))
      }
    }
    run().catch(() => this.tell(packet(21, { id }, new TextEncoder().encode('{"code":"range_invalid","message":"outside"}'))))
    return 1
  }
  allocate(id: number, body: number, offset: number, length: number): number {
    if (length >= this.memory) return -2
    const into = new Uint8Array(length)
    const answer = this.transfer(id, body, offset, into)
    if (answer === 1) this.allocated.set(id, into.buffer)
    return answer
  }
  filled(id: number): ArrayBuffer | null {
    const buffer = this.allocated.get(id) ?? null
    this.allocated.delete(id)
    return buffer
  }
  /** Overwrites the packets, so that a late read finds no data. */
  reuse(packets: Bytes): number {
    this.reused += 1
    packets.fill(0xff)
    return 1
  }
  copy(packets: Bytes, from: number, to: number): ArrayBuffer | null {
    this.copied += 1
    return to - from >= this.memory ? null : packets.slice(from, to).buffer
  }
  stop(id: number): number {
    this.stopped.push(id)
    return 1
  }
  push(call: number, offset: number, bytes: Bytes): number {
    if (!this.#room()) return 0
    const taken = bytes.slice(0, this.pushed)
    this.host.upload(call, offset, taken).catch(() => undefined)
    return taken.length
  }
  mark(): string {
    return ''
  }
  close(): number {
    this.closed += 1
    return 1
  }
}

function made(choice: LaneChoice = 'auto', change: (natives: FakeNatives) => void = () => undefined, limits: typeof LIMITS = LIMITS_HERE) {
  const host = new MemoryHost(limits)
  host.commands.set('echo', ({ args }) => args)
  host.commands.set('give', ({ args }) => pattern((args as { length: number }).length))
  host.commands.set('hang', () => new Promise(() => undefined))
  const natives = new FakeNatives(host)
  change(natives)
  const warnings: string[] = []
  const secret = documentSecret()
  const lane = chooseLane(choice, natives, secret, memoryLane(host), (message) => warnings.push(message))
  const { client, restart } = createClient(lane, { label: 'main', limits, debug: false })
  return { client, host, natives, warnings, secret, restart }
}
const same = async (client: Client, length: number): Promise<void> => {
  assert.deepEqual(new Uint8Array(await client.invoke<ArrayBuffer>('echo', pattern(length))), pattern(length), `${length}`)
}

test('calls of every size arrive, small ones in one batch', async () => {
  const { client, natives, host } = made()
  await same(client, 3)
  assert.equal(client.lane(), 'shm')
  assert.match(natives.secret, /^[0-9a-f]{32}$/)
  await until(() => host.client === '0.1.0')
  const before = natives.sends
  await Promise.all(Array.from({ length: 100 }, (_, i) => client.invoke('echo', { i })))
  assert.ok(natives.sends - before < 20, `${natives.sends - before} sends`)
  for (const length of [0, 999, 1_000, 1_001, 6_500, 40_000]) await same(client, length)
  await until(() => host.bodies === 0)
})

test('into, onProgress and abort work on transfers', async () => {
  const { client, natives, host } = made()
  const into = new Uint8Array(9_000)
  const seen: number[] = []
  const back = await client.invoke<Uint8Array>('give', { length: 5_000 }, { into: into.subarray(1_000), onProgress: ({ loaded }) => seen.push(loaded) })
  assert.equal(back.buffer, into.buffer)
  assert.deepEqual(into.slice(1_000, 6_000), pattern(5_000))
  assert.equal(into[6_000], 0)
  assert.equal(seen.at(-1), 5_000)
  const controller = new AbortController()
  const call = client.invoke('give', { length: 50_000 }, { signal: controller.signal, onProgress: () => controller.abort('enough') })
  await assert.rejects(call, (error: unknown) => error === 'enough')
  assert.equal(natives.stopped.length, 1)
  await until(() => host.bodies === 0)
})

test('a body that exceeds the memory is refused and released', async () => {
  const { client, host } = made('auto', (natives) => (natives.memory = 5_000))
  await assert.rejects(client.invoke('give', { length: 5_000 }), { code: 'body_too_large' })
  await until(() => host.bodies === 0)
  assert.deepEqual(new Uint8Array(await client.invoke<ArrayBuffer>('give', { length: 4_999 })), pattern(4_999))
})

test('operations wait for room in order', async () => {
  const { client, natives } = made('auto', (natives) => {
    natives.full = 3
    natives.pushed = 300
  })
  await Promise.all([same(client, 10), same(client, 5_000), same(client, 20)])
  natives.full = 5
  await same(client, 7_000)
})

test('messages arrive in order without a poll', async () => {
  const { client, host } = made()
  const got: unknown[] = []
  const channel = new client.Channel((message) => got.push(message))
  host.commands.set('open', () => null)
  await client.invoke('open', { channel })
  for (let i = 0; i < 500; i++) void host.send(channel.id, { i })
  host.end(channel.id)
  assert.equal(await channel.closed, 'ended')
  assert.deepEqual(got, Array.from({ length: 500 }, (_, i) => ({ i })))
})

test('memory of a batch is reused once all of it has been read', async () => {
  const { client, host, natives } = made()
  const got: unknown[] = []
  const channel = new client.Channel()
  host.commands.set('open', () => null)
  await client.invoke('open', { channel })
  assert.equal(natives.reused, 0)
  const sent = Array.from({ length: 150 }, (_, i) => (i % 3 === 0 ? pattern(900).fill(i) : i % 3 === 1 ? { i } : { bytes: pattern(500).fill(i) }))
  for (const message of sent) void host.send(channel.id, message)
  host.end(channel.id)
  await until(() => natives.reused > 0)
  for await (const message of channel) got.push(message)
  const expected = sent.map((message) => (message instanceof Uint8Array ? message.buffer : 'bytes' in message ? { bytes: message.bytes } : message))
  assert.deepEqual(got, expected)
})

test('long messages use memory of the extension if there is some, other messages that of the page', async () => {
  for (const memory of [Number.POSITIVE_INFINITY, 50_000]) {
    const { client, host, natives } = made('auto', (natives) => (natives.memory = memory), LIMITS)
    const got: unknown[] = []
    const channel = new client.Channel((message) => got.push(message))
    host.commands.set('open', () => null)
    await client.invoke('open', { channel })
    const sent = [40_000, 60_000, 900, 32_768, 32_767, 60_000].map((length, i) => pattern(length).fill(i + 1))
    for (const message of sent) void host.send(channel.id, message)
    host.end(channel.id)
    assert.equal(await channel.closed, 'ended')
    assert.deepEqual(
      got,
      sent.map(({ buffer }) => buffer),
    )
    assert.equal(natives.copied, 4)
  }
})

test('memory of a batch is kept if a part of it is read later', async () => {
  const { client, host, natives } = made()
  host.commands.set('plugin:event|listen', () => 7)
  const got: unknown[] = []
  await client.listen('told', ({ payload }) => got.push(payload))
  const sent = [{ text: 'x'.repeat(5_000) }, ...Array.from({ length: 100 }, (_, i) => ({ i, text: 'y'.repeat(500) }))]
  for (const value of sent) host.emit('told', [7], value)
  await until(() => got.length === sent.length)
  assert.deepEqual(got, sent)
  assert.equal(natives.reused, 0)
})

test('the end of the link rejects pending operations', async () => {
  const { client, natives } = made()
  await same(client, 3)
  const hanging = client.invoke('hang')
  const channel = new client.Channel()
  await client.invoke('echo', { a: 1 })
  natives.tell(packet(33, {}))
  await assert.rejects(hanging, (error: unknown) => (error as { code?: string }).code === 'document_gone')
  assert.equal(await channel.closed, 'document_gone')
  await assert.rejects(client.invoke('echo'), (error: unknown) => (error as { code?: string }).code === 'document_gone')
})

test('a refused link: the protocol lane, after one warning', async () => {
  const { client, warnings } = made('auto', (natives) => (natives.answer = 'refuse'))
  await same(client, 3)
  await same(client, 5_000)
  assert.equal(client.lane(), 'memory')
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /origin_denied: no/)
})

test('no extension: the protocol lane, or none if only shm is allowed', async () => {
  const host = new MemoryHost(LIMITS_HERE)
  host.commands.set('echo', ({ args }) => args)
  for (const choice of ['auto', 'shm'] as const) {
    const warnings: string[] = []
    const lane = chooseLane(choice, undefined, documentSecret(), memoryLane(host), (message) => warnings.push(message))
    const { client } = createClient(lane, { label: 'main', limits: LIMITS_HERE, debug: false })
    if (choice === 'shm') await assert.rejects(client.invoke('echo'), /extension/)
    else assert.deepEqual(await client.invoke('echo', { a: 1 }), { a: 1 })
    assert.equal(warnings.length, choice === 'auto' ? 1 : 0)
  }
  assert.equal(chooseLane('protocol', new FakeNatives(host), documentSecret(), memoryLane(host), () => undefined).name, 'memory')
})

test('a getter of `then` on Object.prototype receives no object of the client', async () => {
  const received: unknown[] = []
  const then = { configurable: true, get(this: unknown): undefined { received.push(this) } }
  const { client, host } = made()
  const results: unknown[] = []
  Object.defineProperty(Object.prototype, 'then', then)
  try {
    for (const length of [0, 3, 40_000]) results.push(await client.invoke('echo', pattern(length)))
    const channel = new client.Channel()
    const iterator = channel[Symbol.asyncIterator]()
    await channel.send(pattern(5_000))
    await host.send(channel.id, { a: 1 })
    const next = await iterator.next()
    results.push(next, next.value)
    channel.close()
  } finally {
    delete (Object.prototype as { then?: unknown }).then
  }
  // The host of this test runs in the same realm: its own objects are received too.
  const ofClient = received.filter((value) => {
    if (typeof value !== 'object' || value === null || results.includes(value)) return false
    return value instanceof FakeNatives || value.constructor?.name === 'ShmLane'
  })
  assert.deepEqual(ofClient, [])
  assert.ok(results.every((result, i) => i === 4 || received.includes(result)), 'the getter receives the results')
})

test('a document that returns from the cache opens a new link', async () => {
  const { client, natives, secret, restart } = made()
  await same(client, 3)
  const first = natives.secret
  secret.renew()
  restart()
  await same(client, 5_000)
  assert.notEqual(natives.secret, first)
  assert.equal(natives.closed, 1)
})
