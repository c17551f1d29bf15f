// The page owns its results: later results never overwrite them, and they can be transferred.
import { bytesOf, check, digest, equal, invoke, pattern, run, sleep } from '/harness.js'

const KIB = 1024
const ROUNDS = 12
const PER_ROUND = 6

/** A different length for each, so that a reused buffer is noticed. */
const lengthOf = (index) => 200 * KIB + index * 4099

run(async () => {
  const kept = new Map()
  const expect = (index) => digest(pattern(lengthOf(index)))
  for (let round = 0; round < ROUNDS; round++) {
    const indices = Array.from({ length: PER_ROUND }, (_, i) => round * PER_ROUND + i)
    const results = await Promise.all(indices.map((index) => invoke('bytes_pattern', { length: lengthOf(index) })))
    indices.forEach((index, i) => {
      equal([results[i].byteLength, digest(results[i])], [lengthOf(index), expect(index)], `on arrival, ${index}`)
      kept.set(index, results[i])
    })
    // The page writes into one, and drops half of those of the previous round.
    bytesOf(kept.get(indices[0])).fill(round)
    for (const index of kept.keys()) if (index < indices[0] && index % PER_ROUND > 2) kept.delete(index)
    // A page can only encourage the collector: it makes garbage and yields.
    for (let i = 0; i < 50; i++) new Uint8Array(MIB_OF_GARBAGE)
    await sleep(5)
  }
  for (const [index, buffer] of kept) {
    const round = Math.floor(index / PER_ROUND)
    const bytes = bytesOf(buffer)
    equal(bytes.length, lengthOf(index))
    if (index % PER_ROUND === 0) check(bytes.every((byte) => byte === round), `bytes that the page wrote into ${index}`)
    else equal(digest(bytes), expect(index), `kept, ${index}`)
  }

  // Transferred to a worker, changed there, and transferred back.
  const worker = new Worker('/echo-worker.js', { type: 'module' })
  const transferred = kept.get(1)
  const back = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data)
    worker.onerror = reject
    worker.postMessage(transferred, [transferred])
  })
  equal([transferred.byteLength, digest(back.before), back.buffer.byteLength], [0, expect(1), lengthOf(1)], 'through a worker')
  check(bytesOf(back.buffer).every((byte) => byte === 7), 'bytes that the worker wrote')
  worker.postMessage(back.buffer, [back.buffer])
  worker.terminate()

  // Later results are correct.
  for (let i = 0; i < 20; i++) equal(digest(await invoke('bytes_pattern', { length: lengthOf(i) })), expect(i), `after all, ${i}`)
})

const MIB_OF_GARBAGE = 1024 * KIB
