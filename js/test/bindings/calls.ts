// Calls every function of the generated bindings, for a page in a real webview. The types are checked by the compiler.
import { Channel, typed } from 'bytelane'
import * as bindings from './bindings.js'
import * as tagged from './tagged.js'

/** Compares two values by their text; buffers by their elements. */
export type Equal = (actual: unknown, expected: unknown, message?: string) => void

const used: Set<string> = new Set()

/** Returns the functions, and records which of them are used. */
function recorded<T extends object>(kind: string, functions: T): T {
  return new Proxy(functions, {
    get(target, name): unknown {
      used.add(`${kind}.${String(name)}`)
      return Reflect.get(target, name)
    },
  })
}

const commands = recorded('commands', bindings.commands)
const streams = recorded('streams', bindings.streams)
const events = recorded('events', bindings.events)

const ROW: bindings.RowInput = { fileName: 'a.txt', kind: { type: 'wide', data: 7 }, counts: { a: 1 } }
const READ: bindings.Row = { fileName: 'a.txt', score: null, tags: [], kind: { type: 'wide', data: 7 }, counts: { a: 1 } }
const ENTRIES: readonly bindings.EntryData[] = [
  { name: 'first', score: 0.5, id: 1n },
  { name: 'second, and longer', score: 2, id: 2n ** 63n },
]
const BYTES = [1, 2, 250]
const listed = (bytes: ArrayBuffer | Uint8Array): number[] => Array.from(new Uint8Array(bytes))

async function rejection(call: Promise<unknown>): Promise<unknown> {
  try {
    return ['resolved', await call]
  } catch (error) {
    return error
  }
}

async function values(equal: Equal): Promise<void> {
  equal(await commands.greet('*/'), 'Hello, */!')
  equal(await commands.ping(), null)
  equal(await commands.addAll([1, 2], null), 3)
  equal(await commands.addAll([1, 2], 10), 13)
  equal(await commands.withKind(ROW, { type: 'plain' }), { ...READ, kind: { type: 'plain' } })
  const named: bindings.Kind = { type: 'named', data: { name: 'n' } }
  equal(await commands.withKind({ ...READ, score: 1.5, tags: ['t'] }, named), { ...READ, score: 1.5, tags: ['t'], kind: named })
  equal((await commands.withKind(ROW, { type: 'pair', data: [1, -2] })).kind, { type: 'pair', data: [1, -2] })
  const page: bindings.Page<bindings.Row> = await commands.nextPage({ items: [ROW], next: 1 })
  equal(page, { items: [READ], next: 2 })
  equal(await commands.plainPage({ items: [1] }), null)
  equal((await commands.plainPage({ items: [1], next: 5 }))?.items, [1])
  equal(await commands.divide(1, 2), 0.5)
  const failure: bindings.Failure = { code: 'divided_by_zero', dividend: 1 }
  equal(await rejection(commands.divide(1, 0)), failure)
  // eslint-disable-next-line: a deprecated function is still a function
  equal(await commands.delete('f', true, 3), 'f true 3')
}

async function bytes(equal: Equal): Promise<void> {
  for (const pixels of [new Uint8Array(BYTES), new Uint8Array(BYTES).buffer, new Blob([new Uint8Array(BYTES)])]) {
    const inverted: ArrayBuffer = await commands.invert(pixels)
    equal(listed(inverted), [254, 253, 5])
    equal(listed(await commands.reverse(pixels)), [250, 2, 1])
  }
  const picture = await commands.darker({ pixels: new Uint8Array([4, 8]), histogram: new Uint32Array([1, 2 ** 31]), size: [2, 1] })
  equal([picture.pixels, picture.histogram, picture.size], [new Uint8Array([2, 4]), new Uint32Array([1, 2 ** 31]), [2, 1]])
  equal(await commands.halves(new Float32Array([1, 3])), new Float64Array([0.5, 1.5]))
  equal((await commands.longs(3))[2] === 2n ** 41n, true)
  const still = await commands.still(100_000)
  equal([still.byteLength, new Uint8Array(still)[99_999]], [100_000, 7])
  equal(await commands.save('n', new Blob([new Uint8Array(3)])), ['n', 3])
  equal(await commands.save('n', new Uint8Array(4)), ['n', 4])
  const stream = new ReadableStream<Uint8Array>({
    start(controller): void {
      controller.enqueue(new Uint8Array(5))
      controller.close()
    },
  })
  equal(await commands.save('n', stream), ['n', 5])
}

async function archives(equal: Equal): Promise<void> {
  const entries = await commands.entries(3)
  equal(entries.length, 3)
  equal([entries.at(2)?.name, entries.at(1)?.score], ['entry 2', 0.5])
  equal(entries.at(2)?.id === 2n ** 41n, true)
  equal(await commands.total(ENTRIES), 2.5)
  equal(await commands.total(bindings.encodeVecEntry(ENTRIES).slice().buffer), 2.5)
  const best = await commands.best(ENTRIES)
  equal(best === null ? undefined : bindings.openEntry(best).name, 'second, and longer')
  equal(await commands.best([]), null)
  const { label, entries: inside } = await commands.labelled('l')
  equal([label, bindings.openVecEntry(inside).at(2)?.name], ['l', 'entry 2'])
}

