import './setup.js'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Kind, PayloadKind } from '../src/base/constants.js'
import { decodeBatch, encodeBatch } from '../src/wire/batch.js'
import type { PayloadFrame } from '../src/wire/frame.js'
import { decodeJson } from '../src/wire/json.js'
import { payloadFrame } from '../src/wire/outgoing.js'
import { decodeBody } from '../src/wire/payload.js'
import { random } from './bytes.js'
import { fieldsOf } from './frames.js'

const NO_HEAD = new Uint8Array(0)
const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)

/** Returns the value of each body in one batch, or the code of its error. */
function together(bodies: readonly Uint8Array<ArrayBuffer>[], order: readonly number[] = bodies.map((_, i) => i)): unknown[] {
  const frames = bodies.map((bytes, i) => payloadFrame(Kind.DATA, 1, i, 0, NO_HEAD, { kind: PayloadKind.JSON, element: 0, bytes }))
  const decoded = decodeBatch(encodeBatch(frames))
  const results: unknown[] = []
  for (const i of order) results[i] = outcome(() => decodeBody(decoded[i] as PayloadFrame))
  return results
}
function outcome(read: () => unknown): unknown {
  try {
    return { value: read() }
  } catch (error) {
    return { code: (error as { code: string }).code }
  }
}
const alone = (bodies: readonly Uint8Array<ArrayBuffer>[]): unknown[] => bodies.map((bytes) => outcome(() => decodeJson(bytes)))

test('bodies that are parsed together equal those that are parsed alone', () => {
  const texts = ['1', '"a"', 'null', '{"a":[1,{"b":"]},"}]}', '"\\\\"', '"\\""', ' [ ] ', '{"__proto__":1}', '"é😀"', '"\\ud800"', '-0', '[[[]]]']
  const many = Array.from({ length: 4_000 }, (_, i) => `{"index":${i},"text":"${'x'.repeat(i % 90)}"}`)
  for (const list of [texts, many, [...many, ...texts, 'x'.repeat(0) + '2'], [`"${'y'.repeat(5_000)}"`, '1', `"${'y'.repeat(2_046)}"`, '2', '3']]) {
    const bodies = list.map(utf8)
    assert.deepEqual(together(bodies), alone(bodies))
    const backwards = bodies.map((_, i) => bodies.length - 1 - i)
    assert.deepEqual(together(bodies, backwards), alone(bodies))
  }
})

test('each read of a body returns a value of its own', () => {
  const frames = [1, 2].map((n) => payloadFrame(Kind.EVENT, 0, 0, 0, NO_HEAD, { kind: PayloadKind.JSON, element: 0, bytes: utf8(`{"n":${n}}`) }))
  const [first] = Array.from(decodeBatch(encodeBatch(frames)), fieldsOf)
  const once = decodeBody(first as unknown as PayloadFrame) as { n: number }
  once.n = 9
  assert.deepEqual(decodeBody(first as unknown as PayloadFrame), { n: 1 })
})

test('a body that is not JSON alone is not JSON among others', () => {
  const deep = '['.repeat(128) + ']'.repeat(128)
  const wrongs = ['1,2', '1],[2', ']', '[', '"', '"a', 'a"', '{', '}', '[}', '1 2', ',', '\\', '"\\', '//', '1]', '[1', deep, '\ufeff1', 'nul', '{"a":1,}', '1,']
  // One among valid ones, and two that would be valid together
  for (const wrong of wrongs) {
    for (const other of ['3', ...wrongs]) {
      const bodies = ['"before"', wrong, other, '{"after":true}'].map(utf8)
      assert.deepEqual(together(bodies), alone(bodies), JSON.stringify([wrong, other]))
    }
  }
  const cut = [utf8('"a"'), new Uint8Array([0x22, 0xc3]), new Uint8Array([0xa9, 0x22]), new Uint8Array([0x22, 0xff, 0x22]), utf8('1')]
  assert.deepEqual(together(cut), alone(cut))
})

test('arbitrary bytes have the same outcome together and alone', () => {
  const from = random(7)
  const next = (): number => Math.floor(from() * 2 ** 32)
  const letters = utf8('[]{}",:\\ \n01eanultrfs.-é')
  for (let round = 0; round < 3_000; round++) {
    const bodies = Array.from({ length: 1 + (next() % 6) }, () => {
      const bytes = new Uint8Array(1 + (next() % 9))
      for (let i = 0; i < bytes.length; i++) bytes[i] = letters[next() % letters.length]!
      return bytes
    })
    assert.deepEqual(together(bodies), alone(bodies), `round ${round}`)
  }
})
