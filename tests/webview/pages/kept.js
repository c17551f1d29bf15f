// Results are the page's own, for as long as it has them: whatever comes later does not touch them, and they can be given away.
import { bytesOf, check, digest, equal, invoke, pattern, run, sleep } from '/harness.js'

const KIB = 1024
const ROUNDS = 12
const PER_ROUND = 6

/** A different length for each, so that a buffer over another's memory shows. */
const lengthOf = (index) => 200 * KIB + index * 4099

run(async () => {
  const kept = new Map()
  const expect = (index) => digest(pattern(lengthOf(index)))
  for (let round = 0; round < ROUNDS; round++) {
    const indices = Array.from({ length: PER_ROUND }, (_, i) => round * PER_ROUND + i)
    const results = await Promise.all(indices.map((index) => invoke('bytes_pattern', { length: lengthOf(index) })))
    indices.forEach((index, i) => {
      equal([results[i].byteLength, digest(results[i])], [lengthOf(index), expect(index)], `as it came, ${index}`)
      kept.set(index, results[i])
    })
    // The page writes into one, and lets go of half of those of the round before.
    bytesOf(kept.get(indices[0])).fill(round)
    for (const index of kept.keys()) if (index < indices[0] && index % PER_ROUND > 2) kept.delete(index)
    // The collector is asked for, as far as a page can: garbage, and a turn for it.
    for (let i = 0; i < 50; i++) new Uint8Array(MIB_OF_GARBAGE)
    await sleep(5)
  }
  for (const [index, buffer] of kept) {
    const round = Math.floor(index / PER_ROUND)
    const bytes = bytesOf(buffer)
    equal(bytes.length, lengthOf(index))
    if (index % PER_ROUND === 0) check(bytes.every((byte) => byte === round), `what the page wrote into ${index}`)
    else equal(digest(bytes), expect(index), `kept, ${index}`)
  }

  // Given to a worker, changed there, and given back: there is one of it at a time.
  const worker = new Worker('/echo-worker.js', { type: 'module' })
  const given = kept.get(1)
  const back = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = reject
    worker.postMessage(given, [given])
  })
  equal([given.byteLength, digest(back.before), back.buffer.byteLength], [0, expect(1), lengthOf(1)], 'through a worker')
  check(bytesOf(back.buffer).every((byte) => byte === 7), 'what the worker wrote')
  worker.postMessage(back.buffer, [back.buffer])
  worker.terminate()

  // And what comes after all that is right.
  for (let i = 0; i < 20; i++) equal(digest(await invoke('bytes_pattern', { length: lengthOf(i) })), expect(i), `after all, ${i}`)
})

const MIB_OF_GARBAGE = 1024 * KIB
