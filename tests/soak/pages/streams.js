// One stream in each direction, every word of which is compared. A unit is 1 MiB.
import { MIB, bar, figure, invoke, nothingHeld, run } from '/soak.js'

const WORDS = 2 ** 20
const PART_WORDS = MIB / 4

/** Counts words that differ from those that count from `first`. */
function wrongIn(words, first) {
  let wrong = 0
  for (let i = 0; i < words.length; i++) if (words[i] !== ((first + i) & (WORDS - 1))) wrong++
  return wrong
}

/** Yields parts of 1 MiB. */
function* parts(count) {
  const cycle = WORDS / PART_WORDS
  const made = Array.from({ length: cycle }, (_, part) => new Uint8Array(new Uint32Array(PART_WORDS).map((_, i) => part * PART_WORDS + i).buffer))
  for (let i = 0; i < count; i++) yield made[i % cycle].slice()
}

run(async () => {
  const { goal, seconds } = await invoke('plan')
  const length = seconds < 10 ? 32 : goal
  const before = await invoke('start_peak')

  let [read, wrong, carried] = [0, 0, new Uint8Array(0)]
  const start = performance.now()
  for await (const part of await invoke.stream('stream_words', { parts: length })) {
    // A part need not end with a word.
    const bytes = new Uint8Array(carried.length + part.length)
    bytes.set(carried)
    bytes.set(part, carried.length)
    const count = bytes.length >> 2
    wrong += wrongIn(new Uint32Array(bytes.buffer, 0, count), (read / 4) | 0)
    read += count * 4
    carried = bytes.slice(count * 4)
  }
  await figure('MiB/s to the page', length / ((performance.now() - start) / 1000))
  await bar('bytes missing on the way to the page', Math.abs(length * MIB - read), 0)
  await bar('wrong words on the way to the page', wrong, 0)
  await invoke('done', { count: read / MIB })

  const again = performance.now()
  const { bytes, wrong: wrongParts } = await invoke('compare_stream', { content: ReadableStream.from ? ReadableStream.from(parts(length)) : asStream(parts(length)) })
  await figure('MiB/s from the page', length / ((performance.now() - again) / 1000))
  await bar('bytes missing on the way from the page', Math.abs(length * MIB - bytes), 0)
  await bar('wrong parts on the way from the page', wrongParts, 0)
  await nothingHeld()
  await bar('growth of the host, MiB', ((await invoke('peak')) - before) / MIB, 64)
})

function asStream(iterator) {
  return new ReadableStream({
    pull(controller) {
      const { value, done } = iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
  })
}