async function channels(equal: Equal): Promise<void> {
  const numbers: number[] = []
  await commands.countTo(3, new Channel<number>((number) => numbers.push(number)))
  equal(numbers, [0, 1, 2])

  const messages: unknown[] = []
  await commands.sendAll(
    new Channel<ArrayBuffer>((frame) => messages.push(listed(frame))),
    new Channel<Float32Array<ArrayBuffer>>((wave) => messages.push(wave)),
    new Channel<ArrayBuffer>((archive) => messages.push(bindings.openVecEntry(archive).at(1)?.name)),
  )
  equal(messages, [[1, 2, 3], new Float32Array([0.5]), 'entry 1'])

  const sent: Channel<unknown, number> = new Channel()
  const frames: Channel<unknown, ArrayBuffer | Uint8Array> = new Channel()
  const sum = commands.sum(sent, frames)
  await sent.send(40)
  await sent.send(2)
  sent.close()
  await frames.send(new Uint8Array([1, 2]))
  frames.close()
  equal(await sum, 45)

  const samples: Channel<unknown, ReturnType<typeof typed<Float64Array>>> = new Channel()
  const mean = commands.mean(samples)
  await samples.send(typed(new Float64Array([1, 2, 6])))
  samples.close()
  equal(await mean, 3)
}

async function streamed(equal: Equal): Promise<void> {
  const parts: Uint8Array[] = []
  const lines = await streams.lines(3)
  for await (const part of lines) parts.push(part)
  const text = (parts: readonly Uint8Array[]): string => parts.map((part) => new TextDecoder().decode(part)).join('')
  equal(text(parts), '0\n1\n2\n')
  equal(text([new Uint8Array(await commands.lines(2))]), '0\n1\n')
  equal(await commands.settings<{ dark: boolean }>(), { dark: true })
  equal(text([await (await streams.settings()).bytes()]), '{"dark":true}')
  equal(await (await streams.invert(new Uint8Array([1]))).bytes(), new Uint8Array([254]))
  equal(await (await streams.reverse(new Uint8Array([1, 2]))).bytes(), new Uint8Array([2, 1]))
  equal((await (await streams.still(9)).bytes()).length, 9)
}

async function heard(equal: Equal): Promise<void> {
  const saved: bindings.Row[] = []
  const frames: number[][] = []
  const waves: Float32Array[] = []
  const stops = [
    await events.pictureSaved.listen(({ payload }) => saved.push(payload)),
    await events.frame.listen(({ payload }) => frames.push(listed(payload))),
    await events.wave.listen(({ payload }) => waves.push(payload)),
  ]
  let once = 0
  await events.wave.once(() => (once += 1))
  await commands.emitAll(ROW)
  await events.pictureSaved.emit(READ)
  await events.frame.emit(new Uint8Array([5]))
  await events.wave.emit(new Float32Array([2.5]))
  await events.wave.emitTo({ kind: 'Any' }, new Float32Array([3.5]))
  for (let i = 0; i < 500 && (saved.length < 2 || frames.length < 2 || waves.length < 3); i++) await new Promise((resolve) => setTimeout(resolve, 20))
  equal(saved, [READ, READ])
  equal(frames, [[9, 9, 9], [5]])
  equal(waves, [1.5, 2.5, 3.5].map((sample) => new Float32Array([sample])))
  equal(once, 1)
  for (const stop of stops) stop()
}

/** Calls the functions whose errors are values, through `window.bytelane`. */
async function asValues(equal: Equal): Promise<void> {
  equal(await tagged.commands.divide(1, 2), { status: 'ok', data: 0.5 })
  const failed = await tagged.commands.divide(1, 0)
  equal(failed.status === 'error' && failed.error.code, 'divided_by_zero')
  equal(await tagged.commands.greet('you'), 'Hello, you!')
  const entries = await tagged.commands.entries(2)
  equal(entries.status === 'ok' && entries.data.at(1)?.name, 'entry 1')
  // A refusal of the engine is not a value.
  const wrong = await rejection(tagged.commands.divide('x' as never, 0))
  equal(wrong instanceof Error && (wrong as Error & { code?: string }).code, 'bad_arguments')
  equal(tagged.openEntries(tagged.encodeEntries(ENTRIES)).toObject().map(({ name }) => name), ENTRIES.map(({ name }) => name))
}

/** Calls all functions. Throws if one returned another value, and if one was not called. */
export async function callAll(equal: Equal): Promise<void> {
  for (const part of [values, bytes, archives, channels, streamed, heard, asValues]) await part(equal)
  const all = [
    ...Object.keys(bindings.commands).map((name) => `commands.${name}`),
    ...Object.keys(bindings.streams).map((name) => `streams.${name}`),
    ...Object.keys(bindings.events).map((name) => `events.${name}`),
  ]
  equal(all.filter((name) => !used.has(name)), [], 'functions that were not called')
}
