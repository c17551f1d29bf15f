/** The records of the inspector's window, without the window. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

interface Call {
  number: number
  document: number
  label: string
  lane: string
  id: number
  command: string
  bytesIn: number
  bytesOut: number
  outcome: 'running' | 'done' | 'failed' | 'refused'
  code: string | null
  arrived: number
  admitted: number
  started: number
  answered: number
  sent: number
  read: number
}

interface View {
  readonly calls: Map<number, Call>
  readonly events: { number: number }[]
  readonly channels: { id: number; messageRate: number; byteRate: number }[]
  readonly samples: { toPage: number; toHost: number; calls: number }[]
  readonly missed: number
}

interface Model extends View {
  readonly since: number
  add(snapshot: object): void
  clear(): void
}

interface Part {
  name: string
  start?: number
  length?: number
  isRunning?: boolean
}

// The folder has no package.json that would make its files modules.
const source = readFileSync(new URL('../../../src/engine/inspector/model.js', import.meta.url), 'utf8')
const model = (await import(`data:text/javascript,${encodeURIComponent(source)}`)) as {
  CALLS_MAX: number
  Model: new () => Model
  freeze(model: Model): View
  find(calls: Map<number, Call>, filter: string): Call[]
  durationOf(call: Call, now: number): number
  partsOf(call: Call, now: number): Part[]
  formatBytes(count: number): string
  formatTime(ns: number): string
  formatCount(count: number): string
  testOf(call: Call): string
  exportOf(view: View, calls: Call[]): string
}

const call = (number: number, changes: Partial<Call> = {}): Call => ({
  number,
  document: 1,
  label: 'main',
  lane: 'shm',
  id: number,
  command: 'greet',
  bytesIn: 12,
  bytesOut: 34,
  outcome: 'done',
  code: null,
  arrived: 1000,
  admitted: 1100,
  started: 1300,
  answered: 2000,
  sent: 2100,
  read: 0,
  ...changes,
})

const document = (changes: object = {}) => ({ number: 1, label: 'main', lane: 'shm', calls: 0, callsRunning: 0, bytesIn: 0, bytesOut: 0, channels: [], ...changes })

const snapshot = (changes: object = {}) => ({ now: 1e9, calls: [], callsReplaced: 0, events: [], documents: [], memory: [], ...changes })

test('a later record of a call replaces the earlier one', () => {
  const records = new model.Model()
  records.add(snapshot({ calls: [call(1, { outcome: 'running', answered: 0, sent: 0 })] }))
  records.add(snapshot({ now: 2e9, calls: [call(1), call(2)] }))
  assert.deepEqual([...records.calls.values()].map(({ outcome }) => outcome), ['done', 'done'])
  assert.ok(records.since < 2e9 && records.since > 1e9)
})

test('memory is bounded by the newest calls and events', () => {
  const records = new model.Model()
  for (let batch = 0; batch < 10; batch++) {
    const calls = Array.from({ length: 500 }, (_, place) => call(batch * 500 + place + 1))
    const events = Array.from({ length: 200 }, (_, place) => ({ number: batch * 200 + place + 1 }))
    records.add(snapshot({ now: batch * 1e9, calls, events }))
  }
  assert.equal(records.calls.size, model.CALLS_MAX)
  assert.equal([...records.calls.keys()].at(-1), 5000)
  assert.equal(records.events.length, 512)
  assert.equal(records.events.at(-1)?.number, 2000)
})

test('a call that the window did not receive in time is counted', () => {
  const records = new model.Model()
  records.add(snapshot({ calls: [call(11), call(12)] }))
  assert.equal(records.missed, 0)
  records.add(snapshot({ now: 2e9, calls: [call(12), call(20)] }))
  assert.equal(records.missed, 7)
  records.clear()
  assert.equal(records.missed, 0)
})

test('an event that arrives twice is shown once', () => {
  const records = new model.Model()
  const event = { number: 1, name: 'tick', time: 1 }
  records.add(snapshot({ events: [event] }))
  records.add(snapshot({ events: [event, { ...event, number: 2 }] }))
  assert.deepEqual(records.events.map(({ number }) => number), [1, 2])
})

test('rates are of one document and one channel', () => {
  const records = new model.Model()
  const channel = { id: 5, toPage: true, messages: 100, bytes: 6400, creditMessages: 1, creditBytes: 64, queued: 0, waiting: 0 }
  records.add(snapshot({ documents: [document({ bytesOut: 1000, calls: 5, channels: [channel] })] }))
  const later = document({ bytesOut: 5000, bytesIn: 200, calls: 25, channels: [{ ...channel, messages: 300, bytes: 19200 }] })
  // A document that has opened since counts from the next snapshot on.
  const fresh = document({ number: 2, bytesOut: 1e9 })
  records.add(snapshot({ now: 3e9, documents: [later, fresh] }))
  assert.deepEqual(records.samples, [{ toPage: 2000, toHost: 100, calls: 10 }])
  assert.deepEqual(records.channels.map(({ id, messageRate, byteRate }) => [id, messageRate, byteRate]), [[5, 100, 6400]])
  // A document that has ended does not make a rate negative.
  records.add(snapshot({ now: 4e9 }))
  assert.deepEqual(records.samples.at(-1), { toPage: 0, toHost: 0, calls: 0 })
})

test('a frozen view does not change', () => {
  const records = new model.Model()
  records.add(snapshot({ calls: [call(1)] }))
  const frozen = model.freeze(records)
  records.add(snapshot({ now: 2e9, calls: [call(2)] }))
  records.clear()
  assert.deepEqual([...frozen.calls.keys()], [1])
})

test('the filter finds calls that contain every word', () => {
  const calls = new Map([call(1), call(2, { command: 'import', label: 'Tools' }), call(3, { outcome: 'refused', code: 'acl_denied' })].map((one) => [one.number, one]))
  const found = (filter: string) => model.find(calls, filter).map(({ number }) => number)
  assert.deepEqual(found(''), [3, 2, 1])
  assert.deepEqual(found('tools IMP'), [2])
  assert.deepEqual(found('acl'), [3])
  assert.deepEqual(found('import main'), [])
})

test('the parts of a call add up to its time', () => {
  const parts = model.partsOf(call(1, { read: 2600 }), 9000)
  assert.deepEqual(parts.map(({ length }) => length), [100, 200, 700, 100, 500])
  assert.equal(model.durationOf(call(1, { read: 2600 }), 9000), 1600)
})

test('a call that runs has an open part, and a refused call skips parts', () => {
  const running = model.partsOf(call(1, { outcome: 'running', answered: 0, sent: 0 }), 9000)
  assert.deepEqual(running.map(({ length }) => length), [100, 200, 7700, undefined, undefined])
  assert.equal(running[2]?.isRunning, true)
  assert.equal(model.durationOf(call(1, { outcome: 'running', answered: 0, sent: 0 }), 9000), 8000)
  const refused = model.partsOf(call(1, { outcome: 'refused', code: 'unknown_command', started: 0 }), 9000)
  assert.deepEqual(refused.map(({ length }) => length), [100, 900, undefined, 100, undefined])
})

test('figures have three digits at most and a unit', () => {
  assert.deepEqual([0, 999, 1000, 1536, 10 * 1024, 3 * 1024 ** 2, 5 * 1024 ** 3].map(model.formatBytes), ['0 B', '999 B', '1.0 KiB', '1.5 KiB', '10 KiB', '3.0 MiB', '5.0 GiB'])
  assert.deepEqual([0, 999, 1500, 99_400, 999_600, 12.3e6, 2.5e9].map(model.formatTime), ['0 ns', '999 ns', '1.5 µs', '99 µs', '1.0 ms', '12 ms', '2.5 s'])
  assert.deepEqual([0, 0.25, 3, 41.6, 12_345].map(model.formatCount), ['0', '0.3', '3', '42', '12,345'])
})

test('a call is copied as a test of its command', () => {
  const done = model.testOf(call(1, { command: 'plugin:notes|save' }))
  assert.match(done, /async fn save_is_done\(\)/)
  assert.match(done, /generate_handler!\[save\]/)
  assert.match(done, /12 bytes of arguments/)
  assert.match(model.testOf(call(1, { outcome: 'refused', code: 'bad_arguments' })), /code\(\), Some\("bad_arguments"\)/)
  // A name of a page is data: it leaves its quotes nowhere.
  assert.ok(!model.testOf(call(1, { command: '"]; evil!() //' })).includes('evil!'))
})

test('an export is JSON of the calls that are shown', () => {
  const records = new model.Model()
  records.add(snapshot({ calls: [call(1), call(2)] }))
  const exported = JSON.parse(model.exportOf(records, model.find(records.calls, ''))) as { calls: Call[]; callsMissed: number }
  assert.deepEqual(exported.calls.map(({ number }) => number), [2, 1])
  assert.equal(exported.callsMissed, 0)
})
