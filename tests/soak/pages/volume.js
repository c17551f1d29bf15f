// As many bytes as the time allows, verified on the other side, and the slope of the host's memory. A unit is 1 MB.
import { Channel, MIB, add, bar, figure, invoke, rounds, run } from '/soak.js'

const LENGTH = 64 * 1000 * 1000
const UNITS = LENGTH / 1e6
const WORDS = LENGTH / 4
/** Rounds with one upload among them. */
const CYCLE = 4
/** A slope is that of 10 GB at least: the memory of one upload would be one in a shorter run. */
const SLOPE_UNITS = 10_000
/** The sum of the words 0, 1, 2, … modulo 2^32. */
const SUM = Number(((BigInt(WORDS) * BigInt(WORDS - 1)) / 2n) % 2n ** 32n)

function sumOf(words) {
  let sum = 0
  for (let i = 0; i < words.length; i++) sum = (sum + words[i]) | 0
  return sum >>> 0
}

run(async () => {
  const into = new Uint8Array(LENGTH)
  const upload = new Uint32Array(WORDS).map((_, i) => i)
  const memory = []
  let [wrong, start] = [0, 0]
  await rounds(UNITS, async done => {
    // Three downloads and one upload in four rounds.
    if ((done / UNITS) % CYCLE === CYCLE - 1) {
      if ((await invoke('sum', new Uint8Array(upload.buffer))) !== SUM) wrong++
    } else {
      const bytes = await invoke('words', { length: LENGTH }, { into })
      if (sumOf(new Uint32Array(bytes.buffer, bytes.byteOffset, WORDS)) !== SUM) wrong++
    }
    if (start === 0) start = Date.now()
    memory.push([done, await invoke('start_peak')])
  })
  await figure('GB moved', (await add('bytes', 0)) / 1e9)
  await figure('MiB/s', (memory.at(-1)[0] * 1e6) / MIB / ((Date.now() - start) / 1000))
  await bar('wrong sums', wrong, 0)
  // After a twentieth of the time, and after the first upload: the host keeps the memory of one for the next.
  const warm = memory.slice(Math.max(CYCLE, Math.ceil(memory.length / 20)))
  const moved = warm.length > 0 ? warm.at(-1)[0] - warm[0][0] : 0
  if (moved >= SLOPE_UNITS) await bar('slope of the host, MiB for each 10 GB', (slopeOf(warm) * 10_000) / MIB, 1)
  if (warm.length > 0) await bar('growth of the host, MiB', (Math.max(...warm.map(([, bytes]) => bytes)) - warm[0][1]) / MIB, 32 + LENGTH / MIB)
})

/** Returns the slope of the line of least squares, in bytes for each unit. */
function slopeOf(points) {
  const mean = at => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const top = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0)
  return top / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
}
