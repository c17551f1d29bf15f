import { Channel } from '@tauri-apps/api/core'
import { commands, encodeVecEntry, events, openEntry, openVecEntry } from './bindings.ts'
import { equal, ok, rejection, run, test, until } from './harness.js'

const ROW = { fileName: 'a.txt', score: null, tags: [], kind: { type: 'wide', data: 7 }, counts: { a: 1 } }
const ENTRIES = [{ name: 'first', score: 0.5, id: 1n }, { name: 'second, and longer', score: 2, id: 2n ** 63n }]
const called = new Set()
const all = new Proxy(commands, {
  get(target, name) {
    called.add(name)
    return target[name]
  },
})

test('values', async () => {
  equal(await all.greet('you'), 'Hello, you!')
  equal(await all.ping(), null)
  equal(await all.addAll([1, 2], 4), 7)
  equal(await all.withKind(ROW, { type: 'plain' }), { ...ROW, kind: { type: 'plain' } })
  equal(await all.nextPage({ items: [ROW], next: 1 }), { items: [ROW], next: 2 })
  equal(await all.plainPage({ items: [1], next: null }), null)
  equal(await all.divide(1, 2), 0.5)
  equal(await rejection(all.divide(1, 0)), { code: 'divided_by_zero', dividend: 1 })
  equal(await all.delete('f', true, 3), 'f true 3')
})

test('bytes and numbers', async () => {
  equal(await all.invert(new Uint8Array([1, 2])), new Uint8Array([254, 253]).buffer)
  equal(await all.reverse(new Uint8Array([1, 2])), new Uint8Array([2, 1]).buffer)
  const { pixels, histogram } = await all.darker({ pixels: new Uint8Array([4]), histogram: new Uint32Array([1]), size: [1, 1] })
  equal([...pixels, ...histogram], [2, 1])
  ok(histogram instanceof Uint32Array)
  equal(await all.halves(new Float32Array([1])), new Float64Array([0.5]))
  ok((await all.longs(2)) instanceof BigInt64Array)
  equal(await all.still(3), new Uint8Array([7, 7, 7]).buffer)
  equal(await all.save('n', new Blob([new Uint8Array(3)])), ['n', 3])
  equal(new TextDecoder().decode(await all.lines(2)), '0\n1\n')
  equal(await all.settings(), { dark: true })
})

test('archives', async () => {
  equal((await all.entries(3)).at(2).name, 'entry 2')
  equal(await all.total(ENTRIES), 2.5)
  equal(await all.total(encodeVecEntry(ENTRIES).slice().buffer), 2.5)
  equal(openEntry(await all.best(ENTRIES)).name, 'second, and longer')
  equal(openVecEntry((await all.labelled('l')).entries).length, 3)
})

test('channels', async () => {
  const numbers = []
  await all.countTo(3, new Channel((number) => numbers.push(number)))
  await until(() => numbers.length === 3)
  equal(numbers, [0, 1, 2])
  const messages = []
  const channel = () => new Channel((message) => messages.push(message))
  await all.sendAll(channel(), channel(), channel())
  await until(() => messages.length === 3)
  equal(messages[0], new Uint8Array([1, 2, 3]).buffer)
  equal(messages[1], new Float32Array([0.5]))
  equal(openVecEntry(messages[2]).at(1).name, 'entry 1')
})

test('events', async () => {
  const heard = []
  const stop = await events.pictureSaved.listen(({ payload }) => heard.push(payload))
  await events.frame.once(({ payload }) => heard.push(payload))
  await events.wave.listen(({ payload }) => heard.push(payload))
  await events.pictureSaved.emit(ROW)
  await until(() => heard.length === 1)
  await events.frame.emit(new Uint8Array([5]))
  await until(() => heard.length === 2)
  await events.wave.emitTo({ kind: 'Any' }, new Float32Array([2.5]))
  await until(() => heard.length === 3)
  equal([heard[0], [...new Uint8Array(heard[1])]], [ROW, [5]])
  equal(heard[2], new Float32Array([2.5]))
  stop()
})

test('every function was called', () => {
  equal(Object.keys(commands).filter((name) => !called.has(name)), [])
})

run()
